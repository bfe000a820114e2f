//! What a pipeline step does: the CI verbs of rubric 0.6, and the table that maps steps to them.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Bound;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize};

/// What a pipeline step does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[expect(missing_docs, reason = "the names are the rubric's own words")]
pub enum Verb {
    Checkout,
    Setup,
    Cache,
    Lint,
    UnitTest,
    IntegrationTest,
    Coverage,
    Sast,
    Sca,
    SecretScan,
    ImageScan,
    IacScan,
    Build,
    ImageBuild,
    ImagePush,
    Sbom,
    Sign,
    ChartLint,
    IacPlan,
    IacApply,
    PolicyCheck,
    Deploy(DeployModel),
    Promote,
    Publish,
    Release,
    Notify,
    Docs,
    Housekeeping,
}

/// How something is deployed: the coarse models of rubric 0.6.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
#[expect(missing_docs, reason = "the names are the rubric's own words")]
pub enum DeployModel {
    GitopsArgocd,
    GitopsFlux,
    CiHelm,
    CiKubectl,
    CiKustomize,
    IacApply,
    ServerlessFw,
    Sam,
    Cdk,
    CloudCli,
    PaasGit,
    PaasCli,
    Ansible,
    SshCopy,
    ComposeRemote,
    Nomad,
    Spinnaker,
    ManualScript,
    /// A step deploys, but not visibly how: only its name says so.
    Unseen,
}

/// Every verb without its argument, and the name the rubric gives it.
const VERBS: &[(Verb, &str)] = &[
    (Verb::Checkout, "checkout"),
    (Verb::Setup, "setup"),
    (Verb::Cache, "cache"),
    (Verb::Lint, "lint"),
    (Verb::UnitTest, "unit-test"),
    (Verb::IntegrationTest, "integration-test"),
    (Verb::Coverage, "coverage"),
    (Verb::Sast, "sast"),
    (Verb::Sca, "sca"),
    (Verb::SecretScan, "secret-scan"),
    (Verb::ImageScan, "image-scan"),
    (Verb::IacScan, "iac-scan"),
    (Verb::Build, "build"),
    (Verb::ImageBuild, "image-build"),
    (Verb::ImagePush, "image-push"),
    (Verb::Sbom, "sbom"),
    (Verb::Sign, "sign"),
    (Verb::ChartLint, "chart-lint"),
    (Verb::IacPlan, "iac-plan"),
    (Verb::IacApply, "iac-apply"),
    (Verb::PolicyCheck, "policy-check"),
    (Verb::Promote, "promote"),
    (Verb::Publish, "publish"),
    (Verb::Release, "release"),
    (Verb::Notify, "notify"),
    (Verb::Docs, "docs"),
    (Verb::Housekeeping, "housekeeping"),
];

const MODELS: &[(DeployModel, &str)] = &[
    (DeployModel::GitopsArgocd, "gitops-argocd"),
    (DeployModel::GitopsFlux, "gitops-flux"),
    (DeployModel::CiHelm, "ci-helm"),
    (DeployModel::CiKubectl, "ci-kubectl"),
    (DeployModel::CiKustomize, "ci-kustomize"),
    (DeployModel::IacApply, "iac-apply"),
    (DeployModel::ServerlessFw, "serverless-fw"),
    (DeployModel::Sam, "sam"),
    (DeployModel::Cdk, "cdk"),
    (DeployModel::CloudCli, "cloud-cli"),
    (DeployModel::PaasGit, "paas-git"),
    (DeployModel::PaasCli, "paas-cli"),
    (DeployModel::Ansible, "ansible"),
    (DeployModel::SshCopy, "ssh-copy"),
    (DeployModel::ComposeRemote, "compose-remote"),
    (DeployModel::Nomad, "nomad"),
    (DeployModel::Spinnaker, "spinnaker"),
    (DeployModel::ManualScript, "manual-script"),
    (DeployModel::Unseen, "unseen"),
];

impl Verb {
    /// Whether it makes or checks the software, which is what makes a definition CI (trap T19).
    pub fn is_build_or_test(self) -> bool {
        matches!(self, Self::Build | Self::UnitTest | Self::IntegrationTest | Self::ImageBuild)
    }

    /// Whether it runs tests.
    pub fn is_test(self) -> bool {
        matches!(self, Self::UnitTest | Self::IntegrationTest)
    }

    /// Whether it hands something over to be used: an image, a package, a release.
    pub fn is_shipped(self) -> bool {
        matches!(self, Self::ImagePush | Self::Publish)
    }

    /// Whether it makes, checks or ships the software, rather than help those that do.
    pub fn is_substantial(self) -> bool {
        let helps = matches!(
            self,
            Self::Checkout
                | Self::Setup
                | Self::Cache
                | Self::Lint
                | Self::ChartLint
                | Self::Notify
                | Self::Docs
                | Self::Housekeeping
        );
        !helps
    }

    /// Whether it scans for weaknesses.
    pub fn is_scan(self) -> bool {
        matches!(self, Self::Sast | Self::Sca | Self::ImageScan)
    }

    /// Whether it brings something to run.
    pub fn is_deploy(self) -> bool {
        matches!(self, Self::Deploy(_))
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Self::Deploy(model) = self {
            return write!(f, "deploy:{model}");
        }
        f.write_str(VERBS.iter().find(|(verb, _)| verb == self).map_or("deploy", |(_, name)| name))
    }
}

impl DeployModel {
    /// Whether a controller takes up what stands in git.
    pub fn is_gitops(self) -> bool {
        matches!(self, Self::GitopsArgocd | Self::GitopsFlux)
    }
}

impl fmt::Display for DeployModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(MODELS.iter().find(|(model, _)| model == self).map_or("unseen", |(_, n)| n))
    }
}

impl FromStr for Verb {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if let Some(model) = text.strip_prefix("deploy:") {
            return MODELS
                .iter()
                .find(|(_, name)| *name == model)
                .map(|(model, _)| Self::Deploy(*model))
                .ok_or_else(|| format!("{model:?} is not a deploy model"));
        }
        VERBS
            .iter()
            .find(|(_, name)| *name == text)
            .map(|(verb, _)| *verb)
            .ok_or_else(|| format!("{text:?} is not a CI verb"))
    }
}

impl TryFrom<String> for Verb {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<Verb> for String {
    fn from(verb: Verb) -> Self {
        verb.to_string()
    }
}

impl JsonSchema for Verb {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Verb".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        let deploys = MODELS.iter().map(|(model, _)| format!("deploy:{model}"));
        let names: Vec<String> =
            VERBS.iter().map(|(_, name)| (*name).to_owned()).chain(deploys).collect();
        schemars::json_schema!({ "type": "string", "enum": names })
    }
}

/// Which verbs a step stands for, by what it runs. The table that ships is `data/verbs*.toml`;
/// users extend it in their configuration.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct VerbTable {
    /// Verbs by unit: an action, a reusable workflow, an orb's job or command, a library step. A
    /// `*` at the end or the start of a key stands for anything.
    #[serde(deserialize_with = "in_small_letters")]
    units: BTreeMap<String, Vec<Verb>>,
    /// Verbs by the first words of a command line. The longest key that fits wins.
    commands: BTreeMap<String, Vec<Verb>>,
    /// Verbs by a word in the name of a unit that nothing else knows (`deploy`, `lint`).
    names: BTreeMap<String, Vec<Verb>>,
}

/// Why a verb table could not be read.
#[derive(Debug, thiserror::Error)]
#[error("the verb table is not valid")]
pub struct VerbTableError(#[from] toml::de::Error);

impl VerbTable {
    /// The table that ships with milepost.
    ///
    /// # Panics
    /// Never: a test reads the same texts.
    pub fn shipped() -> Self {
        let read = |text| Self::read(text).expect("a test reads the shipped tables");
        let mut table = read(include_str!("../data/verbs.toml"));
        table.extend(read(include_str!("../data/verbs-other-systems.toml")));
        table
    }

    /// Reads a table.
    ///
    /// # Errors
    /// When the text is not TOML of this shape or names a verb that does not exist.
    pub fn read(text: &str) -> Result<Self, VerbTableError> {
        Ok(toml::from_str(text)?)
    }

    /// Adds the entries of `other`, which win over those of the same key.
    pub fn extend(&mut self, other: Self) {
        self.units.extend(other.units);
        self.commands.extend(other.commands);
        self.names.extend(other.names);
    }

    /// What a unit does: by its exact source, then by the pattern with the most letters. Capitals
    /// make no difference, as they make none to those who host units.
    pub fn of_unit(&self, source: &str) -> Option<&[Verb]> {
        let source = source.to_ascii_lowercase();
        if let Some(verbs) = self.units.get(&source) {
            return Some(verbs);
        }
        self.units
            .iter()
            .filter(|(pattern, _)| fits(pattern, &source))
            .max_by_key(|(pattern, _)| pattern.len())
            .map(|(_, verbs)| verbs.as_slice())
    }

    /// What a command line does: the longest key whose words begin it.
    pub fn of_command(&self, words: &[&str]) -> Option<&[Verb]> {
        words.first().filter(|first| self.starts_command(first))?;
        (1..=words.len().min(4))
            .rev()
            .find_map(|length| self.commands.get(&words[..length].join(" ")))
            .map(Vec::as_slice)
    }

    /// Whether any known command may start with a word: with most words none does.
    fn starts_command(&self, word: &str) -> bool {
        let from = (Bound::Included(word), Bound::Unbounded);
        let next = self.commands.range::<str, _>(from).next();
        next.is_some_and(|(command, _)| command.starts_with(word))
    }

    /// What a unit is called for: the verbs of every known word in its name, in order, once each.
    pub fn of_name(&self, name: &str) -> Vec<Verb> {
        let lower = name.to_ascii_lowercase();
        let mut verbs = Vec::new();
        for word in lower.split(|c: char| !c.is_ascii_alphanumeric()) {
            for verb in self.names.get(word).into_iter().flatten() {
                if !verbs.contains(verb) {
                    verbs.push(*verb);
                }
            }
        }
        verbs
    }
}

/// Reads the units with their keys in small letters, as they are looked up.
fn in_small_letters<'de, D>(deserializer: D) -> Result<BTreeMap<String, Vec<Verb>>, D::Error>
where
    D: Deserializer<'de>,
{
    let units = BTreeMap::<String, Vec<Verb>>::deserialize(deserializer)?;
    let small = units.into_iter().map(|(source, verbs)| (source.to_ascii_lowercase(), verbs));
    Ok(small.collect())
}

fn fits(pattern: &str, source: &str) -> bool {
    match (pattern.strip_prefix('*'), pattern.strip_suffix('*')) {
        (Some(end), None) => source.ends_with(end),
        (None, Some(start)) => source.starts_with(start),
        (Some(_), Some(_)) => source.contains(pattern.trim_matches('*')),
        (None, None) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table() -> VerbTable {
        VerbTable::read(
            r#"
            [units]
            "actions/checkout" = ["checkout"]
            "acme/*" = ["build"]
            "Shop/Lint" = ["lint"]
            [commands]
            "helm" = ["setup"]
            "helm upgrade" = ["deploy:ci-helm"]
            [names]
            deploy = ["deploy:unseen"]
            "#,
        )
        .unwrap()
    }

    #[test]
    fn the_shipped_table_is_valid() {
        assert_eq!(VerbTable::shipped().of_unit("actions/checkout"), Some(&[Verb::Checkout][..]));
    }

    #[test]
    fn the_longest_command_wins() {
        let deploy = [Verb::Deploy(DeployModel::CiHelm)];
        assert_eq!(table().of_command(&["helm", "upgrade", "x"]), Some(&deploy[..]));
        assert_eq!(table().of_command(&["helm", "version"]), Some(&[Verb::Setup][..]));
        assert_eq!(table().of_command(&["echo"]), None);
    }

    #[test]
    fn a_pattern_fits_when_nothing_exact_does() {
        assert_eq!(table().of_unit("acme/thing"), Some(&[Verb::Build][..]));
        assert_eq!(table().of_unit("other/thing"), None);
    }

    #[test]
    fn capitals_make_no_difference_in_a_unit() {
        let checkout = [Verb::Checkout];
        assert_eq!(table().of_unit("Actions/Checkout"), Some(&checkout[..]));
        assert_eq!(table().of_unit("shop/lint"), Some(&[Verb::Lint][..]));
        assert_eq!(table().of_unit("ACME/thing"), Some(&[Verb::Build][..]));
    }

    #[test]
    fn a_name_is_read_word_by_word() {
        assert_eq!(table().of_name("deploy_env.yml"), vec![Verb::Deploy(DeployModel::Unseen)]);
        assert_eq!(table().of_name("redeployment"), vec![]);
    }

    #[test]
    fn every_verb_survives_a_round_trip_through_text() {
        for (verb, name) in VERBS {
            assert_eq!(name.parse::<Verb>().as_ref(), Ok(verb));
            assert_eq!(&verb.to_string(), name);
        }
        for (model, _) in MODELS {
            let verb = Verb::Deploy(*model);
            assert_eq!(verb.to_string().parse::<Verb>(), Ok(verb));
        }
    }
}
