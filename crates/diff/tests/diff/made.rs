//! Small snapshots made by hand.

use std::collections::BTreeMap;

use milepost_core::{
    Assessment, Basis, Bounds, Certainty, Chart, Class, Confidence, Counts, CriterionKind,
    Deployable, Evidence, Fact, GoldenPath, Judgement, Population, Reading, Repository, Rules,
    Share, Snapshot, Standard, Standing, StandingName, Unknown, Verdict, What,
};
use milepost_diff::{Diff, Reason, StepChange};

/// The steps of these organisations: two core ones and two others.
pub(crate) const STEPS: [(&str, &str, bool); 4] = [
    ("gp.05", "pipeline", true),
    ("gp.10", "chart", true),
    ("gp.07", "scan", false),
    ("gp.25", "runbook", false),
];

/// One core step an own way.
pub(crate) const OFF: &str = "sos";

/// An organisation at the start of a quarter.
pub(crate) fn acme() -> Snapshot {
    Snapshot {
        format: Snapshot::FORMAT,
        organisation: "acme".to_owned(),
        at: "2026-06-30T22:00:00Z".parse().expect("an instant"),
        rolls: Vec::new(),
        rules: Rules {
            digest: "0123456789abcdef".to_owned(),
            detectors: BTreeMap::from([("dockerfile".to_owned(), 1)]),
            profile: "default 1".to_owned(),
            milepost: "0.1.0".to_owned(),
        },
        repositories: Vec::new(),
        deployables: Vec::new(),
        population: Population::default(),
        units: Vec::new(),
        standards: STEPS.iter().map(|(id, name, core)| standard(id, name, *core)).collect(),
        path: GoldenPath {
            exists: Verdict::Unknown,
            core_standards: 2,
            core_steps: 2,
            joint_adopters: 0,
            on: Share::default(),
            coverage: None,
        },
        measures: Vec::new(),
        assessments: Vec::new(),
    }
}

/// The same organisation a quarter later, as long as nobody changes anything.
pub(crate) fn later(snapshot: &Snapshot) -> Snapshot {
    Snapshot { at: "2026-09-30T22:00:00Z".parse().expect("an instant"), ..snapshot.clone() }
}

fn standard(step: &str, name: &str, core: bool) -> Standard {
    Standard {
        paper: false,
        step: step.to_owned(),
        name: name.to_owned(),
        core,
        basis: Basis::InferredStrong,
        family: Some("acme/ci".to_owned()),
        units: vec!["acme/ci/unit.yml".to_owned()],
        versions: BTreeMap::new(),
        ways: BTreeMap::from([("acme/ci".to_owned(), 2)]),
        counts: Counts::default(),
        unknown: None,
    }
}

/// A repository at a commit: at another, another file lies at its root.
pub(crate) fn repository(id: &str, commit: char) -> Repository {
    Repository {
        id: id.to_owned(),
        host: Some("github.com".to_owned()),
        hosted: None,
        class: Class::Service,
        commit: Some(commit.to_string().repeat(40)),
        committed: None,
        branch: Some("main".to_owned()),
        roots: Vec::new(),
        born: None,
        files: 9,
        pages: 1,
        read: 5,
        top: vec![commit.to_string()],
        releases: Vec::new(),
        facts: Vec::new(),
        versions: Vec::new(),
        changed: BTreeMap::new(),
        history: None,
        generated: std::collections::BTreeSet::new(),
        wordings: BTreeMap::new(),
        dead: BTreeMap::new(),
        troubles: Vec::new(),
    }
}

/// A repository whose history begins with a commit.
pub(crate) fn rooted(id: &str, root: &str) -> Repository {
    Repository { roots: vec![root.to_owned()], ..repository(id, 'a') }
}

/// A fact that tells of a chart.
pub(crate) fn chart(path: &str, name: &str) -> Fact {
    fact(
        path,
        What::Chart(Chart {
            name: name.to_owned(),
            version: None,
            api_version: None,
            library: false,
            vendored: false,
            dependencies: Vec::new(),
        }),
    )
}

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

/// How a step is taken, by one letter: `s`tandard, `o`wn way, `a`bsent, `e`xcepted, `u`nknown,
/// `n`ot applicable.
fn standing(letter: char) -> StandingName {
    match letter {
        's' => StandingName::Standard,
        'o' => StandingName::OwnWay,
        'a' => StandingName::Absent,
        'e' => StandingName::Excepted,
        'n' => StandingName::NotApplicable,
        _ => StandingName::Unknown,
    }
}

/// The whole of a repository, with a letter for each step.
pub(crate) fn deployable(repository: &str, takes: &str) -> Deployable {
    part(repository, "", takes)
}

/// One of several in a repository.
pub(crate) fn part(repository: &str, path: &str, takes: &str) -> Deployable {
    let id = if path.is_empty() { repository.to_owned() } else { format!("{repository}//{path}") };
    let standings: Vec<Standing> = STEPS
        .iter()
        .zip(takes.chars())
        .map(|((step, ..), letter)| Standing {
            step: (*step).to_owned(),
            standing: standing(letter),
            way: match letter {
                's' => Some("acme/ci/unit.yml".to_owned()),
                'o' | 'e' => Some("a script".to_owned()),
                _ => None,
            },
            why: None,
            unknown: (letter == 'u').then_some(Unknown::External),
            evidence: vec![Evidence {
                repository: repository.to_owned(),
                path: "ci.yml".to_owned(),
                line: 3,
                shows: String::new(),
            }],
        })
        .collect();
    let mut deployable = Deployable {
        id,
        repository: repository.to_owned(),
        path: path.to_owned(),
        certainty: Certainty::Certain,
        active: true,
        counted: true,
        dormant: false,
        left_out: None,
        left_out_by: None,
        first_deploy: None,
        because: Vec::new(),
        images: Vec::new(),
        segment: None,
        pipelines: Vec::new(),
        charts: Vec::new(),
        owner: None,
        environments: Vec::new(),
        standings,
        coverage: None,
        on_path: Verdict::Unknown,
    };
    judge(&mut deployable);
    deployable
}

/// Works out again what follows from the standings.
pub(crate) fn judge(deployable: &mut Deployable) {
    let mut share = Share::default();
    let mut on_path = Verdict::NotApplicable;
    for (standing, (_, _, core)) in deployable.standings.iter().zip(STEPS) {
        let verdict = match standing.standing {
            StandingName::Standard => Verdict::Holds,
            StandingName::Unknown => Verdict::Unknown,
            StandingName::NotApplicable => Verdict::NotApplicable,
            _ => Verdict::Fails,
        };
        on_path = if core { on_path.and(verdict) } else { on_path };
        match verdict {
            Verdict::Holds => share.yes += 1,
            Verdict::Fails => share.no += 1,
            Verdict::Unknown => share.unknown += 1,
            _ => {}
        }
    }
    deployable.on_path = on_path;
    deployable.coverage = share.bounds();
}

/// An organisation of services that are the whole of their repositories.
pub(crate) fn of(services: &[(&str, &str)]) -> Snapshot {
    let id = |name: &str| format!("acme/{name}");
    Snapshot {
        repositories: services.iter().map(|(name, _)| repository(&id(name), 'a')).collect(),
        deployables: services.iter().map(|(name, takes)| deployable(&id(name), takes)).collect(),
        ..acme()
    }
}

/// The same a quarter later with some services anew: each at another commit.
pub(crate) fn with(snapshot: &Snapshot, services: &[(&str, &str)]) -> Snapshot {
    let mut later = later(snapshot);
    for (name, takes) in services {
        let id = format!("acme/{name}");
        later.repositories.retain(|it| it.id != id);
        later.deployables.retain(|it| it.id != id);
        later.repositories.push(repository(&id, 'b'));
        later.deployables.push(deployable(&id, takes));
    }
    later.repositories.sort_by(|a, b| a.id.cmp(&b.id));
    later.deployables.sort_by(|a, b| a.id.cmp(&b.id));
    later
}

/// The way a service takes a step.
pub(crate) fn take(snapshot: &mut Snapshot, id: &str, step: &str, way: &str) {
    for deployable in snapshot.deployables.iter_mut().filter(|it| it.id == id) {
        for standing in deployable.standings.iter_mut().filter(|it| it.step == step) {
            standing.way = Some(way.to_owned());
        }
    }
}

/// How a service took and takes a step.
pub(crate) fn step<'d>(diff: &'d Diff, id: &str, step: &str) -> Option<&'d StepChange> {
    let deployable = diff.deployables.iter().find(|it| it.id == id)?;
    deployable.steps.iter().find(|it| it.step == step)
}

/// The parts of the coverage: the cause, the lower and the upper bound.
pub(crate) fn parts(diff: &Diff) -> Vec<(Reason, String, String)> {
    let parts = diff.coverage.on.parts.iter();
    parts.map(|it| (it.reason, it.by.lo.to_string(), it.by.hi.to_string())).collect()
}

/// An assessment with one gate.
pub(crate) fn assessment(
    stage: (u32, u32),
    gate: Verdict,
    value: f64,
    threshold: f64,
) -> Assessment {
    Assessment {
        model: "five-stages".to_owned(),
        version: 1,
        lo: stage.0,
        hi: stage.1,
        settled_by: Vec::new(),
        fragile: Vec::new(),
        needs: Vec::new(),
        criteria: vec![Judgement {
            id: "five-stages.4.std-deploy".to_owned(),
            kind: CriterionKind::Gate,
            stage: Some(4),
            verdict: gate,
            unknown: Vec::new(),
            readings: vec![Reading {
                measures: vec!["models.top-share".to_owned()],
                value: Some(Bounds::exactly(value)),
                share: None,
                comparison: "at least".to_owned(),
                threshold,
                verdict: gate,
            }],
        }],
    }
}
