//! Deploys as the host of a repository was told of them: what proves that something is run where no
//! file says so (rubric 0.5, traps T16 and T17).

use milepost_core::{Deployment, Outcome};

use super::Component;
use crate::settings::{EnvironmentClass, Settings};

impl<'a> Component<'a> {
    /// Deployments to environments people rely on, the newest first. A deployment names the
    /// repository and not what of it, so none is known to be of what shares its repository.
    pub(crate) fn told_deployments(
        &self,
        settings: &Settings,
    ) -> impl Iterator<Item = &'a Deployment> {
        let alone = self.is_alone();
        let facts = self.repository.api_facts().filter(|_| alone);
        let all = facts.and_then(|facts| facts.deployments.as_ref()).into_iter();
        all.flat_map(|it| &it.all).filter(move |it| {
            let preview = settings.environment(&it.environment) == EnvironmentClass::Preview;
            it.outcome == Outcome::Deployed && !preview
        })
    }
}

#[cfg(test)]
mod tests {
    use milepost_core::{
        ApiFacts, Certainty, Deployment, Deployments, Hosted, Outcome, Repository, Snapshot,
        StandingName, Unknown, Visibility,
    };

    use crate::made_up::{image, repository, snapshot};
    use crate::settings::Settings;

    /// A repository with an image and no pipeline, of which its host was told this.
    fn told(environment: &str, outcome: Outcome) -> Snapshot {
        let deployment = Deployment {
            at: "2026-06-01T09:00:00Z".parse().unwrap(),
            environment: environment.to_owned(),
            commit: "c".repeat(40),
            outcome,
            by: None,
        };
        let deployments = Deployments { since: None, all: vec![deployment] };
        let hosted = Hosted {
            facts: Some(ApiFacts { deployments: Some(deployments), ..ApiFacts::default() }),
            ..Hosted::of(1, Visibility::Public)
        };
        let site = repository("acme/site", vec![image("Dockerfile", "alpine:3")]);
        snapshot(vec![Repository { hosted: Some(hosted), ..site }], &Settings::default())
    }

    #[test]
    fn t17_what_a_platform_deploys_without_a_file_is_run_by_a_way_that_is_unseen() {
        let snapshot = told("Production", Outcome::Deployed);
        let site = &snapshot.deployables[0];
        assert_eq!((site.certainty, site.counted), (Certainty::Certain, true));
        let standing = site.standing("gp.12").unwrap();
        assert_eq!(standing.standing, StandingName::Unknown);
        assert_eq!(standing.unknown, Some(Unknown::External));
    }

    #[test]
    fn t58_a_preview_or_a_failed_deploy_is_none() {
        for (environment, outcome) in
            [("github-pages", Outcome::Deployed), ("production", Outcome::Failed)]
        {
            let site = told(environment, outcome).deployables.remove(0);
            assert_eq!(site.certainty, Certainty::Possible, "{environment}");
        }
    }
}
