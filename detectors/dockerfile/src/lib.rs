#![doc = include_str!("../README.md")]

mod expansion;
mod file_name;
mod heredoc;
mod image;
mod reading;
mod source;
mod stages;
mod words;

use file_name::{FileName, Sort};
use milepost_detector::{Card, Detector, File, Findings};
use reading::Reading;
use source::Source;
use stages::Stages;

static CARD: Card = Card {
    id: "dockerfile",
    version: 2,
    summary: "container builds and the images they stand on",
    claims: &[
        "**/Dockerfile",
        "**/Dockerfile.*",
        "**/Dockerfile-*",
        "**/Dockerfile_*",
        "**/*.Dockerfile",
        "**/*-Dockerfile",
        "**/*_Dockerfile",
        "**/dockerfile",
        "**/dockerfile.*",
        "**/*.dockerfile",
        "**/Containerfile",
        "**/Containerfile.*",
        "**/Containerfile-*",
        "**/*.Containerfile",
    ],
    claims_by_name: &[],
    emits: &["image", "use"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Dockerfile;

struct Dockerfile;

impl Detector for Dockerfile {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let Some(name) = FileName::of(file.path) else {
            return;
        };
        let source = Source::prepare(file.text);
        if let Some(line) = source.decided_at_rendering {
            if name.sort != Sort::Foreign {
                findings.unread(
                    line,
                    "a template: which lines it holds is decided when it is rendered",
                );
            }
            return;
        }
        let reading = Reading::of(&source);
        match reading.unread.first() {
            Some(_) if name.sort == Sort::Foreign => return,
            Some((line, _)) if name.sort == Sort::Template => {
                findings.unread(*line, "a template that is no build before it is rendered");
                return;
            }
            _ => {}
        }
        let stages = Stages::of(&reading, &source);
        image::report(&stages, &name, &reading, findings);
    }
}

#[cfg(test)]
mod tests {
    use milepost_core::VerbTable;
    use proptest::prelude::*;

    use milepost_detector::Text;

    use super::*;

    fn detect(path: &str, text: &str) -> Findings {
        let mut findings = Findings::default();
        let verbs = VerbTable::default();
        let source = Text::new(text);
        DETECTOR.detect(&File::new(path, &source, &verbs), &mut findings);
        findings
    }

    fn fragment() -> impl Strategy<Value = String> {
        prop_oneof![
            "[ -~\n\r\té]{0,12}",
            proptest::sample::select(vec![
                "FROM ",
                "from a AS b\n",
                "ARG ",
                "ENV ",
                "USER ",
                "EXPOSE ",
                "RUN ",
                "COPY ",
                "--from=",
                "--mount=type=bind,from=",
                "HEALTHCHECK ",
                "NONE",
                "CMD ",
                "ONBUILD ",
                "SHELL ",
                "[\"",
                "\"]",
                "<<EOF",
                "<<-'E F'",
                "EOF\n",
                "\\\n",
                "`\n",
                "\\",
                "$",
                "${",
                "}",
                ":-",
                ":+",
                "'",
                "\"",
                "# escape=`\n",
                "# syntax=x\n",
                "{{",
                "}}",
                "{% ",
                "%}",
                "\n",
                "\r\n",
                " ",
                "=",
                "@",
                ":",
                "/",
                "é",
                "\u{feff}",
            ])
            .prop_map(str::to_owned),
        ]
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]

        #[test]
        fn no_text_makes_it_panic_and_every_line_exists(
            fragments in proptest::collection::vec(fragment(), 0..40)
        ) {
            let text = fragments.concat();
            let lines = u32::try_from(text.split('\n').count()).unwrap();
            let findings = detect("Dockerfile", &text);
            for found in &findings.found {
                prop_assert!(found.line >= 1 && found.line <= lines);
            }
            for (line, _) in &findings.unread {
                prop_assert!(*line >= 1 && *line <= lines);
            }
            prop_assert!(!findings.found.is_empty() || !findings.unread.is_empty());
        }
    }

    #[test]
    fn a_file_in_a_folder_of_that_name_is_not_read() {
        let findings = detect("Dockerfile.d/readme.txt", "FROM node:22\n");
        assert!(findings.found.is_empty() && findings.unread.is_empty());
    }
}
