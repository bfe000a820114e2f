//! Gradle: Jib, Spring Boot's own task, and Quarkus's extensions.
//!
//! A build is a program, and is not run here: what is read are its blocks and the values written
//! out in them.

use milepost_core::Confidence;
use milepost_detector::{File, Findings};

use crate::tell::{Built, Role};
use crate::words::{self, Comments, Word};

const JIB: &str = "com.google.cloud.tools.jib";

/// Blocks within blocks beyond which nothing is read.
const DEEPEST: usize = 32;

/// Blocks that say how other projects are built.
const OTHERS: &[&str] = &["subprojects", "allprojects", "pluginManagement"];

/// Extensions of Quarkus that build an image.
pub(crate) const QUARKUS: &[(&str, &str)] =
    &[("quarkus-container-image-jib", "jib"), ("quarkus-container-image-buildpack", "buildpacks")];

/// Notes what a build script builds.
pub(crate) fn detect(file: &File<'_>, findings: &mut Findings) {
    let needles = ["jib", "ootBuildImage", "quarkus-container-image"];
    if !needles.iter().any(|needle| file.text.contains(needle)) {
        return;
    }
    let words = words::of(file.text, Comments::Slashes);
    let mut settings = settings(&words);
    settings.retain(|found| !found.path.iter().any(|name| OTHERS.contains(&name.as_str())));
    let blocks: Vec<&Setting> = settings.iter().filter(|found| found.value.is_none()).collect();
    let block = |name: &str| {
        blocks
            .iter()
            .find(|found| found.path.last().is_some_and(|last| last == name))
            .map(|f| f.line)
    };
    let plugin = || settings.iter().find(|found| found.applies_jib).map(|found| found.line);
    let jib = block("jib").or_else(|| dotted(&settings, "jib")).or_else(plugin);
    if let Some(line) = jib {
        note_jib(line, &settings, findings);
    }
    if let Some(line) = block("bootBuildImage") {
        let mut built = Built::new(line, "buildpacks");
        built.take(Role::Builder, value(&settings, &["bootBuildImage", "builder"]));
        built.take(Role::Run, value(&settings, &["bootBuildImage", "runImage"]));
        built.note(Confidence::Pattern, findings);
    }
    for word in &words {
        let dependency = word.text().unwrap_or_default();
        let known = QUARKUS.iter().find(|(name, _)| {
            dependency
                .strip_prefix("io.quarkus:")
                .is_some_and(|rest| rest.split(':').next() == Some(name))
        });
        if let Some((_, builder)) = known {
            Built::new(word.line, builder).note(Confidence::Pattern, findings);
        }
    }
}

fn note_jib(line: u32, settings: &[Setting], findings: &mut Findings) {
    let mut built = Built::new(line, "jib");
    built.take(Role::Base, value(settings, &["jib", "from", "image"]));
    built.user = value(settings, &["jib", "container", "user"])
        .map(|(_, user)| user)
        .filter(|user| !user.contains('$'));
    built.ports = settings
        .iter()
        .find(|found| found.is_at(&["jib", "container", "ports"]))
        .map(|found| found.listed.clone())
        .unwrap_or_default();
    built.note(Confidence::Pattern, findings);
}

/// Whether a statement applies the plugin. One that is only named for others (`apply false`) does
/// not.
fn applies_jib(statement: &[Word]) -> bool {
    let named = statement.iter().any(|word| word.text() == Some(JIB)) || is_alias(statement);
    named && !statement.iter().any(|word| word.name() == Some("false"))
}

/// `libs.plugins.jib`, as a catalogue of versions names it.
fn is_alias(statement: &[Word]) -> bool {
    statement.windows(4).any(|four| {
        matches!(four, [plugins, dot, jib, end]
            if plugins.name() == Some("plugins")
                && dot.is('.')
                && jib.name() == Some("jib")
                && end.is(')'))
    })
}

fn dotted(settings: &[Setting], first: &str) -> Option<u32> {
    let mut set = settings.iter().filter(|found| found.value.is_some());
    set.find(|found| found.path.len() > 1 && found.path.first().is_some_and(|name| name == first))
        .map(|found| found.line)
}

fn value(settings: &[Setting], path: &[&str]) -> Option<(u32, String)> {
    let found = settings.iter().find(|found| found.value.is_some() && found.is_at(path))?;
    Some((found.line, found.value.clone()?))
}

/// A block, or a key with its value.
struct Setting {
    line: u32,
    /// The blocks around it, outermost first, and its own name.
    path: Vec<String>,
    /// The text it is set to; none for a block.
    value: Option<String>,
    /// Every text in its statement.
    listed: Vec<String>,
    /// Whether its statement applies the Jib plugin.
    applies_jib: bool,
}

impl Setting {
    /// Whether the path ends in these names.
    fn is_at(&self, names: &[&str]) -> bool {
        let skipped = self.path.len().checked_sub(names.len());
        skipped.is_some_and(|skipped| self.path.iter().skip(skipped).eq(names))
    }
}

fn settings(words: &[Word]) -> Vec<Setting> {
    let mut found = Vec::new();
    let mut open: Vec<Vec<String>> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let end = statement_end(words, at);
        let statement = words.get(at..end).unwrap_or_default();
        if word.is('}') {
            open.pop();
            at += 1;
            continue;
        }
        let opens = words.get(end).is_some_and(|after| after.is('{'));
        if open.len() > DEEPEST {
            open.extend(opens.then(Vec::new));
            at = end + usize::from(opens || end == at);
            continue;
        }
        let names = names_of(statement);
        let around = open.iter().flatten().cloned();
        let path: Vec<String> = around.chain(names.iter().cloned()).collect();
        if opens {
            let (listed, applies_jib) = (Vec::new(), false);
            found.push(Setting { line: word.line, path, value: None, listed, applies_jib });
            open.push(names);
        } else {
            let listed: Vec<String> =
                statement.iter().filter_map(Word::text).map(str::to_owned).collect();
            let value = Some(listed.first().cloned().unwrap_or_default());
            let applies_jib = applies_jib(statement);
            found.push(Setting { line: word.line, path, value, listed, applies_jib });
        }
        at = end + usize::from(opens || end == at);
    }
    found
}

/// A statement ends with its line, or where a block starts or ends.
fn statement_end(words: &[Word], start: usize) -> usize {
    let line = words.get(start).map_or(0, |word| word.line);
    let rest = words.iter().skip(start);
    let length = rest
        .take_while(|word| word.line == line && !word.is('{') && !word.is('}') && !word.is(';'))
        .count();
    start + length
}

/// The names a statement leads to: `jib.from`, or the task that `tasks.named("x")` finds.
fn names_of(statement: &[Word]) -> Vec<String> {
    let said = |word: &Word| {
        let name = word.name().or(word.text()).unwrap_or_default();
        name == "bootBuildImage" || name == "BootBuildImage"
    };
    let mut names: Vec<String> = Vec::new();
    for pair in statement.chunks(2) {
        let [name, rest @ ..] = pair else { break };
        let Some(text) = name.name() else { break };
        if text == "set" {
            break;
        }
        names.push(text.to_owned());
        // What is called hands something back; it opens no block of that name.
        if text == "jib" && rest.first().is_some_and(|mark| mark.is('(')) {
            return vec!["jib()".to_owned()];
        }
        if !rest.first().is_some_and(|mark| mark.is('.')) {
            break;
        }
    }
    let is_tasks = names.first().is_some_and(|first| first == "tasks");
    if is_tasks && statement.iter().any(said) { vec!["bootBuildImage".to_owned()] } else { names }
}
