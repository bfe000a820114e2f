//! The measure library.

use milepost_score::{MeasureCard, Rulebook};

use super::markdown::{CHANNELS, channels, head, table};

const INTRODUCTION: &str = "\
# Measures

A measure is one number about an organisation, with the facts behind it. A *share* is a census with gaps: it carries a
lower bound, which counts what is unknown as no, and an upper bound, which counts it as yes. A *number* has both bounds
too. Criteria of the [models](models/README.md) compare measures with [thresholds](thresholds.md).

";

/// The page.
pub(super) fn page(rules: &Rulebook) -> String {
    let measures = &rules.measures;
    let taken = measures.iter().filter(|measure| measure.unknown.is_none()).count();
    let rows: Vec<_> = measures.iter().map(row).collect();
    let told: Vec<_> = measures.iter().filter_map(told).collect();
    let count = format!(
        "\nThis version takes {taken} of the {} measures. The others are unknown with the code that \
         stands in the column\n*taken*, and so is whatever is judged by them.\n\n",
        measures.len()
    );
    head("crates/score/data/measures.toml")
        + INTRODUCTION
        + CHANNELS
        + &count
        + &table(["measure", "title", "what is counted", "of", "by", "value", "taken"], &rows)
        + HISTORY
        + &table(["measure", "told by", "open with"], &told)
}

const HISTORY: &str = "
## What history tells

Measures that `H` is a channel of, with what tells them, and the codes of what is missing where nothing does. One deployable
is told by one rung alone; `milepost explain ID --all` names it. How deploys are told, and what each code hides, stands in
[what history tells](history.md).

";

fn told(measure: &MeasureCard) -> Option<[String; 3]> {
    let source = measure.source.clone()?;
    let gaps: Vec<String> = measure.gaps.iter().map(|gap| format!("`{}`", gap.code())).collect();
    Some([format!("`{}`", measure.id), source, gaps.join(" ")])
}

fn row(measure: &MeasureCard) -> [String; 7] {
    [
        format!("`{}`", measure.id),
        measure.title.clone(),
        measure.says.clone(),
        measure.of.clone(),
        channels(&measure.by),
        measure.value.clone(),
        measure.unknown.map_or("yes".to_owned(), |unknown| format!("`{}`", unknown.code())),
    ]
}
