//! How much the text must show before a name is believed to be a runbook's.

use crate::name::{contains, file_name, is_readme, is_within_code, stem, words};

/// How much its text must show before a name is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Proof {
    /// The name says it all.
    Nothing,
    /// One word of operating: the name is used for other things too.
    OneSign,
    /// Two kinds of words of operating, one of them about trouble: the name is an everyday word.
    TwoSigns,
}

/// Phrases that stand anywhere in a name, and what they ask for.
const PHRASES: &[(&[&str], Proof)] = &[
    (&["runbook"], Proof::Nothing),
    (&["runbooks"], Proof::Nothing),
    (&["run", "book"], Proof::Nothing),
    (&["run", "books"], Proof::Nothing),
    (&["playbook"], Proof::OneSign),
    (&["playbooks"], Proof::OneSign),
    (&["on", "call", "guide"], Proof::Nothing),
    (&["on", "call", "handbook"], Proof::Nothing),
    (&["on", "call", "manual"], Proof::Nothing),
    (&["on", "call", "procedures"], Proof::Nothing),
    (&["on", "call", "process"], Proof::TwoSigns),
    (&["on", "call", "rota"], Proof::TwoSigns),
    (&["on", "call", "rotation"], Proof::TwoSigns),
    (&["on", "call", "support"], Proof::TwoSigns),
    (&["on", "call", "handover"], Proof::TwoSigns),
    (&["on", "call", "tasks"], Proof::TwoSigns),
    (&["out", "of", "hours"], Proof::TwoSigns),
    (&["incident", "response"], Proof::TwoSigns),
    (&["incident", "management"], Proof::TwoSigns),
    (&["incident", "process"], Proof::TwoSigns),
    (&["incident", "handling"], Proof::TwoSigns),
    (&["disaster", "recovery"], Proof::TwoSigns),
    (&["dr", "plan"], Proof::TwoSigns),
    (&["break", "glass"], Proof::TwoSigns),
    (&["ops", "guide"], Proof::TwoSigns),
    (&["ops", "manual"], Proof::TwoSigns),
    (&["operations", "guide"], Proof::TwoSigns),
    (&["operations", "manual"], Proof::TwoSigns),
    (&["operations", "handbook"], Proof::TwoSigns),
    (&["operational", "guide"], Proof::TwoSigns),
    (&["operational", "procedures"], Proof::TwoSigns),
    (&["operating", "procedure"], Proof::TwoSigns),
    (&["operating", "procedures"], Proof::TwoSigns),
    (&["support", "guide"], Proof::TwoSigns),
    (&["support", "rota"], Proof::TwoSigns),
    (&["support", "procedures"], Proof::TwoSigns),
    (&["production", "support"], Proof::TwoSigns),
    (&["live", "support"], Proof::TwoSigns),
    (&["troubleshooting"], Proof::TwoSigns),
];

/// Names that mean operating only when they are the whole name: bulk operations are something
/// else, and products are called after being on call.
const ALONE: &[&[&str]] = &[&["operations"], &["operational"], &["operating"], &["on", "call"]];

/// What a name asks for before it is believed to be a runbook's; none when it is not one.
pub(crate) fn proof(name: &[String]) -> Option<Proof> {
    let by_phrase =
        PHRASES.iter().filter(|(phrase, _)| contains(name, phrase)).map(|(_, proof)| *proof).min();
    let alone = ALONE.iter().any(|whole| whole.len() == name.len() && contains(name, whole));
    by_phrase.or(alone.then_some(Proof::TwoSigns))
}

/// Whether a name speaks of playbooks, the word that Ansible has for something else.
pub(crate) fn is_playbook(name: &[String]) -> bool {
    name.iter().any(|word| matches!(word.as_str(), "playbook" | "playbooks"))
}

/// Whether a name is that of a collection, whose front page introduces it.
pub(crate) fn is_collection(name: &[String]) -> bool {
    [&["runbooks"][..], &["playbooks"], &["run", "books"]]
        .iter()
        .any(|phrase| contains(name, phrase))
}

/// What the path of a document asks for: its file name without endings, and its folders.
pub(crate) fn proof_of_path(path: &str) -> Option<Proof> {
    let by_name = if is_readme(file_name(path)) { None } else { proof(&words(stem(path))) };
    by_name.min_some(proof_of_folders(path))
}

/// What the folders of a path ask for. Within source code they are everyday words.
pub(crate) fn proof_of_folders(path: &str) -> Option<Proof> {
    let folders = path.rsplit_once('/')?.0;
    let least = if is_within_code(path) { Proof::TwoSigns } else { Proof::Nothing };
    folders
        .split('/')
        .filter_map(|folder| proof(&words(folder)))
        .min()
        .map(|proof| proof.max(least))
}

/// The smaller of two, where there are two.
pub(crate) trait MinSome {
    /// The smaller of both, or the one there is.
    fn min_some(self, other: Self) -> Self;
}

impl MinSome for Option<Proof> {
    fn min_some(self, other: Self) -> Self {
        self.into_iter().chain(other).min()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof_of(name: &str) -> Option<Proof> {
        proof(&words(name))
    }

    #[test]
    fn some_names_say_it_all_and_others_need_proof() {
        assert_eq!(proof_of("db-runbook"), Some(Proof::Nothing));
        assert_eq!(proof_of("RunBook"), Some(Proof::Nothing));
        assert_eq!(proof_of("On-call guide"), Some(Proof::Nothing));
        assert_eq!(proof_of("oncall-guide"), Some(Proof::Nothing));
        assert_eq!(proof_of("On call"), Some(Proof::TwoSigns));
        assert_eq!(proof_of("Acme OnCall"), None);
        assert_eq!(proof_of("Team playbook"), Some(Proof::OneSign));
        assert_eq!(proof_of("operations"), Some(Proof::TwoSigns));
        assert_eq!(proof_of("bulk operations"), None);
        assert_eq!(proof_of("incident report"), None);
        assert_eq!(proof_of("Support"), None);
    }

    #[test]
    fn folders_of_code_take_weight_off_a_word() {
        assert_eq!(proof_of_path("docs/runbooks/x.md"), Some(Proof::Nothing));
        assert_eq!(proof_of_path("src/runbooks/x.md"), Some(Proof::TwoSigns));
        assert_eq!(proof_of_path("src/RUNBOOK.md"), Some(Proof::Nothing));
        assert_eq!(proof_of_path("docs/x.md"), None);
    }
}
