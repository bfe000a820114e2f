//! How sure it is that a component is run, and what tells so (rubric 0.5, trap T08).

use std::collections::BTreeSet;

use milepost_core::{Certainty, Evidence, Image, LeftOut, Runtime, Verb, What, Workload};

use crate::rules::is_among;
use crate::steps::{is_deploy, packages};

use super::component::Component;
use super::{Doing, Estate, evidence};

impl Component<'_> {
    /// Finds whether it is run, and what takes it out of the counts.
    pub(super) fn weigh(&mut self, estate: &Estate<'_>) {
        self.judge(estate);
        self.leave_deprecated();
        self.leave_templates();
        self.leave_bases(&estate.bases);
    }

    /// Whether it is nothing but somebody else's product, set up for those who develop: built on a
    /// data store's image, and not seen to be run.
    pub(super) fn is_product(&self, products: &[String]) -> bool {
        let product = |image: &Image| {
            let base = image.base.as_ref().map(|base| base.repository.as_str()).unwrap_or_default();
            is_among(products, base.rsplit('/').next().unwrap_or(base))
        };
        self.certainty == Certainty::Possible
            && !self.images.is_empty()
            && self.images.iter().all(|(_, image)| product(image))
    }

    /// Finds how sure it is that this is run, and what tells so.
    fn judge(&mut self, estate: &Estate<'_>) {
        let pushed = self.first(|doing| doing.verb == Verb::ImagePush, "pushed as an image");
        let catalogued = self.entries.iter().find(|entry| {
            let type_ = entry.entity.type_.as_deref();
            matches!(type_, Some("service" | "website" | "backend" | "frontend"))
        });
        // What says that it is in production says that it is run (rubric 0.5, deploy marker).
        let in_production = catalogued.filter(|entry| {
            let lifecycle = entry.entity.lifecycle.as_deref();
            lifecycle.is_some_and(|name| name.eq_ignore_ascii_case("production"))
        });
        let in_production =
            in_production.map(|entry| entry.evidence("catalogued as a service in production"));
        let catalogued = catalogued.map(|entry| entry.evidence("catalogued as a service"));
        let deployed = self
            .charts
            .iter()
            .filter(|chart| packages(self, **chart))
            .map(|(fact, _)| evidence(self.repository, fact, "packaged to be installed"))
            .next()
            .or_else(|| self.links.first().map(|link| link.evidence("run from here")))
            .or_else(|| self.first(|doing| is_deploy(estate, doing), "deployed by a pipeline"))
            .or_else(|| {
                let told = self.told_deployments(estate.settings).next()?;
                Some(self.whole(format!("its host was told of a deploy to {}", told.environment)))
            })
            .or_else(|| self.scheduled())
            .or(in_production);
        let scripted = self.deploying_script();
        // A platform that is named is asked to run it; a list of processes names none.
        let asked = self.platforms.iter().find(|(_, it)| !it.kind.starts_with("Procfile"));
        let asked = asked.map(|(fact, workload)| {
            evidence(self.repository, fact, format!("set up as {}", workload.kind))
        });
        let told = [&pushed, &catalogued, &asked, &scripted].into_iter().any(Option::is_some);
        self.certainty = match (&deployed, told) {
            (Some(_), _) => Certainty::Certain,
            (None, true) => Certainty::Probable,
            (None, false) => Certainty::Possible,
        };
        let said = deployed.as_ref().is_some_and(|it| it.shows.starts_with("catalogued"));
        let built = self.built();
        self.because = built
            .into_iter()
            .chain(deployed)
            .chain(pushed)
            .chain(catalogued.filter(|_| !said))
            .chain(asked)
            .chain(scripted)
            .collect();
    }

    /// What a scheduler of containers is asked to run of it: a definition of a task of ECS, a job of
    /// Nomad (rubric 0.5, deploy marker).
    fn scheduled(&self) -> Option<Evidence> {
        let is_asked = |it: &Workload| matches!(it.runtime, Runtime::Ecs | Runtime::Nomad);
        let (at, it) = self.workloads().into_iter().find(|(_, it)| is_asked(it))?;
        Some(Evidence { shows: format!("set up as {}", it.kind), ..at })
    }

    /// What builds it: files, what a platform is told to build, or a pipeline.
    fn built(&self) -> Vec<Evidence> {
        let images = self.images.iter();
        let images = images.map(|(fact, _)| evidence(self.repository, fact, "built here"));
        let described = self.platforms.iter();
        let described =
            described.map(|(fact, it)| evidence(self.repository, fact, it.kind.clone()));
        let by_pipeline = self
            .built_by
            .map(|doing| Evidence { shows: "built by a pipeline".to_owned(), ..doing.at.clone() });
        images.chain(described).chain(by_pipeline).collect()
    }

    /// What its own catalogue entry says is on its way out does not count.
    fn leave_deprecated(&mut self) {
        let deprecated = self.entries.iter().any(|entry| {
            let lifecycle = entry.entity.lifecycle.as_deref();
            lifecycle.is_some_and(|name| name.eq_ignore_ascii_case("deprecated"))
        });
        if deprecated && self.left_out.is_none() {
            let why = "its catalogue entry says deprecated";
            self.left_out = Some((LeftOut::Lifecycle, why.to_owned()));
        }
    }

    /// What stands in a template shows what others begin with (trap T03).
    fn leave_templates(&mut self) {
        let template = self.repository.hosted.as_ref().is_some_and(|hosted| hosted.template);
        if template && self.left_out.is_none() {
            let why = "its host calls its repository a template";
            self.left_out = Some((LeftOut::Template, why.to_owned()));
        }
    }

    /// An image that is only pushed, and that other images are built on, is no deployable: to
    /// publish is not to deploy (trap T08).
    fn leave_bases(&mut self, bases: &BTreeSet<String>) {
        let folder = self.path.rsplit('/').next().unwrap_or_default();
        let name = if folder.is_empty() { self.repository.name() } else { folder };
        let only_pushed = self.certainty == Certainty::Probable && self.entries.is_empty();
        if only_pushed && bases.contains(&name.to_ascii_lowercase()) {
            self.certainty = Certainty::Possible;
            self.left_out = Some((LeftOut::Base, "other images are built on it".to_owned()));
        }
    }

    /// A script of its own that deploys, whoever runs it.
    fn deploying_script(&self) -> Option<Evidence> {
        let script = |what: &'_ What| match what {
            What::Script(script) => Some(script.verbs.iter().any(|verb| verb.is_deploy())),
            _ => None,
        };
        let mut scripts = self.facts_of(script as fn(&What) -> Option<bool>);
        let (fact, _) = scripts.find(|(_, deploys)| *deploys)?;
        Some(evidence(self.repository, fact, "deployed by a script"))
    }

    fn first(&self, wanted: impl Fn(&Doing) -> bool, shows: &str) -> Option<Evidence> {
        let usual = self.doings_on_change().find(|doing| wanted(doing));
        let doing = usual.or_else(|| self.doings().find(|doing| wanted(doing)))?;
        Some(Evidence { shows: shows.to_owned(), ..doing.at.clone() })
    }
}
