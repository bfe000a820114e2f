//! Documents people read.

use std::fmt;

use jiff::civil::Date;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{flag, list, pair};

/// A document, or a section that serves as one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Document {
    /// What it is for.
    pub role: DocumentRole,
    /// Its title.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// Whether it is a section of a larger document.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub section: bool,
    /// Words that carry meaning: without headings, link targets and placeholders. Code counts in
    /// runbooks, whose commands are their content, and nowhere else.
    pub words: u32,
    /// Whether it passes the substance test: enough words, and no section that is only a `TODO`.
    pub substance: bool,
    /// Titles of its sections, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sections: Vec<String>,
    /// What a template asks for that milepost looks for: `adr`, `slo`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub asks: Vec<String>,
    /// Signs that it was never filled in (`TODO`, template text), as found.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub placeholders: Vec<String>,
    /// The days and periods named by what a roadmap plans, by the name and headings of a survey, and
    /// by notices that something goes, in the order of the file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub dates: Vec<Dated>,
}

/// A day, month, quarter or half of a year that a document names.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Dated {
    /// The line of what names it, counted from 1.
    pub line: u32,
    /// Its first day.
    #[schemars(with = "String")]
    pub from: Date,
    /// Its last day: the same, of a single one.
    #[schemars(with = "String")]
    pub to: Date,
    /// What goes then, by the code and the paths that the words around it name; only of notices that
    /// something goes, at most 8 names of at most 80 characters.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub about: Vec<String>,
}

impl Dated {
    /// The most names of what goes.
    pub const NAMES: usize = 8;

    /// The longest of these names, in characters.
    pub const LONGEST_NAME: usize = 80;
}

/// What a document is for.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "kebab-case")]
pub enum DocumentRole {
    /// The repository's or a component's front page.
    Readme,
    /// How to operate, recover or be on call for something.
    Runbook,
    /// An architecture decision record.
    Adr,
    /// The configuration of a published site of pages (`mkdocs.yml`).
    Site,
    /// A page of such a site, or of a folder of documentation.
    Page,
    /// A machine-readable description of an API.
    Api,
    /// How somebody new gets started.
    Onboarding,
    /// What a proposed change is to say.
    PullRequestTemplate,
    /// What a reported issue is to say.
    IssueTemplate,
    /// What changed from version to version.
    Changelog,
    /// What is planned.
    Roadmap,
    /// What was learnt from an incident.
    Incident,
    /// How users of a platform were asked.
    Survey,
    /// That something goes, and when: a notice, a page of notices, or how such things are done.
    Deprecation,
}

impl DocumentRole {
    /// The name as snapshots write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Readme => "readme",
            Self::Runbook => "runbook",
            Self::Adr => "adr",
            Self::Site => "site",
            Self::Page => "page",
            Self::Api => "api",
            Self::Onboarding => "onboarding",
            Self::PullRequestTemplate => "pull-request-template",
            Self::IssueTemplate => "issue-template",
            Self::Changelog => "changelog",
            Self::Roadmap => "roadmap",
            Self::Incident => "incident",
            Self::Survey => "survey",
            Self::Deprecation => "deprecation",
        }
    }
}

/// A link to a document from something that is not one: a catalogue entry, a chart, an alert.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DocumentLink {
    /// What the document is for.
    pub role: DocumentRole,
    /// What is linked, as written.
    pub target: String,
    /// What links it: an entity's reference, an alert's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
}

impl fmt::Display for Document {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.role.name())?;
        pair(f, "title", self.title.as_ref().map(|title| format!("{title:?}")).as_deref())?;
        flag(f, "section", self.section)?;
        write!(f, " words={}", self.words)?;
        flag(f, "substance", self.substance)?;
        list(f, "sections", &self.sections)?;
        list(f, "asks", &self.asks)?;
        list(f, "placeholders", &self.placeholders)?;
        let dates: Vec<String> = self.dates.iter().map(Dated::to_string).collect();
        list(f, "dates", &dates)
    }
}

/// `2026-07-01..2026-09-30@5(ci.yml;old)`: the days, the line, then what goes.
impl fmt::Display for Dated {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.from)?;
        if self.to != self.from {
            write!(f, "..{}", self.to)?;
        }
        write!(f, "@{}", self.line)?;
        if self.about.is_empty() { Ok(()) } else { write!(f, "({})", self.about.join(";")) }
    }
}

impl fmt::Display for DocumentLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.role.name(), self.target)?;
        pair(f, "from", self.from.as_deref())
    }
}
