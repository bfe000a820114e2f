//! Made-up repositories for the tests of the scorer: facts written down in a few words.

use jiff::Timestamp;
use milepost_core::{
    Call, Change, ChangeWay, Chart, CiSystem, Class, Confidence, Dependency, Entity, Fact, Image,
    ImageReference, Job, Pin, Pipeline, PipelineRole, Repository, Stage, Step, Trigger, UnitKind,
    Use, Verb, VerbTable, What,
};

use crate::rules::Rules;
use crate::score::{Made, score};
use crate::settings::Settings;

/// A change by one person, merged at an instant, of nothing that matters.
pub(crate) fn change_of(commit: &str, at: Timestamp) -> Change {
    Change {
        commit: commit.to_owned(),
        at,
        authored: None,
        by: vec![1],
        bot: false,
        platform: false,
        way: ChangeWay::Merge,
        mark: None,
        mass: false,
        files: 1,
        pages_only: false,
        touches: Vec::new(),
        folders: Vec::new(),
        shape: None,
    }
}

/// A repository that holds `facts`.
pub(crate) fn repository(id: &str, facts: Vec<Fact>) -> Repository {
    Repository {
        id: id.to_owned(),
        host: None,
        hosted: None,
        class: Class::Unknown,
        commit: Some("c".repeat(40)),
        committed: "2026-06-30T12:00:00Z".parse().ok(),
        branch: Some("main".to_owned()),
        roots: Vec::new(),
        born: None,
        files: 10,
        pages: 1,
        read: 10,
        facts,
        top: Vec::new(),
        releases: Vec::new(),
        versions: Vec::new(),
        changed: std::collections::BTreeMap::new(),
        history: None,
        dead: std::collections::BTreeMap::new(),
        generated: std::collections::BTreeSet::new(),
        wordings: std::collections::BTreeMap::new(),
        troubles: Vec::new(),
    }
}

/// A fact at the first line of `path`.
pub(crate) fn fact(path: &str, what: What) -> Fact {
    Fact {
        detector: "made-up".to_owned(),
        path: path.to_owned(),
        line: 1,
        confidence: Confidence::Parsed,
        aside: None,
        switches: Vec::new(),
        what,
    }
}

/// A Dockerfile at `path` on `base`, in two stages.
pub(crate) fn image(path: &str, base: &str) -> Fact {
    let stage = |line| Stage { line, name: None, from: base.to_owned(), platform: None };
    let image = Image {
        stages: vec![stage(1), stage(5)],
        base: Some(ImageReference::parse(base)),
        builder: None,
        user: None,
        healthcheck: false,
        ports: Vec::new(),
        variant: None,
    };
    fact(path, What::Image(image))
}

/// A chart that depends on `dependencies`, each `repository/name`.
pub(crate) fn chart(path: &str, name: &str, dependencies: &[&str]) -> Fact {
    let dependency = |source: &&str| {
        let (repository, name) = source.rsplit_once('/').unwrap();
        Dependency {
            name: name.to_owned(),
            repository: Some(repository.to_owned()),
            version: Some("1.0.0".to_owned()),
            alias: None,
            condition: None,
        }
    };
    let chart = Chart {
        name: name.to_owned(),
        version: None,
        api_version: None,
        library: false,
        vendored: false,
        dependencies: dependencies.iter().map(dependency).collect(),
    };
    fact(path, What::Chart(chart))
}

/// One job of one step for each of `does`: `verb` of a command, or `verb by unit`; a verb of `-`
/// says that nobody knows what the unit does.
pub(crate) fn job(id: &str, does: &[&str]) -> Job {
    let steps = does.iter().map(|text| {
        let (verb, unit) = text.split_once(" by ").unwrap_or((text, ""));
        let call = if unit.is_empty() {
            Call::Command(verb.to_owned())
        } else {
            Call::Unit(unit.to_owned())
        };
        let verbs = if verb == "-" { vec![] } else { vec![verb.parse::<Verb>().unwrap()] };
        Step::new(10, call, verbs)
    });
    Job { steps: steps.collect(), ..Job::new(id, 5) }
}

/// A workflow that pushes start.
pub(crate) fn workflow(path: &str, jobs: Vec<Job>) -> Fact {
    let trigger = Trigger { event: "push".to_owned(), branches: Vec::new(), paths: Vec::new() };
    pipeline(path, PipelineRole::Runs, vec![trigger], jobs)
}

/// A workflow that others call.
pub(crate) fn reusable(path: &str, jobs: Vec<Job>) -> Fact {
    pipeline(path, PipelineRole::Callable, Vec::new(), jobs)
}

fn pipeline(path: &str, role: PipelineRole, triggers: Vec<Trigger>, jobs: Vec<Job>) -> Fact {
    let pipeline = Pipeline { triggers, jobs, ..Pipeline::new(CiSystem::GithubActions, role) };
    fact(path, What::Pipeline(pipeline))
}

/// A use of a chart, as the file at `path` says it.
pub(crate) fn uses_chart(path: &str, source: &str) -> Fact {
    let used = Use {
        unit: UnitKind::Chart,
        source: source.to_owned(),
        version: Some("1.0.0".to_owned()),
        pin: Pin::Exact,
        name: None,
    };
    fact(path, What::Use(used))
}

/// A use of a Jenkins library.
pub(crate) fn uses_library(path: &str, name: &str) -> Fact {
    let used = Use {
        unit: UnitKind::Library,
        source: name.to_owned(),
        version: None,
        pin: Pin::None,
        name: None,
    };
    fact(path, What::Use(used))
}

/// A use of a workflow.
pub(crate) fn uses(path: &str, source: &str, version: &str) -> Fact {
    let used = Use {
        unit: UnitKind::Workflow,
        source: source.to_owned(),
        version: Some(version.to_owned()),
        pin: Pin::of_git_ref(version),
        name: None,
    };
    fact(path, What::Use(used))
}

/// A catalogue entry of a service.
pub(crate) fn entry(name: &str, owner: &str) -> Fact {
    let entity = Entity {
        reference: format!("component:default/{name}"),
        kind: "Component".to_owned(),
        name: name.to_owned(),
        type_: Some("service".to_owned()),
        lifecycle: Some("production".to_owned()),
        owner: Some(owner.to_owned()),
        system: None,
        relations: Vec::new(),
        tags: Vec::new(),
        annotations: std::collections::BTreeMap::new(),
        labels: std::collections::BTreeMap::new(),
        links: Vec::new(),
        targets: Vec::new(),
        invalid: Vec::new(),
        skeleton: false,
    };
    fact("catalog-info.yaml", What::Entity(entity))
}

/// The snapshot of an organisation, with the rules that ship.
pub(crate) fn snapshot(
    repositories: Vec<Repository>,
    settings: &Settings,
) -> milepost_core::Snapshot {
    let rules = Rules::shipped(settings).unwrap();
    let detectors = std::collections::BTreeMap::new();
    let made = Made { detectors: &detectors, verbs: &VerbTable::default() };
    score(repositories, settings, &rules, &made)
}
