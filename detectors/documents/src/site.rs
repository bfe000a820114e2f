//! The configuration of published documentation.

use std::sync::LazyLock;

use milepost_core::{Confidence, Document, DocumentRole};
use milepost_detector::{File, Findings};
use milepost_prose::name;
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;
use regex::Regex;

use crate::report::{Report, wordless};

/// The most entries of a site's navigation that are told.
const MOST_ENTRIES: usize = 40;

/// A generator of sites that is configured in YAML.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Site {
    /// Where the title stands, the first that is there.
    titles: &'static [&'static [&'static str]],
    /// Keys of which one must be there.
    keys: &'static [&'static str],
    /// Keys of which one must be there, too, where the site may be no documentation.
    docs: &'static [&'static str],
}

const MKDOCS: Site = Site {
    titles: &[&["site_name"]],
    keys: &["site_name", "nav", "docs_dir", "theme", "plugins"],
    docs: &[],
};

const TECH_DOCS: Site = Site {
    titles: &[&["service_name"], &["full_service_name"]],
    keys: &["service_name", "full_service_name"],
    docs: &[],
};

const ANTORA: Site =
    Site { titles: &[&["title"], &["name"]], keys: &["nav", "version"], docs: &[] };

const ANTORA_PLAYBOOK: Site =
    Site { titles: &[&["site", "title"]], keys: &["site", "content"], docs: &[] };

/// Jekyll or Jupyter Book in a folder of documentation.
const JEKYLL_DOCS: Site = Site {
    titles: &[&["title"]],
    keys: &["title", "theme", "remote_theme", "plugins", "baseurl", "markdown", "execute"],
    docs: &[],
};

/// Elsewhere it may make any site: only a theme for documentation tells.
const JEKYLL: Site =
    Site { titles: &[&["title"]], keys: &["theme", "remote_theme"], docs: &["docs", "doc"] };

/// The generator whose configuration stands at a path.
pub(crate) fn of_path(path: &str) -> Option<Site> {
    match name::file_name(path) {
        "mkdocs.yml" | "mkdocs.yaml" => Some(MKDOCS),
        "tech-docs.yml" if path == "config/tech-docs.yml" => Some(TECH_DOCS),
        "tech-docs.yml" if path.ends_with("/config/tech-docs.yml") => Some(TECH_DOCS),
        "antora.yml" => Some(ANTORA),
        "antora-playbook.yml" => Some(ANTORA_PLAYBOOK),
        "_config.yml" | "_config.yaml" if is_in_docs(path) => Some(JEKYLL_DOCS),
        "_config.yml" | "_config.yaml" => Some(JEKYLL),
        _ => None,
    }
}

fn is_in_docs(path: &str) -> bool {
    name::folders(path).any(|folder| matches!(folder, "docs" | "doc" | "documentation"))
}

impl Site {
    /// Adds the site, if the file is a configuration of it.
    pub(crate) fn read(self, file: &File<'_>, findings: &mut Findings) {
        let reading = file.yaml();
        let Some(root) = reading.roots.first() else {
            return for_broken(reading, findings);
        };
        if !self.keys.iter().any(|key| root.get(key).is_some()) || !self.is_for_docs(root) {
            return;
        }
        let title = self.titles.iter().find_map(|keys| reading.owned(root, keys));
        let line =
            self.titles.iter().find_map(|keys| root.at(keys)).map_or(root.line, |title| title.line);
        let mut document = wordless(DocumentRole::Site, title);
        let nav = root.get("nav").map_or(&[][..], Node::items);
        document.substance = !nav.is_empty();
        document.sections = entries(nav);
        let surest = if reading.is_masked() { Confidence::Pattern } else { Confidence::Parsed };
        Report { surest, findings }.add(line, Confidence::Parsed, document);
    }

    fn is_for_docs(self, root: &Node<'_>) -> bool {
        let themed = |word: &&str| {
            self.keys
                .iter()
                .filter_map(|key| root.str(key))
                .any(|theme| name::words(theme).iter().any(|part| part == word))
        };
        self.docs.is_empty() || self.docs.iter().any(themed)
    }
}

fn for_broken(reading: &Reading<'_>, findings: &mut Findings) {
    for broken in &reading.broken {
        findings.unread(broken.line, &broken.message);
    }
}

/// The titles of a navigation's first level.
fn entries(nav: &[Node<'_>]) -> Vec<String> {
    nav.iter()
        .flat_map(Node::entries)
        .filter_map(|(title, _)| title.text())
        .take(MOST_ENTRIES)
        .map(str::to_owned)
        .collect()
}

static TITLE: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"^\s*(?:title\s*:|project\s*=)\s*(?:"([^"]+)"|'([^']+)')"#).ok());

/// Adds a site whose configuration is a program.
pub(crate) fn read_code(file: &File<'_>, findings: &mut Findings) {
    let text = file.text;
    let is_site = match file.name() {
        "conf.py" => {
            let sphinx = ["\nextensions", "\nhtml_theme", "sphinx"];
            text.contains("project") && sphinx.iter().any(|mark| text.contains(mark))
        }
        name if name.starts_with("astro.config.") => {
            text.contains("@astrojs/starlight") && text.contains("starlight(")
        }
        name if name.starts_with("docusaurus.config.") => true,
        _ => file.folder().ends_with(".vitepress"),
    };
    if !is_site {
        return;
    }
    let titled = (1..).zip(text.lines()).find_map(|(number, line)| {
        let found = TITLE.as_ref()?.captures(line)?;
        let title = found.get(1).or(found.get(2))?.as_str().to_owned();
        Some((number, title))
    });
    let (line, title) = titled.map_or((1, None), |(line, title)| (line, Some(title)));
    let site = wordless(DocumentRole::Site, title);
    Report { surest: Confidence::Pattern, findings }.add(line, Confidence::Pattern, site);
}

/// Adds a site that mdBook makes.
pub(crate) fn read_toml(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("[book]") {
        return;
    }
    let line = (1..).zip(file.text.lines()).find(|(_, line)| line.trim() == "[book]");
    let line = line.map_or(1, |(number, _)| number);
    match file.text.parse::<toml::Table>() {
        Ok(table) => {
            let title = table.get("book").and_then(|book| book.get("title"));
            let title = title.and_then(toml::Value::as_str).map(str::to_owned);
            let site: Document = wordless(DocumentRole::Site, title);
            Report { surest: Confidence::Parsed, findings }.add(line, Confidence::Parsed, site);
        }
        Err(error) => findings.unread(line, format!("not valid TOML: {}", error.message())),
    }
}
