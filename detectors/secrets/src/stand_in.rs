//! Values that stand in for a secret: what people write where nobody is meant to rely on it.

use milepost_core::name::words;

/// Parts of values nobody relies on.
const PARTS: &[&str] = &[
    "123456",
    "abcdef",
    "change-me",
    "change_me",
    "changeit",
    "changeme",
    "deadbeef",
    "dummy",
    "example",
    "insecure",
    "local-dev",
    "localdev",
    "not-a-secret",
    "notasecret",
    "placeholder",
    "redacted",
    "replace",
    "sample",
    "unsecure",
    "xxxx",
    "your-",
    "your_",
];

/// Words, parted from others, of values nobody relies on.
const WORDS: &[&str] =
    &["fake", "fixme", "local", "localhost", "mock", "tbd", "test", "testing", "todo", "xxx"];

/// Words that such values are put together from, without anything between them.
const FILLING: &str = "a abc admin api app auth bar baz bootstrap change client database db \
    default demo dev development foo guest hello it key local me minio my mysql new pass \
    passphrase password please postgres postgresql pwd qwerty redis root sa secret secure service \
    some something strong super system temp test the this to token top user very welcome world your";

/// Letters beyond which nothing is put together from words.
const LONGEST: usize = 80;

/// Whether a part of the value says that it is none.
pub(crate) fn holds_stand_in(value: &str) -> bool {
    let lower = value.to_ascii_lowercase();
    PARTS.iter().any(|part| lower.contains(part))
}

/// Whether the value of the setting `name` stands in for a secret.
pub(crate) fn stands_in(name: &str, value: &str) -> bool {
    let first = value.chars().next();
    holds_stand_in(value)
        || words(value).iter().any(|word| WORDS.contains(&word.as_str()))
        || value.chars().all(|c| Some(c) == first)
        || is_filling(name, &letters(value))
        || is_filling(name, &letters(&deciphered(value)))
}

fn letters(value: &str) -> String {
    value.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
}

/// `p@ssw0rd1` as the word it plays on.
fn deciphered(value: &str) -> String {
    let value = value.trim_end_matches(|c: char| !c.is_ascii_alphabetic());
    value
        .chars()
        .map(|c| match c {
            '@' | '4' => 'a',
            '0' => 'o',
            '1' | '!' => 'i',
            '3' => 'e',
            '5' => 's',
            other => other,
        })
        .collect()
}

/// Whether letters are nothing but words of which stand-ins are made, or words of the setting's own
/// name.
fn is_filling(name: &str, letters: &str) -> bool {
    if letters.len() > LONGEST {
        return false;
    }
    let own = words(name);
    let known = || FILLING.split_whitespace().chain(own.iter().map(String::as_str));
    // Which lengths of the beginning can be put together from words.
    let mut reached = vec![0];
    let mut next = 0;
    while let Some(at) = reached.get(next).copied() {
        let rest = letters.get(at..).unwrap_or_default();
        for word in known().filter(|word| rest.starts_with(word)) {
            if !reached.contains(&(at + word.len())) {
                reached.push(at + word.len());
            }
        }
        next += 1;
    }
    reached.contains(&letters.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_put_together_stand_in_for_a_secret() {
        for value in [
            "SuperSecret123!",
            "P@ssw0rd1",
            "adminadminadmin",
            "aaaaaaaaa",
            "yourStrong(!)Password",
        ] {
            assert!(stands_in("", value), "{value}");
        }
        assert!(stands_in("POSTGRES_SHOP_PASSWORD", "shop_password7"));
        assert!(!stands_in("", "h7Gk2pQ9rT"));
        assert!(!is_filling("", &"a".repeat(LONGEST + 1)));
    }
}
