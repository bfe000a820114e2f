//! One spelling for what may be written in several ways: who labels copies what a file says, and a
//! detector may write it so that two ways to name one unit are equal.

/// `is` in the spelling that is compared.
pub(super) fn plain(kind: &str, path: &str, is: &str) -> String {
    let Some(unit) = kind.strip_prefix("use:") else {
        return match (kind, is) {
            ("scan", "sonar") => "sonarqube".to_owned(),
            // Whether these say enough is nothing labels tell.
            ("document:site" | "document:api", _) => is.trim_end_matches(" substance").to_owned(),
            _ => is.to_owned(),
        };
    };
    let rest = is.strip_prefix(unit).unwrap_or(is).trim();
    let (source, version) = parts(rest);
    // Hosts and owners are the same in every case.
    let source = match unit {
        "module" => module(path, source),
        "chart" => relative(path, source),
        "preset" => preset(source),
        _ => source.to_owned(),
    };
    format!("{unit} {}@{version}", source.to_lowercase())
}

/// Source and version. The last `@` parts them, or the one before a digest.
fn parts(text: &str) -> (&str, &str) {
    let end = text.find("@sha256:").unwrap_or(text.len());
    let at = match text[..end].rsplit_once('@') {
        Some((source, _)) if !source.is_empty() => source.len(),
        _ => end,
    };
    (&text[..at], text.get(at + 1..).unwrap_or("-"))
}

/// The address of a module: without scheme, user and the ending of a git repository.
fn module(path: &str, source: &str) -> String {
    if is_relative(source) {
        return relative(path, source);
    }
    let bare = source.strip_prefix("git::").unwrap_or(source);
    let had_scheme = bare.contains("://");
    let bare = bare.split_once("://").map_or(bare, |(_, rest)| rest);
    let bare = bare.split_once('@').map_or(bare, |(_, rest)| rest);
    let bare = if had_scheme { bare.to_owned() } else { bare.replacen(':', "/", 1) };
    bare.replace(".git//", "//").trim_end_matches(".git").to_owned()
}

fn is_relative(source: &str) -> bool {
    source.starts_with("./") || source.starts_with("../")
}

/// A path relative to the folder of `path`, from the root of the repository; other sources as they
/// are.
fn relative(path: &str, source: &str) -> String {
    if path.is_empty() || !is_relative(source) {
        return source.to_owned();
    }
    let mut folders: Vec<&str> = path.split('/').collect();
    folders.pop();
    for part in source.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(folders.pop()),
            part => folders.push(part),
        }
    }
    format!("./{}", folders.join("/"))
}

/// A preset without the platform it is on and the ending of its file, which may both be left out.
fn preset(source: &str) -> String {
    let bare = ["github>", "local>"].iter().find_map(|platform| source.strip_prefix(platform));
    bare.unwrap_or(source).trim_end_matches(".json").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_case_of_a_source_does_not_matter_and_that_of_a_version_does() {
        assert_eq!(plain("use:orb", "", "orb Acme/Service@V1"), "orb acme/service@V1");
        assert_eq!(plain("template", "", "backstage Service"), "backstage Service");
    }

    #[test]
    fn a_module_is_the_same_however_its_repository_is_written() {
        for source in [
            "git@github.com:acme/network@main",
            "git::https://github.com/acme/network.git@main",
            "git::ssh://git@github.com/acme/network@main",
            "github.com/acme/network@main",
        ] {
            let is = format!("module {source}");
            let plain = plain("use:module", "main.tf", &is);
            assert_eq!(plain, "module github.com/acme/network@main", "{source}");
        }
    }

    #[test]
    fn a_path_is_compared_from_the_root() {
        let is = "module ../queue@-";
        assert_eq!(plain("use:module", "stacks/app/main.tf", is), "module ./stacks/queue@-");
        // What a detector says is from the root already, and comes without a path.
        assert_eq!(plain("use:module", "", "module ./stacks/queue@-"), "module ./stacks/queue@-");
    }

    #[test]
    fn a_preset_is_the_same_with_and_without_its_platform() {
        for source in ["github>acme/presets:jvm", "local>acme/presets:jvm.json"] {
            let plain = plain("use:preset", "renovate.json", &format!("preset {source}@-"));
            assert_eq!(plain, "preset acme/presets:jvm@-");
        }
    }

    #[test]
    fn a_digest_belongs_to_the_version() {
        let is = "base-image acme/jvm@21@sha256:12";
        assert_eq!(plain("use:base-image", "Dockerfile", is), "base-image acme/jvm@21@sha256:12");
        let is = "base-image acme/jvm@sha256:12";
        assert_eq!(plain("use:base-image", "Dockerfile", is), "base-image acme/jvm@sha256:12");
    }
}
