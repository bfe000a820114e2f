//! Travis CI: the file at the root, its phases, its jobs and what it deploys to.

use milepost_commands::Folder;
use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, Step, UnitKind};
use milepost_detector::{File, Findings};
use milepost_syntax::yaml::Node;

use crate::parts::{self, JOBS, Sheet, from_root, local_use, on_branches, pin_of_ref, texts};

/// The phases of a job, in the order they run.
const PHASES: &[&str] = &[
    "before_install",
    "install",
    "before_script",
    "script",
    "before_cache",
    "after_success",
    "after_failure",
    "before_deploy",
    "deploy",
    "after_deploy",
    "after_script",
];

/// Keys that make one job for each value when they hold a list.
const EXPANDING: &[&str] = &[
    "env",
    "os",
    "arch",
    "python",
    "node_js",
    "rvm",
    "go",
    "php",
    "jdk",
    "rust",
    "scala",
    "perl",
    "elixir",
    "otp_release",
    "compiler",
    "gemfile",
    "ghc",
    "julia",
    "dart",
    "dotnet",
    "xcode_version",
    "osx_image",
];

/// Reads the definition of Travis CI; only the one at the root is run.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if file.path != ".travis.yml" {
        return;
    }
    let documents = parts::documents(file, findings);
    let Some(root) = documents.first().filter(|root| root.is_mapping()) else {
        return;
    };
    let mut sheet = Sheet::new(file);
    note_imports(root, &mut sheet);
    let pipeline = Pipeline {
        triggers: vec![on_branches("any", branches(root))],
        jobs: jobs(root, &sheet),
        ..Pipeline::new(CiSystem::Travis, PipelineRole::Runs)
    };
    sheet.hand_over(vec![(root.line, pipeline)], findings);
}

fn note_imports(root: &Node<'_>, sheet: &mut Sheet<'_>) {
    for import in root.get("import").map(Node::one_or_many).unwrap_or_default() {
        let source = import.text().or_else(|| import.str("source"));
        let Some(source) = source else { continue };
        let (path, version) = match source.split_once('@') {
            Some((path, version)) => (path, Some(version)),
            None => (source, None),
        };
        let unit = match path.split_once(':') {
            Some((repository, path)) => parts::use_of(
                UnitKind::CiTemplate,
                format!("{repository}/{path}"),
                version,
                pin_of_ref(version),
            ),
            None => local_use(UnitKind::CiTemplate, &from_root(path)),
        };
        sheet.uses(import.line, unit);
    }
}

/// Branches builds are limited to; those left out start with `!`.
fn branches(root: &Node<'_>) -> Vec<String> {
    let mut found = texts(root.at(&["branches", "only"]));
    let except = texts(root.at(&["branches", "except"]));
    found.extend(except.into_iter().map(|branch| format!("!{branch}")));
    found
}

fn jobs(root: &Node<'_>, sheet: &Sheet<'_>) -> Vec<Job> {
    let holder = root.get("jobs").or_else(|| root.get("matrix"));
    let included = holder
        .map(|holder| holder.get("include").unwrap_or(holder))
        .map(Node::items)
        .unwrap_or_default();
    let expands = EXPANDING.iter().any(|key| root.get(key).is_some_and(|node| values(node) > 1));
    let mut found = Vec::new();
    if included.is_empty() || expands {
        let mut base = Job::new(
            "script",
            root.entries()
                .iter()
                .find(|(key, _)| key.text() == Some("script"))
                .map_or(root.line, |(key, _)| key.line),
        );
        base.matrix = expands;
        base.condition = root.str("if").map(str::to_owned);
        base.steps = steps(root, None, sheet);
        found.push((base, "test".to_owned()));
    }
    let mut stage = "test".to_owned();
    for (at, node) in included.iter().filter(|node| node.is_mapping()).take(JOBS).enumerate() {
        if let Some(named) = node.str("stage").or_else(|| node.at(&["stage", "name"])?.text()) {
            named.clone_into(&mut stage);
        }
        let id = node.str("name").map_or_else(|| format!("{stage} {}", at + 1), str::to_owned);
        let mut job = Job::new(id, node.line);
        job.condition = node.str("if").map(str::to_owned);
        job.steps = steps(node, Some(root), sheet);
        found.push((job, stage.clone()));
    }
    in_stages(found, &texts_or_names(root.get("stages")))
}

/// How many values a key expands to.
fn values(node: &Node<'_>) -> usize {
    let lists = ["jobs", "matrix"].iter().filter_map(|key| node.get(key));
    lists.map(|list| list.items().len()).sum::<usize>().max(node.items().len())
}

fn texts_or_names(node: Option<&Node<'_>>) -> Vec<String> {
    node.map(Node::one_or_many)
        .unwrap_or_default()
        .iter()
        .filter_map(|item| item.text().or_else(|| item.str("name")).map(str::to_owned))
        .collect()
}

/// Jobs of one stage wait for those of the stage before; stages come as listed, then as met.
fn in_stages(found: Vec<(Job, String)>, listed: &[String]) -> Vec<Job> {
    let mut order: Vec<String> = listed.to_vec();
    for (_, stage) in &found {
        if !order.iter().any(|known| known.eq_ignore_ascii_case(stage)) {
            order.push(stage.clone());
        }
    }
    let place = |stage: &str| order.iter().position(|known| known.eq_ignore_ascii_case(stage));
    let known: Vec<(Option<usize>, String)> =
        found.iter().map(|(job, stage)| (place(stage), job.id.clone())).collect();
    found
        .into_iter()
        .map(|(mut job, stage)| {
            let own = place(&stage);
            let nearest =
                known.iter().filter(|(other, _)| *other < own).map(|(other, _)| other).max();
            let before = known.iter().filter(|(other, _)| Some(other) == nearest);
            job.needs = before.map(|(_, id)| id.clone()).collect();
            job
        })
        .collect()
}

/// What a job does: its own phases, and those of the whole file it does not write itself.
fn steps(job: &Node<'_>, root: Option<&Node<'_>>, sheet: &Sheet<'_>) -> Vec<Step> {
    let mut found = Vec::new();
    // One shell runs all phases.
    let mut folder = Folder::default();
    for phase in PHASES {
        let Some(node) = job.get(phase).or_else(|| root?.get(phase)) else {
            continue;
        };
        if *phase == "deploy" {
            found.extend(node.one_or_many().iter().flat_map(|node| deploy(node, sheet)));
        } else if !matches!(node.text(), Some("skip" | "true")) {
            found.extend(sheet.script_in(node, &mut folder));
        }
    }
    found
}

/// A deployment by one of Travis' providers.
fn deploy(node: &Node<'_>, sheet: &Sheet<'_>) -> Vec<Step> {
    let Some(provider) = node.text().or_else(|| node.str("provider")) else {
        return vec![];
    };
    let line = node.get("provider").map_or(node.line, |provider| provider.line);
    let mut found = Vec::new();
    if !matches!(provider, "false" | "skip") {
        found.push(sheet.unit(&format!("travis-deploy/{provider}"), line));
    }
    if provider == "script" {
        found.extend(node.get("script").map(|script| sheet.script(script)).unwrap_or_default());
    }
    found
}
