//! `build.gradle`, `settings.gradle` in both languages, which are programs: their usual lines are
//! recognised.

use std::sync::LazyLock;

use milepost_core::Makes;
use milepost_detector::{File, Findings};
use regex::Regex;

use crate::known::Ecosystem;
use crate::manifest::Manifest;
use crate::text::code;

/// What is needed when it runs, agents under whatever name included; tests, annotation processors
/// and what only compiles are not.
const RUNTIME: &str =
    r#"(?:implementation|api|runtimeOnly|compile|runtime|\w*[aA]gent\w*)["']?\)?"#;

static PLUGIN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(
        r#"(?:^|[\s;{])(id|kotlin)\s*\(?\s*["']([\w.-]+)["']\s*\)?(?:\s*\.?version\s*\(?\s*["']([^"']+)["'])?"#,
    )
});
static APPLIED: LazyLock<Option<Regex>> =
    LazyLock::new(|| pattern(r#"apply\s*\(?\s*plugin\s*[:=]\s*["']([\w.-]+)["']"#));
static NEEDED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?:^|[\s{{;("']){RUNTIME}\s*\(?\s*["']([\w.-]+):([\w.-]+)(?::[^"']*)?["']"#
    ))
});
static NAMED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    pattern(&format!(
        r#"(?:^|[\s{{;]){RUNTIME}\s*\(?\s*group\s*[:=]\s*["']([\w.-]+)["']\s*,\s*name\s*[:=]\s*["']([\w.-]+)["']"#
    ))
});

fn pattern(text: &str) -> Option<Regex> {
    Regex::new(text).ok()
}

/// Plugins that make an application.
const MAKES_APPLICATIONS: &[&str] = &[
    "application",
    "war",
    "org.springframework.boot",
    "io.ktor.plugin",
    "io.quarkus",
    "io.micronaut.application",
    "com.google.cloud.tools.jib",
];

/// Plugins that publish what they build.
const MAKES_LIBRARIES: &[&str] = &[
    "maven-publish",
    "java-library",
    "java-gradle-plugin",
    "kotlin-dsl",
    "com.gradle.plugin-publish",
    "com.vanniktech.maven.publish",
    "com.android.library",
];

/// Reads a build script.
pub(crate) fn note_build(file: &File<'_>, findings: &mut Findings) {
    let lines = code(file.text);
    let mut manifest = Manifest::recognised(Ecosystem::Gradle);
    let mut applied: Vec<String> = Vec::new();
    for (number, line) in &lines {
        let id = note_plugin(*number, line, &mut manifest);
        // Some plugins add what they are named for to everything that runs.
        if let Some(id) = &id {
            manifest.need(*number, id);
        }
        applied.extend(id);
        for found in [&*NEEDED, &*NAMED].into_iter().flatten() {
            for parts in found.captures_iter(line) {
                let part = |at| parts.get(at).map_or("", |part| part.as_str());
                manifest.need(*number, format!("{}:{}", part(1), part(2)));
            }
        }
    }
    manifest.package(1, None, makes(&lines, &applied), false);
    manifest.write(findings);
}

/// Reads the settings of a build. They name it and its parts and are no package of their own.
pub(crate) fn note_settings(file: &File<'_>, findings: &mut Findings) {
    let lines = code(file.text);
    let mut manifest = Manifest::recognised(Ecosystem::Gradle);
    for (number, line) in &lines {
        note_plugin(*number, line, &mut manifest);
    }
    manifest.write(findings);
}

/// Notes a plugin a line asks for. One with a version comes from a registry; one without is part of
/// Gradle, has its version elsewhere, or is of this repository. Gives what the line applies.
fn note_plugin(number: u32, line: &str, manifest: &mut Manifest) -> Option<String> {
    let taken = |parts: &regex::Captures<'_>, at| parts.get(at).map(|it| it.as_str().to_owned());
    if let Some(parts) = APPLIED.as_ref().and_then(|applied| applied.captures(line)) {
        return taken(&parts, 1);
    }
    let Some(parts) = PLUGIN.as_ref().and_then(|plugin| plugin.captures(line)) else {
        return bare(line);
    };
    let (word, id) = (taken(&parts, 1)?, taken(&parts, 2)?);
    let id = if word == "kotlin" { format!("org.jetbrains.kotlin.{id}") } else { id };
    if let Some(version) = taken(&parts, 3) {
        manifest.built_with(number, &id, Some(&version));
    }
    let is_put_off = line.contains("apply false") || line.contains("apply(false)");
    (!is_put_off).then_some(id)
}

/// Gradle's own plugins stand on a line of their own, in Kotlin: `application`, `` `war` ``.
fn bare(line: &str) -> Option<String> {
    let word = line.trim().trim_matches('`');
    let known = MAKES_APPLICATIONS.contains(&word) || MAKES_LIBRARIES.contains(&word);
    (known && !word.contains('.')).then(|| word.to_owned())
}

fn makes(lines: &[(u32, String)], applied: &[String]) -> Makes {
    let has_one_of = |known: &[&str]| applied.iter().any(|id| known.contains(&id.as_str()));
    let says = |start: &str| {
        lines.iter().any(|(_, line)| {
            line.trim_start().strip_prefix(start).is_some_and(|rest| {
                rest.trim_start().is_empty() || rest.trim_start().starts_with(['{', '('])
            })
        })
    };
    let publishes = has_one_of(MAKES_LIBRARIES) || says("publishing") || says("mavenPublishing");
    let boots = says("springBoot") || says("bootRun") || says("bootJar");
    if has_one_of(&["com.android.application"]) {
        Makes::ClientApp
    } else if publishes && is_no_boot_jar(lines) {
        Makes::Library
    } else if has_one_of(MAKES_APPLICATIONS) || boots && !is_no_boot_jar(lines) {
        Makes::Application
    } else if publishes {
        Makes::Library
    } else {
        Makes::Unsaid
    }
}

/// A library that stands on Spring Boot switches its runnable archive off.
fn is_no_boot_jar(lines: &[(u32, String)]) -> bool {
    let mut after_it = 0;
    lines.iter().any(|(_, line)| {
        if line.to_ascii_lowercase().contains("bootjar") {
            after_it = 3;
        }
        let is_off = after_it > 0 && line.contains("enabled") && line.contains("false");
        after_it = i32::max(after_it - 1, 0);
        is_off
    })
}
