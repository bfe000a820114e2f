//! The chores of the project: new detectors, generated pages, benchmarks,
//! accuracy.

mod accuracy;
mod args;
mod bench;
mod docs;
mod new_detector;
mod tree;

use std::io::{self, Write as _};
use std::process::ExitCode;

use clap::Parser as _;

use args::{Args, Benches, Command, Past};

fn main() -> ExitCode {
    let mut out = io::stdout().lock();
    let outcome = match Args::parse().command {
        Command::NewDetector { name } => new_detector::run(&tree::root(), &name, &mut out),
        Command::Docs { check } => docs::run(&tree::root(), check, &mut out),
        Command::Bench(Benches { past: Some(Past::History(options)), .. }) => {
            bench::past::run(&options, &mut out)
        }
        Command::Bench(Benches { scan, .. }) => bench::run(&scan, &mut out),
        Command::Accuracy(options) => accuracy::run(&options, &mut out),
        Command::Peak { folders } => bench::peak::run(&folders, &mut out),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // Nobody is left to tell when standard error is gone too.
            drop(writeln!(io::stderr(), "xtask: {error:#}"));
            ExitCode::FAILURE
        }
    }
}
