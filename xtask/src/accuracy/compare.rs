//! What is said beside what is true, as two bags of statements about files.

use std::collections::BTreeMap;

use milepost_core::Fact;

use super::claim::{self, Claim};
use super::labels::Labels;
use super::tally::{Difference, Part, Tally};

/// How the facts of one repository compare.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Compared {
    /// Said and true, with the line that is true where it is another.
    pub(super) right: Vec<(Claim, Option<u32>)>,
    /// Said, and not true.
    pub(super) wrong: Vec<Claim>,
    /// True, and not said.
    pub(super) missed: Vec<Claim>,
}

/// Compares `facts` with the labels of their repository.
pub(super) fn facts(labels: &Labels, facts: &[Fact]) -> Compared {
    claims(claim::said(labels, facts), claim::labelled(labels))
}

/// Pairs every statement with at most one of the other side.
fn claims(said: Vec<Claim>, labelled: Vec<Claim>) -> Compared {
    let mut groups: BTreeMap<[String; 3], (Vec<Claim>, Vec<Claim>)> = BTreeMap::new();
    for claim in said {
        groups.entry(key(&claim)).or_default().0.push(claim);
    }
    for claim in labelled {
        groups.entry(key(&claim)).or_default().1.push(claim);
    }
    let mut compared = Compared::default();
    for (said, labelled) in groups.into_values() {
        compared.pair(said, labelled);
    }
    compared
}

fn key(claim: &Claim) -> [String; 3] {
    [claim.kind.clone(), claim.path.clone(), claim.is.clone()]
}

impl Compared {
    /// Pairs statements that differ in their lines at most: first those on one line, then with
    /// labels that name no line, then the rest in its order.
    fn pair(&mut self, mut said: Vec<Claim>, mut labelled: Vec<Claim>) {
        let fits: [fn(&Claim, &Claim) -> bool; 3] =
            [|said, label| said.line == label.line, |_, label| label.line.is_none(), |_, _| true];
        for fits in fits {
            said.retain(|said| {
                let Some(at) = labelled.iter().position(|label| fits(said, label)) else {
                    return true;
                };
                let label = labelled.remove(at);
                let other = label.line.filter(|line| Some(*line) != said.line);
                self.right.push((said.clone(), other));
                false
            });
        }
        self.wrong.append(&mut said);
        self.missed.append(&mut labelled);
    }

    /// Counts it all. What is missed has no detector.
    pub(super) fn add_to(&self, tally: &mut Tally) {
        for (claim, line) in &self.right {
            tally.add(&claim.kind, &claim.detector, Part::Right);
            if line.is_some() {
                tally.add(&claim.kind, &claim.detector, Part::Line);
            }
        }
        for claim in &self.wrong {
            tally.add(&claim.kind, &claim.detector, Part::Wrong);
        }
        for claim in &self.missed {
            tally.add(&claim.kind, "", Part::Missed);
        }
    }

    /// What differs, one line each.
    pub(super) fn differences(&self, repository: &str) -> Vec<Difference> {
        let one = |claim: &Claim, side: &str, says: String| Difference {
            repository: repository.to_owned(),
            path: claim.path.clone(),
            line: claim.line,
            kind: claim.kind.clone(),
            side: side.to_owned(),
            says,
        };
        let wrong = self.wrong.iter().map(|claim| {
            let (is, detector) = (&claim.is, &claim.detector);
            one(claim, "said", format!("{is} [{detector}]"))
        });
        let missed = self.missed.iter().map(|claim| one(claim, "true", claim.is.clone()));
        let lines = self.right.iter().filter_map(|(claim, line)| {
            let says = format!("{} is true of line {}", claim.is, (*line)?);
            Some(one(claim, "line", format!("{says} [{}]", claim.detector)))
        });
        wrong.chain(missed).chain(lines).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claim(is: &str, line: Option<u32>) -> Claim {
        let (kind, path) = ("image".to_owned(), "Dockerfile".to_owned());
        Claim { kind, path, is: is.to_owned(), line, detector: String::new() }
    }

    #[test]
    fn what_is_on_the_line_that_is_true_is_paired_first() {
        let said = vec![claim("a", Some(3)), claim("a", Some(7))];
        let labelled = vec![claim("a", Some(7)), claim("a", Some(2))];
        let compared = claims(said, labelled);
        let lines: Vec<_> = compared.right.iter().map(|(said, line)| (said.line, *line)).collect();
        assert_eq!(lines, [(Some(7), None), (Some(3), Some(2))]);
        assert!(compared.wrong.is_empty() && compared.missed.is_empty());
    }

    #[test]
    fn a_label_without_a_line_fits_any() {
        let compared = claims(vec![claim("a", Some(3))], vec![claim("a", None)]);
        assert_eq!(compared.right, [(claim("a", Some(3)), None)]);
    }

    #[test]
    fn one_too_many_is_wrong_and_one_too_few_is_missed() {
        let compared = claims(
            vec![claim("a", Some(1)), claim("a", Some(2)), claim("c", Some(3))],
            vec![claim("a", Some(1)), claim("b", Some(4))],
        );
        assert_eq!(compared.right, [(claim("a", Some(1)), None)]);
        assert_eq!(compared.wrong, [claim("a", Some(2)), claim("c", Some(3))]);
        assert_eq!(compared.missed, [claim("b", Some(4))]);
        let mut tally = Tally::default();
        compared.add_to(&mut tally);
        let total = tally.total();
        assert_eq!((total.right, total.wrong, total.missed), (1, 2, 1));
    }

    #[test]
    fn a_difference_says_where_and_what() {
        let compared = claims(vec![claim("a", Some(1))], vec![claim("a", Some(2))]);
        let [difference] = &compared.differences("acme/billing")[..] else { panic!() };
        let text = difference.to_string();
        assert_eq!(text, "acme/billing Dockerfile:1 image line a is true of line 2 []");
    }
}
