//! Calls as jobs: a stage is a job, and what is called inside it is its steps.

mod settings;
mod steps;

use std::collections::BTreeMap;

use milepost_core::{Job, Trigger};
use milepost_detector::File;

use super::calls::Call;
use super::{agent, known};
use crate::inputs;
use crate::parts::{Sheet, from_root, trigger};

/// How deep calls and local functions are followed.
const DEPTH: usize = 60;

/// Calls that are looked at once local functions are followed.
const CALLS: usize = 100_000;

/// Directives that hold settings and no steps.
const SETTINGS: &[&str] = &[
    "environment",
    "options",
    "parameters",
    "tools",
    "agent",
    "libraries",
    "axes",
    "excludes",
    "def",
];

/// Words that only decide whether and how often something runs.
const CONTROL: &[&str] = &["if", "else", "for", "while", "switch", "try", "catch", "finally"];

/// Triggers that are written in the file, and what they are in GitHub's words.
const TRIGGERS: &[(&str, &str)] = &[
    ("cron", "schedule"),
    ("parameterizedCron", "schedule"),
    ("pollSCM", "push"),
    ("githubPush", "push"),
    ("gitlab", "push"),
    ("bitbucketPush", "push"),
    ("upstream", "workflow_run"),
    ("GenericTrigger", "repository_dispatch"),
    ("issueCommentTrigger", "issue_comment"),
];

/// Where a call stands.
#[derive(Clone, Copy)]
struct Place<'c> {
    /// The job it belongs to, once a stage has opened one.
    job: Option<usize>,
    /// The call around it that gives a job its name when no stage does.
    holder: Option<(&'c str, u32)>,
    /// Inside the block of a library's step: other calls there are its settings.
    in_library: bool,
    /// Inside the arguments of a call: other calls there make values.
    in_arguments: bool,
    /// The matrix around it.
    matrix: Option<&'c Call>,
    /// The folder of the block around it, as written.
    folder: Option<&'c str>,
    /// The image of the agent around it, as written.
    image: Option<&'c str>,
    depth: usize,
}

/// What is known while a file is read.
pub(super) struct Reading<'c, 's, 'f> {
    text: &'f str,
    sheet: &'s Sheet<'f>,
    library: Option<String>,
    functions: BTreeMap<&'c str, &'c [Call]>,
    open_functions: Vec<&'c str>,
    jobs: Vec<Job>,
    /// The job of calls outside every stage, and the line of what holds them.
    implicit: Option<(u32, usize)>,
    previous: Vec<String>,
    triggers: Vec<Trigger>,
    builds_images: bool,
    dynamic: Option<String>,
    steps: usize,
    /// Calls looked at; functions that call each other may make many of few.
    visited: usize,
}

impl<'c, 's, 'f> Reading<'c, 's, 'f> {
    pub(super) fn new(
        calls: &'c [Call],
        file: &File<'f>,
        libraries: Vec<String>,
        sheet: &'s Sheet<'f>,
    ) -> Self {
        let library = match <[String; 1]>::try_from(libraries) {
            Ok([only]) if !only.contains('$') => Some(only),
            _ => None,
        };
        Self {
            text: file.text,
            sheet,
            library,
            functions: functions(calls),
            open_functions: Vec::new(),
            jobs: Vec::new(),
            implicit: None,
            previous: Vec::new(),
            triggers: Vec::new(),
            builds_images: file.text.contains("docker.build") || file.text.contains("docker.image"),
            dynamic: None,
            steps: 0,
            visited: 0,
        }
    }

    /// Reads a definition, or the functions `call` of a library's step.
    pub(super) fn read(&mut self, calls: &'c [Call], is_library_step: bool) {
        let place = Place {
            job: None,
            holder: None,
            in_library: false,
            in_arguments: false,
            matrix: None,
            folder: None,
            image: None,
            depth: 0,
        };
        if !is_library_step {
            self.all(calls, place);
            return;
        }
        let calls: Vec<&Call> = calls.iter().filter(|call| is_function(call, "call")).collect();
        // One function that calls another of the same name is the same step.
        self.functions.remove("call");
        let holder = calls.first().map(|call| ("call", call.line));
        for call in calls {
            self.all(call.body.as_deref().unwrap_or_default(), Place { holder, ..place });
        }
    }

    /// The jobs that do something, what is known to start them, and why parts are unknown.
    pub(super) fn done(self) -> (Vec<Job>, Vec<Trigger>, Option<String>) {
        (self.jobs, self.triggers, self.dynamic)
    }

    fn all(&mut self, calls: &'c [Call], place: Place<'c>) {
        if place.depth > DEPTH || self.steps > steps::STEPS || self.visited > CALLS {
            return;
        }
        for call in calls {
            self.visited += 1;
            self.one(call, Place { depth: place.depth + 1, ..place });
        }
    }

    fn inside(&mut self, call: &'c Call, place: Place<'c>) {
        self.all(&call.inner, Place { in_arguments: true, ..place });
        let inside = Place { in_arguments: false, ..place };
        self.all(call.body.as_deref().unwrap_or_default(), inside);
    }

    fn one(&mut self, call: &'c Call, place: Place<'c>) {
        let itself = Some((call.name.as_str(), call.line));
        let holder = match call.name.as_str() {
            "node" => itself,
            name if CONTROL.contains(&name) => place.holder,
            _ => place.holder.or(itself),
        };
        let held = Place { holder, ..place };
        match call.name.as_str() {
            name if SETTINGS.contains(&name) && call.body.is_some() => {}
            "stage" => self.stage(call, place),
            "parallel" => self.parallel(call, place),
            "matrix" => self.inside(call, Place { matrix: Some(call), ..place }),
            "pipeline" => {
                let image = agent::image_of(call);
                self.inside(call, Place { image: image.or(place.image), ..place });
            }
            "dir" if call.body.is_some() => {
                // A folder inside another one, or a computed one, is not put together.
                let own = call.text("path").filter(|_| place.folder.is_none());
                self.inside(call, Place { folder: Some(own.unwrap_or("$")), ..place });
            }
            "when" if call.body.is_some() => self.when(call, place),
            "input" => {
                let at = self.job(held);
                self.jobs[at].gated = true;
            }
            "triggers" | "pipelineTriggers" => self.started(call),
            "post" if place.job.is_none() && call.body.is_some() => {
                let holder = Some(("post", call.line));
                self.inside(call, Place { holder, ..place });
            }
            "sh" | "bat" | "powershell" | "pwsh" => self.script(call, held),
            "load" => self.unit(call, "path", from_root, held),
            "build" => self.unit(call, "job", |name| format!("jenkins-job/{name}"), held),
            "docker.build" => self.command(call, "docker build", held),
            name if self.builds_images && name.rsplit('.').next() == Some("push") => {
                self.command(call, "docker push", held);
            }
            _ => self.other(call, held),
        }
    }

    /// A step of Jenkins that the verb table knows, a function of the file, or a library's step.
    fn other(&mut self, call: &'c Call, place: Place<'c>) {
        let name = call.name.as_str();
        if let Some(body) = self.functions.get(name).copied() {
            self.all(&call.inner, place);
            if !self.open_functions.contains(&name) {
                self.open_functions.push(name);
                self.all(body, place);
                self.open_functions.pop();
            }
            return;
        }
        let mut place = place;
        if let Some(own) = known::unit(name, self.sheet.verbs).filter(|_| !place.in_arguments) {
            let step = self.sheet.unit(&own, call.line);
            self.step(step, place);
        } else if known::is_library_step(name) && (!place.in_library || call.body.is_some()) {
            if !place.in_library && !place.in_arguments {
                let source = format!("{}/{name}", self.library.as_deref().unwrap_or("jenkins"));
                let mut step = self.sheet.unit(&source, call.line);
                step.inputs = handed(call);
                if call.body.is_some() {
                    let (start, end) = call.span;
                    settings::note(&mut step, self.text.get(start..end).unwrap_or_default());
                }
                if self.sheet.verbs.of_unit(&source).is_none() && !known::name_tells(name) {
                    step.verbs.clear();
                }
                self.step(step, place);
            }
            place.in_library |= call.body.is_some();
        } else if !place.in_library && !place.in_arguments && known::is_method(name) {
            self.method(call, place);
        }
        self.inside(call, place);
    }

    /// A stage is a job unless it only holds other stages.
    fn stage(&mut self, call: &'c Call, place: Place<'c>) {
        let before = self.previous.clone();
        let image = agent::image_of(call).or(place.image);
        let place = Place { image, ..place };
        let Some(at) = self.open(call.text("name").unwrap_or("stage"), call.line, place) else {
            return;
        };
        let inner = Place { job: Some(at), in_library: false, ..place };
        self.inside(call, inner);
        let holds_stages = self.jobs.len() > at + 1;
        let own = &self.jobs[at];
        if holds_stages && own.steps.is_empty() && !own.gated {
            self.hand_down(at);
            self.jobs.remove(at);
        } else if holds_stages && self.previous != before {
            let id = self.jobs[at].id.clone();
            if !self.previous.contains(&id) {
                self.previous.push(id);
            }
        } else {
            self.previous = vec![self.jobs[at].id.clone()];
        }
    }

    /// What limits a stage limits the stages it holds.
    fn hand_down(&mut self, at: usize) {
        let (outer, inner) = self.jobs[at..].split_at_mut(1);
        for job in inner {
            let own = job.condition.take();
            job.condition = match (outer[0].condition.clone(), own) {
                (Some(outer), Some(own)) => Some(format!("{outer} && {own}")),
                (outer, own) => outer.or(own),
            };
            if job.paths.is_empty() {
                job.paths.clone_from(&outer[0].paths);
            }
        }
    }

    fn parallel(&mut self, call: &'c Call, place: Place<'c>) {
        let before = std::mem::take(&mut self.previous);
        let mut ends = Vec::new();
        let branches: Vec<&Call> = call
            .children()
            .filter(|child| matches!(child.name.as_str(), "stage" | "branch"))
            .collect();
        if branches.is_empty() && place.job.is_some() {
            self.dynamic.get_or_insert_with(|| "parallel branches are computed".to_owned());
        }
        for branch in branches {
            self.previous.clone_from(&before);
            self.stage(branch, Place { depth: place.depth + 1, ..place });
            ends.append(&mut self.previous);
        }
        self.previous = if ends.is_empty() { before } else { ends };
    }

    fn when(&mut self, call: &'c Call, place: Place<'c>) {
        let Some(at) = place.job else { return };
        let (start, end) = call.span;
        let text = self.text.get(start..end).unwrap_or_default();
        let lines = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        let words: Vec<&str> = lines.flat_map(str::split_whitespace).collect();
        let sets = call.children().filter(|child| child.name == "changeset");
        self.jobs[at].paths =
            sets.filter_map(|set| set.text("pattern")).map(str::to_owned).collect();
        self.jobs[at].condition = Some(words.join(" ")).filter(|words| !words.is_empty());
    }

    fn started(&mut self, call: &Call) {
        for child in call.children() {
            let event = TRIGGERS.iter().find(|(name, _)| *name == child.name);
            if let Some((_, event)) = event
                && !self.triggers.iter().any(|known| known.event == *event)
            {
                self.triggers.push(trigger(event));
            }
        }
    }
}

/// What a step of a library is handed by name, where that is written out.
fn handed(call: &Call) -> BTreeMap<String, String> {
    let named = call.arguments.iter().filter(|argument| !argument.computed);
    let texts =
        named.filter_map(|argument| Some((argument.key.as_deref()?, argument.text.as_deref()?)));
    inputs::of_texts(texts)
}

/// Whether a file defines what others call when they name it.
pub(super) fn defines_step(calls: &[Call]) -> bool {
    calls.iter().any(|call| is_function(call, "call"))
}

fn is_function(call: &Call, name: &str) -> bool {
    call.name == "def" && call.body.is_some() && call.text("name") == Some(name)
}

/// The functions a file defines, wherever they stand; `call` is what others call.
fn functions(calls: &[Call]) -> BTreeMap<&str, &[Call]> {
    let mut found = BTreeMap::new();
    super::library::each(calls, 0, &mut |call| {
        if call.name == "def"
            && let (Some(name), Some(body)) = (call.text("name"), &call.body)
        {
            found.insert(name, body.as_slice());
        }
    });
    found
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use milepost_core::VerbTable;

    use super::super::{calls, scan};
    use super::*;

    #[test]
    fn functions_that_call_each_other_end() {
        let mut text = String::from("def f0() { f0() }\n");
        for n in 1..50 {
            writeln!(text, "def f{n}() {{ f{0}(); f{0}() }}", n - 1).unwrap();
        }
        text.push_str("node { f49(); sh 'make test' }\n");
        let verbs = VerbTable::shipped();
        let source = milepost_detector::Text::new(&*text);
        let file = File::new("Jenkinsfile", &source, &verbs);
        let (calls, broken) = calls::parse(&scan::scan(&text).tokens);
        let sheet = Sheet::new(&file);
        let mut reading = Reading::new(&calls, &file, vec![], &sheet);
        reading.read(&calls, false);
        assert_eq!(broken, None);
        assert!(reading.visited <= CALLS + 60);
    }
}
