#![doc = include_str!("../README.md")]

mod environment;
mod further;
mod generated;
mod hcl;
mod infrastructure;
mod json;
mod labels;
mod locals;
mod lock;
mod module;
mod release;
mod salvage;
mod source;
mod value;

use milepost_core::{Delivery, Infrastructure, InfrastructureTool as Tool, What};
use milepost_detector::{Card, Detector, File, Findings};

use hcl::{Broken, Contents};
use locals::Locals;
use value::Entry;

static CARD: Card = Card {
    id: "terraform",
    version: 5,
    summary: "Terraform, OpenTofu and Terragrunt",
    claims: &[
        "**/*.tf",
        "**/*.tofu",
        "**/*.tf.json",
        "**/*.tofu.json",
        "**/terragrunt.hcl",
        "**/*.terragrunt.hcl",
        "**/terragrunt.stack.hcl",
        "**/root.hcl",
        "**/_env/**/*.hcl",
        "**/_envcommon/**/*.hcl",
        "**/.terraform.lock.hcl",
        "**/*.tfvars",
        "**/*.tfvars.json",
        "**/*.tfbackend",
    ],
    claims_by_name: &[],
    emits: &[
        "infrastructure",
        "use",
        "lock",
        "cost-labels",
        "telemetry",
        "tool",
        "secret",
        "cluster",
        "policy",
        "delivery",
    ],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Terraform;

struct Terraform;

impl Detector for Terraform {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        if is_link(file.text) {
            return;
        }
        match Kind::of(file.name()) {
            Kind::Values => detect_values(file, findings),
            Kind::Lock => {
                let read = Reading::of_hcl(file, findings);
                if let Some((line, lock)) = lock::of(&read.contents.entries) {
                    read.say(line, What::Lock(lock), findings);
                }
            }
            Kind::Json(tool) => Reading::of_json(file, findings).declare(tool, findings),
            Kind::Code(tool) => Reading::of_hcl(file, findings).declare(tool, findings),
            Kind::Terragrunt => Reading::of_hcl(file, findings).declare_terragrunt(findings),
        }
    }
}

/// What a file is, by its name.
enum Kind {
    Code(Tool),
    Json(Tool),
    Terragrunt,
    Lock,
    Values,
}

impl Kind {
    fn of(name: &str) -> Self {
        let code = name.strip_suffix(".json").unwrap_or(name);
        let (stem, extension) = code.rsplit_once('.').unwrap_or((code, ""));
        match extension {
            "hcl" if stem == ".terraform.lock" => Self::Lock,
            "hcl" => Self::Terragrunt,
            "tfvars" | "tfbackend" => Self::Values,
            "tofu" if code != name => Self::Json(Tool::Opentofu),
            "tofu" => Self::Code(Tool::Opentofu),
            _ if code != name => Self::Json(Tool::Terraform),
            _ => Self::Code(Tool::Terraform),
        }
    }
}

/// Whether the text is a path: git hands over a symbolic link as the path it points to.
fn is_link(text: &str) -> bool {
    !text.trim().is_empty() && !text.trim().contains(['\n', '=', '{', '"', '#', ' '])
}

/// A file of values says no more than that the environment it is named for exists.
fn detect_values(file: &File<'_>, findings: &mut Findings) {
    let Some(environment) = environment::of_values(file.path) else {
        return;
    };
    if file.text.trim().is_empty() {
        return;
    }
    let mut declared = infrastructure::nothing(Tool::Terraform);
    declared.environment = Some(environment.to_owned());
    findings.named(1, What::Infrastructure(declared));
}

/// A file that was read, as a whole or in parts.
struct Reading<'a> {
    file: &'a File<'a>,
    contents: Contents,
    whole: bool,
}

impl<'a> Reading<'a> {
    fn of_hcl(file: &'a File<'a>, findings: &mut Findings) -> Self {
        match hcl::read(file.text, 1) {
            Ok(contents) => Self { file, contents, whole: true },
            Err(error) => {
                let (contents, broken) = salvage::read(file.text);
                note(broken.unwrap_or(error), findings);
                Self { file, contents, whole: false }
            }
        }
    }

    fn of_json(file: &'a File<'a>, findings: &mut Findings) -> Self {
        let contents = json::read(file.text).unwrap_or_else(|error| {
            note(error, findings);
            Contents::default()
        });
        Self { file, contents, whole: true }
    }

    fn say(&self, line: u32, what: What, findings: &mut Findings) {
        if self.whole {
            findings.parsed(line, what);
        } else {
            findings.pattern(line, what);
        }
    }

    fn declare(&self, tool: Tool, findings: &mut Findings) {
        let entries = &self.contents.entries;
        let locals = Locals::of(entries);
        let mut declared = infrastructure::nothing(tool);
        for block in entries {
            infrastructure::add(&mut declared, block, &locals);
        }
        declared.workspaces |= self.contents.workspaces;
        // What another folder keeps is called, what others made is looked up: neither is counted.
        let refers = entries.iter().any(|block| matches!(block.key.as_str(), "module" | "data"));
        if refers || declared != infrastructure::nothing(tool) {
            self.say_declared(declared, findings);
        }
        for block in entries {
            if block.key == "module" {
                self.say_used(block, block.label(0), &locals, findings);
            }
            for (line, labels) in labels::of(block, &locals) {
                self.say(line, What::CostLabels(labels), findings);
            }
            let environment = milepost_core::environment::of_code(self.file.path);
            for (line, what) in further::of(block, &locals, environment) {
                self.say(line, what, findings);
            }
            if let Some(route) = release::of(block, self.file.folder(), &locals) {
                let environment = environment.map(str::to_owned);
                let route = What::Delivery(Delivery { environment, ..route });
                self.say(block.line, route, findings);
            }
        }
    }

    fn declare_terragrunt(&self, findings: &mut Findings) {
        let entries = &self.contents.entries;
        if !entries.iter().any(|block| is_terragrunt(&block.key)) {
            return;
        }
        let locals = Locals::of(entries);
        let generated = generated::of(entries);
        let mut declared = infrastructure::nothing(Tool::Terragrunt);
        for block in &generated.entries {
            infrastructure::add(&mut declared, block, &locals);
        }
        declared.required_version = None;
        for block in entries {
            infrastructure::add_terragrunt(&mut declared, block, &locals);
        }
        self.say_declared(declared, findings);
        for block in entries {
            match block.key.as_str() {
                "terraform" => self.say_used(block, "terraform", &locals, findings),
                "unit" | "stack" => self.say_used(block, block.label(0), &locals, findings),
                _ => {}
            }
        }
        for (line, labels) in generated.entries.iter().flat_map(|b| labels::of(b, &locals)) {
            findings.pattern(line, What::CostLabels(labels));
        }
        generated.broken.into_iter().for_each(|broken| note(broken, findings));
    }

    fn say_declared(&self, mut declared: Infrastructure, findings: &mut Findings) {
        declared.environment =
            milepost_core::environment::of_code(self.file.path).map(str::to_owned);
        let line = self.contents.entries.first().map_or(1, |first| first.line);
        self.say(line, What::Infrastructure(declared), findings);
    }

    fn say_used(&self, block: &Entry, name: &str, locals: &Locals<'_>, findings: &mut Findings) {
        let folder = (!is_included(self.file)).then(|| self.file.folder());
        if let Some(used) = module::used(block, name, folder, locals) {
            let cluster = further::of_module(block, &used.source, locals);
            self.say(block.line, What::Use(used), findings);
            if let Some(cluster) = cluster {
                self.say(block.line, What::Cluster(cluster), findings);
            }
        }
    }
}

/// Whether other files include this one, as Terragrunt's convention names it.
fn is_included(file: &File<'_>) -> bool {
    file.name() == "root.hcl"
        || file.name().ends_with(".terragrunt.hcl")
        || file.folder().split('/').any(|folder| matches!(folder, "_env" | "_envcommon"))
}

/// Blocks and attributes that only Terragrunt has.
fn is_terragrunt(key: &str) -> bool {
    matches!(
        key,
        "include"
            | "terraform"
            | "remote_state"
            | "generate"
            | "inputs"
            | "dependency"
            | "dependencies"
            | "unit"
            | "stack"
            | "errors"
            | "feature"
            | "exclude"
            | "retryable_errors"
            | "prevent_destroy"
            | "skip"
            | "terragrunt_version_constraint"
    )
}

fn note(broken: Broken, findings: &mut Findings) {
    findings.unread(broken.line, broken.message);
}
