//! The little Markdown that is written. What a repository wrote stands in code, where nothing of it
//! means anything: no markup, no mention of a person or a team.

/// Text of a repository as code, on one line.
pub(super) fn code(text: &str) -> String {
    let plain: String =
        text.chars().map(|c| if c.is_control() || turns(c) { '\u{fffd}' } else { c }).collect();
    let longest = plain.split(|c| c != '`').map(str::len).max().unwrap_or(0);
    let fence = "`".repeat(longest + 1);
    let pad = if longest > 0 || plain.trim().is_empty() { " " } else { "" };
    format!("{fence}{pad}{}{pad}{fence}", plain.replace('|', "\\|"))
}

/// Characters that turn the direction of writing.
fn turns(c: char) -> bool {
    matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Several as code, as many as are worth reading, and how many more there are.
pub(super) fn codes<'t>(texts: impl ExactSizeIterator<Item = &'t str>, most: usize) -> String {
    let count = texts.len();
    let shown: Vec<String> = texts.take(most).map(code).collect();
    let more = count.saturating_sub(most);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

/// A link around code.
pub(super) fn link(text: &str, address: Option<&str>) -> String {
    match address {
        Some(address) => {
            let address = address.replace('(', "%28").replace(')', "%29").replace('|', "%7C");
            format!("[{}]({address})", code(text))
        }
        None => code(text),
    }
}

/// A table: its heads and its rows.
pub(super) fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&heads.map(str::to_owned));
    text.push('|');
    text.push_str(&" --- |".repeat(N));
    text.push('\n');
    for row in rows {
        text.push_str(&line(row));
    }
    text
}

/// Text that is folded away under a line of its own.
pub(super) fn folded(heading: &str, text: &str) -> String {
    format!("\n<details><summary>{heading}</summary>\n\n{text}\n</details>\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_a_repository_wrote_means_anything() {
        assert_eq!(code("@acme/all <b>|x"), "`@acme/all <b>\\|x`");
        assert_eq!(code("a`b``c"), "``` a`b``c ```");
        assert_eq!(code("a\nb"), "`a\u{fffd}b`");
    }

    #[test]
    fn an_address_with_brackets_stays_one_link() {
        assert_eq!(link("x", Some("https://e/a(b)|c")), "[`x`](https://e/a%28b%29%7Cc)");
    }

    #[test]
    fn long_lists_end_in_a_count() {
        assert_eq!(codes(["a", "b", "c"].into_iter(), 2), "`a`, `b` and 1 more");
    }
}
