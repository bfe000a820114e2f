//! What the words of a path, a title or a heading say about what a document is for.

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

/// Folders of source code, where a word names what the code is about.
const CODE: &[&str] = &["src", "lib", "pkg", "internal", "cmd", "components"];

/// Words that make a file the mould of others.
const MOULDS: &[&str] = &["template", "templates", "skeleton", "boilerplate", "example", "sample"];

/// Words a mould's name has beside that.
const BESIDE_MOULD: &[&str] =
    &["runbook", "runbooks", "playbook", "adr", "madr", "decision", "record", "the", "a"];

/// The words of a name, in lower case; `RestoreDatabase`, `restore-database` and
/// `Restore database` have the same, and `oncall` has two.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut previous = ' ';
    for c in name.chars() {
        let hump = c.is_uppercase() && previous.is_lowercase();
        if !c.is_alphanumeric() || hump {
            words.push(std::mem::take(&mut word));
        }
        if c.is_alphanumeric() {
            word.extend(c.to_lowercase());
        }
        previous = c;
    }
    words.push(word);
    words
        .into_iter()
        .filter(|word| !word.is_empty())
        .flat_map(|word| match word.as_str() {
            "oncall" => vec!["on".to_owned(), "call".to_owned()],
            _ => vec![word],
        })
        .collect()
}

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

/// Whether a name has the words of a phrase in a row.
pub(crate) fn contains(name: &[String], phrase: &[&str]) -> bool {
    name.windows(phrase.len())
        .any(|window| window.iter().zip(phrase).all(|(word, other)| word == other))
}

/// What the path of a document asks for: its file name without endings, and its folders.
pub(crate) fn proof_of_path(path: &str) -> Option<Proof> {
    let by_name = if is_readme(file_name(path)) { None } else { proof(&words(stem(path))) };
    by_name.min_some(proof_of_folders(path))
}

/// What the folders of a path ask for. Within source code they are everyday words.
pub(crate) fn proof_of_folders(path: &str) -> Option<Proof> {
    let folders = path.rsplit_once('/')?.0;
    let code = folders.split('/').any(|folder| CODE.contains(&folder));
    let least = if code { Proof::TwoSigns } else { Proof::Nothing };
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

/// The last segment of a path.
fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The file name without its endings: `restart` of `docs/restart.html.md.erb`.
pub(crate) fn stem(path: &str) -> &str {
    let mut name = file_name(path);
    for ending in
        [".erb", ".md", ".MD", ".mdx", ".markdown", ".adoc", ".asciidoc", ".rst", ".txt", ".html"]
    {
        name = name.strip_suffix(ending).unwrap_or(name);
    }
    name
}

/// Whether a file is a README, in whatever language or markup.
pub(crate) fn is_readme(file_name: &str) -> bool {
    let start = file_name.get(.."readme".len());
    let after = file_name.get("readme".len()..).and_then(|rest| rest.chars().next());
    start.is_some_and(|start| start.eq_ignore_ascii_case("readme"))
        && !after.is_some_and(char::is_alphanumeric)
}

/// Whether a file is the list of what stands beside it.
pub(crate) fn is_index(path: &str) -> bool {
    let stem = stem(path).to_ascii_lowercase();
    matches!(stem.as_str(), "index" | "_index" | "summary" | "toc")
}

/// Whether a document stands in a folder of moulds.
pub(crate) fn is_among_moulds(path: &str) -> bool {
    let folders = path.rsplit_once('/').map_or("", |(folders, _)| folders);
    folders.split('/').any(|folder| matches!(folder, "template" | "templates"))
}

/// Whether a name is that of a mould for documents, not of one of them.
pub(crate) fn is_mould(name: &[String]) -> bool {
    name.iter().any(|word| MOULDS.contains(&word.as_str()))
        && name.iter().all(|word| {
            let word = word.as_str();
            MOULDS.contains(&word)
                || BESIDE_MOULD.contains(&word)
                || word.bytes().all(|b| b.is_ascii_digit())
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn proof_of(name: &str) -> Option<Proof> {
        proof(&words(name))
    }

    #[test]
    fn a_name_is_read_word_by_word() {
        assert_eq!(words("RestoreDatabase_v2"), ["restore", "database", "v2"]);
        assert_eq!(words("RUNBOOK"), ["runbook"]);
        assert_eq!(words("Été – à"), ["été", "à"]);
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

    #[test]
    fn readmes_are_known_by_their_first_word() {
        assert!(is_readme("README"));
        assert!(is_readme("Readme.fr.md"));
        assert!(is_readme("README_DEV.md"));
        assert!(!is_readme("readmegen.md"));
        assert!(!is_readme("réadme.md"));
    }

    #[test]
    fn moulds_are_not_what_they_shape() {
        assert!(is_mould(&words("0000-adr-template")));
        assert!(is_mould(&words("Runbook template")));
        assert!(!is_mould(&words("rotate-template-secrets")));
    }

    #[test]
    fn all_endings_of_a_file_name_are_left_out() {
        assert_eq!(stem("a/restart-it.html.md.erb"), "restart-it");
        assert_eq!(stem("RUNBOOK.MD"), "RUNBOOK");
    }
}
