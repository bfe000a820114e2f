//! What one commit does to paths that matter, read from the two states of each.

use std::sync::Arc;

use milepost_core::{PathRole, Touch, Touched};
use milepost_git::{Difference, Step, Walk};

use super::authors::{gone, renamed};
use super::known::Touches;
use super::resources::Declared;
use super::shape::Shape;
use super::texts::{Differing, Texts};
use super::{HistoryPlan, bumps};

/// What is needed to read changes of one repository.
pub(super) struct Reading<'r, 'w> {
    pub(super) plan: &'r HistoryPlan,
    pub(super) walk: &'r Walk<'w>,
    pub(super) texts: &'r mut Texts,
    /// The name of the repository.
    pub(super) name: &'r str,
}

/// What the paths of one commit have in common.
#[derive(Default)]
struct Sums {
    shape: Shape,
    declared: Declared,
}

impl Reading<'_, '_> {
    /// What a commit does to the paths of these differences.
    pub(super) fn touches(&mut self, step: &Step, own: &[(&Difference, PathRole)]) -> Touches {
        let gone = gone(&step.changed);
        let mut sums = Sums::default();
        let mut touches: Vec<(Arc<str>, PathRole, Touch)> = Vec::with_capacity(own.len());
        for (difference, role) in own {
            let touch = self.touch((difference, &gone), *role, &mut sums);
            touches.push((difference.path.as_str().into(), *role, touch));
        }
        let mut declared = sums.declared;
        for (path, _, touch) in &mut touches {
            touch.adds = declared.added(path);
        }
        Touches { touches, shape: sums.shape.finish() }
    }

    fn touch(
        &mut self,
        (difference, gone): (&Difference, &[&Difference]),
        role: PathRole,
        sums: &mut Sums,
    ) -> Touch {
        let how = match (difference.before, difference.after) {
            (None, _) => Touched::Added,
            (_, None) => Touched::Removed,
            _ => Touched::Changed,
        };
        let mut touch = Touch { path: 0, how, size: 0, bumps: Vec::new(), adds: Vec::new() };
        let declares = role == PathRole::Infrastructure && Declared::reads(&difference.path);
        if role == PathRole::Dependencies || how == Touched::Removed && !declares {
            return touch;
        }
        // What only got another name is compared with what it was (trap T38).
        let moved = difference.before.is_none().then(|| renamed(difference, gone)).flatten();
        let blobs = (difference.before.or_else(|| moved?.before), difference.after);
        let (old, new) = self.texts.both(self.walk, &difference.path, blobs);
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let lines = Differing::lines(&old, &new);
        if declares {
            sums.declared.take(&difference.path, &lines);
        }
        if how == Touched::Removed {
            return touch;
        }
        sums.shape.add((&difference.path, role), &lines, self.name);
        touch.size = match role {
            PathRole::Document => Differing::words(&old, &new).size(),
            _ => lines.size(),
        };
        if role == PathRole::Infrastructure && how == Touched::Changed {
            touch.bumps = bumps::of(self.plan, &difference.path, &old, &new);
        }
        touch
    }
}
