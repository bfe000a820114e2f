//! The block of settings that site generators read before a document, for the title in it.

/// The most lines a block of settings may have.
const MOST_LINES: usize = 200;

/// The front matter of a text, if it starts with one, and the offset its body starts at.
pub fn split(text: &str) -> (&str, usize) {
    let mut lines = text.split_inclusive('\n');
    let fence = lines.next().unwrap_or_default().trim_end();
    if !matches!(fence, "---" | "+++") {
        return ("", 0);
    }
    let mut end = text.find('\n').map_or(text.len(), |at| at + 1);
    let start = end;
    for line in lines.take(MOST_LINES) {
        let settings_end = end;
        end += line.len();
        if line.trim_end() == fence {
            return (text.get(start..settings_end).unwrap_or_default(), end);
        }
    }
    ("", 0)
}

/// What front matter gives under a key, in a line of its own.
pub fn value(settings: &str, key: &str) -> Option<String> {
    settings.lines().find_map(|line| {
        let rest = line.strip_prefix(key)?.trim_start();
        let value = rest.strip_prefix([':', '='])?.trim();
        let value = unquoted(value);
        let told = !value.is_empty() && !value.starts_with(['|', '>', '{']);
        told.then(|| value.to_owned())
    })
}

fn unquoted(value: &str) -> &str {
    ['"', '\'']
        .iter()
        .find_map(|quote| value.strip_prefix(*quote)?.strip_suffix(*quote))
        .unwrap_or(value)
        .trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn front_matter_is_parted_from_the_body() {
        let text = "---\r\ntitle: \"Payments: runbook\"\r\n---\r\nBody\r\n";
        let (settings, body) = split(text);
        assert_eq!(value(settings, "title").as_deref(), Some("Payments: runbook"));
        assert_eq!(text.get(body..), Some("Body\r\n"));
    }

    #[test]
    fn a_rule_that_opens_a_document_is_not_front_matter() {
        assert_eq!(split("---\n\nJust a text.\n"), ("", 0));
        assert_eq!(split("Text\n---\n"), ("", 0));
    }

    #[test]
    fn toml_front_matter_has_a_title_too() {
        assert_eq!(value("title = 'On call'\n", "title").as_deref(), Some("On call"));
    }
}
