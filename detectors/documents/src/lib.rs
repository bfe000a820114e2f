#![doc = include_str!("../README.md")]

mod about;
mod api;
mod dated;
mod definition;
mod form;
mod kind;
mod mould;
mod notice;
mod report;
mod setup;
mod site;
mod written;

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "documents",
    version: 3,
    summary: "READMEs, decisions, documentation and its sites, API descriptions, templates for changes",
    claims: &[
        "**/*.[mM][dD]",
        "**/*.[mM][aA][rR][kK][dD][oO][wW][nN]",
        "**/*.mdx",
        "**/*.html.md.erb",
        "**/*.adoc",
        "**/*.asciidoc",
        "**/*.rst",
        "**/[rR][eE][aA][dD][mM][eE]*",
        "**/{CHANGELOG,Changelog,changelog,CHANGES,HISTORY,History,RELEASES,NEWS}",
        "**/{CHANGELOG,Changelog,changelog,CHANGES,HISTORY,History,RELEASES,NEWS}.txt",
        "**/[pP][uU][lL][lL]_[rR][eE][qQ][uU][eE][sS][tT]_[tT][eE][mM][pP][lL][aA][tT][eE]",
        "**/[pP][uU][lL][lL]_[rR][eE][qQ][uU][eE][sS][tT]_[tT][eE][mM][pP][lL][aA][tT][eE].txt",
        "**/*.yaml",
        "**/*.yml",
        "**/*[oO]pen[aA][pP][iI]*.json",
        "**/*[oO]pen[-_][aA][pP][iI]*.json",
        "**/*[aA]sync[aA][pP][iI]*.json",
        "**/*[aA]sync[-_][aA][pP][iI]*.json",
        "**/*[sS]wagger*.json",
        "**/*api-{docs,spec}*.json",
        "**/*[aA][pP][iI].json",
        "**/*[aA][pP][iI][-_.]v[0-9]*.json",
        "**/*.proto",
        "**/*.graphqls",
        "**/*.graphql",
        "**/docusaurus.config.*",
        "**/.vitepress/config.*",
        "**/astro.config.*",
        "**/conf.py",
        "**/book.toml",
    ],
    claims_by_name: &["**/*[sS][uU][rR][vV][eE][yY]*.{csv,xlsx,ods,pdf}"],
    emits: &["document"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Documents;

struct Documents;

impl Detector for Documents {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let name = file.name();
        match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
            "yaml" | "yml" => read_yaml(file, findings),
            "json" => api::read(file, findings),
            "proto" => definition::read_proto(file, findings),
            "graphql" | "graphqls" => definition::read_graphql(file, findings),
            "csv" | "xlsx" | "ods" | "pdf" => kind::read_name(file, findings),
            "toml" => site::read_toml(file, findings),
            "js" | "ts" | "mjs" | "mts" | "cjs" | "py" => site::read_code(file, findings),
            _ => written::read(file, findings),
        }
    }
}

fn read_yaml(file: &File<'_>, findings: &mut Findings) {
    if form::is_issue_form(file.path) {
        form::read(file, findings);
    } else if let Some(site) = site::of_path(file.path) {
        site.read(file, findings);
    } else {
        api::read(file, findings);
    }
}
