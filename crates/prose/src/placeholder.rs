//! Signs that a document, or a part of it, was never filled in.

/// Words that stand for text to come, written in capitals.
const MARKS: &[&str] = &["TODO", "TBD", "TBC", "TBA", "FIXME"];

/// Phrases that stand for text to come, in any case.
const PHRASES: &[&str] = &["lorem ipsum", "coming soon", "changeme"];

/// Phrases that stand for text to come when a body opens with them; elsewhere they are plain words.
const PROMISES: &[&str] = &[
    "to be added",
    "to be completed",
    "to be confirmed",
    "to be decided",
    "to be documented",
    "to be written",
];

/// First words of an instruction in brackets to whoever fills a template in.
const INSTRUCTIONS: &[&str] = &[
    "add", "describe", "enter", "explain", "fill", "insert", "replace", "tba", "tbc", "tbd", "todo",
];

/// Brackets that may hold an instruction.
const BRACKETS: &[(&str, &str)] = &[("<", ">"), ("[", "]")];

/// Brackets whose whole content some tool was to fill in.
const HOLES: (&str, &str) = ("{{", "}}");

/// The longest placeholder in brackets, in bytes.
const LONGEST: usize = 80;

/// Splits a text into the placeholders found in it and what is left without them.
pub(crate) fn split(text: &str) -> (Vec<String>, String) {
    let mut found = Vec::new();
    let mut left = String::with_capacity(text.len());
    let mut rest = text;
    let mut before = None;
    while let Some(next) = rest.chars().next() {
        let length = length_at(rest, before);
        let (taken, after) = rest.split_at(length.unwrap_or_else(|| length_of_word(rest, next)));
        if length.is_some() {
            found.push(taken.to_owned());
        } else {
            left.push_str(taken);
        }
        before = taken.chars().last();
        rest = after;
    }
    (found, left)
}

/// Whether what reads as an HTML tag is an instruction to whoever fills a template in.
pub(crate) fn is_tag(tag: &str) -> bool {
    bracketed(tag) == Some(tag.len())
}

/// The mark or promise that a body opens with, in any case.
pub(crate) fn opening(text: &str) -> Option<&str> {
    let text = text.trim_start_matches(|c: char| !c.is_alphanumeric());
    MARKS.iter().chain(PROMISES).find_map(|mark| {
        let start = text.get(..mark.len())?;
        start.eq_ignore_ascii_case(mark).then_some(start)
    })
}

/// How long the placeholder is that `text` starts with, if it starts with one.
fn length_at(text: &str, before: Option<char>) -> Option<usize> {
    match text.chars().next()? {
        '<' | '[' | '{' => bracketed(text),
        first if first.is_alphabetic() && !before.is_some_and(char::is_alphanumeric) => {
            let mark = MARKS.iter().find(|mark| text.starts_with(**mark));
            let phrase = || PHRASES.iter().find(|phrase| starts_with_phrase(text, phrase));
            let length = mark.or_else(phrase)?.len();
            let after = text.get(length..)?.chars().next();
            (!after.is_some_and(|c| c.is_alphanumeric() || c == '_')).then_some(length)
        }
        _ => None,
    }
}

/// How long the word is that `text` starts with, in which no placeholder can start; what is no
/// letter or digit stands alone.
fn length_of_word(text: &str, first: char) -> usize {
    if first.is_alphanumeric() {
        text.find(|c: char| !c.is_alphanumeric()).unwrap_or(text.len())
    } else {
        first.len_utf8()
    }
}

fn starts_with_phrase(text: &str, phrase: &str) -> bool {
    text.get(..phrase.len()).is_some_and(|start| start.eq_ignore_ascii_case(phrase))
}

fn bracketed(text: &str) -> Option<usize> {
    // A hole that starts with a sign is the expression of a template, quoted.
    if let Some((inner, length)) = inside(text, HOLES) {
        return inner.trim_start().starts_with(char::is_alphabetic).then_some(length);
    }
    BRACKETS.iter().find_map(|pair| {
        let (inner, length) = inside(text, *pair)?;
        let word: String = inner.trim_start().chars().take_while(|c| c.is_alphabetic()).collect();
        INSTRUCTIONS.contains(&word.to_ascii_lowercase().as_str()).then_some(length)
    })
}

/// What stands between brackets at the start of a text, and how long it is with them.
fn inside<'a>(text: &'a str, (open, close): (&str, &str)) -> Option<(&'a str, usize)> {
    let after = text.strip_prefix(open)?;
    let near = after.get(..after.floor_char_boundary(LONGEST))?;
    let end = near.find(close)?;
    let inner = after.get(..end)?;
    (!inner.trim().is_empty()).then_some((inner, open.len() + end + close.len()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<String> {
        split(text).0
    }

    #[test]
    fn marks_are_whole_words_in_capitals() {
        assert_eq!(found("TODO: write. TBD"), ["TODO", "TBD"]);
        assert_eq!(found("the todo list, TODOS, MYTODO"), [""; 0]);
    }

    #[test]
    fn an_instruction_in_brackets_is_template_text() {
        assert_eq!(found("Call <insert name> now"), ["<insert name>"]);
        assert_eq!(found("[Describe the impact]"), ["[Describe the impact]"]);
        assert_eq!(found("kubectl -n <namespace> [options]"), [""; 0]);
    }

    #[test]
    fn what_a_tool_was_to_fill_in_is_a_placeholder() {
        assert_eq!(found("The {{ service }} runs"), ["{{ service }}"]);
        assert_eq!(split("The {{ service }} runs").1, "The  runs");
        assert_eq!(found("Alert says {{ $value }}"), [""; 0]);
    }

    #[test]
    fn phrases_are_found_in_any_case() {
        assert_eq!(found("Coming Soon!"), ["Coming Soon"]);
        assert_eq!(found("Forthcoming sooner"), [""; 0]);
    }

    #[test]
    fn a_body_may_open_with_a_mark_in_any_case() {
        assert_eq!(opening("- todo: say how"), Some("todo"));
        assert_eq!(opening("To be added."), Some("To be added"));
        assert_eq!(opening("Restart it"), None);
    }
}
