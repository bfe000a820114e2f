//! One file as detectors see it, and the forms it was parsed into.

use std::cell::OnceCell;
use std::rc::Rc;

use milepost_core::VerbTable;
use milepost_prose::{Format, Read};
use milepost_syntax::Reading;
use milepost_syntax::template::{self, Masked, Switches};
use milepost_syntax::yaml::{Node, YamlError};
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

self_cell! {
    /// A text, and the page read in it.
    struct Prose {
        owner: Rc<String>,
        #[covariant]
        dependent: Read,
    }
}

/// The text of one file, and what it was parsed into once somebody asked for that.
pub struct Text {
    content: Rc<String>,
    written: OnceCell<Written>,
    template: OnceCell<Template>,
    prose: OnceCell<Prose>,
}

impl Text {
    /// A text without byte order mark.
    pub fn new(text: impl Into<String>) -> Self {
        Self {
            content: Rc::new(text.into()),
            written: OnceCell::new(),
            template: OnceCell::new(),
            prose: OnceCell::new(),
        }
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
    folder: &'a str,
    name: &'a str,
    source: &'a Text,
}

impl<'a> File<'a> {
    /// The file at `path` that holds `source`.
    pub fn new(path: &'a str, source: &'a Text, verbs: &'a VerbTable) -> Self {
        let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
        Self { path, text: &source.content, verbs, folder, name, source }
    }

    /// The last segment of the path.
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// The path of the folder that holds the file; empty at the root.
    pub fn folder(&self) -> &'a str {
        self.folder
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

    /// What of it is only there when values say so, where it is a template of a chart or its values.
    pub fn switches(&self) -> Switches {
        if self.folder.split('/').any(|part| part == "templates") {
            return Switches::of(self.text);
        }
        let values = matches!(self.name, "values.yaml" | "values.yml");
        let root = values.then(|| self.yaml().roots.first()).flatten();
        root.map(Switches::of_values).unwrap_or_default()
    }

    /// Its first YAML document as written; an empty file has none.
    ///
    /// # Errors
    /// When the file is not YAML up to its end.
    pub fn document(&self) -> Result<Option<&'a Node<'a>>, &'a YamlError> {
        self.written().document()
    }

    fn written(&self) -> &'a Reading<'a> {
        let read = || Written::new(self.source.content.clone(), |text| Reading::as_written(text));
        self.source.written.get_or_init(read).borrow_dependent()
    }

    /// The page it is, in the markup that its name tells, and which markup that is; `None` of a
    /// name that is no page's.
    pub fn page(&self) -> Option<(Format, &'a Read<'a>)> {
        let format = Format::of_name(self.name)?;
        let read = || {
            let text = self.source.content.clone();
            Prose::new(text, |text| milepost_prose::read(text, format, self.name))
        };
        Some((format, self.source.prose.get_or_init(read).borrow_dependent()))
    }
}
