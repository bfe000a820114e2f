//! The judgement of entries beside that of Backstage itself. `verdicts.txt` holds small entries,
//! each with what `@backstage/catalog-model` 1.10.1, `@backstage/plugin-catalog-backend` 4.0.0 and
//! `@backstage/plugin-scaffolder-common` 2.3.0 said when they were run over it: whether it is
//! taken or refused. What a `$text` stands for was put in as a text, and what only one of its two
//! ways to know kinds (built in, or by a catalogue model) takes counts as taken.

use milepost_core::{VerbTable, What};
use milepost_detector::{File, Findings, Text};

/// Whether the detector finds nothing wrong with the one entry in `text`.
fn is_taken(text: &str) -> bool {
    let (source, verbs) = (Text::new(text), VerbTable::default());
    let file = File::new("catalog-info.yaml", &source, &verbs);
    let mut findings = Findings::default();
    detect_catalog::DETECTOR.detect(&file, &mut findings);
    match findings.found.first().map(|found| &found.what) {
        Some(What::Entity(entity)) => entity.invalid.is_empty(),
        found => panic!("no entity but {found:?} in:\n{text}"),
    }
}

#[test]
fn entries_are_taken_and_refused_as_by_backstage() {
    let mut wrong = vec![];
    let mut cases = 0;
    for case in include_str!("verdicts.txt").split("=== ").skip(1) {
        let (title, text) = case.split_once('\n').expect("a case has a title and a text");
        let (verdict, name) = title.split_once(": ").expect("a title starts with a verdict");
        cases += 1;
        if is_taken(text) != (verdict == "taken") {
            wrong.push(name);
        }
    }
    assert!(cases > 100, "only {cases} cases were found");
    assert!(wrong.is_empty(), "not {wrong:#?}");
}
