//! The `milepost` binary: arguments in, exit code out.

mod args;
mod cache;
mod commands;
mod config;
mod exit;
mod progress;
mod reach;
mod scanner;
mod shard;
mod shards;
mod stored;
mod targets;
mod when;

use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Command, Format};
use exit::Exit;

fn main() -> ExitCode {
    let args = Args::parse();
    args.color.apply();
    match run(&args) {
        Ok(exit) => exit.into(),
        Err(error) if is_broken_pipe(&error) => Exit::Done.into(),
        Err(error) => {
            match error.downcast_ref::<config::Problems>() {
                Some(problems) => anstream::eprintln!("{problems}"),
                None => anstream::eprintln!("milepost: {error:#}"),
            }
            Exit::WrongUse.into()
        }
    }
}

fn run(args: &Args) -> anyhow::Result<Exit> {
    let mut out = anstream::stdout().lock();
    match &args.command {
        // A snapshot has no colours that would have to be taken out.
        Command::Scan(asked) if asked.scan.format == Format::Json => {
            commands::scan::run(args, asked, &mut std::io::stdout().lock())
        }
        Command::Scan(asked) => commands::scan::run(args, asked, &mut out),
        Command::History(history) => commands::history::run(args, history, &mut out),
        Command::Explain(explain) => commands::explain::run(args, explain, &mut out),
        Command::Snapshots(asked) => commands::snapshots::run(args, asked, &mut out),
        Command::Diff(diff) => commands::diff::run(args, diff, &mut out),
        Command::Detectors(page) => commands::detectors::run(page, &mut out),
        Command::Models(page) => commands::models::run(page, &mut out),
        Command::Demo(demo) => commands::demo::run(args, demo, &mut out),
        Command::Merge(merge) => commands::merge::run(args, merge, &mut out),
        Command::Mirror(mirror) => commands::mirror::run(args, mirror, &mut out),
        Command::Nightly(nightly) => commands::nightly::run(args, nightly, &mut out),
        Command::Init(init) => commands::init::run(args, init, &mut out),
    }
}

/// A reader that has seen enough (`milepost … | head`) is no failure.
fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<std::io::Error>())
        .any(|cause| cause.kind() == std::io::ErrorKind::BrokenPipe)
}
