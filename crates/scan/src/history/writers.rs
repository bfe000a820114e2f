//! Who wrote a change, and when.

use jiff::Timestamp;
use milepost_core::{Change, ChangeWay, IMPORT_FILES};
use milepost_git::{Step, Walk};

use super::people::{People, Who, co_authors};
use super::{DIGITS, HistoryPlan, message};

/// Who wrote a change.
#[derive(Default)]
pub(super) struct Writers {
    /// People, sorted.
    pub(super) by: Vec<u32>,
    /// Whoever wrote most of it.
    pub(super) first: Option<u32>,
    pub(super) bot: bool,
    pub(super) platform: bool,
}

impl Writers {
    /// Those who wrote what a commit brings: of a merge, whoever wrote what it merges, and whoever
    /// merged where nothing of that is known (trap T32).
    pub(super) fn of(walk: &Walk<'_>, people: &mut People<'_>, step: &Step) -> Self {
        let mut writers = Self::default();
        let mut counts: Vec<(u32, u32)> = Vec::new();
        let merged = step.merged.iter().map(|merged| &merged.author);
        for author in merged {
            writers.add(people.of(author), &mut counts);
        }
        let (who, platform) = people.of(&step.author);
        writers.platform |= platform;
        if step.merged.is_empty() {
            writers.add((who, platform), &mut counts);
        }
        // Of a merge with people in it the machines only helped.
        writers.bot &= counts.is_empty();
        for other in co_authors(&step.message) {
            let (who, platform) = people.of(&walk.known(other));
            if who != Who::Bot {
                writers.add((who, platform), &mut counts);
            }
        }
        writers.platform |= people.of(&step.committer).1;
        let most = counts.iter().enumerate().max_by_key(|(at, (_, count))| (*count, -as_i64(*at)));
        writers.first = most.map(|(_, (person, _))| *person);
        writers.by = counts.into_iter().map(|(person, _)| person).collect();
        writers.by.sort_unstable();
        writers
    }

    fn add(&mut self, (who, platform): (Who, bool), counts: &mut Vec<(u32, u32)>) {
        self.platform |= platform;
        match who {
            Who::Bot => self.bot = true,
            Who::Website => {}
            Who::Person(person) => match counts.iter_mut().find(|(known, _)| *known == person) {
                Some((_, count)) => *count += 1,
                None => counts.push((person, 1)),
            },
        }
    }
}

fn as_i64(number: usize) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

/// When the first of what a commit brings was written, where that was before it came; nobody knows
/// of what was squashed or came with a history of its own (traps T31, T34, T73).
pub(super) fn authored(step: &Step, way: ChangeWay) -> Option<Timestamp> {
    if way == ChangeWay::Squash || step.brings_root {
        return None;
    }
    let merged = step.merged.iter().map(|merged| merged.authored).min();
    let first = merged.unwrap_or(step.authored);
    Timestamp::from_second(first).ok().filter(|_| first < step.time)
}

/// A change of which only the commit is known yet.
pub(super) fn change(plan: &HistoryPlan, step: &Step, at: Timestamp, writers: &Writers) -> Change {
    let way = message::way(step);
    let files = u32::try_from(step.changed.len()).unwrap_or(u32::MAX);
    Change {
        commit: step.id.chars().take(DIGITS).collect(),
        at,
        authored: authored(step, way),
        by: writers.by.clone(),
        bot: writers.bot,
        platform: writers.platform,
        way,
        mark: message::mark(plan, &step.message),
        mass: step.brings_root || files > IMPORT_FILES,
        files,
        pages_only: files > 0 && step.changed.iter().all(|it| plan.is_page(&it.path)),
        touches: Vec::new(),
        folders: Vec::new(),
        shape: None,
    }
}
