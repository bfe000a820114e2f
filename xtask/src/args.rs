//! What can be typed. Parsing does nothing else.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand};

/// The chores of the project.
#[derive(Debug, Parser)]
#[command(bin_name = "cargo xtask", max_term_width = 100)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Write the folder of a new detector and register it
    NewDetector {
        /// Its name, in kebab-case: that of the technology or practice it recognises
        name: String,
    },
    /// Write the pages of the handbook that come from the code
    Docs {
        /// Write nothing; fail when a page is not what the code says
        #[arg(long)]
        check: bool,
    },
    /// Measure a scan against the bare reading of the same repositories
    Bench(Benches),
    /// Compare what a scan says with what people found by reading
    Accuracy(Accuracy),
    /// One scan and the score, for its peak memory
    #[command(hide = true)]
    Peak {
        /// Folders that hold repositories
        folders: Vec<PathBuf>,
    },
}

/// A scan, or what the past costs beside it.
#[derive(Debug, ClapArgs)]
#[command(args_conflicts_with_subcommands = true)]
pub(crate) struct Benches {
    #[command(subcommand)]
    pub(crate) past: Option<Past>,

    #[command(flatten)]
    pub(crate) scan: Bench,
}

/// Measurements of the past.
#[derive(Debug, Subcommand)]
pub(crate) enum Past {
    /// Measure a scan and eight quarter-ends, and a scan that remembers, against a cold scan
    History(Bench),
}

/// What is measured, and how often.
#[derive(Debug, ClapArgs)]
pub(crate) struct Bench {
    /// Folders that hold repositories; without one, an organisation is made up
    #[arg(value_name = "FOLDER")]
    pub(crate) folders: Vec<PathBuf>,

    /// Repositories of the organisation that is made up
    #[arg(long, default_value_t = 150, value_parser = clap::value_parser!(u32).range(1..=50_000))]
    pub(crate) repositories: u32,

    /// Files in each of them
    #[arg(long, default_value_t = 300, value_parser = clap::value_parser!(u32).range(1..=50_000))]
    pub(crate) files: u32,

    /// How often everything is measured; the best of each counts
    #[arg(long, default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub(crate) rounds: u32,

    /// Also say where the time goes: listing, patterns, reading, and each detector
    #[arg(long)]
    pub(crate) profile: bool,
}

/// What is true, what is scanned, and how good is good enough.
#[derive(Debug, ClapArgs)]
pub(crate) struct Accuracy {
    /// A file of labels, or a folder of them
    pub(crate) labels: PathBuf,

    /// The folder that holds clones of the labelled repositories, at any depth
    pub(crate) folder: PathBuf,

    /// Fail when a total of precision or recall is below this share
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) at_least: Option<f64>,
}

fn share(text: &str) -> Result<f64, String> {
    match text.parse() {
        Ok(share) if (0.0..=1.0).contains(&share) => Ok(share),
        _ => Err("a share is a number from 0 to 1".to_owned()),
    }
}
