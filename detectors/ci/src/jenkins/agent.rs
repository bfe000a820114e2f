//! The images jobs run in: container agents, pod templates, and `docker.image(…)`.

use milepost_syntax::yaml;

use super::calls::Call;
use super::library::each;
use crate::parts::Sheet;

/// Notes every image that is written out.
pub(super) fn note(calls: &[Call], sheet: &mut Sheet<'_>) {
    each(calls, 0, &mut |call| match call.name.as_str() {
        "agent" => of_agent(call, sheet),
        "docker.image" | "withDockerContainer" | "containerTemplate" => {
            image(call, "image", sheet);
        }
        "podTemplate" => pod(call, sheet),
        _ => {}
    });
}

/// The image of the container that the agent of a pipeline or a stage is.
pub(super) fn image_of(holder: &Call) -> Option<&str> {
    let agent = holder.body.iter().flatten().find(|call| call.name == "agent")?;
    let docker = agent.children().find(|call| call.name == "docker")?;
    docker
        .text("image")
        .or_else(|| docker.children().find(|call| call.name == "image")?.text("image"))
}

fn of_agent(agent: &Call, sheet: &mut Sheet<'_>) {
    for call in agent.children() {
        match call.name.as_str() {
            "docker" => {
                image(call, "image", sheet);
                for inner in call.children().filter(|inner| inner.name == "image") {
                    image(inner, "image", sheet);
                }
            }
            "kubernetes" => {
                pod(call, sheet);
                for inner in call.children().filter(|inner| inner.name == "yaml") {
                    pod(inner, sheet);
                }
            }
            _ => {}
        }
    }
}

fn image(call: &Call, key: &str, sheet: &mut Sheet<'_>) {
    if let Some(argument) = call.argument(key)
        && let Some(text) = &argument.text
    {
        sheet.image(text, argument.line, None);
    }
}

/// The images of a pod written as YAML inside a string.
fn pod(call: &Call, sheet: &mut Sheet<'_>) {
    let argument = call
        .argument("yaml")
        .filter(|argument| argument.key.as_deref() == Some("yaml") || call.name == "yaml");
    let Some((line, text)) = argument.and_then(|known| Some((known.line, known.text.as_ref()?)))
    else {
        return;
    };
    for root in yaml::documents(text).roots {
        let spec = root.get("spec").unwrap_or(&root);
        let containers = ["containers", "initContainers"];
        for container in
            containers.iter().filter_map(|key| spec.get(key)).flat_map(yaml::Node::items)
        {
            if let Some(image) = container.get("image")
                && let Some(text) = image.text()
            {
                let at = line.saturating_add(image.line.saturating_sub(1));
                sheet.image(text, at, container.str("name"));
            }
        }
    }
}
