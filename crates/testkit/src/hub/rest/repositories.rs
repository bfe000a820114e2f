//! Single repositories, the rules of their branches and the runs of their workflows.

use serde_json::{Value, json};

use super::Ask;
use crate::hub::account::Account;
use crate::hub::answer::Answer;
use crate::hub::page::Page;
use crate::hub::repository::Repository;
use crate::hub::run::Run;

impl Ask<'_> {
    pub(super) fn repository(&self, owner: &str, name: &str, rest: &[&str]) -> Answer {
        if let Some(repository) = self.state.named(owner, name) {
            return self.about(repository, rest);
        }
        let moved = self.state.formerly(owner, name);
        let Some(moved) = moved.filter(|repository| self.state.sees(self.token, repository)) else {
            return Answer::not_found();
        };
        let after: String = rest.iter().flat_map(|segment| ["/", segment]).collect();
        let query = if self.asked.raw_query.is_empty() { "" } else { "?" };
        let url = format!(
            "{}/api/v3/repositories/{}{after}{query}{}",
            self.root, moved.id, self.asked.raw_query
        );
        Answer::new(
            301,
            json!({
                "message": "Moved Permanently", "url": url,
                "documentation_url": "https://docs.github.com/rest/guides/best-practices-for-using-the-rest-api#follow-redirects",
            }),
        )
        .header("Location", url)
    }

    pub(super) fn repository_by_id(&self, id: &str, rest: &[&str]) -> Answer {
        let found = id.parse().ok().and_then(|id: u64| self.state.repositories.get(&id));
        found.map_or_else(Answer::not_found, |repository| self.about(repository, rest))
    }

    fn about(&self, repository: &Repository, rest: &[&str]) -> Answer {
        if !self.state.sees(self.token, repository) {
            return Answer::not_found();
        }
        match rest {
            [] => Answer::ok(self.shown(repository, true)),
            ["rules", "branches", branch @ ..] => {
                let rules = repository.branch_rules.get(&branch.join("/"));
                let rules = rules.cloned().unwrap_or_default();
                self.page(repository, rest, rules.len(), |range| rules[range].to_vec()).0
            }
            ["actions", "runs"] => self.runs(repository, rest),
            ["code-scanning", "default-setup"] => match repository.security {
                Some(it) => {
                    let state = if it.code_scanning { "configured" } else { "not-configured" };
                    Answer::ok(json!({"state": state}))
                }
                None => Answer::says(403, "Resource not accessible by personal access token"),
            },
            ["private-vulnerability-reporting"] => match repository.security {
                Some(it) => Answer::ok(json!({"enabled": it.private_reports})),
                None => Answer::not_found(),
            },
            _ => Answer::not_found(),
        }
    }

    fn runs(&self, repository: &Repository, rest: &[&str]) -> Answer {
        let owner = self.owner(repository);
        let runs: Vec<&Run> = repository.runs.iter().filter(|run| self.wants(run)).collect();
        let shown = |range| {
            let shown: &[&Run] = &runs[range];
            shown.iter().map(|run| run.listed(self.root, repository, &owner)).collect()
        };
        let (mut answer, total) = self.page(repository, rest, runs.len(), shown);
        answer.json = answer.json.map(|runs| json!({"total_count": total, "workflow_runs": runs}));
        answer
    }

    /// Whether a run is among those asked for.
    fn wants(&self, run: &Run) -> bool {
        let is = |name: &str, value: &str| {
            self.asked.parameter(name).is_none_or(|wanted| wanted == value)
        };
        let status = self.asked.parameter("status").is_none_or(|wanted| {
            wanted == run.status || run.conclusion.as_ref().is_some_and(|it| *it == wanted)
        });
        let created = self.asked.parameter("created").is_none_or(|range| {
            // Instants in one form sort as text, and a day sorts before its instants.
            let at = run.created_at.to_string();
            match range.split_once("..") {
                Some((from, to)) => {
                    (from == "*" || at.as_str() >= from)
                        && (to == "*" || at.as_str() <= to || at.starts_with(to))
                }
                None if range.starts_with(">=") => at.as_str() >= &range[2..],
                None => at.starts_with(&range),
            }
        });
        status
            && created
            && is("branch", &run.branch)
            && is("event", &run.event)
            && is("head_sha", &run.sha)
    }

    fn page(
        &self,
        repository: &Repository,
        rest: &[&str],
        total: usize,
        shown: impl FnOnce(std::ops::Range<usize>) -> Vec<Value>,
    ) -> (Answer, usize) {
        let address =
            format!("{}/api/v3/repositories/{}/{}", self.root, repository.id, rest.join("/"));
        let page = Page::of(self.asked, &address, total);
        let answer = Answer::ok(Value::Array(shown(page.range)));
        let answer = page.link.into_iter().fold(answer, |answer, link| answer.header("Link", link));
        (answer, total)
    }

    /// A repository as a list or as it answers for itself; who does not say who asks hears of no
    /// permissions.
    pub(super) fn shown(&self, repository: &Repository, in_full: bool) -> Value {
        let owner = self.owner(repository);
        let mut json = if in_full {
            repository.in_full(self.root, &owner)
        } else {
            repository.listed(self.root, &owner)
        };
        if let Some(fields) = json.as_object_mut().filter(|_| self.token.is_none()) {
            fields.remove("permissions");
        }
        json
    }

    fn owner(&self, repository: &Repository) -> Account {
        let known = self.state.accounts.get(&repository.owner).cloned();
        known.unwrap_or_else(|| Account::organisation(1, &repository.owner))
    }
}
