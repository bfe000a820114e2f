//! A pipeline that events start, and everything it does.

use std::collections::{BTreeMap, BTreeSet};

use globset::Glob;
use milepost_core::{Evidence, Fact, Job, Pipeline, Trigger, Verb};

use super::called::Called;

/// A pipeline that events start, and everything it does.
pub(crate) struct Running<'a> {
    pub(crate) fact: &'a Fact,
    pub(crate) pipeline: &'a Pipeline,
    /// Whether something else writes its file or keeps it in step (trap T12).
    pub(crate) generated: bool,
    /// Jobs of other files that it takes in and runs.
    pub(crate) included: Vec<&'a Job>,
    /// What it does, in the order of the file.
    pub(crate) doings: Vec<Doing>,
    /// Command lines of units that install charts.
    pub(super) called: Vec<Called<'a>>,
    /// Units called whose definition is not in the scan, and whether a change leads there.
    unseen: BTreeMap<String, bool>,
    /// What units and steps are named for although what they do, as far as it can be read, does not
    /// show it: absence is not proved. And whether a change leads there.
    doubtful: BTreeMap<(Verb, String), bool>,
    /// The default branch.
    branch: Option<&'a str>,
    /// What starts it as a whole.
    starts: Starts,
}

/// Whether proposed changes start something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Proposed {
    /// They do not.
    Never,
    /// They do, and so does something else.
    Also,
    /// They do, and nothing else.
    Only,
}

/// What starts a pipeline, or one job of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Starts {
    /// A change to the default branch, or one proposed for it.
    pub(crate) on_change: bool,
    /// What comes to the default branch, and not tags alone.
    pub(crate) on_push: bool,
    /// Whether changes that are proposed do.
    proposed: Proposed,
    /// The change itself, rather than something else that tells of one.
    by_change: bool,
}

impl Starts {
    /// What `triggers` come to; `branch` is the default one.
    fn of(triggers: &[Trigger], branch: Option<&str>) -> Self {
        let by_change = triggers.iter().any(|trigger| {
            let event = trigger.event.as_str();
            let push = event == "push";
            let change = CHANGES.contains(&event) && (!push || lets_through(trigger, branch));
            change || PROPOSALS.contains(&event)
        });
        let told = triggers.iter().any(|trigger| trigger.event == TOLD);
        let on_change = by_change || told;
        let on_push = triggers.iter().any(|trigger| match trigger.event.as_str() {
            "push" => lets_through(trigger, branch) && !is_of_tags(trigger),
            event => event == "any",
        });
        let is_proposal = |trigger: &Trigger| PROPOSALS.contains(&trigger.event.as_str());
        let proposed = match triggers.iter().filter(|it| is_proposal(it)).count() {
            0 => Proposed::Never,
            all if all == triggers.len() => Proposed::Only,
            _ => Proposed::Also,
        };
        Self { on_change, on_push, proposed, by_change }
    }

    /// Whether proposed changes start it, and nothing else.
    pub(crate) fn of_pull_request(self) -> bool {
        self.proposed == Proposed::Only
    }

    /// Whether proposed changes start it, alone or among others.
    pub(super) fn is_proposed(self) -> bool {
        self.proposed != Proposed::Never
    }
}

/// One thing a pipeline does.
#[derive(Debug, Clone)]
pub(crate) struct Doing {
    pub(crate) verb: Verb,
    /// The line of the pipeline itself that leads to it.
    pub(crate) at: Evidence,
    /// The units passed through on the way, the one called first in front.
    pub(crate) through: Vec<String>,
    /// What runs in the end: a command head or the innermost unit.
    pub(crate) by: String,
    /// The environment of the job, as written.
    pub(crate) environment: Option<String>,
    /// The place of the job that leads to it among those of its pipeline.
    pub(crate) job: usize,
    /// What the job, which stands in front, and the steps that lead to it name, in lower case.
    pub(crate) about: Vec<String>,
    /// Paths of its repository that those steps work on, as written; `.` for its root.
    pub(super) paths: Vec<String>,
    /// Whether one of the units that lead to it is handed an image.
    pub(super) takes_image: bool,
    /// Whether a person must let it start.
    pub(crate) gated: bool,
    /// Whether it runs after something was deployed: a check of what runs, not of the change.
    pub(crate) after_deploy: bool,
    /// What starts it.
    pub(crate) starts: Starts,
}

/// Events that a change to the software causes.
const CHANGES: &[&str] = &["push", "merge_group", "tag", "release", "any", "workflow_run"];

/// The event that another repository may send when it changed: what it starts counts as started by
/// a change, and leaves nothing open of what a change of this one should.
const TOLD: &str = "repository_dispatch";

/// Events of a change that is proposed.
const PROPOSALS: &[&str] = &["pull_request", "pull_request_target", "merge_request"];

impl<'a> Running<'a> {
    /// A pipeline of which nothing is known yet but what starts it; `branch` is the default one.
    pub(super) fn new(fact: &'a Fact, pipeline: &'a Pipeline, branch: Option<&'a str>) -> Self {
        Self {
            fact,
            pipeline,
            generated: pipeline.generated.is_some(),
            included: Vec::new(),
            doings: Vec::new(),
            called: Vec::new(),
            unseen: BTreeMap::new(),
            doubtful: BTreeMap::new(),
            branch,
            starts: Starts::of(&pipeline.triggers, branch),
        }
    }

    /// The same where its server starts it for its schedule alone.
    pub(super) fn on_schedule(mut self) -> Self {
        let written: Vec<Trigger> =
            self.pipeline.triggers.iter().filter(|it| it.event != "any").cloned().collect();
        self.starts = Starts::of(&written, self.branch);
        self
    }

    /// Its jobs, in the order of the file, then those it takes in.
    pub(crate) fn jobs(&self) -> Vec<&'a Job> {
        self.pipeline.jobs.iter().chain(self.included.iter().copied()).collect()
    }

    /// Whether a change to the default branch, or one proposed for it, starts it.
    pub(crate) fn on_change(&self) -> bool {
        self.starts.on_change
    }

    /// What starts the job at this place: what starts the pipeline, where it has nothing of its own.
    pub(super) fn starts_of(&self, job: usize) -> Starts {
        let own = self.pipeline.jobs.get(job).map(|job| job.triggers.as_slice());
        match own.filter(|triggers| !triggers.is_empty()) {
            Some(triggers) => Starts::of(triggers, self.branch),
            None => self.starts,
        }
    }

    /// Notes a unit that cannot be seen, called by the job at this place.
    pub(super) fn leave_unseen(&mut self, unit: &str, job: usize) {
        let on_change = self.starts_of(job).by_change;
        *self.unseen.entry(unit.to_owned()).or_default() |= on_change;
    }

    /// Notes what the job at this place may do by `by` in a way that cannot be read.
    pub(super) fn leave_doubtful(&mut self, verb: Verb, by: &str, job: usize) {
        let on_change = self.starts_of(job).by_change;
        *self.doubtful.entry((verb, by.to_owned())).or_default() |= on_change;
    }

    /// Notes units that cannot be seen, which it takes in as a whole.
    pub(super) fn leave_missing<'m>(&mut self, units: impl Iterator<Item = &'m str>) {
        let on_change = self.starts.by_change;
        for unit in units {
            *self.unseen.entry(unit.to_owned()).or_default() |= on_change;
        }
    }

    /// Units called whose definition is not in the scan; with `on_change`, those to which a change
    /// leads.
    pub(crate) fn unseen(&self, on_change: bool) -> impl Iterator<Item = &str> {
        let all = self.unseen.iter().filter(move |(_, changes)| **changes || !on_change);
        all.map(|(unit, _)| unit.as_str())
    }

    /// What it may do in a way that cannot be read, and by what; with `on_change`, that to which a
    /// change leads.
    pub(crate) fn doubtful(&self, on_change: bool) -> impl Iterator<Item = (Verb, &str)> {
        let all = self.doubtful.iter().filter(move |(_, changes)| **changes || !on_change);
        all.map(|((verb, by), _)| (*verb, by.as_str()))
    }

    /// Whether it is CI: started by changes, and building or testing (trap T19).
    pub(crate) fn is_ci(&self) -> bool {
        self.doings.iter().any(|doing| doing.starts.on_change && doing.verb.is_build_or_test())
    }

    /// Whether every start of it waits for a person.
    pub(crate) fn by_hand_only(&self) -> bool {
        !self.pipeline.triggers.is_empty()
            && self.pipeline.triggers.iter().all(|t| t.event == "workflow_dispatch")
    }
}

impl Running<'_> {
    /// Whether tags and releases alone start it, besides people.
    pub(crate) fn of_versions_only(&self) -> bool {
        let starts = self.pipeline.triggers.iter().filter(|it| it.event != "workflow_dispatch");
        let of_version = |it: &Trigger| match it.event.as_str() {
            "push" => is_of_tags(it),
            event => matches!(event, "release" | "tag"),
        };
        starts.clone().next().is_some() && starts.into_iter().all(of_version)
    }
}

/// Whether a push filter lets the default branch through; of a tag filter nobody can say that it
/// does not ship.
fn lets_through(trigger: &Trigger, branch: Option<&str>) -> bool {
    let Some(branch) = branch else { return true };
    let (excluded, included): (Vec<&str>, Vec<&str>) =
        trigger.branches.iter().map(String::as_str).partition(|pattern| pattern.starts_with('!'));
    let names = |pattern: &str| {
        pattern == branch
            || pattern.contains(['*', '?', '[', '{'])
                && Glob::new(pattern).is_ok_and(|glob| glob.compile_matcher().is_match(branch))
    };
    let may = |pattern: &&str| is_computed(pattern) || names(pattern) || looks_like_tag(pattern);
    let out = excluded.iter().any(|pattern| names(pattern.trim_start_matches('!')));
    !out && (included.is_empty() || included.iter().any(may))
}

/// Filters of branches and of tags are not told apart in a trigger; versions name tags.
fn looks_like_tag(pattern: &str) -> bool {
    let bare = pattern.trim_start_matches(['v', '[', '^']);
    bare.starts_with(|c: char| c.is_ascii_digit() || c == '*' && pattern.len() > 1)
}

/// Whether a push must be one of a tag; without any filter it may be one of a branch.
fn is_of_tags(trigger: &Trigger) -> bool {
    let is_tag = |pattern: &String| looks_like_tag(pattern) && pattern != "**";
    !trigger.branches.is_empty() && trigger.branches.iter().all(is_tag)
}

/// Jobs that `first` marks, and whatever needs one of them to have ended.
pub(super) fn with_followers<'a>(
    jobs: &[&'a Job],
    first: impl Fn(&Job) -> bool,
) -> BTreeSet<&'a str> {
    let mut reached: BTreeSet<&str> =
        jobs.iter().filter(|job| first(job)).map(|job| job.id.as_str()).collect();
    // Each round reaches one job further, so there are at most as many rounds as jobs.
    for _ in jobs {
        let before = reached.len();
        let next =
            jobs.iter().filter(|job| job.needs.iter().any(|id| reached.contains(id.as_str())));
        let next: Vec<&str> = next.map(|job| job.id.as_str()).collect();
        reached.extend(next);
        if reached.len() == before {
            break;
        }
    }
    reached
}

/// Whether a name is only known when the pipeline runs.
pub(crate) fn is_computed(name: &str) -> bool {
    name.contains(['$', '<', '{'])
}
