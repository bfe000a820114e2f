//! Tasks by what their inputs make them run.

use milepost_commands::Folder;
use milepost_core::Step;
use milepost_syntax::yaml::Node;

use crate::inputs;
use crate::parts::Sheet;

/// Tasks that run a script they are given: name, input.
const SCRIPTS: &[(&str, &str)] = &[
    ("Bash", "script"),
    ("CmdLine", "script"),
    ("PowerShell", "script"),
    ("AzureCLI", "inlineScript"),
    ("AzurePowerShell", "Inline"),
    ("SSH", "inline"),
];

/// Tasks that run a script file they are given: name, input.
const FILES: &[(&str, &str)] = &[
    ("Bash", "filePath"),
    ("ShellScript", "scriptPath"),
    ("PowerShell", "filePath"),
    ("AzureCLI", "scriptPath"),
    ("AzurePowerShell", "ScriptPath"),
];

/// Tasks that run one tool: name, tool, the input that holds its command, the command without it.
const TOOLS: &[(&str, &str, &str, &str)] = &[
    ("Docker", "docker", "command", "build"),
    ("DotNetCoreCLI", "dotnet", "command", "build"),
    ("Gradle", "./gradlew", "tasks", "build"),
    ("Maven", "mvn", "goals", "package"),
    ("Npm", "npm", "command", "install"),
    ("Kubernetes", "kubectl", "command", ""),
    ("HelmDeploy", "helm", "command", ""),
    ("TerraformTask", "terraform", "command", "init"),
    ("TerraformCLI", "terraform", "command", "version"),
    ("Go", "go", "command", ""),
    ("Cargo", "cargo", "command", ""),
];

/// What a `task:` does: the script it is given, or itself.
pub(super) fn steps(name: &Node<'_>, node: &Node<'_>, sheet: &Sheet<'_>) -> Vec<Step> {
    let task = name.text().and_then(|text| text.split('@').next()).unwrap_or_default();
    let short = task.rsplit('.').next().unwrap_or(task);
    let input = |key: &str| node.at(&["inputs", key]).filter(|value| !value.is_null());
    let script = SCRIPTS.iter().find(|(known, _)| *known == short).and_then(|(_, key)| input(key));
    let folder = input("workingDirectory").or_else(|| input("cwd")).and_then(Node::text);
    let mut folder = Folder::at(folder.unwrap_or_default());
    if let Some(script) = script {
        return sheet.script_in(script, &mut folder);
    }
    let file = FILES.iter().filter(|(known, _)| *known == short).find_map(|(_, key)| input(key));
    if let Some(file) = file {
        return sheet.script_in(file, &mut folder);
    }
    let source = format!("azure-task/{short}");
    let mut step = match command(short, &input) {
        Some(command) => sheet.unit_for(&source, &command, name.line),
        None => itself(&source, short, name.line, sheet),
    };
    step.inputs = inputs::of(node.get("inputs"));
    inputs::try_only(&mut step);
    vec![step]
}

/// A task as a unit. One that only moves or reports what others made is not what it is named for.
fn itself(source: &str, short: &str, line: u32, sheet: &Sheet<'_>) -> Step {
    let mut step = sheet.unit(source, line);
    let moves = ["Publish", "Download", "Copy", "Archive", "Extract"];
    let moves = moves.iter().any(|word| short.starts_with(word));
    if moves && sheet.verbs.of_unit(source).is_none() {
        step.verbs.clear();
    }
    step
}

/// The command line a task for one tool stands for.
fn command<'n>(task: &str, input: &impl Fn(&str) -> Option<&'n Node<'n>>) -> Option<String> {
    let family = task.trim_end_matches(|c: char| c == 'V' || c.is_ascii_digit());
    let (_, tool, key, default) = TOOLS.iter().find(|(known, ..)| *known == family)?;
    let text = |key: &str| input(key).and_then(Node::text);
    let command = match text(key).unwrap_or(default) {
        "custom" => text("customCommand").or_else(|| text("custom")).unwrap_or_default(),
        "buildAndPush" => "buildx build --push .",
        other => other,
    };
    (!command.is_empty() && !command.contains('$')).then(|| format!("{tool} {command}"))
}
