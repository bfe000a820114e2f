//! What the host of a repository does for its security, by settings that leave no file.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Settings of security of one repository. What is absent could not be seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SecuritySettings {
    /// Whether what is pushed is searched for secrets.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secret_scanning: Option<bool>,
    /// Whether a push with a secret in it is refused.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub push_protection: Option<bool>,
    /// Whether upgrades are proposed of what has a known weakness.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub security_updates: Option<bool>,
    /// Whether code is scanned by the default setup, which leaves no workflow.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_scanning: Option<bool>,
    /// Whether anybody may report a weakness in private.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub private_reports: Option<bool>,
}

impl SecuritySettings {
    /// Each with its name, in words.
    pub fn named(self) -> [(&'static str, Option<bool>); 5] {
        [
            ("secret scanning", self.secret_scanning),
            ("push protection", self.push_protection),
            ("security updates", self.security_updates),
            ("code scanning by default setup", self.code_scanning),
            ("private reports of vulnerabilities", self.private_reports),
        ]
    }
}
