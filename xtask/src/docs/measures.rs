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
