//! What is run somewhere, what builds and runs each of it, and what sort a repository is.

use std::collections::BTreeSet;

use milepost_core::{Class, Deployable};

use super::labels::{LabelledDeployable, Labels};
use super::tally::{Difference, Part, Tally};

/// The rows, in the order of what is asked: is it run, then by what, then how sure.
pub(super) const ROWS: &[&str] = &["class", "deployable", "pipelines", "charts", "certainty"];

/// Compares deployables by their folder, and of those both sides name their pipelines, charts and
/// certainty; then the class.
pub(super) fn compare(
    labels: &Labels,
    said: &[&Deployable],
    class: Class,
    tally: &mut Tally,
) -> Vec<Difference> {
    let mut compared = Compared { repository: &labels.repository, tally, differences: Vec::new() };
    let folders: BTreeSet<&str> = said
        .iter()
        .map(|said| said.path.as_str())
        .chain(labels.deployables.iter().map(|label| label.path.as_str()))
        .collect();
    for folder in folders {
        let said = said.iter().find(|said| said.path == folder);
        let label = labels.deployables.iter().find(|label| label.path == folder);
        compared.deployable(folder, said.copied(), label);
    }
    let class = class.name().replace(' ', "-");
    compared.value("", "class", &class, &labels.class);
    compared.differences
}

struct Compared<'a> {
    repository: &'a str,
    tally: &'a mut Tally,
    differences: Vec<Difference>,
}

impl Compared<'_> {
    fn deployable(
        &mut self,
        folder: &str,
        said: Option<&Deployable>,
        label: Option<&LabelledDeployable>,
    ) {
        let row = "deployable";
        match (said, label) {
            (Some(said), Some(label)) => {
                self.tally.add(row, "", Part::Right);
                self.set(folder, "pipelines", &said.pipelines, &label.pipelines);
                self.set(folder, "charts", &said.charts, &label.charts);
                self.value(folder, "certainty", said.certainty.name(), label.certainty.name());
            }
            (Some(said), None) => self.wrong(folder, row, said.certainty.name()),
            (None, Some(label)) => self.missed(folder, row, label.certainty.name()),
            (None, None) => {}
        }
    }

    /// Paths, each of which is right, wrong or missed.
    fn set(&mut self, folder: &str, row: &str, said: &[String], labelled: &[String]) {
        let said: BTreeSet<&String> = said.iter().collect();
        let labelled: BTreeSet<&String> = labelled.iter().collect();
        for path in said.union(&labelled) {
            match (said.contains(path), labelled.contains(path)) {
                (true, false) => self.wrong(folder, row, path),
                (false, true) => self.missed(folder, row, path),
                _ => self.tally.add(row, "", Part::Right),
            }
        }
    }

    /// One word; another one is both wrong and a miss.
    fn value(&mut self, folder: &str, row: &str, said: &str, labelled: &str) {
        if said == labelled {
            self.tally.add(row, "", Part::Right);
        } else {
            self.wrong(folder, row, said);
            self.missed(folder, row, labelled);
        }
    }

    fn wrong(&mut self, folder: &str, row: &str, says: &str) {
        self.tally.add(row, "", Part::Wrong);
        self.note(folder, row, "said", says);
    }

    fn missed(&mut self, folder: &str, row: &str, says: &str) {
        self.tally.add(row, "", Part::Missed);
        self.note(folder, row, "true", says);
    }

    fn note(&mut self, folder: &str, row: &str, side: &str, says: &str) {
        self.differences.push(Difference {
            repository: self.repository.to_owned(),
            path: folder.to_owned(),
            line: None,
            kind: row.to_owned(),
            side: side.to_owned(),
            says: says.to_owned(),
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A deployable as a snapshot has it.
    fn said(path: &str, pipelines: &[&str]) -> Deployable {
        serde_json::from_value(serde_json::json!({
            "id": "acme/billing", "repository": "acme/billing", "path": path,
            "certainty": "certain", "active": true, "counted": true, "because": [],
            "pipelines": pipelines, "standings": [], "on_path": "unknown",
        }))
        .unwrap()
    }

    fn labels(deployables: &str, class: &str) -> Labels {
        super::super::labels::parse(&format!(
            r#"{{"repository": "acme/billing", "commit": "c0ffee", "kinds": [], "facts": [],
                "deployables": [{deployables}], "class": "{class}"}}"#
        ))
        .unwrap()
    }

    fn differences(labels: &Labels, said: &[&Deployable], class: Class) -> Vec<String> {
        let differences = compare(labels, said, class, &mut Tally::default());
        differences.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn deployables_are_compared_by_their_folder() {
        let labels = labels(
            r#"{"path": "web", "pipelines": [], "charts": [], "certainty": "possible"}"#,
            "service",
        );
        let api = said("api", &["ci.yml"]);
        assert_eq!(
            differences(&labels, &[&api], Class::Service),
            [
                "acme/billing api deployable said certain",
                "acme/billing web deployable true possible"
            ]
        );
    }

    #[test]
    fn of_those_both_sides_name_everything_is_compared() {
        let labels = labels(
            r#"{"path": "", "pipelines": ["a.yml", "b.yml"], "charts": [],
                "certainty": "probable"}"#,
            "shared-unit",
        );
        let root = said("", &["b.yml", "c.yml"]);
        assert_eq!(
            differences(&labels, &[&root], Class::SharedUnit),
            [
                "acme/billing . pipelines true a.yml",
                "acme/billing . pipelines said c.yml",
                "acme/billing . certainty said certain",
                "acme/billing . certainty true probable",
            ]
        );
    }

    #[test]
    fn another_class_is_wrong_and_a_miss() {
        let mut tally = Tally::default();
        compare(&labels("", "library"), &[], Class::Unknown, &mut tally);
        let total = tally.total();
        assert_eq!((total.right, total.wrong, total.missed), (0, 1, 1));
    }
}
