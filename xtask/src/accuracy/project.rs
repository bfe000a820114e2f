//! Facts in the words of labels: a kind with what restricts it, and one short text.

use std::collections::BTreeSet;

use milepost_core::{
    CiSystem, DeployModel, Document, Image, Pin, Pipeline, PipelineRole, Runtime, Script, Use,
    Verb, What, Workload,
};

/// The kind and the text of a fact, for the kinds that can be labelled.
pub(super) fn words(what: &What) -> Option<(String, String)> {
    let (rest, is) = match what {
        What::Pipeline(says) => (None, pipeline(says)),
        // Labels list what a build stands on, not what it copies from.
        What::Use(says) if says.name.as_deref() == Some("COPY --from") => return None,
        What::Use(says) => (Some(says.unit.name()), used(says)),
        What::Image(says) => (None, image(says)),
        // A packed copy is no chart of the repository.
        What::Chart(says) if says.vendored => return None,
        What::Chart(says) => (None, says.name.clone()),
        What::ChartValues(says) => (None, or_dash(says.environment.as_deref())),
        What::Workload(says) => (None, workload(says)),
        What::Infrastructure(says) => (None, says.tool.name().to_owned()),
        What::Entity(says) if says.skeleton => return None,
        What::Entity(says) => {
            (None, format!("{} owner={}", says.reference, or_dash(says.owner.as_deref())))
        }
        What::Document(says) => (Some(says.role.name()), document(says)),
        // A preset is for other repositories.
        What::Updates(says) if says.preset => return None,
        What::Updates(says) => (None, format!("{} {}", says.tool, on(says.enabled))),
        What::Ownership(says) => (None, format!("{} {}", says.pattern, joined(&says.owners))),
        What::Scan(says) => (None, says.tool.clone()),
        What::Policy(says) => (None, format!("{} {}", says.engine, says.mode.name())),
        What::Telemetry(says) => {
            let (signal, name) = (says.signal.name(), or_dash(says.name.as_deref()));
            (Some(signal), format!("{signal} {} {name}", says.stack))
        }
        What::Secret(says) if says.mechanism.is_readable() => {
            (Some("readable"), says.mechanism.name().to_owned())
        }
        What::Template(says) => {
            (None, format!("{} {}", says.engine, or_dash(says.name.as_deref())))
        }
        What::Script(says) if says.verbs.iter().copied().any(deploys) => {
            (Some("deploy"), script(says))
        }
        What::Delivery(says) if is_gitops(says.model) => {
            (Some("gitops"), format!("{} {}", says.model, or_dash(says.name.as_deref())))
        }
        What::Package(says) => (None, says.ecosystem.clone()),
        _ => return None,
    };
    let kind = what.kind();
    Some((rest.map_or_else(|| kind.to_owned(), |rest| format!("{kind}:{rest}")), is))
}

fn or_dash(text: Option<&str>) -> String {
    text.filter(|text| !text.is_empty()).unwrap_or("-").to_owned()
}

fn joined(items: &[String]) -> String {
    or_dash(Some(&items.join(",")))
}

fn on(enabled: bool) -> &'static str {
    if enabled { "enabled" } else { "disabled" }
}

fn pipeline(pipeline: &Pipeline) -> String {
    let role = match pipeline.role {
        PipelineRole::Runs => "runs",
        PipelineRole::Callable => "called",
        PipelineRole::RunsAndCallable => "both",
        PipelineRole::Action => "action",
    };
    format!("{} {role} {}", pipeline.system.name(), or_dash(Some(&events(pipeline))))
}

/// What starts a pipeline, sorted. Labels say `any` wherever the system decides, and take a pushed
/// tag for a push.
fn events(pipeline: &Pipeline) -> String {
    let mut events: BTreeSet<&str> =
        pipeline.triggers.iter().map(|trigger| trigger.event.as_str()).collect();
    let decides = matches!(pipeline.system, CiSystem::Circleci | CiSystem::Jenkins);
    if decides && pipeline.role.runs() && events.iter().any(|event| *event != "schedule") {
        events = BTreeSet::from(["any"]);
    }
    if events.remove("tag") {
        events.insert("push");
    }
    events.into_iter().collect::<Vec<_>>().join(",")
}

/// A version that is computed is none.
fn used(used: &Use) -> String {
    let version = used.version.as_deref().filter(|_| used.pin != Pin::Dynamic);
    format!("{} {}@{}", used.unit.name(), used.source, or_dash(version))
}

fn image(image: &Image) -> String {
    let mut base = String::from("-");
    if let Some(reference) = &image.base {
        base.clone_from(&reference.repository);
        for (mark, part) in [(':', &reference.tag), ('@', &reference.digest)] {
            if let Some(part) = part {
                base.push(mark);
                base.push_str(part);
            }
        }
    }
    format!("base={base} user={}", or_dash(image.user.as_deref()))
}

fn workload(workload: &Workload) -> String {
    let name = or_dash(workload.name.as_deref());
    if workload.runtime == Runtime::Compose {
        return format!("compose service {name}");
    }
    match workload.kind.strip_prefix("Procfile ") {
        Some(process) => format!("procfile {process}"),
        None => format!("{} {name}", workload.kind),
    }
}

fn document(document: &Document) -> String {
    let substance = if document.substance { " substance" } else { "" };
    format!("{}{substance}", document.role.name())
}

fn script(script: &Script) -> String {
    format!("{} {}", script.tool, or_dash(script.name.as_deref()))
}

fn deploys(verb: Verb) -> bool {
    matches!(verb, Verb::Deploy(_))
}

fn is_gitops(model: DeployModel) -> bool {
    matches!(model, DeployModel::GitopsArgocd | DeployModel::GitopsFlux)
}

#[cfg(test)]
mod tests {
    use milepost_core::{Chart, ImageReference, Trigger, UnitKind};

    use super::*;

    fn said(what: &What) -> (String, String) {
        words(what).unwrap()
    }

    fn run_by(system: CiSystem, events: &[&str]) -> What {
        let trigger = |event: &&str| Trigger {
            event: (*event).to_owned(),
            branches: Vec::new(),
            paths: Vec::new(),
        };
        What::Pipeline(Pipeline {
            system,
            role: PipelineRole::Runs,
            name: None,
            triggers: events.iter().map(trigger).collect(),
            jobs: Vec::new(),
            permissions: Vec::new(),
            dynamic: None,
            generated: None,
            defaults: std::collections::BTreeMap::new(),
        })
    }

    #[test]
    fn events_of_a_pipeline_are_sorted_and_said_once() {
        let pipeline = run_by(CiSystem::GithubActions, &["workflow_dispatch", "push", "push"]);
        assert_eq!(said(&pipeline).1, "github-actions runs push,workflow_dispatch");
        let tagged = run_by(CiSystem::GithubActions, &["tag"]);
        assert_eq!(said(&tagged).1, "github-actions runs push");
        let nothing = run_by(CiSystem::GithubActions, &[]);
        assert_eq!(said(&nothing).1, "github-actions runs -");
    }

    #[test]
    fn where_the_system_decides_events_are_any_unless_only_a_schedule_starts_it() {
        let mixed = run_by(CiSystem::Circleci, &["push", "schedule"]);
        assert_eq!(said(&mixed).1, "circleci runs any");
        let nightly = run_by(CiSystem::Circleci, &["schedule"]);
        assert_eq!(said(&nightly).1, "circleci runs schedule");
    }

    fn used(unit: UnitKind, version: Option<&str>, name: Option<&str>) -> What {
        What::Use(Use {
            unit,
            source: "acme/service".to_owned(),
            version: version.map(str::to_owned),
            pin: version.map_or(Pin::None, Pin::of_version),
            name: name.map(str::to_owned),
        })
    }

    #[test]
    fn a_use_is_of_the_kind_of_its_unit_and_says_no_computed_version() {
        let orb = used(UnitKind::Orb, Some("1.2"), None);
        assert_eq!(said(&orb), ("use:orb".to_owned(), "orb acme/service@1.2".to_owned()));
        let computed = used(UnitKind::Orb, Some("<<parameters.version>>"), None);
        assert_eq!(said(&computed).1, "orb acme/service@-");
    }

    #[test]
    fn what_a_build_copies_from_is_not_what_it_stands_on() {
        assert!(words(&used(UnitKind::BaseImage, None, Some("build"))).is_some());
        assert!(words(&used(UnitKind::BaseImage, None, Some("COPY --from"))).is_none());
    }

    #[test]
    fn an_image_says_its_base_and_its_user() {
        let image = What::Image(Image {
            stages: Vec::new(),
            base: Some(ImageReference::parse("acme/jvm:21@sha256:12")),
            user: None,
            builder: None,
            healthcheck: false,
            ports: Vec::new(),
            variant: None,
        });
        assert_eq!(said(&image).1, "base=acme/jvm:21@sha256:12 user=-");
    }

    #[test]
    fn only_scripts_that_deploy_are_said() {
        let script = |verb| {
            let verbs = vec![verb];
            What::Script(Script { tool: "make".to_owned(), name: None, verbs, runs: Vec::new() })
        };
        assert_eq!(words(&script(Verb::Lint)), None);
        let (kind, is) = said(&script(Verb::Deploy(DeployModel::CiHelm)));
        assert_eq!((kind.as_str(), is.as_str()), ("script:deploy", "make -"));
    }

    #[test]
    fn a_packed_chart_is_not_said() {
        let chart = |vendored| {
            What::Chart(Chart {
                name: "billing".to_owned(),
                version: None,
                api_version: None,
                library: false,
                vendored,
                dependencies: Vec::new(),
            })
        };
        assert_eq!(words(&chart(true)), None);
        assert_eq!(said(&chart(false)).1, "billing");
    }
}
