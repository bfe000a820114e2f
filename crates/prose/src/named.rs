//! What a text names: code within a sentence, and paths.

/// A name in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Name<'t> {
    /// Where it begins, its marks included.
    pub start: usize,
    /// Where it ends, its marks included.
    pub end: usize,
    /// What it says, without marks.
    pub text: &'t str,
}

/// Characters that stand around words and in no path.
const AROUND: &[char] =
    &['(', ')', '[', ']', '{', '}', '<', '>', ',', ';', '"', '\'', '*', '|', '“', '”', '‘', '’'];

/// The names of a text, in its order: code of a single word, and paths in plain words. Where a link
/// leads is no name, nor is a command of several words.
pub fn of_text(text: &str) -> Vec<Name<'_>> {
    let mut found = Vec::new();
    let (mut at, mut plain) = (0, 0);
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if let Some(length) = linked(rest) {
            add_paths(text, (plain, at), &mut found);
            (at, plain) = (at + length, at + length);
        } else if rest.starts_with('`') {
            add_paths(text, (plain, at), &mut found);
            let (length, code) = code(rest);
            found.extend(code.map(|text| Name { start: at, end: at + length, text }));
            (at, plain) = (at + length, at + length);
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    add_paths(text, (plain, text.len()), &mut found);
    found
}

/// How long the target of a link is that a text begins with behind its words: `](docs/a.md)`.
fn linked(text: &str) -> Option<usize> {
    let target = text.strip_prefix("](")?;
    Some(target.find(')')? + "](".len() + 1)
}

/// How long the code is that a text begins with, and its only word; marks that nothing closes are
/// passed over.
fn code(text: &str) -> (usize, Option<&str>) {
    let marks = text.len() - text.trim_start_matches('`').len();
    let (mark, rest) = text.split_at_checked(marks).unwrap_or((text, ""));
    let Some(length) = closed(rest, mark.len()) else { return (marks, None) };
    let word = rest.get(..length).unwrap_or_default().trim();
    let is_word = !word.contains(char::is_whitespace) && word.contains(char::is_alphanumeric);
    (marks + length + marks, is_word.then_some(word))
}

/// Where as many marks stand together as opened the code.
fn closed(text: &str, marks: usize) -> Option<usize> {
    let mut at = 0;
    loop {
        let next = at + text.get(at..)?.find('`')?;
        let run = text.get(next..)?;
        let length = run.len() - run.trim_start_matches('`').len();
        if length == marks {
            return Some(next);
        }
        at = next + length;
    }
}

/// Adds the paths between two places of a text.
fn add_paths<'t>(text: &'t str, (start, end): (usize, usize), found: &mut Vec<Name<'t>>) {
    let between = text.get(start..end).unwrap_or_default();
    for word in between.split(|c: char| c.is_whitespace() || AROUND.contains(&c)) {
        let word = word.trim_end_matches(['.', ':', '!', '?']);
        if is_path(word) {
            // A word is a part of the text, so that the distance of the two is its place.
            let start = start + (word.as_ptr() as usize - between.as_ptr() as usize);
            found.push(Name { start, end: start + word.len(), text: word });
        }
    }
}

/// Whether a word reads as a path and as nothing else: `and/or` has a slash too.
fn is_path(word: &str) -> bool {
    let Some((folder, last)) = word.rsplit_once('/') else { return false };
    let begins = word.starts_with(|c: char| c.is_alphanumeric() || c == '.' || c == '_');
    let ending = last.rsplit_once('.').map_or("", |(_, ending)| ending);
    let is_file = ending.starts_with(char::is_alphabetic);
    let is_folder = last.is_empty() && folder.contains(char::is_alphanumeric);
    begins && !word.contains(':') && !word.contains("//") && (is_file || is_folder)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(text: &str) -> Vec<&str> {
        of_text(text).into_iter().map(|name| name.text).collect()
    }

    #[test]
    fn code_of_one_word_and_paths_are_names_in_their_order() {
        let text = "Chart `old`, ``ci.yml`` and (modules/rds/main.tf), .github/actions/setup/.";
        assert_eq!(names(text), ["old", "ci.yml", "modules/rds/main.tf", ".github/actions/setup/"]);
    }

    #[test]
    fn a_name_has_its_place_with_its_marks() {
        let text = "É `old` a/b.yml";
        let places: Vec<&str> =
            of_text(text).into_iter().map(|name| &text[name.start..name.end]).collect();
        assert_eq!(places, ["`old`", "a/b.yml"]);
    }

    #[test]
    fn what_may_mean_something_else_is_no_name() {
        for text in [
            "and/or by 30/09/2026 in Q3/2026",
            "https://acme.example/a.html and link:docs/a.adoc[a]",
            "`helm install old`, `` ` `` and `unclosed",
            "see [the guide](docs/guide.md)",
            "build.yml without marks",
        ] {
            assert_eq!(names(text), [""; 0], "{text}");
        }
    }

    #[test]
    fn the_words_of_a_link_name_what_they_name() {
        assert_eq!(names("[`ci.yml`](../workflows/ci.yml) goes"), ["ci.yml"]);
    }
}
