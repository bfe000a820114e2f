//! Runs of workflows on the default branch that failed: one call a repository, because only REST tells.

use jiff::{Timestamp, tz::TimeZone};
use serde::{Deserialize, Serialize};

use super::ask::{About, Asked};
use super::{Asking, Facts, before};
use crate::client::Caller;
use crate::{CallError, Listed};

/// How far back is looked: a quarter, two days before it, and what lies between the newest commit
/// and the run.
const DAYS: i64 = 100;

/// Runs that failed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Runs {
    pub(super) asked: Asked,
    /// Since when none is missing.
    pub(super) since: Timestamp,
    /// When each ended.
    pub(super) failed: Vec<Timestamp>,
}

/// A page of runs.
#[derive(Deserialize)]
struct Told {
    workflow_runs: Vec<Run>,
}

#[derive(Deserialize)]
struct Run {
    updated_at: Timestamp,
}

/// The day from which on runs are asked for: the first of a month, so that the same is asked all month
/// and what did not change is not sent again.
fn since(now: Timestamp) -> Timestamp {
    let day = before(now, DAYS).to_zoned(TimeZone::UTC).date().first_of_month();
    day.to_zoned(TimeZone::UTC).map_or(Timestamp::MIN, |day| day.timestamp())
}

/// The repositories that are asked about: others had no change in all that time, or none since they
/// were asked about.
pub(super) fn asked_about<'a>(asking: &Asking<'a>) -> Vec<&'a Listed> {
    let holds = |listed: &Listed| {
        let before = asking.before.get(&listed.hosted.id).and_then(|it| it.runs.as_ref());
        before.is_some_and(|runs| runs.asked.holds(About { listed, asking }))
    };
    asking.repositories.iter().copied().filter(|it| lives(it, asking) && !holds(it)).collect()
}

/// Whether somebody works on a repository: something was pushed to it in all that time.
pub(super) fn lives(listed: &Listed, asking: &Asking<'_>) -> bool {
    let since = since(asking.now);
    !listed.hosted.archived && listed.pushed.is_some_and(|at| at >= since)
}

impl Caller {
    /// Asks for the runs that failed of each repository that changed.
    pub(super) async fn failed_runs(
        &self,
        asking: &Asking<'_>,
        facts: &mut Facts,
    ) -> Result<(), CallError> {
        let since = since(asking.now);
        let asked: Vec<u64> = asked_about(asking).iter().map(|it| it.hosted.id).collect();
        for listed in asking.repositories {
            let about = About { listed, asking };
            let heard = facts.of.entry(listed.hosted.id).or_default();
            if asked.contains(&listed.hosted.id) {
                match self.failed_since(listed, since).await {
                    Ok(failed) => {
                        heard.runs = Some(Runs { asked: Asked::of(about), since, failed });
                    }
                    Err(error) if error.is_refusal() => {
                        heard.runs = None;
                        facts.refused.get_or_insert(error.to_string());
                    }
                    Err(CallError::Failed { path, words, times }) => {
                        let error = CallError::Failed { path, words, times };
                        facts.refused.get_or_insert(error.to_string());
                    }
                    Err(error) => return Err(error),
                }
            } else if heard.runs.is_none() {
                // Nothing ran for a change, because there was none.
                heard.runs = Some(Runs { asked: Asked::of(about), since, failed: Vec::new() });
            }
        }
        Ok(())
    }

    async fn failed_since(
        &self,
        listed: &Listed,
        since: Timestamp,
    ) -> Result<Vec<Timestamp>, CallError> {
        let Some(branch) = &listed.branch else { return Ok(Vec::new()) };
        let (name, day) = (&listed.name, since.strftime("%Y-%m-%d"));
        let branch = escaped(branch);
        let path = format!(
            "/repos/{name}/actions/runs?branch={branch}&status=failure&created=%3E%3D{day}&per_page=100"
        );
        let (mut failed, mut next) = (Vec::new(), Some(path));
        while let Some(path) = next {
            let page = self.one_page::<Told>(&path).await?;
            failed.extend(page.items.workflow_runs.iter().map(|run| run.updated_at));
            next = page.next;
        }
        failed.sort();
        Ok(failed)
    }
}

/// The name of a branch as it stands in an address.
fn escaped(branch: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~/".contains(&byte);
    let one = |byte: u8| {
        if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }
    };
    branch.bytes().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_runs_are_asked_for_all_month() {
        let from = |now: &str| since(now.parse().unwrap()).to_string();
        assert_eq!(from("2026-06-10T03:00:00Z"), "2026-03-01T00:00:00Z");
        assert_eq!(from("2026-06-30T23:00:00Z"), "2026-03-01T00:00:00Z");
    }

    #[test]
    fn the_name_of_a_branch_may_hold_anything() {
        assert_eq!(escaped("release/1.x"), "release/1.x");
        assert_eq!(escaped("a&b#c"), "a%26b%23c");
    }
}
