//! AWS: resources of templates that run something, task definitions, Copilot, App Runner, Amplify.

use milepost_core::{Runtime, Workload};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;
use milepost_syntax::yaml::Node;

use crate::Format;
use crate::tell::{
    has, is_yaml, key_line, note, number, owned, plain, probes, root_with, workload,
};

pub(crate) const TEMPLATE: Format = Format { may_be: may_be_template, note: note_template };
pub(crate) const TASK_DEFINITION: Format =
    Format { may_be: |file| file.text.contains("\"containerDefinitions\""), note: note_tasks };
pub(crate) const COPILOT: Format = Format { may_be: may_be_copilot, note: note_copilot };
pub(crate) const APP_RUNNER: Format =
    Format { may_be: |file| is_yaml(file.name(), &["apprunner"]), note: note_app_runner };
pub(crate) const AMPLIFY: Format =
    Format { may_be: |file| is_yaml(file.name(), &["amplify"]), note: note_amplify };

/// Types of resource that run something, the kind they are told by, and the key of their name.
const RUNNING: &[(&str, Runtime, &str, &str)] = &[
    ("AWS::Serverless::Function", Runtime::Functions, "SAM function", "FunctionName"),
    ("AWS::Lambda::Function", Runtime::Functions, "Lambda function", "FunctionName"),
    ("AWS::ECS::TaskDefinition", Runtime::Ecs, "ECS task definition", "Family"),
    ("AWS::AppRunner::Service", Runtime::Paas, "App Runner service", "ServiceName"),
    (
        "AWS::ElasticBeanstalk::Environment",
        Runtime::Paas,
        "Elastic Beanstalk environment",
        "EnvironmentName",
    ),
];

/// Kinds of workload that Copilot knows, and where each runs.
const COPILOT_TYPES: &[(&str, Runtime)] = &[
    ("Load Balanced Web Service", Runtime::Ecs),
    ("Backend Service", Runtime::Ecs),
    ("Worker Service", Runtime::Ecs),
    ("Scheduled Job", Runtime::Ecs),
    ("Request-Driven Web Service", Runtime::Paas),
    ("Static Site", Runtime::Edge),
];

fn may_be_template(file: &File<'_>) -> bool {
    file.text.contains("Resources") && RUNNING.iter().any(|(kind, ..)| file.text.contains(kind))
}

fn note_template(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    reading.roots.iter().filter(|root| note_resources(reading, root, findings)).count() > 0
}

/// Notes what the resources of a template run. What the CDK or the Serverless Framework wrote out is
/// told by what it was made from.
pub(crate) fn note_resources(
    reading: &Reading<'_>,
    root: &Node<'_>,
    findings: &mut Findings,
) -> bool {
    let resources = root.get("Resources").map_or(&[][..], Node::entries);
    let is_output = |(id, resource): &(Node<'_>, Node<'_>)| {
        id.text() == Some("ServerlessDeploymentBucket")
            || has(resource, &["Metadata", "aws:cdk:path"])
    };
    if resources.iter().any(is_output) {
        return false;
    }
    let mut found = false;
    for (id, resource) in resources {
        let kind = resource.str("Type").unwrap_or_default();
        let known = RUNNING.iter().find(|(known, ..)| *known == kind);
        if let (Some((_, runtime, kind, key)), Some(text)) = (known, id.text()) {
            let named = plain(reading, resource, &["Properties", key]).unwrap_or(text);
            let told = workload(*runtime, kind, Some(named));
            let told = match resource.get("Properties") {
                Some(properties) => filled(reading, told, properties),
                None => told,
            };
            note(reading, id.line, told, findings);
            found = true;
        }
    }
    found
}

/// Adds what the properties of a resource say.
fn filled(reading: &Reading<'_>, told: Workload, properties: &Node<'_>) -> Workload {
    if told.runtime == Runtime::Ecs {
        return task(reading, told, properties, true);
    }
    let image = [
        &["ImageUri"][..],
        &["Code", "ImageUri"],
        &["SourceConfiguration", "ImageRepository", "ImageIdentifier"],
    ]
    .iter()
    .find_map(|keys| owned(reading, properties, keys));
    Workload {
        identity: owned(reading, properties, &["Role"]),
        images: image.into_iter().collect(),
        probes: probes(false, has(properties, &["HealthCheckConfiguration"])),
        resources: has(properties, &["MemorySize"]) || has(properties, &["InstanceConfiguration"]),
        ..told
    }
}

/// A task definition, with keys as templates write them or as the service's own JSON does.
fn task(reading: &Reading<'_>, told: Workload, node: &Node<'_>, capitals: bool) -> Workload {
    let key = |name: &str| {
        let (first, rest) = name.split_at(1);
        if capitals { format!("{}{rest}", first.to_uppercase()) } else { name.to_owned() }
    };
    let containers = node.get(&key("containerDefinitions")).map_or(&[][..], Node::items);
    let asks = |holder: &Node<'_>| {
        ["cpu", "memory", "memoryReservation"].iter().any(|name| has(holder, &[&key(name)]))
    };
    let mut images: Vec<String> = Vec::new();
    for image in containers.iter().filter_map(|it| owned(reading, it, &[&key("image")])) {
        if !images.contains(&image) {
            images.push(image);
        }
    }
    let checked = containers.iter().any(|container| has(container, &[&key("healthCheck")]));
    Workload {
        identity: owned(reading, node, &[&key("taskRoleArn")]),
        images,
        probes: probes(checked, false),
        resources: asks(node) || !containers.is_empty() && containers.iter().all(asks),
        ..told
    }
}

fn note_tasks(file: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["containerDefinitions"]) else {
        return false;
    };
    // Elastic Beanstalk has the same key in a file of its own.
    if file.name() == "Dockerrun.aws.json" {
        return false;
    }
    let told = workload(Runtime::Ecs, "ECS task definition", plain(reading, root, &["family"]));
    let told = task(reading, told, root, false);
    note(reading, key_line(root, "containerDefinitions"), told, findings);
    true
}

fn may_be_copilot(file: &File<'_>) -> bool {
    is_yaml(file.name(), &["manifest"]) && file.path.split('/').any(|part| part == "copilot")
}

fn note_copilot(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["name", "type"]) else {
        return false;
    };
    let kind = root.str("type").unwrap_or_default();
    let Some((_, runtime)) = COPILOT_TYPES.iter().find(|(known, _)| *known == kind) else {
        return false;
    };
    let kind = format!("Copilot {kind}");
    let routed = ["http", "nlb"].iter().any(|key| has(root, &[key, "healthcheck"]));
    let told = Workload {
        replicas: number(reading, root, &["count"]),
        images: owned(reading, root, &["image", "location"]).into_iter().collect(),
        probes: probes(has(root, &["image", "healthcheck"]), routed),
        resources: has(root, &["memory"]) || has(root, &["cpu"]),
        ..workload(*runtime, &kind, plain(reading, root, &["name"]))
    };
    note(reading, key_line(root, "type"), told, findings);
    true
}

fn note_app_runner(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["runtime", "run"]) else {
        return false;
    };
    let told = Workload::new(Runtime::Paas, "App Runner service");
    note(reading, key_line(root, "run"), told, findings);
    true
}

fn note_amplify(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let parts = ["frontend", "applications", "backend"];
    for root in &reading.roots {
        if let Some(part) = parts.iter().find(|part| has(root, &[part])) {
            let told = Workload::new(Runtime::Paas, "Amplify app");
            note(reading, key_line(root, part), told, findings);
        }
    }
    true
}
