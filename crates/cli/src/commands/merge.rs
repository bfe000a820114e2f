//! `milepost merge`: shards that several machines read, as one organisation.

use std::io::Write;

use super::scan;
use crate::args::{Args, Merge};
use crate::config::Config;
use crate::exit::Exit;
use crate::scanner::Scanner;
use crate::shards;

pub(crate) fn run(args: &Args, merge: &Merge, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = Config::read(args.config.as_deref())?;
    let shards = shards::all(&merge.shards)?;
    let mut scanner = Scanner::for_units(args, &config, &merge.scan.targets)?;
    let snapshot = scanner.merge(shards)?;
    scan::conclude(args, &merge.scan, (&scanner, &snapshot), out)
}
