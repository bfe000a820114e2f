//! Templates that are a file of questions: Cookiecutter, Copier, Yeoman, and one with a path to
//! its skeleton.

use milepost_core::{What, place};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::template;

/// Adds a Cookiecutter template: each key is asked, but for those that start with `_`.
pub(crate) fn read_cookiecutter(file: &File<'_>, findings: &mut Findings) {
    let Some(root) = only_root(file, findings) else {
        return;
    };
    let mut found = template("cookiecutter");
    // A chooser holds templates, and asks nothing itself.
    if root.get("templates").is_none_or(|chosen| !chosen.is_mapping()) {
        let keys = root.entries().iter().filter_map(|(key, _)| key.text());
        found.asks = keys.filter(|key| !key.starts_with('_')).map(str::to_owned).collect();
    }
    findings.parsed(root.line, What::Template(found));
}

/// Adds a Copier template: keys that start with `_` are settings, the others questions.
pub(crate) fn read_copier(file: &File<'_>, findings: &mut Findings) {
    let Some(root) = only_root(file, findings) else {
        return;
    };
    let reading = file.yaml();
    let mut found = template("copier");
    found.asks = root
        .entries()
        .iter()
        .filter_map(|(key, question)| Some((key.text()?, question)))
        .filter(|(key, question)| !key.starts_with('_') && !is_never_asked(question))
        .map(|(key, question)| {
            // Without a default there is no going on before there is an answer.
            let required = question.is_mapping() && question.get("default").is_none();
            format!("{key}{}", if required { "!" } else { "" })
        })
        .collect();
    found.skeletons = reading
        .at(root, &["_subdirectory"])
        .and_then(|folder| place::resolve(file.folder(), folder))
        .filter(|folder| !folder.is_empty())
        .into_iter()
        .collect();
    findings.read(reading, root.line, What::Template(found));
}

fn is_never_asked(question: &Node<'_>) -> bool {
    question.get("when").and_then(Node::bool) == Some(false)
}

/// Adds a template whose description names the folder of its skeleton.
pub(crate) fn read_skeleton_path(file: &File<'_>, findings: &mut Findings) {
    let named = matches!(file.name(), "template.yaml" | "template.yml");
    if !named || !file.text.contains("skeletonPath:") {
        return;
    }
    let reading = file.yaml();
    for root in &reading.roots {
        let Some(name) = reading.owned(root, &["name"]) else {
            continue;
        };
        let Some(path) = reading.at(root, &["skeletonPath"]) else {
            continue;
        };
        let mut found = template("corectl");
        found.name = Some(name);
        found.makes = reading.owned(root, &["kind"]);
        let asked = root.get("parameters").map_or(&[][..], Node::items);
        found.asks = asked.iter().filter_map(|one| reading.owned(one, &["name"])).collect();
        found.skeletons = place::resolve(file.folder(), path).into_iter().collect();
        findings.read(reading, root.line, What::Template(found));
    }
}

/// Adds a Yeoman generator: a package named after it that stands on Yeoman.
pub(crate) fn read_yeoman(file: &File<'_>, findings: &mut Findings) {
    if !file.text.contains("yeoman-generator") {
        return;
    }
    let reading = file.yaml();
    let Some(root) = reading.roots.first() else {
        return;
    };
    let named = root.entries().iter().find(|(key, _)| key.text() == Some("name"));
    let Some((key, name)) = named.and_then(|(key, name)| Some((key, reading.literal(name)?)))
    else {
        return;
    };
    let bare = name.rsplit('/').next().unwrap_or(name);
    let stands_on_yeoman = ["dependencies", "peerDependencies", "devDependencies"]
        .iter()
        .any(|kind| root.at(&[kind, "yeoman-generator"]).is_some());
    let keywords = root.get("keywords").map_or(&[][..], Node::items);
    let says_so = keywords.iter().any(|word| word.text() == Some("yeoman-generator"));
    if bare.starts_with("generator-") && (stands_on_yeoman || says_so) {
        let mut found = template("yeoman");
        found.name = Some(name.to_owned());
        findings.parsed(key.line, What::Template(found));
    }
}

/// The mapping a file holds; what cannot be read is said.
pub(crate) fn only_root<'a>(file: &File<'a>, findings: &mut Findings) -> Option<&'a Node<'a>> {
    let reading = file.yaml();
    for broken in &reading.broken {
        findings.unread(broken.line, &broken.message);
    }
    reading.roots.first().filter(|root| !root.entries().is_empty())
}
