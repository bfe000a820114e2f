//! TeamCity: settings written in Kotlin. They are not run, so that what is computed stays unknown:
//! build types, their scripts and what starts them are told by how they are written.

use milepost_commands::Folder;
use milepost_core::{CiSystem, Job, Pipeline, PipelineRole, Step, Trigger};
use milepost_detector::{File, Findings};

use crate::parts::{Sheet, trigger};

/// What stands around a text of several lines.
const RAW: &str = "\"\"\"";

/// Settings of steps that are a command line behind a tool: the setting, and the tool.
const TOOLS: &[(&str, &str)] = &[("tasks", "gradle"), ("goals", "mvn")];

/// Settings of steps that are scripts.
const SCRIPTS: &[&str] = &["scriptContent", "shellScript"];

/// Blocks that are steps by themselves, and the command line each stands for.
const BLOCKS: &[(&str, &str)] = &[
    ("commandType = build {", "docker build ."),
    ("commandType = push {", "docker push"),
    ("dotnetBuild {", "dotnet build"),
    ("dotnetTest {", "dotnet test"),
    ("dotnetPublish {", "dotnet publish"),
];

/// Blocks that start a build, and the event each waits for.
const STARTS: &[(&str, &str)] = &[("vcs {", "push"), ("schedule {", "schedule")];

/// Reads one file of settings.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    let placed = file.path.split('/').any(|part| part == ".teamcity");
    if !placed || !file.path.ends_with(".kts") && !file.path.ends_with(".kt") {
        return;
    }
    let sheet = Sheet::new(file);
    let mut reader = Reader { sheet: &sheet, jobs: Vec::new(), triggers: Vec::new() };
    reader.lines(file.text);
    let Reader { jobs, mut triggers, .. } = reader;
    let Some(first) = jobs.first().map(|job| job.line) else { return };
    if triggers.is_empty() {
        triggers.push(trigger("any"));
    }
    let pipeline = Pipeline {
        triggers,
        jobs,
        dynamic: Some("its settings are a program".to_owned()),
        ..Pipeline::new(CiSystem::Teamcity, PipelineRole::Runs)
    };
    sheet.hand_over_pattern(vec![(first, pipeline)], findings);
}

struct Reader<'s, 'f> {
    sheet: &'s Sheet<'f>,
    jobs: Vec<Job>,
    triggers: Vec<Trigger>,
}

impl Reader<'_, '_> {
    fn lines(&mut self, text: &str) {
        let mut lines = (1_u32..).zip(text.lines());
        while let Some((number, line)) = lines.next() {
            let line = line.trim();
            if line.starts_with("//") || line.starts_with('*') || line.starts_with("/*") {
                continue;
            }
            if let Some(id) = build_type(line) {
                self.jobs.push(Job::new(id, number));
            }
            let more = || {
                let rest = lines.by_ref().map(|(_, line)| line);
                rest.take_while(|line| !line.contains(RAW)).collect::<Vec<_>>().join("\n")
            };
            self.setting((number, line), more);
            self.blocks(number, line);
        }
    }

    /// A setting that is a script or the arguments of a tool. `more` gives the lines of a text that
    /// goes on.
    fn setting(&mut self, (number, line): (u32, &str), more: impl FnOnce() -> String) {
        let Some((name, value)) = line.split_once(" = ") else { return };
        let tool = TOOLS.iter().find(|(setting, _)| *setting == name).map(|(_, tool)| *tool);
        if tool.is_none() && !SCRIPTS.contains(&name) {
            return;
        }
        let (script, start) = match value.strip_prefix(RAW) {
            Some(opened) => match opened.split_once(RAW) {
                Some((whole, _)) => (whole.to_owned(), number),
                None => (more(), number.saturating_add(1)),
            },
            None => (value.trim_matches('"').replace("\\n", "\n"), number),
        };
        let script = tool.map_or(script.clone(), |tool| format!("{tool} {script}"));
        let steps = self.sheet.script_or_unread(&script, start, &mut Folder::default());
        self.add(steps);
    }

    fn blocks(&mut self, number: u32, line: &str) {
        for (_, event) in STARTS.iter().filter(|(block, _)| line == *block) {
            if !self.triggers.iter().any(|it| it.event == *event) {
                self.triggers.push(trigger(event));
            }
        }
        for (_, command) in BLOCKS.iter().filter(|(block, _)| line.ends_with(block)) {
            let steps = self.sheet.script_or_unread(command, number, &mut Folder::default());
            self.add(steps);
        }
    }

    /// Adds steps to the build type they stand in.
    fn add(&mut self, steps: Vec<Step>) {
        if let Some(job) = self.jobs.last_mut() {
            job.steps.extend(steps);
        }
    }
}

/// What a build type is called that begins on a line.
fn build_type(line: &str) -> Option<&str> {
    let begins = line.contains(": BuildType(") || line.contains("buildType {");
    let name = || line.split_once("object ")?.1.split([' ', ':']).next();
    begins.then(|| name().unwrap_or("build"))
}
