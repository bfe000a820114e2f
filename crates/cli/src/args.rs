//! What can be typed. Parsing does nothing else.

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};

/// Infers, from the files of an organisation's repositories and never from a survey, which
/// maturity stage its platform is at and how much of what it runs is on a golden path.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_CODES)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) command: Command,

    /// The configuration file; without it, `milepost.toml` of the current folder if there is one
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) config: Option<PathBuf>,

    /// When to use colours
    #[arg(long, global = true, value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,

    /// No progress bar, and no word on standard error unless something fails
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// How many repositories are read at once; without it, as many as there are processors
    #[arg(long, short, global = true, value_name = "N")]
    pub(crate) jobs: Option<usize>,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 a gate asked for was not met; 2 wrong use or \
configuration; 3 done, but something could not be read.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan repositories and report where their platform stands
    Scan(Scan),
}

/// What is scanned, and how it is shown.
#[derive(Debug, ClapArgs)]
pub(crate) struct Scan {
    /// Git repositories, or folders that hold some at any depth; without one, the current folder
    #[arg(value_name = "TARGET")]
    pub(crate) targets: Vec<PathBuf>,

    /// Read the files as they lie in the work tree rather than the newest commit of the default
    /// branch
    #[arg(long)]
    pub(crate) worktree: bool,

    /// How the result is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The report of one screen, for people
    Text,
    /// The snapshot, for machines: versioned, canonical, with a published schema
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// When standard output is a terminal and `NO_COLOR` is not set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

impl Color {
    /// Tells every stream; `NO_COLOR` and pipes are honoured by `auto`.
    pub(crate) fn apply(self) {
        match self {
            Self::Auto => {}
            Self::Always => anstream::ColorChoice::Always.write_global(),
            Self::Never => anstream::ColorChoice::Never.write_global(),
        }
    }
}
