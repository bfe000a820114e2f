//! A page for each model, and their index with the rungs they share.

use milepost_score::{Criterion, Model, Rulebook};

use super::Pages;
use super::markdown::{CHANNELS, channels, head, lines, table};

const INTRODUCTION: &str = "\
# Models

A model is a ladder of stages, each with criteria; it is data, and so is every threshold in it. A stage holds when its
gates and needs hold and those of every stage below it hold. Signs never gate. A verdict is *holds*, *fails*, *partial*,
*unknown* or *not applicable*; what is unknown makes the stage an interval.

";

const RUNGS: &str = "
## Rungs

Rungs are conditions that several rules share, by dimension. A rung holds when its own condition holds and those of the
rungs below it in its dimension do.

";

/// Adds the pages of every model.
pub(super) fn write(rules: &Rulebook, pages: &mut Pages) {
    for model in &rules.models {
        pages.insert(format!("docs/models/{}.md", model.id), page(model, rules));
    }
    pages.insert("docs/models/README.md".to_owned(), index(rules));
}

fn page(model: &Model, rules: &Rulebook) -> String {
    let stages: Vec<_> = model
        .stages
        .iter()
        .map(|stage| {
            let needs = stage.describe_needs(&model.id, rules);
            [
                stage.number.to_string(),
                stage.name.clone(),
                stage.says.clone(),
                needs.map_or_else(nothing, |needs| lines(&needs)),
            ]
        })
        .collect();
    let mut text = head(&format!("crates/score/data/{}.toml", model.id));
    text += &introduction(model);
    text += &table(["stage", "name", "what it is like", "needs besides its gates"], &stages);
    text += &caps(model);
    text += "\n## Criteria\n\n";
    text += CHANNELS;
    for (heading, criteria) in by_stage(model) {
        text += &["\n### ", &heading, "\n\n"].concat();
        let rows: Vec<_> = criteria.into_iter().map(|criterion| row(criterion, rules)).collect();
        text += &table(["criterion", "kind", "claim", "holds when", "of", "by"], &rows);
    }
    text
}

fn introduction(model: &Model) -> String {
    format!(
        "# {}\n\n{}\n\nModel `{}`, version {}.\n\n## Stages\n\n",
        model.title, model.says, model.id, model.version
    )
}

fn nothing() -> String {
    "–".to_owned()
}

fn caps(model: &Model) -> String {
    if model.caps.is_empty() {
        return String::new();
    }
    let rows: Vec<_> = model
        .caps
        .iter()
        .map(|cap| {
            [cap.says.clone(), format!("`{}` {}", cap.criterion, cap.is), cap.stage.to_string()]
        })
        .collect();
    "\n## What keeps the stage from being higher\n\n".to_owned()
        + &table(["why", "when", "highest stage"], &rows)
}

fn by_stage(model: &Model) -> Vec<(String, Vec<&Criterion>)> {
    let of = |number: Option<u32>| -> Vec<&Criterion> {
        model.criteria.iter().filter(|criterion| criterion.stage == number).collect()
    };
    let stages = model.stages.iter().map(|stage| {
        let heading = format!("Stage {}, {}", stage.number, stage.name);
        (heading, of(Some(stage.number)))
    });
    stages
        .chain([("The model as a whole".to_owned(), of(None))])
        .filter(|(_, criteria)| !criteria.is_empty())
        .collect()
}

fn row(criterion: &Criterion, rules: &Rulebook) -> [String; 6] {
    let when = criterion.describe_when(rules);
    [
        format!("`{}`", criterion.id),
        criterion.kind.name().to_owned(),
        criterion.claim.clone(),
        when.map_or_else(nothing, |when| lines(&when)),
        criterion.unit.clone(),
        channels(&criterion.by),
    ]
}

fn index(rules: &Rulebook) -> String {
    let models: Vec<_> = rules
        .models
        .iter()
        .map(|model| {
            let stages: Vec<String> = model
                .stages
                .iter()
                .map(|stage| format!("{} {}", stage.number, stage.name))
                .collect();
            [
                format!("[{0}]({0}.md)", model.id),
                model.version.to_string(),
                model.title.clone(),
                stages.join(", "),
            ]
        })
        .collect();
    let rungs: Vec<_> = rules
        .rungs
        .values()
        .map(|rung| {
            let when = lines(&rung.describe_when(rules));
            [format!("`{}`", rung.id), rung.dimension.clone(), when]
        })
        .collect();
    head("crates/score/data")
        + INTRODUCTION
        + &table(["model", "version", "title", "stages"], &models)
        + RUNGS
        + &table(["rung", "dimension", "holds when"], &rungs)
}
