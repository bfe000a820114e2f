#![doc = include_str!("../README.md")]

mod just;
mod make;
mod node;
mod powershell;
mod python;
mod ruby;
mod shell;
mod taskfile;
mod tasks;

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "scripts",
    version: 3,
    summary: "scripts and targets that build, test, publish or deploy",
    claims: &[
        "**/*.sh",
        "**/*.bash",
        "**/bin/*",
        "**/script/*",
        "**/scripts/*",
        "**/deploy",
        "**/Makefile",
        "**/makefile",
        "**/GNUmakefile",
        "**/*.mk",
        "**/justfile",
        "**/Justfile",
        "**/.justfile",
        "**/*.just",
        "**/Taskfile*.yml",
        "**/Taskfile*.yaml",
        "**/taskfile*.yml",
        "**/taskfile*.yaml",
        "**/package.json",
        "**/fabfile.py",
        "**/tasks.py",
        "**/*deploy*.py",
        "**/config/deploy.rb",
        "**/config/deploy/*.rb",
        "**/Rakefile",
        "**/*.rake",
        "**/*.ps1",
    ],
    claims_by_name: &[],
    emits: &["script"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Scripts;

struct Scripts;

impl Detector for Scripts {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let name = file.name();
        let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending);
        match (name, ending) {
            ("package.json", _) => node::read(file, findings),
            ("Makefile" | "makefile" | "GNUmakefile", _) | (_, "mk") => make::read(file, findings),
            ("justfile" | "Justfile" | ".justfile", _) | (_, "just") => just::read(file, findings),
            ("Rakefile", _) | (_, "rake" | "rb") => ruby::read(file, findings),
            (_, "yml" | "yaml") if name.to_ascii_lowercase().starts_with("taskfile") => {
                taskfile::read(file, findings);
            }
            (_, "py") => python::read(file, findings),
            (_, "ps1") => powershell::read(file, findings),
            _ => shell::read(file, findings),
        }
    }
}
