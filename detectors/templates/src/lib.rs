#![doc = include_str!("../README.md")]

mod asked;
mod backstage;
mod code;
mod left;
mod origin;
mod projen;
mod source;

use milepost_core::{Pin, Template, UnitKind, Use};
use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "templates",
    version: 1,
    summary: "templates that new things are made from, and what was made from which",
    claims: &[
        "**/*.yaml",
        "**/*.yml",
        "**/cookiecutter.json",
        "**/.cruft.json",
        "**/.yo-rc.json",
        "**/package.json",
        "**/.projenrc.{js,ts,mjs,cjs,mts,py,json}",
        "**/plopfile.{js,ts,mjs,cjs}",
        "**/_templates/**/{prompt,index}.{js,ts,mjs,cjs}",
        "**/[rR][eE][aA][dD][mM][eE]*.[mM][dD]",
        "**/HELP.md",
    ],
    claims_by_name: &[],
    emits: &["template", "use"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Templates;

struct Templates;

impl Detector for Templates {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        match file.name() {
            "cookiecutter.json" => asked::read_cookiecutter(file, findings),
            "copier.yml" | "copier.yaml" => asked::read_copier(file, findings),
            ".cruft.json" => origin::read_cruft(file, findings),
            ".yo-rc.json" => origin::read_yeoman(file, findings),
            "package.json" => asked::read_yeoman(file, findings),
            "HELP.md" => left::read_help(file, findings),
            name if name.starts_with(".copier-answers") => origin::read_copier(file, findings),
            name if name.starts_with(".projenrc.") => projen::read(file, findings),
            name if name.starts_with("plopfile.") => code::read_plop(file, findings),
            name if name.ends_with(".yaml") || name.ends_with(".yml") => {
                backstage::read(file, findings);
                asked::read_skeleton_path(file, findings);
                origin::read_annotation(file, findings);
                origin::read_sync(file, findings);
            }
            name if is_markdown(name) => left::read_readme(file, findings),
            _ => code::read_hygen(file, findings),
        }
    }
}

fn is_markdown(name: &str) -> bool {
    name.len() > 3 && name.get(name.len() - 3..).is_some_and(|end| end.eq_ignore_ascii_case(".md"))
}

/// A template of an engine, of which nothing more is known yet.
fn template(engine: &str) -> Template {
    Template {
        engine: engine.to_owned(),
        name: None,
        makes: None,
        owner: None,
        asks: Vec::new(),
        actions: Vec::new(),
        skeletons: Vec::new(),
    }
}

/// What something was made from.
fn made_from(source: String, version: Option<String>, pin: Pin) -> Use {
    Use { unit: UnitKind::Template, source, version, pin, name: None }
}
