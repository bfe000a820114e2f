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
    #[arg(long, short, global = true, value_name = "N", value_parser = jobs)]
    pub(crate) jobs: Option<usize>,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 a gate asked for was not met; 2 wrong use or \
configuration; 3 done, but something could not be read.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan repositories and report where their platform stands
    Scan(Scan),
    /// Say why: a criterion, a step, a measure, a deployable, a repository or a shared unit, with
    /// the lines that show it
    Explain(Explain),
    /// List the detectors, or show the page of one
    Detectors(Page),
    /// List the maturity models, or show one with its criteria and thresholds
    Models(Page),
    /// Show what a scan says of a made-up organisation
    Demo(Demo),
    /// Scan repositories and write a first `milepost.toml` that declares what was inferred
    Init(Init),
}

/// What is scanned, and how it is shown.
#[derive(Debug, Default, ClapArgs)]
pub(crate) struct Scan {
    /// Git repositories, or folders that hold some at any depth; without one, the current folder
    #[arg(value_name = "TARGET")]
    pub(crate) targets: Vec<PathBuf>,

    /// Read the files as they lie in the work tree rather than the newest commit of the default
    /// branch
    #[arg(long)]
    pub(crate) worktree: bool,

    /// List every file that says something and was set aside, with the reason
    #[arg(long)]
    pub(crate) show_set_aside: bool,

    /// The gate: end with exit code 1 when the lower end of the stage is below this one
    #[arg(long, value_name = "STAGE", value_parser = clap::value_parser!(u32).range(1..=5))]
    pub(crate) fail_under: Option<u32>,

    /// How the result is written to standard output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

/// What is explained, and from what.
#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// The name of anything a report shows: `five-stages.4.std-deploy`, `gp.05` or `pipeline`,
    /// `shared-ci`, `acme/billing`
    #[arg(value_name = "ID")]
    pub(crate) id: String,

    /// What is scanned, as for `milepost scan`
    #[arg(value_name = "TARGET")]
    pub(crate) targets: Vec<PathBuf>,

    /// Read a snapshot that `milepost scan --format json` wrote rather than scan
    #[arg(long, value_name = "FILE", conflicts_with_all = ["targets", "worktree"])]
    pub(crate) snapshot: Option<PathBuf>,

    /// Read the files as they lie in the work tree
    #[arg(long)]
    pub(crate) worktree: bool,

    /// List every member rather than the first few
    #[arg(long)]
    pub(crate) all: bool,
}

/// One page, or the list of all.
#[derive(Debug, ClapArgs)]
pub(crate) struct Page {
    /// The name of one; without it, all are listed
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
}

/// What a first configuration is written from.
#[derive(Debug, ClapArgs)]
pub(crate) struct Init {
    /// Git repositories, or folders that hold some at any depth; without one, the current folder
    #[arg(value_name = "TARGET")]
    pub(crate) targets: Vec<PathBuf>,

    /// Read the files as they lie in the work tree rather than the newest commit of the default
    /// branch
    #[arg(long)]
    pub(crate) worktree: bool,

    /// Replace the file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// Most repositories that may be read at once: more would only wait for each other.
const MOST_JOBS: usize = 1024;

fn jobs(text: &str) -> Result<usize, String> {
    text.parse()
        .ok()
        .filter(|jobs| (1..=MOST_JOBS).contains(jobs))
        .ok_or_else(|| format!("expected a number from 1 to {MOST_JOBS}"))
}

/// What becomes of the made-up organisation.
#[derive(Debug, ClapArgs)]
pub(crate) struct Demo {
    /// Build the repositories into this folder and leave them there; it must be empty or new
    #[arg(long, value_name = "DIR")]
    pub(crate) keep: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// The report of one screen, for people
    #[default]
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
