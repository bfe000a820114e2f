//! What is said or true of a file, in the same words on both sides.

use milepost_core::Fact;

use super::labels::Labels;
use super::{project, spelling};

/// One statement about a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Claim {
    /// The kind with what restricts it: `use:chart`.
    pub(super) kind: String,
    pub(super) path: String,
    /// What it is, as [`spelling::plain`] writes it.
    pub(super) is: String,
    /// Absent where several lines would be right.
    pub(super) line: Option<u32>,
    /// Who says it; empty for what is true.
    pub(super) detector: String,
}

/// Kinds that labels have once for a file and a value, however often the file says it.
const ONCE: &[&str] = &["use:base-image", "secret:readable", "infrastructure", "scan", "package"];

/// Kinds that are about a file as a whole, where labels say line 1 for any.
const WHOLE: &[&str] =
    &["pipeline", "chart-values", "infrastructure", "updates", "scan", "package", "script:deploy"];

/// What is true of a repository, of the kinds that are labelled in full.
pub(super) fn labelled(labels: &Labels) -> Vec<Claim> {
    let claims = labels.facts.iter().map(|fact| {
        let kind = fact.full_kind();
        let is = spelling::plain(&kind, &fact.path, &fact.is);
        let whole = WHOLE.contains(&kind.as_str()) || kind.starts_with("document:");
        let line = fact.line.filter(|line| !whole || *line > 1);
        Claim { kind, path: fact.path.clone(), is, line, detector: String::new() }
    });
    sorted(claims.filter(|claim| labels.kinds.contains(&claim.kind)).collect())
}

/// What is said of a repository, of the kinds that are labelled in full. What is set aside is
/// evidence of nothing.
pub(super) fn said(labels: &Labels, facts: &[Fact]) -> Vec<Claim> {
    let claims = facts.iter().filter(|fact| fact.aside.is_none()).filter_map(|fact| {
        let (kind, is) = project::words(&fact.what)?;
        let is = spelling::plain(&kind, "", &is);
        let (path, line) = (fact.path.clone(), Some(fact.line));
        Some(Claim { kind, path, is, line, detector: fact.detector.clone() })
    });
    sorted(claims.filter(|claim| labels.kinds.contains(&claim.kind)).collect())
}

fn sorted(mut claims: Vec<Claim>) -> Vec<Claim> {
    claims.sort();
    claims.dedup_by(|b, a| {
        ONCE.contains(&a.kind.as_str()) && (&a.kind, &a.path, &a.is) == (&b.kind, &b.path, &b.is)
    });
    claims
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::accuracy::labels;

    fn labels() -> Labels {
        labels::parse(
            r#"{"repository": "acme/billing", "commit": "c0ffee",
                "kinds": ["document:readme", "use:base-image", "use:orb"],
                "facts": [
                    {"path": "README.md", "line": 1, "kind": "document", "is": "readme"},
                    {"path": "Dockerfile", "line": 4, "kind": "use", "is": "base-image jvm@21"},
                    {"path": "runbook.md", "kind": "document", "is": "runbook"}
                ],
                "deployables": [], "class": "service"}"#,
        )
        .unwrap()
    }

    /// A fact as a snapshot has it.
    fn orb(aside: Option<&str>) -> Fact {
        let mut fact = serde_json::json!({
            "detector": "ci", "path": ".circleci/config.yml", "line": 3, "confidence": "parsed",
            "what": {"kind": "use", "says": {"unit": "orb", "source": "Acme/Service",
                "version": "1", "pin": "floating"}},
        });
        if let Some(aside) = aside {
            fact["aside"] = aside.into();
        }
        serde_json::from_value(fact).unwrap()
    }

    fn base_image(line: u32) -> Fact {
        serde_json::from_value(serde_json::json!({
            "detector": "dockerfile", "path": "Dockerfile", "line": line, "confidence": "parsed",
            "what": {"kind": "use", "says": {"unit": "base-image", "source": "jvm",
                "version": "21", "pin": "floating"}},
        }))
        .unwrap()
    }

    #[test]
    fn line_1_of_a_whole_file_is_any_and_kinds_that_are_not_labelled_in_full_are_left_out() {
        let claims = labelled(&labels());
        let lines: Vec<_> = claims.iter().map(|claim| (&claim.kind[..], claim.line)).collect();
        assert_eq!(lines, [("document:readme", None), ("use:base-image", Some(4))]);
    }

    #[test]
    fn what_is_set_aside_is_not_said() {
        let claims = said(&labels(), &[orb(None), orb(Some("test"))]);
        let [claim] = &claims[..] else { panic!("{claims:?}") };
        assert_eq!((claim.is.as_str(), claim.detector.as_str()), ("orb acme/service@1", "ci"));
    }

    #[test]
    fn a_base_image_counts_once_for_a_file() {
        let claims = said(&labels(), &[base_image(9), base_image(4)]);
        assert_eq!(claims.iter().map(|claim| claim.line).collect::<Vec<_>>(), [Some(4)]);
    }
}
