//! What an organisation says about itself: the part of the configuration that scoring needs.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;
use serde::Serialize;

/// What an organisation says about itself.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Settings {
    /// The account the repositories belong to; else the one most of them belong to.
    pub organisation: Option<String>,
    /// Other accounts whose units count as the organisation's own.
    pub platform_owners: Vec<String>,
    /// The team that runs the platform.
    pub platform_team: Option<String>,
    /// People of that team: globs over their addresses, names and logins. The commits they wrote
    /// are marked before scoring; here they only say that the team is known.
    pub platform_people: Vec<String>,
    /// Repositories in which every issue is a request to that team, as `owner/name`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub support: Vec<String>,
    /// Labels that make an issue such a request, wherever it stands.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub support_labels: Vec<String>,
    /// Standards by the id of their step.
    pub standards: BTreeMap<String, Declared>,
    /// What environments mean, by name as written.
    pub environments: BTreeMap<String, EnvironmentClass>,
    /// Thresholds that differ from the profile, by criterion or rung, then by name.
    pub thresholds: BTreeMap<String, BTreeMap<String, f64>>,
    /// Deployables allowed to differ.
    pub exemptions: Vec<Exemption>,
    /// Deployables left out, by id or glob, with the reason that is printed.
    pub left_out: BTreeMap<String, String>,
    /// Globs over `owner/name/path` that were set aside before scoring: part of the rules, because
    /// other exclusions give other facts.
    pub excluded: Vec<String>,
    /// The latest instant a commit can honestly have: the present, as the caller knows it.
    #[serde(skip)]
    pub present: Option<Timestamp>,
    /// The instant the repositories are seen at; without it, that of their newest commit.
    #[serde(skip)]
    pub at: Option<Timestamp>,
    /// The teams that the hosts of the repositories know, by their names in addresses.
    #[serde(skip)]
    pub teams: BTreeSet<String>,
}

/// A declared standard (rubric std.1).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Declared {
    /// Units, or their family, that are the standard way; a `*` at the end stands for anything.
    pub units: Vec<String>,
    /// The day it was declared, where the configuration says so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Date>,
}

/// What an environment is for (rubric 0.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum EnvironmentClass {
    /// What users see.
    Production,
    /// Short-lived, for one change; counted nowhere.
    Preview,
    /// Everything else.
    Other,
}

/// A deployable, or several, allowed to differ on a step.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Exemption {
    /// The id of the deployable, or a glob.
    pub deployable: String,
    /// The id of the step.
    pub step: String,
    /// Who answers for it.
    pub owner: String,
    /// Why.
    pub reason: String,
    /// The last day it holds.
    pub expires: Date,
}

/// The end of the address by which git knows somebody whose own GitHub hides.
const HIDDEN: &str = "@users.noreply.github.com";

impl Settings {
    /// Whether the platform team is known on GitHub: by a login, or as a team there. Addresses tell
    /// who wrote a commit, and not who approved or asked.
    pub fn knows_platform_logins(&self) -> bool {
        let is_login = |glob: &String| !glob.contains('@') || glob.ends_with(HIDDEN);
        let is_team = |team: &String| {
            let team = team.rsplit(['/', ':']).next().unwrap_or(team);
            self.teams.iter().any(|known| known.eq_ignore_ascii_case(team))
        };
        self.platform_people.iter().any(is_login)
            || self.platform_team.as_ref().is_some_and(is_team)
    }

    /// What an environment is for: as declared, else by its name.
    pub fn environment(&self, name: &str) -> EnvironmentClass {
        if let Some(class) = self.environments.get(name) {
            return *class;
        }
        let is = |names: &[&str]| {
            name.split(|c: char| !c.is_ascii_alphanumeric())
                .any(|word| names.iter().any(|known| word.eq_ignore_ascii_case(known)))
        };
        if is(&["preview", "review", "pr"]) || name.eq_ignore_ascii_case("github-pages") {
            EnvironmentClass::Preview
        } else if is(&["nonprod", "non", "preprod", "pre"]) {
            EnvironmentClass::Other
        } else if is(&["prod", "production", "prd", "live"]) {
            EnvironmentClass::Production
        } else {
            EnvironmentClass::Other
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_environment_is_told_by_the_words_of_its_name() {
        let settings = Settings::default();
        let class = |name: &str| settings.environment(name);
        assert_eq!(class("prod"), EnvironmentClass::Production);
        assert_eq!(class("eu-production"), EnvironmentClass::Production);
        assert_eq!(class("preprod"), EnvironmentClass::Other);
        assert_eq!(class("pre-prod"), EnvironmentClass::Other);
        assert_eq!(class("pr-12"), EnvironmentClass::Preview);
        assert_eq!(class("staging"), EnvironmentClass::Other);
    }
}
