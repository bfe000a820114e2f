//! The five labels that attribute cost, in their many spellings.

/// One of the five labels that attribute cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CostLabel {
    /// Who pays.
    CostCenter,
    /// Who runs it.
    Team,
    /// What it is.
    Service,
    /// Where it is run: production or before.
    Environment,
    /// How much depends on it.
    Tier,
}

impl CostLabel {
    /// The name people compare by.
    pub fn name(self) -> &'static str {
        match self {
            Self::CostCenter => "cost-center",
            Self::Team => "team",
            Self::Service => "service",
            Self::Environment => "environment",
            Self::Tier => "tier",
        }
    }
}

/// Keys that mean what they say only as a whole.
const WHOLE: &[(&str, CostLabel)] =
    &[("app.kubernetes.io/name", CostLabel::Service), ("k8s-app", CostLabel::Service)];

/// What the last segment of a key may be, in lower case and without `-`, `_`, `.` and blanks.
const SEGMENTS: &[(&str, CostLabel)] = &[
    ("costcenter", CostLabel::CostCenter),
    ("costcentre", CostLabel::CostCenter),
    ("costcode", CostLabel::CostCenter),
    ("costallocation", CostLabel::CostCenter),
    ("costowner", CostLabel::CostCenter),
    ("billing", CostLabel::CostCenter),
    ("billingcode", CostLabel::CostCenter),
    ("billto", CostLabel::CostCenter),
    ("chargecode", CostLabel::CostCenter),
    ("chargeback", CostLabel::CostCenter),
    ("budgetcode", CostLabel::CostCenter),
    ("businessunit", CostLabel::CostCenter),
    ("department", CostLabel::CostCenter),
    ("team", CostLabel::Team),
    ("teamname", CostLabel::Team),
    ("owner", CostLabel::Team),
    ("owners", CostLabel::Team),
    ("ownedby", CostLabel::Team),
    ("owningteam", CostLabel::Team),
    ("ownerteam", CostLabel::Team),
    ("teamowner", CostLabel::Team),
    ("squad", CostLabel::Team),
    ("projectowner", CostLabel::Team),
    ("service", CostLabel::Service),
    ("servicename", CostLabel::Service),
    ("app", CostLabel::Service),
    ("appname", CostLabel::Service),
    ("application", CostLabel::Service),
    ("applicationname", CostLabel::Service),
    ("component", CostLabel::Service),
    ("environment", CostLabel::Environment),
    ("environmentname", CostLabel::Environment),
    ("env", CostLabel::Environment),
    ("stage", CostLabel::Environment),
    ("tier", CostLabel::Tier),
    ("servicetier", CostLabel::Tier),
    ("criticality", CostLabel::Tier),
    ("businesscriticality", CostLabel::Tier),
    ("servicecriticality", CostLabel::Tier),
];

/// Domains whose labels are the machinery's own, whatever their last segment is.
const MACHINERY: &[&str] = &[
    "pod-security.kubernetes.io/",
    "topology.kubernetes.io/",
    "node.kubernetes.io/",
    "kubernetes.io/",
    "policy.open-cluster-management.io/",
];

/// Which of the five a label, tag or annotation is, by its key: `acme.example/Cost_Centre` is a
/// cost centre, `app.kubernetes.io/name` is a service, and most keys are none.
pub fn label_of(key: &str) -> Option<CostLabel> {
    let key = key.trim();
    if let Some((_, label)) = WHOLE.iter().find(|(whole, _)| *whole == key) {
        return Some(*label);
    }
    if MACHINERY.iter().any(|domain| key.starts_with(domain)) {
        return None;
    }
    let segment = key.rsplit(['/', ':']).next().unwrap_or(key);
    let plain: String = segment
        .chars()
        .filter(|c| !matches!(c, '-' | '_' | '.' | ' '))
        .flat_map(char::to_lowercase)
        .collect();
    SEGMENTS.iter().find(|(name, _)| *name == plain).map(|(_, label)| *label)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_label_has_many_spellings() {
        for key in [
            "cost-center",
            "CostCentre",
            "cost_center",
            "acme.example/Cost-Centre",
            "acme:business_unit",
        ] {
            assert_eq!(label_of(key), Some(CostLabel::CostCenter), "{key}");
        }
        for key in ["team", "owner", "acme.example/owning-team", "user:Team"] {
            assert_eq!(label_of(key), Some(CostLabel::Team), "{key}");
        }
        for key in ["app", "app.kubernetes.io/name", "tags.datadoghq.com/service"] {
            assert_eq!(label_of(key), Some(CostLabel::Service), "{key}");
        }
        assert_eq!(label_of("app.kubernetes.io/environment"), Some(CostLabel::Environment));
        assert_eq!(label_of("criticality"), Some(CostLabel::Tier));
    }

    #[test]
    fn most_keys_are_none_of_the_five() {
        for key in [
            "name",
            "Name",
            "app.kubernetes.io/instance",
            "kubernetes.io/service",
            "apple",
            "team-chat",
            "team/x",
            "azd-env-name",
            "",
        ] {
            assert_eq!(label_of(key), None, "{key}");
        }
    }
}
