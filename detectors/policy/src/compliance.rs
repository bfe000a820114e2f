//! terraform-compliance: rules for a plan, written as features.

use milepost_core::{PolicyMode, What};
use milepost_detector::Findings;

use crate::notes::policy;

/// Notes the feature, when its steps speak of what is declared in a plan. Other features are
/// tests of software.
pub(crate) fn read(text: &str, findings: &mut Findings) {
    let steps = || text.lines().map(str::trim);
    let speaks = steps().any(|line| {
        line.strip_prefix("Given I have ")
            .is_some_and(|rest| rest.ends_with(" defined") || rest.ends_with(" configured"))
    });
    let asks = steps().any(|line| {
        ["Then it must", "Then its ", "Then the scenario", "Then it contains"]
            .iter()
            .any(|start| line.starts_with(start))
    });
    let feature = (1u32..)
        .zip(steps())
        .find_map(|(number, line)| Some((number, line.strip_prefix("Feature:")?.trim())));
    if let Some((line, name)) = feature.filter(|_| speaks && asks) {
        let name = Some(name).filter(|name| !name.is_empty());
        let says = policy("terraform-compliance", name, PolicyMode::Unsaid);
        findings.parsed(line, What::Policy(says));
    }
}
