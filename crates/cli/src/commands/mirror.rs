//! `milepost mirror`: the copies alone.

use std::io::Write;

use milepost_forge::Address;
use milepost_mirror::{Copied, Outcome};
use milepost_report::many;

use crate::args::{Args, Mirror};
use crate::config::Config;
use crate::exit::Exit;
use crate::reach::{Holds, Reached, Which, reach};

pub(crate) fn run(args: &Args, asked: &Mirror, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let config = Config::read(args.config.as_deref())?;
    let mut complete = true;
    let mut holds = Holds::default();
    for target in &asked.targets {
        let address: Address = target.parse()?;
        let how = (&asked.reach, Which::All);
        let reached = reach(&address, how, &config, args.quiet, &mut holds)?;
        tell(&reached, out)?;
        complete &= reached.is_complete();
    }
    Ok(if complete { Exit::Done } else { Exit::Incomplete })
}

fn tell(reached: &Reached, out: &mut dyn Write) -> anyhow::Result<()> {
    let count = |of: fn(&Outcome) -> bool| {
        reached.copied.iter().filter(|copied| of(&copied.outcome)).count()
    };
    let new = count(|outcome| *outcome == Outcome::New);
    let updated = count(|outcome| *outcome == Outcome::Updated);
    let unchanged = count(|outcome| *outcome == Outcome::Unchanged);
    let roll = &reached.roll;
    let [listed, calls] =
        [roll.listed, reached.calls].map(|it| usize::try_from(it).unwrap_or(usize::MAX));
    writeln!(
        out,
        "{}: {}: {new} new, {updated} updated, {unchanged} unchanged; {}",
        roll.account,
        many(listed, "repository", "repositories"),
        many(calls, "call", "calls")
    )?;
    for (reason, count) in &roll.filtered {
        writeln!(out, "  left out by --{reason}: {count}")?;
    }
    if let Some(gap) = roll.gap() {
        writeln!(out, "  the list is not complete: {gap}")?;
    }
    for Copied { name, outcome, .. } in &reached.copied {
        if let Outcome::Failed(why) = outcome {
            writeln!(out, "  {name}: {why}")?;
        }
    }
    Ok(())
}
