//! What can be typed. Parsing does nothing else.

mod reach;
mod snapshots;

use std::path::PathBuf;

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use milepost_core::Every;

use crate::shard::Shard;

pub(crate) use reach::Reach;
pub(crate) use snapshots::{Prune, Snapshots, What};

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

    /// Where what was read is remembered for the next run; without it, `milepost` in the user's
    /// folder for caches. It may be deleted at any time
    #[arg(long, global = true, value_name = "DIR", env = "MILEPOST_CACHE")]
    pub(crate) cache: Option<PathBuf>,

    /// Read everything anew, and remember nothing; the result is the same
    #[arg(long, global = true)]
    pub(crate) no_cache: bool,
}

const EXIT_CODES: &str = "Exit codes: 0 done; 1 a gate asked for was not met; 2 wrong use or \
configuration; 3 done, but something could not be read.";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Scan repositories and report where their platform stands
    Scan(Sharded),
    /// Show the organisation at every end of a quarter, a month or a week: stage, coverage, steps,
    /// measures
    History(History),
    /// Say why: a criterion, a step, a measure, a deployable, a repository or a shared unit, with
    /// the lines that show it
    Explain(Explain),
    /// List, show, verify and prune the snapshots that `milepost scan --keep` kept
    Snapshots(Snapshots),
    /// Say what changed between two instants, what caused it, and which commits did it
    Diff(Diff),
    /// List the detectors, or show the page of one
    Detectors(Page),
    /// List the maturity models, or show one with its criteria and thresholds
    Models(Page),
    /// Show what a scan says of a made-up organisation
    Demo(Demo),
    /// List the repositories of an account on GitHub and bring the copies of them up to date, and
    /// do no more
    Mirror(Mirror),
    /// Put together the shards that several machines read, and do what `milepost scan` does with the
    /// whole
    Merge(Merge),
    /// Do what is done every night: list, copy, scan, keep the snapshot, say what changed since the
    /// last run and since the last quarter ended, and hold the gates
    Nightly(Nightly),
    /// Scan repositories and write a first `milepost.toml` that declares what was inferred
    Init(Init),
}

/// Which repositories are read.
#[derive(Debug, Default, Clone, ClapArgs)]
pub(crate) struct Paths {
    /// Git repositories, folders that hold some at any depth, or an account on GitHub
    /// (`github:acme`) or one repository of it (`github:acme/billing`); without one, the current
    /// folder
    #[arg(value_name = "TARGET")]
    pub(crate) paths: Vec<PathBuf>,

    #[command(flatten)]
    pub(crate) reach: Reach,
}

/// Which repositories are read, and which state of them.
#[derive(Debug, Default, Clone, ClapArgs)]
pub(crate) struct Targets {
    #[command(flatten)]
    pub(crate) paths: Paths,

    /// Read the files as they lie in the work tree rather than the newest commit of the default
    /// branch
    #[arg(long)]
    pub(crate) worktree: bool,

    /// Read the organisation as it was: at the end of a day (2026-06-30) or of a quarter
    /// (2026-Q2), at a time (2026-06-30T12:00:00Z), or at a tag (acme/billing@v1.2.0)
    #[arg(long, value_name = "WHEN", conflicts_with = "worktree")]
    pub(crate) at: Option<String>,

    /// Leave the history of repositories out; what only history can tell stays unknown
    #[arg(long)]
    pub(crate) no_history: bool,

    /// The shard of the repositories that is looked at; all without one
    #[arg(skip)]
    pub(crate) shard: Option<Shard>,
}

/// What is scanned, and how it is shown.
#[derive(Debug, Default, ClapArgs)]
pub(crate) struct Scan {
    #[command(flatten)]
    pub(crate) targets: Targets,

    /// List every file that says something and was set aside, with the reason
    #[arg(long)]
    pub(crate) show_set_aside: bool,

    /// The gate: end with exit code 1 when the lower end of the stage is below this one
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    pub(crate) fail_under: Option<u32>,

    /// How the result is written to standard output: the report of one screen, or the snapshot,
    /// versioned, canonical, with a published schema
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,

    /// Keep the snapshot, after the result is shown
    #[arg(long)]
    pub(crate) keep: bool,

    /// The folder it is kept in, or the address of an object store (`s3://bucket/folder`, `gs://…`,
    /// `az://…`); without one, `.milepost` of the current folder
    #[arg(long, value_name = "PLACE", requires = "keep")]
    pub(crate) store: Option<PathBuf>,
}

/// What is scanned: all of it, or one shard of several.
#[derive(Debug, ClapArgs)]
pub(crate) struct Sharded {
    #[command(flatten)]
    pub(crate) scan: Scan,

    /// Read one shard of the repositories, as in `2/5`, and leave what they say for `milepost merge`,
    /// which puts all shards together
    #[arg(long, value_name = "I/N", requires = "into")]
    pub(crate) shard: Option<Shard>,

    /// The folder the shard is written into
    #[arg(long, value_name = "DIR", requires = "shard", conflicts_with_all = ["keep", "fail_under", "show_set_aside"])]
    pub(crate) into: Option<PathBuf>,
}

/// Which instants are shown, and how.
#[derive(Debug, ClapArgs)]
pub(crate) struct History {
    #[command(flatten)]
    pub(crate) paths: Paths,

    /// The first instant: a quarter (2024-Q1), a day, a time or a tag
    #[arg(long, value_name = "WHEN")]
    pub(crate) since: String,

    /// The last instant; without it, the present
    #[arg(long, value_name = "WHEN")]
    pub(crate) until: Option<String>,

    /// How far the instants lie apart: each is the end of a period, in UTC
    #[arg(long, value_enum, default_value_t = Period::Quarter)]
    pub(crate) every: Period,

    /// Show measures that never changed too
    #[arg(long)]
    pub(crate) all: bool,

    /// How the result is written to standard output
    #[arg(long, value_enum, default_value_t = TrendFormat::Text)]
    pub(crate) format: TrendFormat,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Period {
    /// Quarters of the calendar, or of the fiscal year of the configuration
    Quarter,
    /// Months of the calendar
    Month,
    /// Weeks that end on Sunday
    Week,
}

impl From<Period> for Every {
    fn from(period: Period) -> Self {
        match period {
            Period::Quarter => Self::Quarter,
            Period::Month => Self::Month,
            Period::Week => Self::Week,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum TrendFormat {
    /// A line for each number, with its course
    Text,
    /// Everything, for machines, with a published schema
    Json,
    /// A row for each number at each instant, for spreadsheets
    Csv,
}

/// What is explained, and from what.
#[derive(Debug, ClapArgs)]
pub(crate) struct Explain {
    /// The name of anything a report shows: `five-stages.4.std-deploy`, `gp.05` or `pipeline`,
    /// `shared-ci`, `acme/billing`; or `deployables`, `troubles` for all of them
    #[arg(value_name = "ID")]
    pub(crate) id: String,

    #[command(flatten)]
    pub(crate) targets: Targets,

    /// Read a snapshot that `milepost scan --format json` wrote rather than scan
    #[arg(long, value_name = "FILE", conflicts_with_all = ["paths", "worktree", "at", "no_history"])]
    pub(crate) snapshot: Option<PathBuf>,

    /// List every member rather than the first few
    #[arg(long)]
    pub(crate) all: bool,
}

/// What is compared, and how that is shown.
#[derive(Debug, ClapArgs)]
pub(crate) struct Diff {
    /// The older side: a quarter (2026-Q2), a day, a time, a tag, `last` (the newest snapshot that
    /// was kept), or the file of a snapshot that `milepost scan --format json` wrote
    #[arg(value_name = "FROM")]
    pub(crate) from: String,

    /// The newer side, in the same words, or `now`
    #[arg(value_name = "TO")]
    pub(crate) to: String,

    #[command(flatten)]
    pub(crate) paths: Paths,

    /// Look at every day in between too, and list what changed and back: the two ends hide it
    #[arg(long)]
    pub(crate) through: bool,

    /// The folder, or the object store, in which `last` is looked for
    #[arg(long, value_name = "PLACE")]
    pub(crate) store: Option<PathBuf>,

    /// The gate: end with exit code 1 when this happened. `regression`: a counted deployable lost
    /// what it had; `stage-drop`: the lower end of a stage is lower; `coverage-drop=N`: the lower
    /// bound of the coverage fell by more than N points. May be given several times
    #[arg(long, value_name = "WHAT", value_parser = FailOn::read)]
    pub(crate) fail_on: Vec<FailOn>,

    /// How the difference is written to standard output
    #[arg(long, value_enum, default_value_t = DiffFormat::Text)]
    pub(crate) format: DiffFormat,
}

/// What a comparison must not show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FailOn {
    /// A counted deployable lost what it had.
    Regression,
    /// The lower end of a stage is lower.
    StageDrop,
    /// The coverage fell by more than so many hundredths of a point.
    CoverageDrop(u32),
}

impl FailOn {
    fn read(text: &str) -> Result<Self, String> {
        match text.split_once('=') {
            None if text == "regression" => Ok(Self::Regression),
            None if text == "stage-drop" => Ok(Self::StageDrop),
            Some(("coverage-drop", points)) => hundredths(points).map(Self::CoverageDrop),
            _ => Err("expected `regression`, `stage-drop` or `coverage-drop=N`".to_owned()),
        }
    }
}

/// Points with at most two decimals, as whole hundredths.
fn hundredths(points: &str) -> Result<u32, String> {
    let expected = || "expected points from 0 to 100, as in `coverage-drop=2.5`".to_owned();
    let (whole, decimals) = points.split_once('.').unwrap_or((points, "0"));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || decimals.is_empty() || decimals.len() > 2 {
        return Err(expected());
    }
    if !digits(whole) || !digits(decimals) {
        return Err(expected());
    }
    let number = |text: &str| text.parse::<u32>().map_err(|_| expected());
    let hundredths = number(&format!("{whole}{decimals:0<2}"))?;
    if hundredths > 10_000 { Err(expected()) } else { Ok(hundredths) }
}

/// One page, or the list of all.
#[derive(Debug, ClapArgs)]
pub(crate) struct Page {
    /// The name of one; without it, all are listed
    #[arg(value_name = "ID")]
    pub(crate) id: Option<String>,
}

/// Which shards are put together, and what becomes of the whole.
#[derive(Debug, ClapArgs)]
pub(crate) struct Merge {
    /// The folder of the shards
    #[arg(value_name = "SHARDS")]
    pub(crate) shards: PathBuf,

    /// As for `milepost scan`: where repositories are that hold what others use
    #[command(flatten)]
    pub(crate) scan: Scan,
}

/// What is done every night.
#[derive(Debug, ClapArgs)]
pub(crate) struct Nightly {
    #[command(flatten)]
    pub(crate) paths: Paths,

    /// The folder snapshots are kept in, or the address of an object store (`s3://bucket/folder`,
    /// `gs://…`, `az://…`); without one, `.milepost` of the current folder
    #[arg(long, value_name = "PLACE")]
    pub(crate) store: Option<PathBuf>,

    /// The gate of the stage: end with exit code 1 when its lower end is below this one
    #[arg(long, value_name = "STAGE", value_parser = stage)]
    pub(crate) fail_under: Option<u32>,

    /// The gate of change: end with exit code 1 when this happened since the last run:
    /// `regression`, `stage-drop` or `coverage-drop=N`. May be given several times
    #[arg(long, value_name = "WHAT", value_parser = FailOn::read)]
    pub(crate) fail_on: Vec<FailOn>,
}

/// What is copied.
#[derive(Debug, ClapArgs)]
pub(crate) struct Mirror {
    /// The account, as in `github:acme`, or one repository of it, as in `github:acme/billing`
    #[arg(value_name = "TARGET", required = true)]
    pub(crate) targets: Vec<String>,

    #[command(flatten)]
    pub(crate) reach: Reach,
}

/// What a first configuration is written from.
#[derive(Debug, ClapArgs)]
pub(crate) struct Init {
    #[command(flatten)]
    pub(crate) targets: Targets,

    /// Replace the file that is there
    #[arg(long)]
    pub(crate) force: bool,
}

/// Most repositories that may be read at once: more would only wait for each other.
const MOST_JOBS: usize = 1024;

/// A stage of the five.
fn stage(text: &str) -> Result<u32, String> {
    let stage = text.parse().ok().filter(|stage| (1..=5).contains(stage));
    stage.ok_or_else(|| "expected a stage from 1 to 5".to_owned())
}

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
    /// For people
    #[default]
    Text,
    /// For machines
    Json,
}

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum DiffFormat {
    /// The report for people: one screen, then everything that changed
    #[default]
    Text,
    /// The difference, for machines: versioned, canonical, with a published schema
    Json,
    /// The report as Markdown, for a comment or the summary of a job
    Markdown,
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
