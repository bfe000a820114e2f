//! The products, and the words that name them.

use milepost_syntax::Words;

/// The beginning of a key in small letters and digits alone, and the product it names.
const WORDS: &[(&str, &str)] = &[
    ("pagerduty", "pagerduty"),
    ("opsgenie", "opsgenie"),
    ("victorops", "victorops"),
    ("splunkoncall", "victorops"),
    ("grafanaoncall", "grafana-oncall"),
    ("incidentio", "incident-io"),
    ("xmatters", "xmatters"),
    ("squadcast", "squadcast"),
    ("rootly", "rootly"),
    ("zenduty", "zenduty"),
    ("ilert", "ilert"),
];
/// Hosts that are called when an alert is to reach a person.
const HOSTS: &[(&str, &str)] = &[
    ("events.pagerduty.com", "pagerduty"),
    ("api.opsgenie.com", "opsgenie"),
    ("api.eu.opsgenie.com", "opsgenie"),
    ("alert.victorops.com", "victorops"),
    ("api.incident.io", "incident-io"),
    (".xmatters.com", "xmatters"),
    ("api.squadcast.com", "squadcast"),
    ("webhooks.rootly.com", "rootly"),
    ("www.zenduty.com", "zenduty"),
    ("api.ilert.com", "ilert"),
    ("/integrations/v1/alertmanager/", "grafana-oncall"),
    ("/integrations/v1/grafana_alerting/", "grafana-oncall"),
];

/// Words of which a text that names a product holds one.
static NEEDLES: Words = Words::new(|| {
    vec![
        "agerduty",
        "agerDuty",
        "AGERDUTY",
        "psgenie",
        "psGenie",
        "PSGENIE",
        "ictorops",
        "ictorOps",
        "ICTOROPS",
        "ncall",
        "nCall",
        "NCALL",
        "ncident.io",
        "ncidentio",
        "ncidentIo",
        "NCIDENT",
        "matters",
        "MATTERS",
        "quadcast",
        "SQUADCAST",
        "ootly",
        "ROOTLY",
        "enduty",
        "ZENDUTY",
        "ilert",
        "ILERT",
        "integrations/v1/",
    ]
});

/// Whether a text may name a product; cheap, so that other YAML is never parsed for it.
pub(crate) fn may_name_any(text: &str) -> bool {
    NEEDLES.are_in(text)
}

/// The product a key begins with the name of, however it is spelt.
pub(crate) fn of_key(key: &str) -> Option<&'static str> {
    let bare: String =
        key.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    WORDS.iter().find(|(word, _)| bare.starts_with(word)).map(|(_, product)| *product)
}

/// The product a key is the whole name of.
pub(crate) fn of_name(name: &str) -> Option<&'static str> {
    let bare: String =
        name.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect();
    match bare.as_str() {
        "oncall" => Some("grafana-oncall"),
        "pagerdutyv2" => Some("pagerduty"),
        _ => WORDS.iter().find(|(word, _)| *word == bare).map(|(_, product)| *product),
    }
}

/// The product an address belongs to.
pub(crate) fn of_address(address: &str) -> Option<&'static str> {
    HOSTS.iter().find(|(host, _)| address.contains(host)).map(|(_, product)| *product)
}
