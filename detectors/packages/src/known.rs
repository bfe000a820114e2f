//! What dependencies say, by the table in `data/dependencies.toml`.

use std::sync::LazyLock;

use milepost_core::{Secret, SecretMechanism, Signal, Telemetry, Tool, ToolFamily, What};
use serde::Deserialize;

/// An ecosystem as the table names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ecosystem {
    Npm,
    Maven,
    Gradle,
    Pypi,
    Go,
    Cargo,
    Rubygems,
    Composer,
    Nuget,
    Hex,
    Pub,
    Swift,
    Cocoapods,
    Android,
}

impl Ecosystem {
    /// The name as facts write it.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Npm => "npm",
            Self::Maven => "maven",
            Self::Gradle => "gradle",
            Self::Pypi => "pypi",
            Self::Go => "go",
            Self::Cargo => "cargo",
            Self::Rubygems => "rubygems",
            Self::Composer => "composer",
            Self::Nuget => "nuget",
            Self::Hex => "hex",
            Self::Pub => "pub",
            Self::Swift => "swift",
            Self::Cocoapods => "cocoapods",
            Self::Android => "android",
        }
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    known: Vec<Known>,
}

/// One entry: what it says, and the names by ecosystem.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Known {
    #[serde(default)]
    telemetry: Vec<Signal>,
    #[serde(default)]
    stack: String,
    flags: Option<String>,
    api: Option<String>,
    secret: Option<SecretMechanism>,
    #[serde(default)]
    npm: Vec<String>,
    #[serde(default)]
    maven: Vec<String>,
    #[serde(default)]
    pypi: Vec<String>,
    #[serde(default)]
    go: Vec<String>,
    #[serde(default)]
    cargo: Vec<String>,
    #[serde(default)]
    rubygems: Vec<String>,
    #[serde(default)]
    composer: Vec<String>,
    #[serde(default)]
    nuget: Vec<String>,
    #[serde(default)]
    hex: Vec<String>,
    #[serde(default, rename = "pub")]
    dart: Vec<String>,
}

/// The table, read once; a test reads the same text.
static TABLE: LazyLock<Vec<Known>> = LazyLock::new(|| {
    toml::from_str::<Table>(include_str!("../data/dependencies.toml"))
        .map(|table| table.known)
        .unwrap_or_default()
});

/// Everything a dependency says.
pub(crate) fn said_by(ecosystem: Ecosystem, name: &str) -> Vec<What> {
    TABLE.iter().filter(|known| known.is_named(ecosystem, name)).flat_map(Known::says).collect()
}

impl Known {
    fn is_named(&self, ecosystem: Ecosystem, name: &str) -> bool {
        let names = match ecosystem {
            Ecosystem::Npm => &self.npm,
            Ecosystem::Maven | Ecosystem::Gradle => &self.maven,
            Ecosystem::Pypi => &self.pypi,
            Ecosystem::Go => &self.go,
            Ecosystem::Cargo => &self.cargo,
            Ecosystem::Rubygems => &self.rubygems,
            Ecosystem::Composer => &self.composer,
            Ecosystem::Nuget => &self.nuget,
            Ecosystem::Hex => &self.hex,
            Ecosystem::Pub => &self.dart,
            Ecosystem::Swift | Ecosystem::Cocoapods | Ecosystem::Android => return false,
        };
        names.iter().any(|known| match known.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == known,
        })
    }

    fn says(&self) -> Vec<What> {
        let signals = self.telemetry.iter().map(|signal| {
            What::Telemetry(Telemetry {
                signal: *signal,
                stack: self.stack.clone(),
                name: None,
                watches: None,
                golden: Vec::new(),
                objective: None,
            })
        });
        let mut said: Vec<What> = signals.collect();
        let tool = |family, product: &String| {
            What::Tool(Tool {
                family,
                product: product.clone(),
                name: None,
                signs: vec!["dependency".to_owned()],
                asks: None,
            })
        };
        said.extend(self.flags.iter().map(|product| tool(ToolFamily::FeatureFlags, product)));
        said.extend(self.api.iter().map(|product| tool(ToolFamily::ApiDescription, product)));
        said.extend(self.secret.map(|mechanism| {
            What::Secret(Secret { mechanism, name: None, through: None, environment: None })
        }));
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(ecosystem: Ecosystem, name: &str) -> Vec<String> {
        said_by(ecosystem, name).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn the_table_is_whole() {
        let table: Table = toml::from_str(include_str!("../data/dependencies.toml")).unwrap();
        for known in &table.known {
            assert!(known.telemetry.is_empty() == known.stack.is_empty(), "{}", known.stack);
            assert!(!known.says().is_empty());
        }
        assert_eq!(TABLE.len(), table.known.len());
    }

    #[test]
    fn a_name_may_say_several_things_or_nothing() {
        let traces = ["telemetry traces datadog", "telemetry metrics datadog"];
        assert_eq!(said(Ecosystem::Npm, "dd-trace"), traces);
        assert_eq!(said(Ecosystem::Gradle, "io.flipt:flipt-client-java").len(), 1);
        assert_eq!(said(Ecosystem::Pypi, "hvac"), ["secret vault"]);
        assert!(said(Ecosystem::Npm, "@opentelemetry/api").is_empty());
        assert!(said(Ecosystem::Npm, "hvac").is_empty());
    }
}
