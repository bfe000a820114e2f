//! What the name of a file says: whether it is a container build, a template of one, or something
//! else that carries the word in its name, and whether it is a variant nobody deploys.

/// What sort of file a name tells of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sort {
    /// A container build.
    Build,
    /// A template from which a container build is rendered.
    Template,
    /// The extension of another format: a container build only if every line reads as one.
    Foreign,
}

/// What the name of a file says.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct FileName {
    pub(crate) sort: Sort,
    pub(crate) variant: Option<String>,
}

const STEMS: &[&str] = &["dockerfile", "containerfile"];

/// Extensions of template engines.
const TEMPLATES: &[&str] = &[
    "ejs", "erb", "ftl", "gotmpl", "hbs", "in", "j2", "jinja", "jinja2", "liquid", "mustache",
    "njk", "tmpl", "tpl", "template", "tt", "vm",
];

/// Extensions of other formats.
const FOREIGN: &[&str] = &[
    "adoc",
    "bash",
    "bat",
    "bzl",
    "c",
    "cfg",
    "cmd",
    "conf",
    "cpp",
    "cs",
    "css",
    "csv",
    "dockerignore",
    "env",
    "go",
    "groovy",
    "hcl",
    "html",
    "ini",
    "java",
    "js",
    "json",
    "kt",
    "log",
    "lua",
    "md",
    "mjs",
    "patch",
    "php",
    "pl",
    "png",
    "ps1",
    "py",
    "rb",
    "rego",
    "rs",
    "rst",
    "scala",
    "sh",
    "snap",
    "sql",
    "svg",
    "tf",
    "tftpl",
    "toml",
    "ts",
    "tsx",
    "txt",
    "vim",
    "xml",
    "yaml",
    "yml",
];

/// Extensions of copies that editors, patches and people leave behind.
const LEFT_BEHIND: &[&str] = &[
    "backup", "bak", "bkp", "disabled", "off", "old", "orig", "rej", "save", "swo", "swp", "tmp",
    "unused",
];

/// Words that make a variant wherever they stand in the name.
const ANYWHERE: &[&str] = &[
    "ci",
    "debug",
    "dev",
    "devcontainer",
    "devel",
    "develop",
    "development",
    "e2e",
    "test",
    "testing",
    "tests",
];

/// Words that make a variant when nothing follows them between two dots: `integration` does, the
/// component `integration-api` does not.
const AT_THE_END: &[&str] = &[
    "bench",
    "benchmark",
    "build",
    "builder",
    "cypress",
    "example",
    "integration",
    "lint",
    "local",
    "localdev",
    "mock",
    "mocks",
    "playwright",
    "sample",
    "stub",
    "stubs",
    "unit",
];

impl FileName {
    /// Reads the name at the end of a path, and what its folder is called.
    pub(crate) fn of(path: &str) -> Option<Self> {
        let read = Self::read(path.rsplit('/').next().unwrap_or(path))?;
        let variant = read.variant.or_else(|| variant_of_folder(path));
        Some(Self { variant, ..read })
    }

    /// Reads a name; nothing for one that holds no container build.
    fn read(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (before, after) = around_the_stem(&lower)?;
        if lower.ends_with('~') {
            return None;
        }
        let extension = after.rsplit('.').next().filter(|_| after.contains('.'));
        let is_one_of = |list: &[&str]| extension.is_some_and(|found| list.contains(&found));
        if is_one_of(LEFT_BEHIND) {
            return None;
        }
        let sort = if is_one_of(TEMPLATES) {
            Sort::Template
        } else if is_one_of(FOREIGN) {
            Sort::Foreign
        } else {
            Sort::Build
        };
        let variant = match sort {
            Sort::Template => Some("template".to_owned()),
            Sort::Build | Sort::Foreign => variant(before).or_else(|| variant(after)),
        };
        Some(Self { sort, variant })
    }
}

/// What stands before and behind the word `Dockerfile` or `Containerfile`, if it is a word.
fn around_the_stem(name: &str) -> Option<(&str, &str)> {
    STEMS.iter().find_map(|stem| {
        let (before, after) = name.split_once(stem)?;
        let separator = |c: char| matches!(c, '.' | '-' | '_');
        let whole = (before.is_empty() || before.ends_with(separator))
            && (after.is_empty() || after.starts_with(separator));
        whole.then_some((before, after))
    })
}

/// What a folder is called whose builds are for somebody's own machine: `local`, `local_testing`.
fn variant_of_folder(path: &str) -> Option<String> {
    let (folder, _) = path.rsplit_once('/')?;
    let last = folder.rsplit('/').next()?.to_ascii_lowercase();
    variant(&last).filter(|said| said.split('-').any(|word| word == "local"))
}

/// The words of one part of the name that make it a variant.
fn variant(part: &str) -> Option<String> {
    let mut said = Vec::new();
    for segment in part.split('.') {
        let words: Vec<&str> = segment.split(['-', '_']).filter(|word| !word.is_empty()).collect();
        for (index, word) in words.iter().enumerate() {
            let rest_is_variant = words[index + 1..]
                .iter()
                .all(|next| ANYWHERE.contains(next) || AT_THE_END.contains(next));
            if ANYWHERE.contains(word) || AT_THE_END.contains(word) && rest_is_variant {
                said.push(*word);
            }
        }
    }
    (!said.is_empty()).then(|| said.join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variant_of(name: &str) -> Option<String> {
        FileName::read(name).unwrap().variant
    }

    #[test]
    fn a_variant_stands_before_or_behind_the_word() {
        for name in [
            "Dockerfile.dev",
            "dev.Dockerfile",
            "Dockerfile-dev",
            "Dockerfile_dev",
            "Dockerfile.api.dev",
            "Dockerfile.dev-api",
            "api.dev.dockerfile",
            "Containerfile.dev",
        ] {
            assert_eq!(variant_of(name).as_deref(), Some("dev"), "{name}");
        }
        assert_eq!(
            variant_of("Dockerfile.integration-tests").as_deref(),
            Some("integration-tests")
        );
        assert_eq!(variant_of("Dockerfile.local-dev").as_deref(), Some("local-dev"));
        assert_eq!(variant_of("Dockerfile.builder").as_deref(), Some("builder"));
    }

    #[test]
    fn a_folder_for_ones_own_machine_makes_a_variant() {
        let of = |path: &str| variant_of_folder(path);
        assert_eq!(of("local_testing/Dockerfile").as_deref(), Some("local-testing"));
        assert_eq!(of("docker/local/Dockerfile").as_deref(), Some("local"));
        for path in
            ["Dockerfile", "ci/Dockerfile", "local-planning/Dockerfile", "local/api/Dockerfile"]
        {
            assert_eq!(of(path), None, "{path}");
        }
    }

    #[test]
    fn a_component_or_platform_is_no_variant() {
        for name in [
            "Dockerfile",
            "Dockerfile.api",
            "api.Dockerfile",
            "Dockerfile.integration-api",
            "Dockerfile.local-gateway",
            "Dockerfile.prod",
            "Dockerfile.alpine",
            "Dockerfile.device",
            "latest.Dockerfile",
        ] {
            assert_eq!(variant_of(name), None, "{name}");
        }
    }

    #[test]
    fn templates_and_other_formats_are_told_by_their_extension() {
        let sort = |name: &str| FileName::read(name).map(|read| read.sort);
        assert_eq!(sort("Dockerfile.j2"), Some(Sort::Template));
        assert_eq!(sort("Dockerfile-alpine.template"), Some(Sort::Template));
        assert_eq!(sort("Dockerfile.md"), Some(Sort::Foreign));
        assert_eq!(sort("Dockerfile_test.go"), Some(Sort::Foreign));
        assert_eq!(sort("Dockerfile.dockerignore"), Some(Sort::Foreign));
        assert_eq!(sort("Dockerfile.go1.22"), Some(Sort::Build));
        assert_eq!(sort("Dockerfile.bak"), None);
        assert_eq!(sort("Dockerfile.dev~"), None);
        assert_eq!(sort("readme.txt"), None);
        assert_eq!(sort("Dockerfiles"), None);
    }
}
