//! Words of an instruction as a builder splits them: at blanks outside quotes.

use std::ops::Range;

/// Where the words of `text` stand; nothing when a quote never ends.
pub(crate) fn ranges(text: &str, escape: char) -> Option<Vec<Range<usize>>> {
    let mut words = Vec::new();
    let mut start = None;
    let mut quote = None;
    let mut characters = text.char_indices();
    while let Some((at, character)) = characters.next() {
        match quote {
            None if character.is_whitespace() => {
                words.extend(start.take().map(|start| start..at));
                continue;
            }
            None if matches!(character, '"' | '\'') => quote = Some(character),
            Some(open) if character == open => quote = None,
            _ if character == escape && quote != Some('\'') => {
                characters.next();
            }
            _ => {}
        }
        start.get_or_insert(at);
    }
    words.extend(start.map(|start| start..text.len()));
    quote.is_none().then_some(words)
}

/// The words of `text`; blanks alone split it when a quote never ends.
pub(crate) fn split(text: &str, escape: char) -> Vec<&str> {
    match ranges(text, escape) {
        Some(ranges) => ranges.into_iter().filter_map(|r| text.get(r)).collect(),
        None => text.split_whitespace().collect(),
    }
}

/// Pairs of `KEY=value`, or the old `KEY value` of `ENV`; a key alone has no value.
pub(crate) fn pairs(text: &str, escape: char) -> Vec<(&str, Option<&str>)> {
    let words = split(text, escape);
    let split_pair = |word: &'_ str| word.find('=');
    if let [first, _, ..] = words[..]
        && split_pair(first).is_none()
        && let Some((key, value)) = text.trim().split_once(char::is_whitespace)
    {
        return vec![(key, Some(value.trim()))];
    }
    declarations(&words)
}

/// Pairs of `KEY=value` or keys alone, as `ARG` takes them.
pub(crate) fn declarations<'a>(words: &[&'a str]) -> Vec<(&'a str, Option<&'a str>)> {
    words
        .iter()
        .map(|word| match word.split_once('=') {
            Some((key, value)) => (key, Some(value)),
            None => (*word, None),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_and_escapes_keep_a_word_together() {
        assert_eq!(split(r#"A=1 B="x y" C=a\ b"#, '\\'), ["A=1", "B=\"x y\"", r"C=a\ b"]);
        assert_eq!(split("say \"it", '\\'), ["say", "\"it"]);
    }

    #[test]
    fn an_old_pair_takes_the_rest_of_the_line() {
        assert_eq!(pairs("NAME two words", '\\'), [("NAME", Some("two words"))]);
        assert_eq!(pairs("A=1 B=2", '\\'), [("A", Some("1")), ("B", Some("2"))]);
    }
}
