//! Tasks: the image they run in, and the one command line they run there.

use milepost_commands::Folder;
use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, Step};
use milepost_syntax::yaml::Node;

use crate::parts::{Sheet, texts, trigger};

/// Whether a file is a task by itself.
pub(super) fn is_task(root: &Node<'_>) -> bool {
    let platform =
        root.str("platform").is_some_and(|it| matches!(it, "linux" | "darwin" | "windows"));
    platform && root.at(&["run", "path"]).is_some()
}

/// A file with a task. Pipelines run it that may be kept anywhere, and no file need say so.
pub(super) fn of_file(root: &Node<'_>, sheet: &mut Sheet<'_>) -> Pipeline {
    let name = sheet.path.rsplit('/').next().unwrap_or(sheet.path);
    let name = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    let mut job = Job::new(name, root.line);
    job.image = image(root);
    job.steps = steps(root, name, sheet);
    Pipeline {
        name: Some(name.to_owned()),
        triggers: vec![trigger("any")],
        jobs: vec![job],
        ..Pipeline::new(CiSystem::Concourse, PipelineRole::RunsAndCallable)
    }
}

/// What a task runs.
pub(super) fn steps(config: &Node<'_>, name: &str, sheet: &mut Sheet<'_>) -> Vec<Step> {
    if let Some(image) = image(config) {
        let line = config.get("image_resource").map_or(config.line, |node| node.line);
        sheet.image(&image, line, Some(name));
    }
    if let Some(step) = image_build(config, sheet) {
        return vec![step];
    }
    let Some(run) = config.get("run") else { return Vec::new() };
    let Some(path) = run.get("path") else { return Vec::new() };
    let inputs = inputs(config);
    let arguments = run.get("args").map(Node::items).unwrap_or_default();
    let program = path.text().unwrap_or_default().rsplit('/').next().unwrap_or_default();
    if matches!(program, "sh" | "bash" | "ash") {
        return shell(arguments, &inputs, sheet);
    }
    let mut words = vec![in_repository(path.text().unwrap_or_default(), &inputs)];
    words.extend(texts(run.get("args")).iter().map(|word| quoted(word)));
    let folder = run.str("dir").map(|dir| in_repository(dir, &inputs)).unwrap_or_default();
    sheet.script_or_unread(&words.join(" "), path.line, &mut Folder::at(&folder))
}

/// The task that builds images by itself, from the folder that its parameters name.
fn image_build(config: &Node<'_>, sheet: &Sheet<'_>) -> Option<Step> {
    image(config).filter(|image| image.contains("/oci-build-task"))?;
    let inputs = inputs(config);
    let mut step = sheet.unit("concourse/oci-build-task", config.line);
    let named = ["CONTEXT", "DOCKERFILE"].iter().filter_map(|key| config.at(&["params", key]));
    let paths = named.filter_map(Node::text).map(|path| in_repository(path, &inputs));
    step.paths = paths.map(|path| path.trim_start_matches("./").to_owned()).collect();
    Some(step)
}

/// A shell: the script behind `-c`, or the file it is handed.
fn shell(arguments: &[Node<'_>], inputs: &[String], sheet: &Sheet<'_>) -> Vec<Step> {
    let is_flag = |node: &&Node<'_>| node.text().is_some_and(|text| text.starts_with('-'));
    let runs_text = arguments.iter().take_while(is_flag).any(|it| it.text().is_some_and(has_c));
    let Some(first) = arguments.iter().find(|node| !is_flag(node)) else { return Vec::new() };
    let text = first.text().unwrap_or_default();
    if !runs_text {
        let file = in_repository(text, inputs);
        return sheet.script_or_unread(&file, first.line, &mut Folder::default());
    }
    let script = from_repository(text, inputs);
    sheet.script_or_unread(&script, first.line, &mut Folder::default())
}

/// A script as it would be written at the root of the repository that was fetched into one of the
/// folders, line by line.
fn from_repository(script: &str, inputs: &[String]) -> String {
    let mut inside = false;
    let lines = script.lines().map(|line| {
        let words: Vec<&str> = line.split_whitespace().collect();
        let entered = match words[..] {
            ["cd" | "pushd", folder] => entered(folder, inputs),
            _ => None,
        };
        if let Some(below) = entered {
            inside = true;
            return if below.is_empty() { String::new() } else { format!("cd {below}") };
        }
        let named = inputs.iter().filter(|_| !inside);
        named.fold(line.to_owned(), |line, input| {
            let line = line.replace(&format!(" {input}/"), " ./");
            match line.strip_prefix(&format!("{input}/")) {
                Some(rest) => format!("./{rest}"),
                None => line,
            }
        })
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Where a folder lies in the repository that was fetched into it or above it.
fn entered<'f>(folder: &'f str, inputs: &[String]) -> Option<&'f str> {
    let folder = folder.trim_end_matches('/');
    inputs.iter().find_map(|input| {
        let rest = folder.strip_prefix(input.as_str())?;
        if rest.is_empty() { Some(rest) } else { rest.strip_prefix('/') }
    })
}

/// Whether flags of a shell say that a script follows: `-c`, `-exc`.
fn has_c(flags: &str) -> bool {
    !flags.starts_with("--") && flags.contains('c')
}

/// The folders in which a task finds what was fetched, the longest name in front.
fn inputs(config: &Node<'_>) -> Vec<String> {
    let nodes = config.get("inputs").map(Node::items).unwrap_or_default();
    let folder = |node: &Node<'_>| node.str("path").or_else(|| node.str("name")).map(str::to_owned);
    let mut folders: Vec<String> = nodes.iter().filter_map(folder).collect();
    folders.sort_by_key(|folder| std::cmp::Reverse(folder.len()));
    folders
}

/// A path from the root of the repository that was fetched into one of the folders.
fn in_repository(path: &str, inputs: &[String]) -> String {
    let path = path.strip_prefix("./").unwrap_or(path);
    entered(path, inputs).map_or_else(|| path.to_owned(), |rest| format!("./{rest}"))
}

fn quoted(word: &str) -> String {
    let plain = word.chars().all(|c| c.is_alphanumeric() || "-_./:=,@".contains(c));
    if plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}

/// The image a task runs in.
fn image(config: &Node<'_>) -> Option<String> {
    let source = config.at(&["image_resource", "source"])?;
    let repository = source.str("repository").filter(|it| !it.contains("(("))?;
    let tag = source.get("tag").and_then(Node::text).filter(|it| !it.contains("(("));
    Some(tag.map_or_else(|| repository.to_owned(), |tag| format!("{repository}:{tag}")))
}
