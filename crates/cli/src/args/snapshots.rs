//! What can be typed after `milepost snapshots`.

use std::path::PathBuf;

use clap::builder::NonEmptyStringValueParser;
use clap::{Args as ClapArgs, Subcommand};

use super::Format;

/// What is done with the snapshots that are kept.
#[derive(Debug, ClapArgs)]
pub(crate) struct Snapshots {
    #[command(subcommand)]
    pub(crate) what: Option<What>,

    /// The folder they are kept in, or the address of an object store (`s3://bucket/folder`,
    /// `gs://…`, `az://…`); without one, `.milepost` of the current folder
    #[arg(long, global = true, value_name = "PLACE")]
    pub(crate) store: Option<PathBuf>,

    /// How the result is written to standard output
    #[arg(long, global = true, value_enum, default_value_t = Format::Text)]
    pub(crate) format: Format,
}

#[derive(Debug, Subcommand)]
pub(crate) enum What {
    /// List them, oldest first, without reading any; this is what is done without a command
    List,
    /// Show one as `milepost scan` showed it
    Show(Show),
    /// Read each one wholly and say which are broken; ends with 3 when one is
    Verify,
    /// Remove those that need not be kept: all of the last 30 days stay, then the newest of each
    /// quarter
    Prune(Prune),
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Show {
    /// Its instant or the start of it, for the newest of a day, a month or a year: `2026-09-30`;
    /// or `last`
    #[arg(value_name = "INSTANT", value_parser = NonEmptyStringValueParser::new())]
    pub(crate) instant: String,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Prune {
    /// Say what would be removed, and remove nothing
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// The month the fiscal year starts with, from which quarters are counted
    #[arg(long, value_name = "1-12", default_value_t = 1, value_parser = clap::value_parser!(i8).range(1..=12))]
    pub(crate) first_month: i8,
}
