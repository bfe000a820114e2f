//! One file as detectors see it, and the forms it was parsed into.

use std::cell::OnceCell;
use std::rc::Rc;

use milepost_core::VerbTable;
use milepost_syntax::Reading;
use milepost_syntax::template::{self, Masked};
use self_cell::self_cell;

self_cell! {
    /// A text, and the documents read in it.
    struct Written {
        owner: Rc<String>,
        #[covariant]
        dependent: Reading,
    }
}

self_cell! {
    /// A text with its template actions masked, and the documents read in it.
    struct Template {
        owner: Masked,
        #[covariant]
        dependent: Reading,
    }
}

/// The text of one file, and what it was parsed into once somebody asked for that.
pub struct Text {
    content: Rc<String>,
    written: OnceCell<Written>,
    template: OnceCell<Template>,
}

impl Text {
    /// A text without byte order mark.
    pub fn new(text: impl Into<String>) -> Self {
        Self { content: Rc::new(text.into()), written: OnceCell::new(), template: OnceCell::new() }
    }
}

/// One file as a detector sees it. All detectors of a file are handed the same source, so what one
/// has parsed the next finds parsed.
#[derive(Clone, Copy)]
pub struct File<'a> {
    /// The path inside the repository, with `/` between segments.
    pub path: &'a str,
    /// The text, without byte order mark; bytes that are not UTF-8 were replaced.
    /// Empty for a file that is claimed by its name alone.
    pub text: &'a str,
    /// What pipeline steps mean; the same table for all files of a scan.
    pub verbs: &'a VerbTable,
    source: &'a Text,
}

impl<'a> File<'a> {
    /// The file at `path` that holds `source`.
    pub fn new(path: &'a str, source: &'a Text, verbs: &'a VerbTable) -> Self {
        Self { path, text: &source.content, verbs, source }
    }

    /// The last segment of the path.
    pub fn name(&self) -> &'a str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// The path of the folder that holds the file; empty at the root.
    pub fn folder(&self) -> &'a str {
        self.path.rsplit_once('/').map_or("", |(folder, _)| folder)
    }

    /// Its YAML documents as written; with template actions masked where it is no YAML otherwise.
    pub fn yaml(&self) -> &'a Reading<'a> {
        let written = self.written();
        let masked = !written.broken.is_empty() && template::is_templated(self.text);
        if masked { self.template() } else { written }
    }

    /// The YAML documents of a Go template: every action is masked.
    pub fn template(&self) -> &'a Reading<'a> {
        if !template::is_templated(self.text) {
            return self.written();
        }
        let read = || Template::new(Masked::of(self.text), |masked| Reading::of_masked(masked));
        self.source.template.get_or_init(read).borrow_dependent()
    }

    fn written(&self) -> &'a Reading<'a> {
        let read = || Written::new(self.source.content.clone(), |text| Reading::as_written(text));
        self.source.written.get_or_init(read).borrow_dependent()
    }
}
