//! The words of paths, titles and headings, and names that mean the same everywhere.

/// Folders of source code, where a word names what the code is about.
const CODE: &[&str] = &["src", "lib", "pkg", "internal", "cmd", "components"];

/// Words that make a file the mould of others.
const MOULDS: &[&str] = &["template", "templates", "skeleton", "boilerplate", "example", "sample"];

/// Words a mould's name has beside that.
const BESIDE_MOULD: &[&str] = &[
    "runbook", "runbooks", "playbook", "adr", "madr", "decision", "record", "the", "a", "any",
    "nnn", "nnnn", "xxx", "xxxx", "number", "title",
];

/// The words of a name, in lower case; `RestoreDatabase`, `restore-database` and
/// `Restore database` have the same, and `oncall` has two.
pub fn words(name: &str) -> Vec<String> {
    let words = milepost_core::name::words(name).into_iter();
    let known = words.flat_map(|word| match word.as_str() {
        "oncall" => vec!["on".to_owned(), "call".to_owned()],
        _ => vec![word],
    });
    known.collect()
}

/// Whether a name has the words of a phrase in a row.
pub fn contains(name: &[String], phrase: &[&str]) -> bool {
    name.windows(phrase.len())
        .any(|window| window.iter().zip(phrase).all(|(word, other)| word == other))
}

/// The last segment of a path.
pub fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// The file name without its endings: `restart` of `docs/restart.html.md.erb`.
pub fn stem(path: &str) -> &str {
    let mut name = file_name(path);
    for ending in
        [".erb", ".md", ".MD", ".mdx", ".markdown", ".adoc", ".asciidoc", ".rst", ".txt", ".html"]
    {
        name = name.strip_suffix(ending).unwrap_or(name);
    }
    name
}

/// Whether a file is a README, in whatever language or markup.
pub fn is_readme(file_name: &str) -> bool {
    let start = file_name.get(.."readme".len());
    let after = file_name.get("readme".len()..).and_then(|rest| rest.chars().next());
    start.is_some_and(|start| start.eq_ignore_ascii_case("readme"))
        && !after.is_some_and(char::is_alphanumeric)
}

/// Whether a file is the list of what stands beside it.
pub fn is_index(path: &str) -> bool {
    let stem = stem(path).to_ascii_lowercase();
    matches!(stem.as_str(), "index" | "_index" | "summary" | "toc")
}

/// Whether a file stands among source code, where names are those of what the code is about.
pub fn is_within_code(path: &str) -> bool {
    folders(path).any(|folder| CODE.contains(&folder))
}

/// The folders of a path.
pub fn folders(path: &str) -> impl Iterator<Item = &str> {
    path.rsplit_once('/').map_or("", |(folders, _)| folders).split('/')
}

/// Whether a document stands in a folder of moulds.
pub fn is_among_moulds(path: &str) -> bool {
    folders(path).any(|folder| matches!(folder, "template" | "templates"))
}

/// Whether a name is that of a mould for documents, not of one of them.
pub fn is_mould(name: &[String]) -> bool {
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

    #[test]
    fn a_name_is_read_word_by_word() {
        assert_eq!(words("RestoreDatabase_v2"), ["restore", "database", "v2"]);
        assert_eq!(words("RUNBOOK"), ["runbook"]);
        assert_eq!(words("Été – à"), ["été", "à"]);
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
