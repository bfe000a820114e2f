//! Names, which join words in many ways.

/// The words of a name, in lower case, however they are joined: `orders-api`, `ORDERS_API`,
/// `Orders api` and `OrdersApi` have the same. A capital begins a word where a small letter or a digit
/// stands before it.
#[must_use]
pub fn words(name: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word = String::new();
    let mut was_small = false;
    for c in name.chars() {
        let joins = !c.is_alphanumeric();
        if (joins || c.is_uppercase() && was_small) && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        if !joins {
            word.extend(c.to_lowercase());
        }
        was_small = c.is_lowercase() || c.is_numeric();
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn a_name_has_the_same_words_however_they_are_joined() {
        for name in ["orders-api", "ORDERS_API", "Orders api", "OrdersApi", "--orders..API"] {
            assert_eq!(words(name), ["orders", "api"], "{name}");
        }
    }

    #[test]
    fn a_capital_begins_a_word_after_a_digit_and_not_after_a_capital() {
        assert_eq!(words("s3Key"), ["s3", "key"]);
        assert_eq!(words("APIKey"), ["apikey"]);
        assert_eq!(words(""), [""; 0]);
    }
}
