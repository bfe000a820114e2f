//! Small snapshots made by hand.

use std::collections::BTreeMap;

use milepost_core::{
    Assessment, Basis, Bounds, Certainty, Class, Counts, CriterionKind, Deployable, Evidence,
    GoldenPath, Judgement, Measure, Member, Population, Reading, Repository, Rules, Share,
    Snapshot, Standard, Standing, StandingName, Trouble, TroubleCode, Unknown, Verdict,
};
use milepost_score::{Rulebook, Settings};

pub(crate) fn rules() -> Rulebook {
    Rulebook::shipped(&Settings::default()).expect("the shipped rules are tested to be read")
}

/// The text without styles.
pub(crate) fn plain(text: &str) -> String {
    anstream::adapter::strip_str(text).to_string()
}

/// Nothing at all.
pub(crate) fn nobody() -> Snapshot {
    Snapshot {
        format: Snapshot::FORMAT,
        organisation: "acme".to_owned(),
        rolls: Vec::new(),
        at: "2026-09-30T22:00:00Z".parse().expect("an instant"),
        rules: Rules {
            digest: "0".to_owned(),
            detectors: BTreeMap::new(),
            profile: "default 1".to_owned(),
            milepost: "0.1.0".to_owned(),
        },
        repositories: Vec::new(),
        deployables: Vec::new(),
        population: Population::default(),
        units: Vec::new(),
        standards: Vec::new(),
        path: GoldenPath {
            exists: Verdict::Fails,
            core_standards: 0,
            core_steps: 5,
            joint_adopters: 0,
            on: Share::default(),
            coverage: None,
        },
        measures: Vec::new(),
        assessments: vec![assessment(1, 3)],
    }
}

/// A shop with three services, one standard pipeline, and one repository that could not be read.
pub(crate) fn acme() -> Snapshot {
    Snapshot {
        repositories: repositories(),
        deployables: vec![
            deployable("acme/billing", [StandingName::Standard, StandingName::Standard]),
            Deployable {
                owner: None,
                ..deployable("acme/ledger", [StandingName::Standard, StandingName::OwnWay])
            },
            deployable("acme/reports", [StandingName::OwnWay, StandingName::Unknown]),
            Deployable {
                certainty: Certainty::Possible,
                counted: false,
                ..deployable("acme/sandbox", [StandingName::Unknown, StandingName::Unknown])
            },
        ],
        standards: standards(),
        path: GoldenPath {
            exists: Verdict::Unknown,
            core_standards: 2,
            core_steps: 5,
            joint_adopters: 1,
            on: share(1, 1, 1),
            coverage: Some(Bounds { lo: 0.5, hi: 2.0 / 3.0 }),
        },
        measures: vec![top_share(), unseen("self-test", Unknown::NoTeam)],
        assessments: vec![Assessment {
            fragile: vec!["five-stages.4.std-deploy top-share".to_owned()],
            ..assessment(3, 3)
        }],
        ..nobody()
    }
}

fn repositories() -> Vec<Repository> {
    vec![
        repository("acme/billing", Some("github.com")),
        Repository {
            hosted: None,
            class: Class::Unreadable,
            commit: None,
            troubles: vec![Trouble {
                path: None,
                line: None,
                code: TroubleCode::Unreadable,
                detail: "the object database is damaged".to_owned(),
            }],
            ..repository("acme/broken", None)
        },
        repository("acme/ledger", Some("gitlab.example.org")),
        repository("acme/reports", None),
    ]
}

/// Services that nothing can be told of.
pub(crate) fn fog() -> Snapshot {
    let unknown = [StandingName::Unknown, StandingName::Unknown];
    let dark = |standard: Standard| Standard {
        basis: Basis::None,
        family: None,
        units: Vec::new(),
        versions: BTreeMap::new(),
        ways: BTreeMap::new(),
        counts: Counts { unknown: 2, ..Counts::default() },
        ..standard
    };
    Snapshot {
        repositories: vec![repository("acme/billing", None), repository("acme/ledger", None)],
        deployables: vec![deployable("acme/billing", unknown), deployable("acme/ledger", unknown)],
        standards: standards().into_iter().map(dark).collect(),
        path: GoldenPath {
            exists: Verdict::Unknown,
            core_standards: 0,
            on: share(0, 0, 2),
            coverage: Some(Bounds { lo: 0.0, hi: 1.0 }),
            ..nobody().path
        },
        assessments: vec![assessment(1, 5)],
        ..nobody()
    }
}

pub(crate) fn share(yes: u32, no: u32, unknown: u32) -> Share {
    Share { yes, no, unknown }
}

pub(crate) fn repository(id: &str, host: Option<&str>) -> Repository {
    Repository {
        id: id.to_owned(),
        host: host.map(str::to_owned),
        hosted: None,
        class: Class::Service,
        commit: Some("0123456789abcdef0123456789abcdef01234567".to_owned()),
        committed: Some("2026-09-01T12:00:00Z".parse().expect("an instant")),
        branch: Some("main".to_owned()),
        roots: Vec::new(),
        born: None,
        files: 40,
        pages: 1,
        read: 7,
        facts: Vec::new(),
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

fn evidence(repository: &str, path: &str, line: u32) -> Vec<Evidence> {
    vec![Evidence {
        repository: repository.to_owned(),
        path: path.to_owned(),
        line,
        shows: String::new(),
    }]
}

/// How it takes `pipeline` and `chart`.
pub(crate) fn deployable(id: &str, takes: [StandingName; 2]) -> Deployable {
    let standings = ["gp.05", "gp.10"]
        .iter()
        .zip(takes)
        .map(|(step, standing)| Standing {
            step: (*step).to_owned(),
            standing,
            way: (standing == StandingName::Standard).then(|| "acme/workflows/ci.yml".to_owned()),
            why: None,
            unknown: (standing == StandingName::Unknown).then_some(Unknown::External),
            evidence: match standing {
                StandingName::Unknown => Vec::new(),
                _ => evidence(id, ".github/workflows/ci.yml", 12),
            },
        })
        .collect();
    let on_path = if takes == [StandingName::Standard; 2] {
        Verdict::Holds
    } else if takes.contains(&StandingName::OwnWay) {
        Verdict::Fails
    } else {
        Verdict::Unknown
    };
    Deployable {
        id: id.to_owned(),
        repository: id.to_owned(),
        path: String::new(),
        certainty: Certainty::Certain,
        active: true,
        counted: true,
        dormant: false,
        left_out: None,
        images: Vec::new(),
        segment: None,
        left_out_by: None,
        first_deploy: None,
        because: evidence(id, "Dockerfile", 1),
        pipelines: Vec::new(),
        charts: Vec::new(),
        owner: Some("team-money".to_owned()),
        environments: vec!["prod".to_owned()],
        standings,
        coverage: None,
        on_path,
    }
}

fn standards() -> Vec<Standard> {
    let standard = |step: &str, name: &str, core, counts| Standard {
        step: step.to_owned(),
        name: name.to_owned(),
        core,
        basis: Basis::InferredStrong,
        family: Some("acme/workflows".to_owned()),
        units: vec!["acme/workflows/.github/workflows/ci.yml".to_owned()],
        versions: BTreeMap::from([("v3".to_owned(), 1), ("v4".to_owned(), 2)]),
        ways: BTreeMap::from([("acme/workflows".to_owned(), 2), ("own way".to_owned(), 1)]),
        paper: false,
        counts,
        unknown: None,
    };
    let counts =
        |standard, own_way, unknown| Counts { standard, own_way, unknown, ..Counts::default() };
    vec![
        Standard {
            basis: Basis::Unseen,
            unknown: Some(Unknown::Unmeasured),
            ..standard("gp.01", "template", true, counts(0, 0, 3))
        },
        standard("gp.05", "pipeline", true, counts(2, 1, 0)),
        Standard { basis: Basis::Inferred, ..standard("gp.10", "chart", true, counts(1, 1, 1)) },
        Standard { basis: Basis::None, ..standard("gp.25", "runbook", false, counts(0, 2, 1)) },
    ]
}

fn top_share() -> Measure {
    let member =
        |id: &str, way: &str, evidence| Member { id: id.to_owned(), way: way.to_owned(), evidence };
    Measure {
        id: "models.top-share".to_owned(),
        value: Some(Bounds { lo: 1.0 / 3.0, hi: 2.0 / 3.0 }),
        share: Some(share(1, 1, 1)),
        unknown: None,
        not_applicable: None,
        yes: vec![member("acme/billing", "ci-helm", evidence("acme/billing", "ci/a b.yml", 9))],
        no: vec![member("acme/ledger", "ssh-copy", evidence("acme/ledger", "deploy.sh", 3))],
        open: vec![member("acme/reports", "external", Vec::new())],
    }
}

fn unseen(id: &str, code: Unknown) -> Measure {
    Measure {
        id: id.to_owned(),
        value: None,
        share: None,
        unknown: Some(code),
        not_applicable: None,
        yes: Vec::new(),
        no: Vec::new(),
        open: Vec::new(),
    }
}

fn assessment(lo: u32, hi: u32) -> Assessment {
    Assessment {
        model: "five-stages".to_owned(),
        version: 1,
        lo,
        hi,
        settled_by: Vec::new(),
        fragile: Vec::new(),
        needs: vec![judgement("five-stages.stage-4", 4, Verdict::Unknown, unaided())],
        criteria: vec![
            judgement("five-stages.4.std-deploy", 4, Verdict::Fails, one_way()),
            judgement("five-stages.4.std-db", 4, Verdict::Unknown, Vec::new()),
            judgement("five-stages.4.easier", 4, Verdict::Holds, Vec::new()),
        ],
    }
}

fn judgement(id: &str, stage: u32, verdict: Verdict, readings: Vec<Reading>) -> Judgement {
    Judgement {
        id: id.to_owned(),
        kind: if id.contains(".stage-") { CriterionKind::Need } else { CriterionKind::Gate },
        stage: Some(stage),
        verdict,
        unknown: match verdict {
            Verdict::Unknown => vec![Unknown::NoAttest],
            _ => Vec::new(),
        },
        readings,
    }
}

fn one_way() -> Vec<Reading> {
    vec![
        Reading {
            measures: vec!["models.top-share".to_owned()],
            value: Some(Bounds { lo: 1.0 / 3.0, hi: 2.0 / 3.0 }),
            share: Some(share(1, 1, 1)),
            comparison: "at least".to_owned(),
            threshold: 0.7,
            verdict: Verdict::Fails,
        },
        Reading {
            measures: vec!["models.ways".to_owned()],
            value: Some(Bounds::exactly(1.98)),
            share: None,
            comparison: "at most".to_owned(),
            threshold: 2.0,
            verdict: Verdict::Holds,
        },
    ]
}

fn unaided() -> Vec<Reading> {
    [0.8, 0.5]
        .into_iter()
        .map(|threshold| Reading {
            measures: vec!["self-test".to_owned()],
            value: None,
            share: None,
            comparison: "at least".to_owned(),
            threshold,
            verdict: Verdict::Unknown,
        })
        .collect()
}
