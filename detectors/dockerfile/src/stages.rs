//! The stages of a container build: what each stands on, and what it says of the image.

use parse_dockerfile::{
    AddInstruction, ArgInstruction, CopyInstruction, EnvInstruction, Flag, HealthcheckArguments,
    Instruction, RunInstruction,
};

use crate::expansion::Scope;
use crate::reading::Reading;
use crate::source::Source;
use crate::words;

/// Stages that are looked at, and ports of one of them; far more than any build has.
const MOST: usize = 256;

/// Every stage of a build, in the order of the file.
#[derive(Debug, Default)]
pub(crate) struct Stages {
    pub(crate) all: Vec<Stage>,
    /// The line from which on stages were not looked at.
    pub(crate) cut_off: Option<u32>,
    globals: Scope,
    escape: char,
}

/// One stage.
#[derive(Debug)]
pub(crate) struct Stage {
    pub(crate) line: u32,
    pub(crate) name: Option<String>,
    /// What it stands on, variables filled in where they are known.
    pub(crate) from: String,
    pub(crate) platform: Option<String>,
    pub(crate) footing: Footing,
    pub(crate) user: Option<String>,
    /// What `HEALTHCHECK` says, if it is there: a check, or that there is none.
    pub(crate) healthcheck: Option<bool>,
    pub(crate) ports: Vec<String>,
    pub(crate) sources: Vec<CopySource>,
    scope: Scope,
}

/// What a stage stands on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Footing {
    /// An earlier stage, by its place.
    Stage(usize),
    /// An image.
    Image,
    /// A variable decides, and it may be an earlier stage as well as an image.
    Unclear,
}

/// Something a stage copies or mounts from elsewhere.
#[derive(Debug)]
pub(crate) struct CopySource {
    pub(crate) line: u32,
    /// The stage or image, as written.
    pub(crate) from: String,
    /// The instruction that names it.
    pub(crate) by: &'static str,
}

impl Stages {
    /// Follows the instructions that were read.
    pub(crate) fn of(reading: &Reading, source: &Source) -> Self {
        let mut stages = Self { escape: source.escape, ..Self::default() };
        for instruction in reading.instructions() {
            if let Instruction::From(from) = &instruction {
                let line = source.line(from.from.span.start);
                if stages.all.len() == MOST {
                    stages.cut_off = Some(line);
                    break;
                }
                let name = from.as_.as_ref().map(|(_, name)| name.value.to_string());
                stages.open(line, &from.image.value, name, flag(&from.options, "platform"));
            } else {
                stages.follow(&instruction, source);
            }
        }
        stages
    }

    /// The place of the last stage and of those it stands on, last first.
    pub(crate) fn last_and_below(&self) -> Vec<&Stage> {
        let mut chain = vec![];
        let mut next = self.all.last();
        while let Some(stage) = next {
            chain.push(stage);
            next = match stage.footing {
                Footing::Stage(below) => self.all.get(below),
                Footing::Image | Footing::Unclear => None,
            };
        }
        chain
    }

    /// Whether `--from=` names a stage of this build, by name or by number.
    pub(crate) fn is_a_stage(&self, from: &str) -> bool {
        from.parse::<usize>().is_ok() || self.all.iter().any(|stage| stage.is_called(from))
    }

    fn open(&mut self, line: u32, image: &str, name: Option<String>, platform: Option<&str>) {
        let from = self.globals.expand(image, self.escape);
        let footing = self.footing(&from);
        let scope = match footing {
            Footing::Stage(below) => self.all.get(below).map(|below| below.scope.clone()),
            Footing::Image | Footing::Unclear => None,
        };
        self.all.push(Stage {
            line,
            name,
            from,
            platform: platform.map(|asked| self.globals.expand(asked, self.escape)),
            footing,
            user: None,
            healthcheck: None,
            ports: vec![],
            sources: vec![],
            scope: scope.unwrap_or_else(Scope::on_an_image),
        });
    }

    /// What a stage that comes now stands on: of earlier stages with one name, the last counts.
    fn footing(&self, from: &str) -> Footing {
        if let Some(below) = self.all.iter().rposition(|stage| stage.is_called(from)) {
            return Footing::Stage(below);
        }
        let mut names = self.all.iter().filter_map(|stage| stage.name.as_deref());
        if names.any(|name| may_be(from, name)) { Footing::Unclear } else { Footing::Image }
    }

    fn follow(&mut self, instruction: &Instruction<'_>, source: &Source) {
        let escape = self.escape;
        let Some(stage) = self.all.last_mut() else {
            if let Instruction::Arg(argument) = instruction {
                declare_globally(&mut self.globals, argument, escape);
            }
            return;
        };
        match instruction {
            Instruction::Arg(argument) => stage.declare(argument, &self.globals, escape),
            Instruction::Env(environment) => stage.set(environment, escape),
            Instruction::User(user) => {
                stage.user = Some(stage.scope.expand(user.arguments.value.trim(), escape));
            }
            Instruction::Expose(expose) => {
                for port in &expose.arguments {
                    stage.expose(&port.value, escape);
                }
            }
            Instruction::Healthcheck(check) => {
                let is_one = matches!(check.arguments, HealthcheckArguments::Cmd { .. });
                stage.healthcheck = Some(is_one);
            }
            Instruction::Copy(CopyInstruction { options, copy: keyword, .. })
            | Instruction::Add(AddInstruction { options, add: keyword, .. }) => {
                let line = source.line(keyword.span.start);
                stage.copy(line, flag(options, "from"), "COPY --from", escape);
            }
            Instruction::Run(run) => stage.mount(source.line(run.run.span.start), run, escape),
            _ => {}
        }
    }
}

impl Stage {
    fn is_called(&self, name: &str) -> bool {
        let own = self.name.as_deref();
        own.is_some_and(|own| own.eq_ignore_ascii_case(name))
    }

    fn declare(&mut self, argument: &ArgInstruction<'_>, globals: &Scope, escape: char) {
        let words = words::split(&argument.arguments.value, escape);
        for (name, default) in words::declarations(&words) {
            let default = match default {
                Some(text) => Some(self.scope.expand(text, escape)),
                None => globals.default_of(name).map(str::to_owned),
            };
            self.scope.declare(name, default);
        }
    }

    fn set(&mut self, environment: &EnvInstruction<'_>, escape: char) {
        let pairs = words::pairs(&environment.arguments.value, escape);
        let values: Vec<(&str, String)> = pairs
            .into_iter()
            .map(|(name, value)| (name, self.scope.expand(value.unwrap_or_default(), escape)))
            .collect();
        for (name, value) in values {
            self.scope.set(name, value);
        }
    }

    fn expose(&mut self, port: &str, escape: char) {
        let expanded = self.scope.expand(port, escape);
        for port in expanded.split_whitespace() {
            if self.ports.len() == MOST {
                return;
            }
            let reads_as_port = port.starts_with(|c: char| c.is_ascii_digit() || c == '$');
            if reads_as_port && !self.ports.iter().any(|known| known == port) {
                self.ports.push(port.to_owned());
            }
        }
    }

    fn mount(&mut self, line: u32, run: &RunInstruction<'_>, escape: char) {
        for option in &run.options {
            if option.name.value.eq_ignore_ascii_case("mount") {
                let fields = option.value.as_ref().map(|value| value.value.as_ref());
                let from = fields
                    .unwrap_or_default()
                    .split(',')
                    .find_map(|field| field.trim_matches('"').strip_prefix("from="));
                self.copy(line, from, "RUN --mount", escape);
            }
        }
    }

    fn copy(&mut self, line: u32, from: Option<&str>, by: &'static str, escape: char) {
        let from = from.map(|from| self.scope.expand(from, escape));
        if let Some(from) = from.filter(|from| !from.is_empty()) {
            self.sources.push(CopySource { line, from, by });
        }
    }
}

fn declare_globally(globals: &mut Scope, argument: &ArgInstruction<'_>, escape: char) {
    let words = words::split(&argument.arguments.value, escape);
    for (name, default) in words::declarations(&words) {
        let default = default.map(|text| globals.expand(text, escape));
        globals.declare(name, default);
    }
}

/// The value of an option.
fn flag<'a>(options: &'a [Flag<'_>], name: &str) -> Option<&'a str> {
    let option = options.iter().find(|option| option.name.value.eq_ignore_ascii_case(name))?;
    option.value.as_ref().map(|value| value.value.as_ref())
}

/// Whether a text with variables left in it could become the name of a stage.
fn may_be(text: &str, name: &str) -> bool {
    let Some((start, rest)) = text.split_once('$') else {
        return false;
    };
    let end = match rest.rsplit('$').next().unwrap_or_default() {
        braced if braced.starts_with('{') => braced.split_once('}').map_or("", |(_, end)| end),
        plain => plain.trim_start_matches(|c: char| c.is_ascii_alphanumeric() || c == '_'),
    };
    let name = name.to_ascii_lowercase();
    name.len() >= start.len() + end.len()
        && name.starts_with(&start.to_ascii_lowercase())
        && name.ends_with(&end.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_variable_may_name_a_stage_when_its_ends_fit() {
        assert!(may_be("base-${TARGETARCH}", "base-amd64"));
        assert!(may_be("$BASE", "anything"));
        assert!(may_be("${A}-build", "Go-Build"));
        assert!(!may_be("node:$TAG", "node"));
        assert!(!may_be("ghcr.io/acme/${A}", "base"));
        assert!(!may_be("base", "base"));
    }
}
