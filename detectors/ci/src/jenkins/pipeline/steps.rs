//! Steps, and the jobs they belong to.

use std::collections::BTreeMap;

use milepost_commands::Folder;
use milepost_core::{Job, Step};

use super::super::known;
use super::{Call, Place, Reading};
use crate::parts::JOBS;
use crate::{inputs, unread};

/// Steps a file may have once local functions are followed; what lies beyond is not read.
pub(super) const STEPS: usize = 10_000;

/// What the axes of a matrix say it runs over.
fn over(matrix: &Call) -> BTreeMap<String, Vec<String>> {
    let mut over = inputs::Over::default();
    let axes = matrix.children().filter(|call| call.name == "axes").flat_map(Call::children);
    for axis in axes.filter(|call| call.name == "axis") {
        let name =
            axis.children().find(|call| call.name == "name").and_then(|call| call.text("name"));
        let values = axis.children().filter(|call| call.name == "values");
        for value in values.flat_map(|call| &call.arguments).filter_map(|value| value.text.as_ref())
        {
            over.add_text(name.unwrap_or_default(), value);
        }
    }
    over.done()
}

impl<'c> Reading<'c, '_, '_> {
    pub(super) fn script(&mut self, call: &'c Call, place: Place<'c>) {
        if let Some(argument) = call.argument("script")
            && let Some(text) = &argument.text
        {
            let mut folder = Folder::at(place.folder.unwrap_or_default());
            // Outside every stage only what is known makes a job.
            let steps = if place.job.is_some() {
                self.sheet.script_or_unread(text, argument.line, &mut folder)
            } else {
                self.sheet.script_text(text, argument.line, &mut folder)
            };
            for step in steps {
                self.step(step, place);
            }
        }
        self.all(&call.inner, Place { in_arguments: true, ..place });
    }

    pub(super) fn unit(
        &mut self,
        call: &'c Call,
        key: &str,
        source: impl Fn(&str) -> String,
        place: Place<'c>,
    ) {
        if let Some(text) = call.text(key) {
            let step = self.sheet.computed_unit(&source(text), call.line);
            self.step(step, place);
        }
    }

    pub(super) fn command(&mut self, call: &'c Call, command: &str, place: Place<'c>) {
        let mut folder = Folder::at(place.folder.unwrap_or_default());
        for step in self.sheet.script_text(command, call.line, &mut folder) {
            self.step(step, place);
        }
        self.inside(call, place);
    }

    /// A method of an object, which stands in a class or in another file: its name may say what it is
    /// meant for. Outside every stage nothing says that it does anything.
    pub(super) fn method(&mut self, call: &'c Call, place: Place<'c>) {
        if place.job.is_none() {
            return;
        }
        let method = call.name.rsplit('.').next().unwrap_or_default();
        let mut step = unread::opaque(&call.name, call.line);
        if known::name_tells(method) {
            step.meant = unread::meant(method, self.sheet.verbs);
        }
        self.step(step, place);
    }

    pub(super) fn step(&mut self, step: Step, place: Place<'c>) {
        let at = self.job(place);
        if self.steps <= STEPS {
            self.steps += 1;
            self.jobs[at].steps.push(step);
        }
    }

    /// The job a call belongs to: its stage, else one named by what holds the call.
    pub(super) fn job(&mut self, place: Place<'c>) -> usize {
        if let Some(at) = place.job {
            return at;
        }
        let (name, line) = place.holder.unwrap_or(("pipeline", 1));
        if let Some((held, at)) = self.implicit
            && held == line
            && self.jobs.get(at).is_some_and(|job| job.line == line)
        {
            return at;
        }
        let mut implicit = Job::new(name, line);
        implicit.needs.clone_from(&self.previous);
        self.jobs.push(implicit);
        let at = self.jobs.len() - 1;
        self.implicit = Some((line, at));
        self.previous = vec![self.jobs[at].id.clone()];
        at
    }

    pub(super) fn open(&mut self, id: &str, line: u32, place: Place<'c>) -> Option<usize> {
        if self.jobs.len() >= JOBS {
            self.dynamic.get_or_insert_with(|| format!("more than {JOBS} stages"));
            return None;
        }
        let mut opened = Job::new(id, line);
        opened.needs.clone_from(&self.previous);
        opened.matrix = place.matrix.is_some();
        opened.over = place.matrix.map(over).unwrap_or_default();
        opened.image = place.image.map(str::to_owned);
        self.jobs.push(opened);
        Some(self.jobs.len() - 1)
    }
}
