//! References to files, repositories and versions, as all systems write them alike.

use milepost_core::{Pin, UnitKind, Use, place};

/// A use without a name.
pub(crate) fn use_of(
    unit: UnitKind,
    source: impl Into<String>,
    version: Option<&str>,
    pin: Pin,
) -> Use {
    Use { unit, source: source.into(), version: version.map(str::to_owned), pin, name: None }
}

/// A use of a file of the same repository; a path that is computed is not followed.
pub(crate) fn local_use(unit: UnitKind, source: &str) -> Use {
    let pin = if is_computed(source) { Pin::Dynamic } else { Pin::Local };
    use_of(unit, source, None, pin)
}

/// How a git reference holds; a variable of any system is only known when it runs.
pub(crate) fn pin_of_ref(reference: Option<&str>) -> Pin {
    match reference {
        None => Pin::None,
        Some(text) if is_computed(text) => Pin::Dynamic,
        Some(text) => Pin::of_git_ref(text),
    }
}

/// Whether a text holds a variable or an expression.
pub(crate) fn is_computed(text: &str) -> bool {
    text.contains('$') || text.contains("{{") || text.contains("<<")
}

/// A path from the root of the repository, written `./…`.
pub(crate) fn from_root(path: &str) -> String {
    format!("./{}", path.trim_start_matches("./").trim_start_matches('/'))
}

/// A path relative to `folder`, or to the root after a leading `/`, written `./…`.
pub(crate) fn from_folder(folder: &str, path: &str) -> String {
    if path.starts_with('/') {
        return from_root(path);
    }
    // What climbs out of the repository is told from its root, as the systems themselves do.
    let path = place::resolve(folder, path).unwrap_or_else(|| path.replace("../", ""));
    from_root(&path)
}

/// The repository behind a git address: host and path, `github.com` left out.
pub(crate) fn repository(address: &str) -> String {
    let bare = address
        .split_once("://")
        .map_or(address, |(_, rest)| rest)
        .trim_end_matches('/')
        .trim_end_matches(".git");
    let bare = bare.rsplit_once('@').map_or(bare, |(_, rest)| rest);
    let bare = match bare.split_once(':') {
        Some((host, path)) if !host.contains('/') => format!("{host}/{path}"),
        _ => bare.to_owned(),
    };
    bare.trim_start_matches("github.com/").to_owned()
}

/// The text without `${…}`, `$(…)`, `${{…}}`, `$[[…]]` and `$NAME`.
pub(crate) fn without_expressions(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find('$') {
        let (before, expression) = rest.split_at(at);
        kept.push_str(before);
        let end = ["}}", "]]", "}", ")"]
            .into_iter()
            .zip(["${{", "$[[", "${", "$("])
            .find(|(_, open)| expression.starts_with(open))
            .map(|(close, _)| {
                expression.find(close).map_or(expression.len(), |at| at + close.len())
            });
        let end = end.unwrap_or_else(|| {
            let name = expression[1..].find(|c: char| !c.is_ascii_alphanumeric() && c != '_');
            name.map_or(expression.len(), |at| at + 1)
        });
        rest = &expression[end..];
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_git_address_is_a_repository_however_it_is_written() {
        for address in [
            "https://github.com/acme/tasks.git",
            "https://github.com/acme/tasks",
            "git@github.com:acme/tasks.git",
            "ssh://git@github.com/acme/tasks",
        ] {
            assert_eq!(repository(address), "acme/tasks");
        }
        assert_eq!(repository("https://git.acme.org/a/b"), "git.acme.org/a/b");
    }

    #[test]
    fn a_relative_path_is_resolved_against_its_folder() {
        assert_eq!(from_folder("ci/jobs", "../steps/a.yml"), "./ci/steps/a.yml");
        assert_eq!(from_folder("ci", "/a.yml"), "./a.yml");
        assert_eq!(from_folder("", "../../a.yml"), "./a.yml");
    }

    #[test]
    fn expressions_are_taken_out_of_a_text() {
        assert_eq!(without_expressions("a-${B}-c$(d)e$F/g"), "a--ce/g");
        assert_eq!(without_expressions("${{ x }}y$[[ z ]]"), "y");
        assert_eq!(without_expressions("a$"), "a");
        assert_eq!(without_expressions("é$é"), "éé");
    }
}
