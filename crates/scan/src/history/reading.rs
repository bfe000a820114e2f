//! What one commit does to paths that matter, read from the two states of each.

use milepost_core::{PathRole, Touch, Touched};
use milepost_git::{Difference, Step, Walk};

use super::authors::{gone, renamed};
use super::known::Touches;
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

impl Reading<'_, '_> {
    /// What a commit does to the paths of these differences.
    pub(super) fn touches(&mut self, step: &Step, own: &[(&Difference, PathRole)]) -> Touches {
        let gone = gone(&step.changed);
        let mut shape = Shape::default();
        let mut touches = Vec::with_capacity(own.len());
        for (difference, role) in own {
            let touch = self.touch((difference, &gone), *role, &mut shape);
            touches.push((difference.path.as_str().into(), *role, touch));
        }
        Touches { touches, shape: shape.finish() }
    }

    fn touch(
        &mut self,
        (difference, gone): (&Difference, &[&Difference]),
        role: PathRole,
        shape: &mut Shape,
    ) -> Touch {
        let how = match (difference.before, difference.after) {
            (None, _) => Touched::Added,
            (_, None) => Touched::Removed,
            _ => Touched::Changed,
        };
        let mut touch = Touch { path: 0, how, size: 0, bumps: Vec::new() };
        if role == PathRole::Dependencies || how == Touched::Removed {
            return touch;
        }
        // What only got another name is compared with what it was (trap T38).
        let moved = difference.before.is_none().then(|| renamed(difference, gone)).flatten();
        let blobs = (difference.before.or_else(|| moved?.before), difference.after);
        let (old, new) = self.texts.both(self.walk, &difference.path, blobs);
        let (old, new) = (old.unwrap_or_default(), new.unwrap_or_default());
        let lines = Differing::lines(&old, &new);
        shape.add((&difference.path, role), &lines, self.name);
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
