//! `action.yml`, whose steps are run as a runner would run them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use milepost_syntax::yaml::{self, Node};

use crate::scene::Scene;

/// A job that uses the action.
struct Job<'s> {
    scene: &'s Scene,
    inputs: BTreeMap<String, String>,
}

/// What a job did.
#[derive(Debug)]
struct Done {
    /// The names of the steps that ran, each with its exit code.
    steps: Vec<(String, i32)>,
    outputs: String,
    log: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("it is there")
}

impl Job<'_> {
    fn run(&self) -> Done {
        let text = fs::read_to_string(root().join("action.yml")).expect("there is an action");
        let action = yaml::document(&text).expect("it is YAML").expect("it holds something");
        let inputs = self.all_inputs(&action);
        let mut done = Done { steps: Vec::new(), outputs: String::new(), log: String::new() };
        let steps = action.at(&["runs", "steps"]).expect("it has steps");
        for step in steps.items() {
            let failed = done.steps.iter().any(|(_, code)| *code != 0);
            let name = step.str("name").expect("each step has a name");
            let Some(command) = step.str("run").filter(|_| wanted(step, &inputs, failed)) else {
                continue;
            };
            let output = self.step(command, step, &inputs);
            done.steps.push((name.to_owned(), output.status.code().unwrap_or(-1)));
            done.log.push_str(&String::from_utf8_lossy(&output.stdout));
            done.log.push_str(&String::from_utf8_lossy(&output.stderr));
        }
        done.outputs = fs::read_to_string(self.file("output")).unwrap_or_default();
        done
    }

    /// The inputs that are given, and what the action says of the others.
    fn all_inputs(&self, action: &Node<'_>) -> BTreeMap<String, String> {
        let declared = action.get("inputs").expect("it has inputs").entries().iter();
        let mut inputs = BTreeMap::new();
        for (name, input) in declared {
            let name = name.text().expect("inputs have names");
            let default = || Some(input.get("default")?.text().unwrap_or_default());
            let value = self.inputs.get(name).map(String::as_str).or_else(default);
            let value = value.unwrap_or_else(|| panic!("{name} is not given"));
            inputs.insert(name.to_owned(), value.to_owned());
        }
        inputs
    }

    fn file(&self, name: &str) -> PathBuf {
        self.scene.ground.path().join(name)
    }

    fn step(&self, command: &str, step: &Node<'_>, inputs: &BTreeMap<String, String>) -> Output {
        assert!(!command.contains("${{"), "what is typed never stands in a command: {command}");
        let mut bash = Command::new("bash");
        bash.args(["--noprofile", "--norc", "-eo", "pipefail", "-c", command])
            .current_dir(self.scene.ground.path())
            .env_clear()
            .env("PATH", std::env::var("PATH").expect("bash is found by a path"))
            .env("HOME", self.file("home"))
            .env("GITHUB_ACTIONS", "true")
            .env("GITHUB_ACTION_PATH", root())
            .env("GITHUB_API_URL", self.scene.hub.api_url())
            .env("GITHUB_SERVER_URL", self.server())
            .env("GITHUB_REPOSITORY", "platform.git")
            .env("GITHUB_STEP_SUMMARY", self.file("summary.md"))
            .env("GITHUB_OUTPUT", self.file("output"));
        for (name, value) in step.get("env").map(Node::entries).unwrap_or_default() {
            let name = name.text().expect("variables have names");
            bash.env(name, self.valued(value.text().unwrap_or_default(), inputs));
        }
        bash.output().expect("bash can be started")
    }

    /// Where the repository of the job is: a folder, as far as git is concerned.
    fn server(&self) -> String {
        let folder = self.file("server");
        let repository = folder.join("platform.git");
        if !repository.exists() {
            git2::Repository::init_bare(&repository).expect("it can be made");
        }
        format!("file://{}", folder.display())
    }

    /// A value with its one expression replaced.
    fn valued(&self, text: &str, inputs: &BTreeMap<String, String>) -> String {
        let inner = text.strip_prefix("${{").and_then(|rest| rest.strip_suffix("}}"));
        let Some(expression) = inner.map(str::trim) else { return text.to_owned() };
        match expression.strip_prefix("inputs.") {
            Some(name) => {
                let value = inputs.get(name).unwrap_or_else(|| panic!("no input {name}"));
                if value.contains("${{") { self.scene.token.clone() } else { value.clone() }
            }
            None if expression == "github.token" => self.scene.token.clone(),
            None => panic!("an expression this runner does not know: {expression}"),
        }
    }
}

/// Whether a step is run: by its condition, which is of one of the forms the action uses.
fn wanted(step: &Node<'_>, inputs: &BTreeMap<String, String>, failed: bool) -> bool {
    let condition = step.str("if").unwrap_or("success()");
    let mut always = false;
    let mut holds = true;
    for part in condition.split("&&").map(str::trim) {
        match part.split_once(' ') {
            None if part == "always()" => always = true,
            None => assert_eq!(part, "success()"),
            Some((name, rest)) => {
                let input = name.strip_prefix("inputs.").expect("conditions are about inputs");
                let is_empty = inputs.get(input).expect("it is declared").is_empty();
                holds &= match rest {
                    "== ''" => is_empty,
                    "!= ''" => !is_empty,
                    other => panic!("a condition this runner does not know: {other}"),
                };
            }
        }
    }
    holds && (always || !failed)
}

fn job<'s>(scene: &'s Scene, further: &[(&str, &str)]) -> Job<'s> {
    let mirror = scene.mirror().display().to_string();
    let given = [
        ("target", "github:harbour"),
        ("binary", env!("CARGO_BIN_EXE_milepost")),
        ("mirror", mirror.as_str()),
    ];
    let inputs = given.iter().chain(further);
    Job { scene, inputs: inputs.map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect() }
}

/// How many commits the branch of the snapshots has.
fn nights(scene: &Scene) -> usize {
    let path = scene.ground.path().join("server/platform.git");
    let server = git2::Repository::open(path).expect("the server has a repository");
    let mut walk = server.revwalk().expect("it can be walked");
    walk.push_ref("refs/heads/milepost-snapshots").expect("there is a branch of snapshots");
    walk.count()
}

#[test]
fn a_night_scans_and_puts_the_snapshot_on_its_branch() {
    let scene = Scene::paved();
    let done = job(&scene, &[]).run();
    let names: Vec<(&str, i32)> =
        done.steps.iter().map(|(name, code)| (name.as_str(), *code)).collect();
    let expected = [("Fetch the snapshots", 0), ("Scan", 0), ("Push the snapshots", 0)];
    assert_eq!(names, expected, "{}", done.log);
    assert!(done.outputs.contains("gate=met"), "{}", done.outputs);
    assert_eq!(nights(&scene), 1);
}

#[test]
fn a_second_night_on_another_machine_goes_on_from_the_branch() {
    let scene = Scene::paved();
    job(&scene, &[]).run();
    fs::remove_dir_all(scene.ground.path().join(".milepost")).expect("machines are thrown away");
    let at = "2026-10-02T09:00:00Z".parse().expect("an instant");
    let readme = [("README.md", Some("# Cards\n"))];
    scene.hub.change(|state| drop(state.repository("harbour/cards").push(at, &readme)));
    let done = job(&scene, &[]).run();
    assert!(done.log.contains("Since the last run"), "{}", done.log);
    assert_eq!(nights(&scene), 2);
}

#[test]
fn the_snapshot_is_kept_when_a_gate_is_not_met() {
    let scene = Scene::paved();
    let done = job(&scene, &[("fail-under", "5")]).run();
    let codes: Vec<i32> = done.steps.iter().map(|(_, code)| *code).collect();
    assert_eq!(codes, [0, 1, 0], "{}", done.log);
    assert_eq!(nights(&scene), 1);
}
