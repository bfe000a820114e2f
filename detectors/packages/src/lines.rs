//! Manifests that are programs, or lists with a line for each dependency: Go, Ruby, Elixir.

use milepost_core::Makes;
use milepost_detector::{File, Findings};

use crate::known::Ecosystem;
use crate::manifest::Manifest;
use crate::text::{quoted, uncommented};

/// Reads a `go.mod`. Whether a module holds a `main` only its sources tell.
pub(crate) fn note_go(file: &File<'_>, findings: &mut Findings) {
    let mut manifest = Manifest::parsed(Ecosystem::Go);
    let mut block = String::new();
    for (number, line) in (1u32..).zip(file.text.lines()) {
        let is_indirect = line.contains("// indirect");
        let line = line.split("//").next().unwrap_or(line).trim();
        let mut words = line.split_whitespace();
        let first = words.next().unwrap_or_default();
        match (first, words.next()) {
            (")", _) => block.clear(),
            ("module", Some(name)) => {
                let name = name.trim_matches('"');
                manifest.package(number, Some(name), Makes::Unsaid, false);
            }
            (directive, Some("(")) => directive.clone_into(&mut block),
            ("require", Some(name)) if !is_indirect => manifest.need(number, module(name)),
            (name, Some(_)) if block == "require" && !is_indirect => {
                manifest.need(number, module(name));
            }
            _ => {}
        }
    }
    manifest.write(findings);
}

/// A module without its major version.
fn module(path: &str) -> &str {
    let path = path.trim_matches('"');
    match path.rsplit_once("/v") {
        Some((bare, digits)) if digits.bytes().all(|b| b.is_ascii_digit()) => bare,
        _ => path,
    }
}

/// Gems that serve requests: with one of them, a Gemfile is an application's.
const SERVERS: &[&str] =
    &["rails", "sinatra", "hanami", "puma", "unicorn", "roda", "rack", "middleman", "jekyll"];

/// Reads a `Gemfile`; groups of development and tests are passed over.
pub(crate) fn note_gemfile(file: &File<'_>, findings: &mut Findings) {
    let mut manifest = Manifest::recognised(Ecosystem::Rubygems);
    let (mut makes, mut of_a_library) = (Makes::Unsaid, false);
    let mut passed_over: Vec<bool> = Vec::new();
    for (number, line) in uncommented(file.text) {
        if line.ends_with(" do")
            || line.contains(" do |")
            || line.starts_with("if ")
            || line.starts_with("unless ")
        {
            let of_tests = line.starts_with("group") && is_of_development(line);
            passed_over.push(of_tests);
        } else if line == "end" {
            passed_over.pop();
        }
        of_a_library |= line == "gemspec" || line.starts_with("gemspec ");
        let Some(name) = line.strip_prefix("gem").and_then(gem).filter(|_| {
            let is_grouped = line.contains("group") && is_of_development(line);
            !is_grouped && !passed_over.contains(&true)
        }) else {
            continue;
        };
        if SERVERS.contains(&name) {
            makes = Makes::Application;
        }
        manifest.need(number, name);
    }
    let makes = if of_a_library { Makes::Unsaid } else { makes };
    manifest.package(1, None, makes, false);
    manifest.write(findings);
}

/// The name behind the word `gem`.
fn gem(rest: &str) -> Option<&str> {
    rest.starts_with([' ', '(', '\t']).then(|| quoted(rest)).flatten()
}

/// Whether all groups a line names are of development or tests.
fn is_of_development(line: &str) -> bool {
    let names = |word: &str| line.contains(&format!(":{word}"));
    (names("development") || names("test") || names("ci"))
        && !names("production")
        && !names("default")
}

/// Reads a `*.gemspec`, which is there to be published.
pub(crate) fn note_gemspec(file: &File<'_>, findings: &mut Findings) {
    let mut manifest = Manifest::recognised(Ecosystem::Rubygems);
    let mut named = None;
    for (number, line) in uncommented(file.text) {
        let word = line.split_once('.').map_or("", |(_, rest)| rest);
        if word.starts_with("name") && word.contains('=') {
            named = named.or_else(|| Some((number, quoted(word)?)));
        } else if ["add_dependency", "add_runtime_dependency"].iter().any(|it| word.starts_with(it))
        {
            manifest.need(number, quoted(word).unwrap_or_default());
        }
    }
    let (line, name) = named.map_or((1, None), |(line, name)| (line, Some(name)));
    manifest.package(line, name, Makes::Library, false);
    manifest.write(findings);
}

/// Reads a `mix.exs`.
pub(crate) fn note_mix(file: &File<'_>, findings: &mut Findings) {
    let mut manifest = Manifest::recognised(Ecosystem::Hex);
    let (mut named, mut makes) = (None, Makes::Unsaid);
    for (number, line) in uncommented(file.text) {
        if let Some(name) =
            line.strip_prefix("app: :").or_else(|| line.split_once("[app: :")?.1.into())
        {
            let name = name.split(|c: char| !c.is_alphanumeric() && c != '_').next();
            named = named.or(Some((number, name)));
        } else if line.starts_with("mod: {") || line.contains("[mod: {") {
            makes = Makes::Application;
        } else if line.starts_with("package: ") && makes == Makes::Unsaid {
            makes = Makes::Library;
        } else if let Some(rest) = line.strip_prefix("{:").filter(|_| !is_of_tests(line)) {
            let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next();
            manifest.need(number, name.unwrap_or_default());
        }
    }
    if let Some((number, name)) = named {
        manifest.package(number, name, makes, false);
    }
    manifest.write(findings);
}

fn is_of_tests(line: &str) -> bool {
    line.contains("only:") && !line.contains(":prod")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_loses_its_major_version() {
        assert_eq!(module("github.com/acme/web/v3"), "github.com/acme/web");
        assert_eq!(module("github.com/acme/vault"), "github.com/acme/vault");
    }

    #[test]
    fn a_group_that_is_also_of_production_counts() {
        assert!(is_of_development("group :development, :test do"));
        assert!(!is_of_development("group :development, :production do"));
        assert!(!is_of_development("group :assets do"));
    }
}
