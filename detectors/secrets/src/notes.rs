//! What one file was found to say, once each and in the order of the file.

use std::collections::BTreeSet;

use milepost_core::{Confidence, Secret, SecretMechanism, What};
use milepost_detector::{Finding, Findings};

/// What was found so far.
#[derive(Debug, Default)]
pub(crate) struct Notes {
    found: Vec<(u32, Confidence, Secret)>,
}

impl Notes {
    /// Notes a mechanism at a line.
    pub(crate) fn add(&mut self, line: u32, confidence: Confidence, says: Secret) {
        self.found.push((line, confidence, says));
    }

    /// Hands everything over: one fact for each mechanism, name and way, at its first line.
    pub(crate) fn hand_over(
        mut self,
        environment: impl FnOnce() -> Option<String>,
        findings: &mut Findings,
    ) {
        if self.found.is_empty() {
            return;
        }
        let environment = environment();
        self.found.sort_by_key(|(line, confidence, _)| (*line, *confidence));
        let named: BTreeSet<(SecretMechanism, Option<String>)> = self
            .found
            .iter()
            .filter(|(_, _, says)| says.name.is_some())
            .map(|(_, _, says)| (says.mechanism, says.through.clone()))
            .collect();
        let mut seen = BTreeSet::new();
        for (line, confidence, mut says) in self.found {
            // A nameless one says nothing that a named one of its sort does not say.
            let is_covered =
                says.name.is_none() && named.contains(&(says.mechanism, says.through.clone()));
            if is_covered || !seen.insert((says.mechanism, says.through.clone(), says.name.clone()))
            {
                continue;
            }
            says.environment.clone_from(&environment);
            findings.found.push(Finding { line, confidence, what: What::Secret(says) });
        }
    }
}

/// A mechanism of which nothing more is known.
pub(crate) fn bare(mechanism: SecretMechanism) -> Secret {
    Secret { mechanism, name: None, through: None, environment: None }
}

/// A mechanism with the name of what holds or fetches it.
pub(crate) fn named(mechanism: SecretMechanism, name: Option<&str>) -> Secret {
    Secret { name: name.map(ToOwned::to_owned), ..bare(mechanism) }
}

/// [`named`], reached through something that stands between.
pub(crate) fn through(mechanism: SecretMechanism, name: Option<&str>, between: &str) -> Secret {
    Secret { through: Some(between.to_owned()), ..named(mechanism, name) }
}
