#![doc = include_str!("../README.md")]

mod code;
mod data;
mod flags;
mod limit;

use milepost_detector::{Card, Detector, File, Findings};

static CARD: Card = Card {
    id: "coverage",
    version: 1,
    summary: "how much of the software its tests must reach, and what measures it",
    claims: &[
        "**/package.json",
        "**/{.nycrc,.c8rc}",
        "**/{.nycrc,.c8rc}.json",
        "**/{jest,vitest,vite}.config.{js,ts,mjs,mts,cjs,cts}",
        "**/jest.config.json",
        "**/pom.xml",
        "**/*.gradle",
        "**/*.gradle.kts",
        "**/{pyproject,.coveragerc}.toml",
        "**/{.coveragerc,setup.cfg,tox.ini,pytest.ini}",
        "**/.simplecov",
        "**/{spec,test}/{spec,rails,test}_helper.rb",
        "**/{codecov,.codecov}.{yml,yaml}",
        ".github/workflows/*.{yml,yaml}",
        ".circleci/config.yml",
        ".gitlab-ci.yml",
        "**/Makefile",
    ],
    claims_by_name: &[],
    emits: &["tool"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Coverage;

struct Coverage;

impl Detector for Coverage {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        let name = file.name();
        match name {
            "package.json" | "jest.config.json" => data::read_npm(file, findings),
            ".nycrc" | ".nycrc.json" => data::read_istanbul(file, "nyc", findings),
            ".c8rc" | ".c8rc.json" => data::read_istanbul(file, "c8", findings),
            "pom.xml" => data::read_maven(file, findings),
            "pyproject.toml" | ".coveragerc.toml" => data::read_python(file, findings),
            ".coveragerc" | "setup.cfg" | "tox.ini" | "pytest.ini" => {
                flags::read_ini(file, findings);
            }
            ".simplecov" => code::read_ruby(file, findings),
            "Makefile" => flags::read_commands(file, findings),
            _ if name.contains("codecov.") => data::read_codecov(file, findings),
            _ => match name.rsplit_once('.').map_or("", |(_, ending)| ending) {
                "gradle" | "kts" => code::read_gradle(file, findings),
                "rb" => code::read_ruby(file, findings),
                "yml" | "yaml" => flags::read_commands(file, findings),
                _ => code::read_script(file, findings),
            },
        }
    }
}
