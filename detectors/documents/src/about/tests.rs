//! What notices are about, in the ways people write them.

use milepost_prose::{Format, read};

use super::*;

/// What the date of a page is about.
fn about(text: &str) -> Vec<String> {
    let read = read(text, Format::Markdown, "a.md");
    let around = Around::of(&read);
    let all: Vec<Dated> =
        (1..).zip(text.lines()).flat_map(|(line, text)| dated(line, text)).collect();
    around.named(all).into_iter().next().unwrap().about
}

fn dated(line: u32, text: &str) -> Vec<Dated> {
    let days = dates::of_text(text, None).into_iter();
    days.map(|(from, to)| Dated { line, from, to, about: Vec::new() }).collect()
}

#[test]
fn a_sentence_names_what_goes() {
    for text in [
        "Workflows `a.yml` and `b.yml` will be removed on 2026-09-30.",
        "Removal of `a.yml` as well as `b.yml`: 2026-09-30",
        "From 2026-09-30 on, neither the workflow `a.yml` nor `b.yml` is there.",
        "## 2026-09-30: `a.yml`, `b.yml`",
        "## The end of `a.yml`\n\nTogether with `b.yml`. \n\nAll goes on 2026-09-30.",
    ] {
        let expected: &[&str] =
            if text.contains("All goes") { &["a.yml"] } else { &["a.yml", "b.yml"] };
        assert_eq!(about(text), expected, "{text}");
    }
}

#[test]
fn the_sentence_before_counts_where_the_next_goes_on_with_it() {
    assert_eq!(about("`a.yml` is deprecated. It will be removed on 2026-09-30."), ["a.yml"]);
    assert_eq!(about("- `a.yml`. Will be removed on 2026-09-30."), ["a.yml"]);
    assert_eq!(about("We have `a.yml`. All that is old goes on 2026-09-30."), [""; 0]);
}

#[test]
fn the_heading_counts_where_nothing_below_it_names_anything() {
    let text = "# Notices\n\n## Chart `old`\n\nGoes on 2026-09-30, use `new`.\n";
    assert_eq!(about(text), ["old"]);
    assert_eq!(about(&text.replace("Goes", "`a.yml` goes")), ["a.yml"]);
    assert_eq!(about(&text.replace("Chart", "Inputs of")), [""; 0]);
}

#[test]
fn what_comes_instead_is_not_what_goes() {
    for text in [
        "`old` goes on 2026-09-30, use `new` or `newer` instead.",
        "`old`, replaced by `new`, goes on 2026-09-30.",
        "`old` → `new` on 2026-09-30",
        "Use `new` instead of `old`, which goes on 2026-09-30.",
        "`new` replaces `old`, which goes on 2026-09-30.",
        "`old` will be removed on 2026-09-30; see `guide.md`.",
    ] {
        assert_eq!(about(text), ["old"], "{text}");
    }
}

#[test]
fn where_a_part_or_a_version_goes_the_whole_may_stay() {
    for text in [
        "The input `team` of `a.yml` will be removed on 2026-09-30.",
        "Trivy will be removed from `a.yml` and `b.yml` on 2026-09-30.",
        "Chart `old` 1.x will be removed on 2026-09-30.",
        "`setup@v1` will be removed on 2026-09-30.",
        "`a.yml` is supported until 2026-09-30.",
        "`a.yml` is deprecated as of 2026-09-30.",
    ] {
        assert_eq!(about(text), [""; 0], "{text}");
    }
    let both = "`a.yml` is deprecated as of 2026-01-01 and goes on 2026-09-30.";
    assert_eq!(about(both), ["a.yml"]);
}

/// What the only row of a table with this head and this row is about.
fn of_row(head: &str, row: &str) -> Vec<String> {
    about(&format!("## Gone soon\n\n| {head} |\n|---|---|---|\n| {row} |\n"))
}

#[test]
fn a_row_is_about_its_first_cell_that_names_what_goes() {
    let row = "`a.yml`, `b.yml` | `new.yml` | 2026-09-30";
    assert_eq!(of_row("what | instead | goes on", row), ["a.yml", "b.yml"]);
    assert_eq!(of_row("was | is | goes on", row), ["a.yml", "b.yml"]);
    assert_eq!(of_row("replacement | what | goes on", row), ["new.yml"]);
    assert_eq!(of_row("input | what | goes on", row), [""; 0]);
    assert_eq!(of_row("what | version | goes on", "`old` | 1 | 2026-09-30"), [""; 0]);
    assert_eq!(of_row("what | why | deprecated since", "`old` | - | 2026-09-30"), [""; 0]);
}

#[test]
fn names_are_few_and_short() {
    let names: Vec<String> = (0..20).map(|number| format!("`n{number}.yml`")).collect();
    let long = format!("`{}`", "n".repeat(Dated::LONGEST_NAME + 1));
    let text = format!("{long}, {} go on 2026-09-30.", names.join(", "));
    assert_eq!(about(&text).len(), Dated::NAMES);
}
