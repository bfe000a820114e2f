//! The little Markdown that generated pages need.

/// The first line of a page, which says where its text comes from.
pub(super) fn head(source: &str) -> String {
    format!("<!-- Written by `cargo xtask docs` from {source}; edit that instead. -->\n\n")
}

/// A table: the heads of its columns, and its rows.
pub(super) fn table<const N: usize>(heads: [&str; N], rows: &[[String; N]]) -> String {
    let line = |cells: &[String]| format!("| {} |\n", cells.join(" | "));
    let mut text = line(&heads.map(str::to_owned));
    text += "|";
    text += &" --- |".repeat(N);
    text += "\n";
    for row in rows {
        text += &line(&row.each_ref().map(|cell| cell.replace('|', "\\|").replace('\n', " ")));
    }
    text
}

/// Words as code, with a comma between them.
pub(super) fn codes(words: &[impl AsRef<str>]) -> String {
    let words: Vec<String> = words.iter().map(|word| format!("`{}`", word.as_ref())).collect();
    words.join(", ")
}

/// Lines that are indented by two blanks each level, in one cell of a table.
pub(super) fn lines(text: &str) -> String {
    let lines: Vec<String> = text
        .lines()
        .map(|line| {
            let said = line.trim_start();
            "&emsp;".repeat((line.len() - said.len()) / 2) + said
        })
        .collect();
    lines.join("<br>")
}

/// The channels of evidence that can tell, best first; a dash for none.
pub(super) fn channels(by: &[String]) -> String {
    if by.is_empty() { "–".to_owned() } else { by.join(" ") }
}

/// What the letters of the channels mean.
pub(super) const CHANNELS: &str = "\
The column *by* names the channels of evidence that can tell, best first: `R` files at a commit, `H` git history, `A` the
API of the forge, `X` attested by people. A `+` behind a letter means that the channel can only prove it, a `-` that it
can only disprove it, and a `~` that it is a hint which never decides.
";

#[cfg(test)]
mod tests {
    use super::{lines, table};

    #[test]
    fn a_table_keeps_its_columns_whatever_its_cells_hold() {
        let rows = [["a|b".to_owned(), "c\nd".to_owned()]];
        assert_eq!(table(["x", "y"], &rows), "| x | y |\n| --- | --- |\n| a\\|b | c d |\n");
    }

    #[test]
    fn lines_keep_their_levels_in_a_cell() {
        assert_eq!(lines("all of\n  a\n    b"), "all of<br>&emsp;a<br>&emsp;&emsp;b");
    }
}
