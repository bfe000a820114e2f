//! Words of which a text must hold one to be worth parsing.

use std::sync::OnceLock;

use regex::Regex;

/// A list of words that a text is searched for in one pass, however many they are.
pub struct Words {
    list: fn() -> Vec<&'static str>,
    compiled: OnceLock<Option<Regex>>,
}

impl Words {
    /// The words that `list` gives; it is asked once, when they are first looked for.
    pub const fn new(list: fn() -> Vec<&'static str>) -> Self {
        Self { list, compiled: OnceLock::new() }
    }

    /// Whether a text holds one of them, within whatever word it stands.
    pub fn are_in(&self, text: &str) -> bool {
        let compiled = self.compiled.get_or_init(|| {
            let words: Vec<String> = (self.list)().into_iter().map(regex::escape).collect();
            Regex::new(&words.join("|")).ok()
        });
        compiled.as_ref().is_none_or(|words| words.is_match(text))
    }
}

#[cfg(test)]
mod tests {
    use super::Words;

    #[test]
    fn one_word_is_enough_and_stands_for_itself() {
        static WORDS: Words = Words::new(|| vec!["a.b", "\"key\""]);
        assert!(WORDS.are_in("x a.bc"));
        assert!(WORDS.are_in("{\"key\": 1}"));
        assert!(!WORDS.are_in("aXb key"));
        assert!(!WORDS.are_in(""));
    }
}
