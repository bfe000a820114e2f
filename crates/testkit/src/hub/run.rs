//! Runs of workflows.

use jiff::Timestamp;
use serde_json::{Value, json};

use super::account::Account;
use super::repository::Repository;

/// One run of a workflow.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Run {
    /// Its number among all runs.
    pub id: u64,
    /// The number of its workflow.
    pub workflow: u64,
    /// The workflow's name.
    pub name: String,
    /// The workflow's file, as `.github/workflows/build.yml`.
    pub path: String,
    /// The branch it ran for.
    pub branch: String,
    /// The commit it ran for.
    pub sha: String,
    /// What began it, as `push`.
    pub event: String,
    /// How far it is, as `completed`.
    pub status: String,
    /// How it ended, as `success`.
    pub conclusion: Option<String>,
    /// When it was begun.
    pub created_at: Timestamp,
    /// When it ended.
    pub updated_at: Timestamp,
}

impl Run {
    /// A run for a push to `main` that ended well.
    pub fn of_push(id: u64, path: &str, sha: &str, at: Timestamp) -> Self {
        Self {
            id,
            workflow: 1,
            name: "Build".to_owned(),
            path: path.to_owned(),
            branch: "main".to_owned(),
            sha: sha.to_owned(),
            event: "push".to_owned(),
            status: "completed".to_owned(),
            conclusion: Some("success".to_owned()),
            created_at: at,
            updated_at: at,
        }
    }

    pub(super) fn listed(&self, root: &str, of: &Repository, owner: &Account) -> Value {
        let url = format!("{}/actions/runs/{}", of.url(root), self.id);
        let mut repository = of.listed(root, owner);
        if let Some(fields) = repository.as_object_mut() {
            fields.remove("permissions");
        }
        json!({
            "id": self.id, "name": self.name, "node_id": format!("WFR_kwLO{:08x}", self.id),
            "head_branch": self.branch, "head_sha": self.sha, "path": self.path,
            "display_title": self.name, "run_number": 1, "run_attempt": 1, "event": self.event,
            "status": self.status, "conclusion": self.conclusion, "workflow_id": self.workflow,
            "check_suite_id": self.id, "url": url,
            "html_url": format!("{root}/{}/actions/runs/{}", of.full_name(), self.id),
            "pull_requests": [], "created_at": self.created_at.to_string(),
            "updated_at": self.updated_at.to_string(),
            "run_started_at": self.created_at.to_string(),
            "actor": owner.short(root), "triggering_actor": owner.short(root),
            "jobs_url": format!("{url}/jobs"), "logs_url": format!("{url}/logs"),
            "check_suite_url": format!("{}/check-suites/{}", of.url(root), self.id),
            "artifacts_url": format!("{url}/artifacts"), "cancel_url": format!("{url}/cancel"),
            "rerun_url": format!("{url}/rerun"), "previous_attempt_url": null,
            "workflow_url": format!("{}/actions/workflows/{}", of.url(root), self.workflow),
            "head_commit": null, "repository": repository.clone(),
            "head_repository": repository,
        })
    }
}
