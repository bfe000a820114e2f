//! Lines of manifests that are programs, without their comments.

/// The lines of a text that are code, with their numbers: comments are cut as C-like languages
/// write them, quotes are left whole.
pub(crate) fn code(text: &str) -> Vec<(u32, String)> {
    let mut in_comment = false;
    (1u32..).zip(text.lines()).map(|(number, line)| (number, cut(line, &mut in_comment))).collect()
}

fn cut(line: &str, in_comment: &mut bool) -> String {
    let mut kept = String::with_capacity(line.len());
    let mut quote: Option<char> = None;
    let mut characters = line.chars().peekable();
    while let Some(character) = characters.next() {
        if *in_comment {
            if character == '*' && characters.next_if_eq(&'/').is_some() {
                *in_comment = false;
            }
            continue;
        }
        match (character, quote) {
            ('/', None) if characters.peek() == Some(&'/') => break,
            ('/', None) if characters.next_if_eq(&'*').is_some() => {
                *in_comment = true;
                continue;
            }
            ('"' | '\'', None) => quote = Some(character),
            (mark, Some(open)) if mark == open => quote = None,
            _ => {}
        }
        kept.push(character);
    }
    kept
}

/// The lines of a text up to `#`, with their numbers.
pub(crate) fn uncommented(text: &str) -> impl Iterator<Item = (u32, &str)> {
    (1u32..).zip(text.lines()).map(|(number, line)| {
        let line = line.trim();
        let line = if line.starts_with('#') { "" } else { line };
        (number, line.split(" #").next().unwrap_or(line).trim_end())
    })
}

/// The first text in quotes of a line.
pub(crate) fn quoted(line: &str) -> Option<&str> {
    let at = line.find(['"', '\''])?;
    let mark = line.get(at..)?.chars().next()?;
    line.get(at + 1..)?.split_once(mark).map(|(text, _)| text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_are_cut_and_addresses_are_not() {
        let text = "a // b\nurl = \"https://x\" // c\n/* d\ne */ f\n";
        let lines: Vec<String> = code(text).into_iter().map(|(_, line)| line).collect();
        assert_eq!(lines, ["a ", "url = \"https://x\" ", "", " f"]);
    }

    #[test]
    fn the_first_quoted_text_ends_at_its_own_mark() {
        assert_eq!(quoted("gem 'it\"s', \"b\""), Some("it\"s"));
        assert_eq!(quoted("gem"), None);
    }
}
