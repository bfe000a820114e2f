//! Words by which a text shows that it is about operating something.

use std::collections::BTreeSet;

use crate::name;
use crate::page::{Matter, Part};

/// A kind of words. The first five are about trouble; any text on software may have the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Sign {
    Alert,
    Escalation,
    Incident,
    Rollback,
    Recovery,
    Restart,
    Logs,
    Dashboard,
    Deploy,
    Shell,
    Production,
}

/// Single words, and pairs with a blank between, in lower case.
const WORDS: &[(Sign, &[&str])] = &[
    (Sign::Alert, &["alert", "alerts", "alerting", "alertmanager", "alarm", "alarms"]),
    (Sign::Alert, &["pager", "pagerduty", "opsgenie", "paged"]),
    (Sign::Escalation, &["escalate", "escalated", "escalates", "escalation", "escalations"]),
    (Sign::Escalation, &["on call", "of hours", "rota"]),
    (Sign::Incident, &["incident", "incidents", "outage", "outages", "downtime", "postmortem"]),
    (Sign::Rollback, &["rollback", "rollbacks", "roll back", "rolled back", "rolling back"]),
    (Sign::Recovery, &["recover", "recovery", "restore", "restored", "restoring"]),
    (Sign::Recovery, &["failover", "failback", "disaster"]),
    (Sign::Restart, &["restart", "restarts", "restarted", "restarting", "reboot", "scale up"]),
    (Sign::Restart, &["scale down", "re run", "rerun", "redrive"]),
    (Sign::Logs, &["logs", "kibana", "splunk", "cloudwatch"]),
    (Sign::Dashboard, &["dashboard", "dashboards", "grafana", "datadog"]),
    (Sign::Deploy, &["deploy", "deploys", "deployed", "deployment", "deployments", "redeploy"]),
    (Sign::Shell, &["kubectl", "helm", "ssh", "systemctl", "journalctl", "psql"]),
    (Sign::Production, &["production", "prod", "preprod"]),
];

impl Sign {
    fn is_trouble(self) -> bool {
        self <= Self::Recovery
    }
}

/// The kinds of words in a text.
pub(crate) fn of_text(text: &str) -> BTreeSet<Sign> {
    let words = name::words(text);
    let pairs = words.windows(2).map(|pair| pair.join(" "));
    let known =
        |word: &str| WORDS.iter().find(|(_, words)| words.contains(&word)).map(|(sign, _)| *sign);
    let singles = words.iter().filter_map(|word| known(word));
    singles.chain(pairs.filter_map(|pair| known(&pair))).collect()
}

/// The kinds of words in a part of a document, its own title left out.
pub(crate) fn of_part(part: &Part<'_>) -> BTreeSet<Sign> {
    part.pieces
        .iter()
        .flat_map(|piece| match &piece.matter {
            Matter::Heading { title, .. } if part.title == Some(title) => BTreeSet::new(),
            Matter::Heading { title: text, .. }
            | Matter::Prose(text)
            | Matter::Term(text)
            | Matter::Code(text) => of_text(text),
            Matter::Link { .. } => BTreeSet::new(),
        })
        .collect()
}

/// Whether the signs bear out a name that is an everyday word: two kinds that the name does not
/// hold itself, one of them about trouble.
pub(crate) fn bear_out(signs: &BTreeSet<Sign>, name: &str) -> bool {
    let mut own = signs.clone();
    for sign in of_text(name) {
        own.remove(&sign);
    }
    own.len() >= 2 && own.iter().any(|sign| sign.is_trouble())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_pairs_are_recognised() {
        let signs = of_text("Roll back the release, then watch the Dashboard.");
        assert_eq!(signs, BTreeSet::from([Sign::Rollback, Sign::Dashboard]));
        assert!(of_text("A logarithm of deployability").is_empty());
    }

    #[test]
    fn two_kinds_are_needed_and_one_must_be_about_trouble() {
        let borne = |text: &str| bear_out(&of_text(text), "Operations");
        assert!(borne("On an alert, restart it."));
        assert!(!borne("Read the logs, then deploy."));
        assert!(!borne("Alerts alert."));
    }

    #[test]
    fn what_the_name_says_itself_proves_nothing() {
        let signs = of_text("An incident is deployed.");
        assert!(!bear_out(&signs, "Incident response"));
    }
}
