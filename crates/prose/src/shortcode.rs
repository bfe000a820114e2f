//! Tags of site generators and templates, taken out before a document is read: they are neither
//! prose nor Markdown. Line breaks stay, so that every line keeps its number.

/// How tags open and close, longest first.
const TAGS: &[(&str, &str)] = &[("{{<", ">}}"), ("{{%", "%}}"), ("{%", "%}")];

/// Tags of embedded Ruby.
const RUBY: (&str, &str) = ("<%", "%>");

/// Comments of MDX.
const MDX: (&str, &str) = ("{/*", "*/}");

/// The longest tag there may be, in bytes; what is longer is text.
const LONGEST: usize = 2000;

/// The text without the tags that go with a file of this name.
pub(crate) fn removed(text: &str, name: &str) -> String {
    let ending = name.rsplit('.').next().unwrap_or_default();
    let mut tags = TAGS.to_vec();
    match ending {
        "erb" => tags.push(RUBY),
        "mdx" => tags.push(MDX),
        _ => {}
    }
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['{', '<']) {
        let (before, from) = rest.split_at(at);
        kept.push_str(before);
        let length = tags.iter().find_map(|tag| length_of(from, *tag));
        let (gone, after) = from.split_at(length.unwrap_or(1));
        match length {
            Some(_) => kept.extend(gone.chars().filter(|c| matches!(c, '\n' | '\r'))),
            None => kept.push_str(gone),
        }
        rest = after;
    }
    kept.push_str(rest);
    if ending == "mdx" { without_modules(&kept) } else { kept }
}

fn length_of(text: &str, (open, close): (&str, &str)) -> Option<usize> {
    let inside = text.strip_prefix(open)?;
    let near = inside.get(..inside.floor_char_boundary(LONGEST)).unwrap_or_default();
    near.find(close).map(|at| open.len() + at + close.len())
}

/// MDX without the lines that import and export.
fn without_modules(text: &str) -> String {
    text.split_inclusive('\n')
        .map(|line| {
            let module = line.starts_with("import ") || line.starts_with("export ");
            if module { "\n" } else { line }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_go_and_lines_stay() {
        assert_eq!(removed("a {{< note\n>}} b", "a.md"), "a \n b");
        assert_eq!(removed("{% include x.md %}\nText", "a.md"), "\nText");
        assert_eq!(removed("See {{ value }}", "a.md"), "See {{ value }}");
    }

    #[test]
    fn embedded_ruby_is_a_tag_only_where_ruby_reads() {
        assert_eq!(removed("<%= warning %>x", "a.html.md.erb"), "x");
        assert_eq!(removed("<%= warning %>x", "a.md"), "<%= warning %>x");
    }

    #[test]
    fn a_tag_that_never_closes_is_text() {
        assert_eq!(removed("{% raw\né", "a.md"), "{% raw\né");
    }

    #[test]
    fn mdx_loses_its_modules_and_comments() {
        assert_eq!(removed("import X from 'x'\n{/* c */}T", "a.mdx"), "\nT");
    }
}
