//! How an organisation on GitHub is reached.

use std::path::PathBuf;

use clap::{Args as ClapArgs, ValueEnum};
use milepost_core::Visibility;
use milepost_forge::Presence;

/// Where help lists what concerns them alone. The short help, which has room for what everybody needs,
/// leaves it out.
const GITHUB: &str = "Targets on GitHub";

/// How `github:` targets are listed, copied and filtered.
#[derive(Debug, Default, Clone, ClapArgs)]
pub(crate) struct Reach {
    /// The address of the API of a GitHub server, as in `https://github.acme.example/api/v3`;
    /// without one, that of github.com
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_name = "URL", env = "GITHUB_API_URL")]
    pub(crate) api_url: Option<String>,

    /// The folder that holds the copies of repositories; without one, `milepost/mirror` in the
    /// user's folder for caches
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_name = "DIR", env = "MILEPOST_MIRROR")]
    pub(crate) mirror: Option<PathBuf>,

    /// Ask nobody: read what an earlier run listed and copied
    #[arg(help_heading = GITHUB, hide_short_help = true, long)]
    pub(crate) offline: bool,

    /// Whether repositories that are archived are looked at
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_enum, value_name = "WHETHER", default_value_t = Sort::With)]
    pub(crate) archived: Sort,

    /// Whether repositories that were forked from others are looked at
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_enum, value_name = "WHETHER", default_value_t = Sort::With)]
    pub(crate) forks: Sort,

    /// Only repositories that these may see; may be given several times
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_enum, value_name = "WHO")]
    pub(crate) visibility: Vec<Seen>,

    /// Only repositories with this topic; may be given several times
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_name = "TOPIC")]
    pub(crate) topic: Vec<String>,

    /// Only repositories mostly in this language; may be given several times
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_name = "LANGUAGE")]
    pub(crate) language: Vec<String>,

    /// Only repositories whose name matches, or, with `!` before it, does not match; may be given
    /// several times
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_name = "PATTERN")]
    pub(crate) name: Vec<String>,

    /// Only repositories into which something was pushed since a day, a quarter or a time
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_name = "WHEN")]
    pub(crate) pushed_since: Option<String>,

    /// List and copy, and ask the API for nothing that is not in repositories: rules of branches,
    /// environments, deployments, alerts, pull requests
    #[arg(help_heading = GITHUB, hide_short_help = true, long)]
    pub(crate) no_api: bool,

    /// The most calls of the API that are made; what settles most verdicts is asked first
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_name = "N")]
    pub(crate) api_budget: Option<u64>,

    /// Copy nothing more once the copies take this much space, as in `20GB`
    #[arg(help_heading = GITHUB, hide_short_help = true, long, value_name = "SIZE", value_parser = size)]
    pub(crate) disk_budget: Option<u64>,
}

/// Whether repositories of a sort are looked at.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Sort {
    /// With all others
    #[default]
    With,
    /// Not at all
    Without,
    /// No others
    Only,
}

impl From<Sort> for Presence {
    fn from(sort: Sort) -> Self {
        match sort {
            Sort::With => Self::With,
            Sort::Without => Self::Without,
            Sort::Only => Self::Only,
        }
    }
}

/// Who may see a repository.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Seen {
    /// Everybody
    Public,
    /// Every member of the enterprise
    Internal,
    /// Whom its account lets
    Private,
}

impl From<Seen> for Visibility {
    fn from(seen: Seen) -> Self {
        match seen {
            Seen::Public => Self::Public,
            Seen::Internal => Self::Internal,
            Seen::Private => Self::Private,
        }
    }
}

/// Units of sizes, in bytes.
const UNITS: &[(&str, u64)] =
    &[("kb", 1_000), ("mb", 1_000_000), ("gb", 1_000_000_000), ("tb", 1_000_000_000_000), ("b", 1)];

fn size(text: &str) -> Result<u64, String> {
    let lower = text.trim().to_ascii_lowercase();
    let unit = UNITS.iter().find_map(|(name, bytes)| Some((lower.strip_suffix(name)?, *bytes)));
    let (digits, bytes) = unit.unwrap_or((&lower, 1));
    let number = digits.trim().parse::<u64>().ok().and_then(|number| number.checked_mul(bytes));
    number.ok_or_else(|| "expected a whole number and a unit, as in `500MB` or `20GB`".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_size_is_a_number_and_a_unit() {
        assert_eq!(size("500MB"), Ok(500_000_000));
        assert_eq!(size("20 gb"), Ok(20_000_000_000));
        assert_eq!(size("7"), Ok(7));
        assert!(size("20 GiB").is_err() && size("-1").is_err() && size("1e9").is_err());
    }
}
