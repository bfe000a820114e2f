//! What GitHub does for the security of a repository by settings alone. Most of it stands in the list,
//! for who may administer the repository; the rest takes a call each, and is asked of nobody else.

use jiff::Timestamp;
use milepost_core::{SecuritySettings, Visibility};
use serde::{Deserialize, Serialize};

use super::ask::HOLDS;
use super::{Asking, Facts, before, runs};
use crate::client::Caller;
use crate::{CallError, Listed};

/// The settings of a repository.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Security {
    /// When that was asked which the list does not tell; absent where it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) asked: Option<Timestamp>,
    pub(super) settings: SecuritySettings,
}

/// The default setup of code scanning.
#[derive(Deserialize)]
struct Setup {
    state: String,
}

/// Whether weaknesses may be reported in private.
#[derive(Deserialize)]
struct Reports {
    enabled: bool,
}

impl Security {
    /// What the list tells now, with what was told of the rest.
    pub(super) fn begun(before: Option<&Self>, listed: &Listed) -> Option<Self> {
        let told = listed.security?;
        let asked = before.and_then(|it| it.asked);
        let known = before.map(|it| it.settings).unwrap_or_default();
        let settings = SecuritySettings {
            code_scanning: told.code_scanning.or(known.code_scanning),
            private_reports: told.private_reports.or(known.private_reports),
            ..told
        };
        Some(Self { asked, settings })
    }

    /// Whether what was told of the rest still holds.
    fn holds(&self, asking: &Asking<'_>) -> bool {
        self.asked.is_some_and(|asked| asked > before(asking.now, HOLDS))
    }
}

/// Whether the list leaves open if the default setup scans a repository on which somebody works.
fn wants_setup(listed: &Listed, asking: &Asking<'_>) -> bool {
    let open = listed.security.is_some_and(|it| it.code_scanning.is_none());
    open && runs::lives(listed, asking)
}

/// Whether weaknesses could be reported in private, which needs a repository that everybody sees.
fn wants_reports(listed: &Listed, asking: &Asking<'_>) -> bool {
    let is_public = listed.hosted.visibility == Visibility::Public;
    is_public && listed.security.is_some() && runs::lives(listed, asking)
}

/// How many calls it takes.
pub(super) fn calls_for(asking: &Asking<'_>) -> usize {
    let holds = |listed: &&Listed| {
        let before = asking.before.get(&listed.hosted.id).and_then(|it| it.security.as_ref());
        before.is_some_and(|before| before.holds(asking))
    };
    let calls = |listed: &Listed| {
        usize::from(wants_setup(listed, asking)) + usize::from(wants_reports(listed, asking))
    };
    let asked = asking.repositories.iter().copied().filter(|listed| !holds(listed));
    asked.map(calls).sum()
}

impl Caller {
    /// Asks for what the list does not tell.
    pub(super) async fn security(
        &self,
        asking: &Asking<'_>,
        facts: &mut Facts,
    ) -> Result<(), CallError> {
        for listed in asking.repositories {
            let heard = facts.of.get_mut(&listed.hosted.id);
            let Some(security) = heard.and_then(|heard| heard.security.as_mut()) else { continue };
            if security.holds(asking) {
                continue;
            }
            let refused = &mut facts.refused;
            if wants_setup(listed, asking) {
                let path = format!("/repos/{}/code-scanning/default-setup", listed.name);
                let setup = self.setting::<Setup>(&path, refused).await?;
                security.settings.code_scanning = setup.map(|it| it.state == "configured");
            }
            if wants_reports(listed, asking) {
                let path = format!("/repos/{}/private-vulnerability-reporting", listed.name);
                let reports = self.setting::<Reports>(&path, refused).await?;
                security.settings.private_reports = reports.map(|it| it.enabled);
            }
            security.asked = Some(asking.now);
        }
        Ok(())
    }

    /// One setting; `None` where it may not be seen, or the server does not tell of it.
    async fn setting<T: serde::de::DeserializeOwned>(
        &self,
        path: &str,
        refused: &mut Option<String>,
    ) -> Result<Option<T>, CallError> {
        match self.get(path).await {
            Ok(told) => Ok(Some(told)),
            Err(error) if error.is_refusal() || matches!(error, CallError::Failed { .. }) => {
                refused.get_or_insert(error.to_string());
                Ok(None)
            }
            Err(error) => Err(error),
        }
    }
}
