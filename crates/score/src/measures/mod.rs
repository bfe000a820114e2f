//! The measures: counts of things a reader can open, with everything behind them.

mod alerts;
mod catalogue;
mod census;
mod clusters;
mod delivery;
mod gate;
mod golden;
mod guard;
mod history;
mod infrastructure;
mod operation;
mod owners;
mod pipelines;
mod product;
mod rare;
mod routes;
mod shape;
mod team;
mod teams;
mod templates;
mod tickets;
mod upkeep;
mod variants;
mod watch;

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::{Class, Deployable, GoldenPath, Measure, SharedUnit, Standard};
use rayon::prelude::*;

use crate::assemble::{Component, Estate};

pub(crate) use census::{Answer, number, of_answers, unknown};
pub(crate) use history::{Age, Tale, age, before, tales};
pub(crate) use history::{added, merged, set_elsewhere, tagged};
pub(crate) use shape::forms;

/// What measures are taken of.
pub(crate) struct Context<'a> {
    pub(crate) estate: &'a Estate<'a>,
    pub(crate) components: &'a [Component<'a>],
    pub(crate) deployables: &'a [Deployable],
    pub(crate) standards: &'a [Standard],
    pub(crate) path: &'a GoldenPath,
    pub(crate) units: &'a [SharedUnit],
    /// The normal form of the CI of each component that has any, by id.
    pub(crate) forms: BTreeMap<&'a str, String>,
    /// Repositories whose class allows what is only built in them to be run (rubric 0.5).
    pub(crate) may_run: &'a BTreeSet<&'a str>,
    /// The class of each repository, in their order.
    pub(crate) classes: &'a [Class],
    /// What history tells of each component, in their order.
    pub(crate) tales: Vec<Tale<'a>>,
}

impl<'a> Context<'a> {
    /// Components that count or may count, each with its deployable.
    pub(crate) fn population(&self) -> impl Iterator<Item = (&'a Component<'a>, &'a Deployable)> {
        self.with_dormant(false)
    }

    /// Components that the measure `id` is about: those that count or may, and where the library says
    /// so what is deployed and has been quiet for a year.
    pub(crate) fn population_of(
        &self,
        id: &str,
    ) -> impl Iterator<Item = (&'a Component<'a>, &'a Deployable)> {
        self.with_dormant(self.estate.rules.measure(id).is_some_and(|card| card.dormant))
    }

    fn with_dormant(
        &self,
        dormant: bool,
    ) -> impl Iterator<Item = (&'a Component<'a>, &'a Deployable)> {
        self.components.iter().zip(self.deployables).filter(move |(component, _)| {
            let may_run = || self.may_run.contains(component.repository.id.as_str());
            component.counts()
                || component.may_count() && may_run()
                || dormant && component.is_dormant()
        })
    }

    /// Components that count, each with its deployable and what history tells of it.
    pub(crate) fn counted_tales(
        &self,
    ) -> impl Iterator<Item = (&'a Component<'a>, &'a Deployable, &Tale<'a>)> {
        let all = self.components.iter().zip(self.deployables).zip(&self.tales);
        let all = all.map(|((component, deployable), tale)| (component, deployable, tale));
        all.filter(|(component, _, _)| component.counts())
    }

    /// Components that count, each with what history tells of it.
    pub(crate) fn tales(&self) -> impl Iterator<Item = (&'a Component<'a>, &Tale<'a>)> {
        self.counted_tales().map(|(component, _, tale)| (component, tale))
    }

    /// The class of a repository.
    pub(crate) fn class(&self, id: &str) -> Class {
        let place = self.estate.repositories.iter().position(|it| it.id == id);
        place.and_then(|at| self.classes.get(at).copied()).unwrap_or(Class::Unknown)
    }

    /// The fewest units of a kind that are judged.
    pub(crate) fn least(&self, kind: &str) -> u32 {
        let least = self.estate.rules.profile.number("measure.minimum", kind);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a small number from the profile"
        )]
        let least = least as u32;
        least
    }

    /// Components that count, each with its deployable.
    pub(crate) fn counted(&self) -> impl Iterator<Item = (&'a Component<'a>, &'a Deployable)> {
        self.population().filter(|(component, _)| component.counts())
    }
}

/// Takes one measure.
type Take = fn(&Context<'_>, &str) -> Measure;

/// The measures that can be taken, by their ids in the library.
const TAKES: &[(&str, Take)] = &[
    ("ci", pipelines::ci),
    ("cd", delivery::cd),
    ("cd-prod", delivery::cd_prod),
    ("ssh", delivery::ssh),
    ("dispatch", delivery::dispatch),
    ("gitops", delivery::gitops),
    ("script-route", delivery::script_route),
    ("models.ways", delivery::models_ways),
    ("models.top-share", delivery::models_top),
    ("models.common", delivery::models_common),
    ("models.fine-ways", delivery::models_fine),
    ("models.fine-per-team", teams::models_per_team),
    ("teams-ci", teams::with_ci),
    ("team-models", teams::models),
    ("runtime.top-share", delivery::runtime_top),
    ("ci-sys.count", pipelines::systems_count),
    ("ci-sys.ways", pipelines::systems_ways),
    ("ci-sys.top-share", pipelines::systems_top),
    ("shared-ci", pipelines::shared_ci),
    ("scan", pipelines::scan),
    ("tests.integration", pipelines::integration_tests),
    ("tests.coverage", pipelines::coverage),
    ("tests.coverage.median", pipelines::median_coverage),
    ("shape.distinct", shape::distinct),
    ("shape.per-100", shape::per_hundred),
    ("shape.ways", shape::ways),
    ("shape.ways-per-100", shape::ways_per_hundred),
    ("shape.top-share", shape::top_share),
    ("same", shape::same),
    ("similar", shape::similar),
    ("dup", shape::duplicates),
    ("iac", infrastructure::iac),
    ("iac-pipe", infrastructure::iac_pipe),
    ("iac-roots.top-share", infrastructure::largest_repository),
    ("shared-units", golden::shared_units),
    ("core-standards", golden::core_standards),
    ("paths", golden::paths),
    ("paths.best-on", golden::best_on),
    ("gp-on", golden::on),
    ("gp-cov", golden::coverage),
    ("bespoke", golden::bespoke),
    ("cat", catalogue::catalogued),
    ("owner", catalogue::owned),
    ("owner-ok", owners::alive),
    ("runbook", operation::runbook),
    ("readme", operation::readme),
    ("health", operation::health),
    ("unit-lag", upkeep::unit_lag),
    ("script", routes::script),
    ("preview-envs", routes::previews),
    ("tool-families", routes::families),
    ("clusters.named", clusters::named),
    ("clusters.shapes", clusters::shapes),
    ("clusters.ingress", routes::ingress),
    ("drift", routes::drift),
    ("parity", routes::parity),
    ("std-db", routes::data_stores),
    ("k8s-dep", clusters::removed_apis),
    ("k8s-lag", clusters::lag),
    ("template", templates::services),
    ("documented-paths", templates::documented),
    ("actions", templates::acting),
    ("portal", upkeep::portals),
    ("scorecard-product", upkeep::scorecards),
    ("cat-fields", catalogue::fields),
    ("cat-links", catalogue::linked),
    ("obs", watch::observed),
    ("obs.top-share", watch::top_share),
    ("obs.ways", watch::ways),
    ("alerts", watch::alerts),
    ("slo", watch::objectives),
    ("secrets.count", guard::count),
    ("secrets.ways", guard::ways),
    ("secrets.top-share", guard::top_share),
    ("plain", guard::readable),
    ("plain.prod", guard::readable_in_production),
    ("policy", guard::enforced),
    ("policy.covered", guard::covered),
    ("depup", history::updated),
    ("gate", gate::gate),
    ("self-struct", gate::structure),
    ("vuln", alerts::none_critical),
    ("vuln.overdue", alerts::overdue),
    ("techdocs", watch::published),
    ("cost.1", upkeep::cost),
    ("cost.2", upkeep::cost),
    ("cost.3", upkeep::cost),
    ("cost.4", upkeep::cost),
    ("cost.5", upkeep::cost),
    ("cost-tool", upkeep::cost_tools),
    ("cost-auto", upkeep::saving),
    ("tracked", upkeep::tracked),
    ("platform-owned", product::owned),
    ("plat-slo", product::objectives),
    ("changelog-age", product::age),
    ("roadmap", product::roadmaps),
    ("survey", product::surveys),
    ("deprec", product::deprecations),
    ("deprec.on-time", product::on_time),
    ("units-versioned", upkeep::versioned),
    ("bus", history::bus),
    ("bus.platform", history::bus_of_platform),
    ("top1", history::top),
    ("one-person", history::one_person),
    ("knowhow-scripts", history::know_how),
    ("engineers", history::engineers),
    ("engineers.growth", history::growth),
    ("fresh.90", history::fresh),
    ("fresh.92", history::fresh_runbooks),
    ("codemod", history::campaigns),
    ("new-svc", history::new_service),
    ("config-variants", variants::variants),
    ("config-variants.teams", variants::served),
    ("config-variants.per-team", variants::per_team),
    ("scaffold", history::born_scaffolded),
    ("copy", history::copied),
    ("copy.platform", history::copied_by_platform),
    ("gp-new", history::born_on_path),
    ("gp-old", history::old_on_path),
    ("df", history::frequency),
    ("df.deployable", history::frequency_of_each),
    ("lt", history::lead_time),
    ("cfr", history::failed),
    ("mttr", history::recovery),
    ("deployer", history::deployer),
    ("manual", history::by_hand),
    ("route-unseen", history::unseen),
    ("plat-share", history::changes),
    ("plat-share.non-trivial", history::larger_changes),
    ("auto-ops", history::routine),
    ("plat-builds", history::builds),
    ("reactive", history::reactive),
    ("touch", history::touches),
    ("hands", history::hands),
    ("self-new", history::unaided),
    ("self-test", history::unaided_test),
    ("deploy-self", history::deployed_without),
    ("plat-edge", history::edges),
    ("res-self", history::resources),
    ("res-time", history::for_resources),
    ("env-self", history::environments),
    ("week-off", history::week_off),
    ("first-dep", history::first_deploy),
    ("cfr-gap", history::gap),
    ("plat-review", history::reviews),
    ("plat-review.non-trivial", history::larger_reviews),
    ("pr-backlog.count", history::open_upgrades),
    ("pr-backlog.median-age", history::age_of_upgrades),
    ("pr-backlog.rise", history::rise_of_upgrades),
    ("t10pr", history::tenth_merge),
    ("plat-fix", history::repairs),
    ("plat-fix.teams", history::teams_helped),
    ("tickets", tickets::a_week),
    ("tickets.ratio", tickets::change),
    ("gp-vol.new", history::chosen),
    ("gp-vol.moves", history::in_hindsight),
    ("gp-vol.moved", history::in_hindsight),
    ("gp-defect", history::in_hindsight),
    ("gp-on.before-portal", history::in_hindsight),
    ("k8s-dep.rise", history::in_hindsight),
    ("k8s-lag.rise", history::in_hindsight),
    ("codemod.clean", history::unrepaired),
    ("dora", history::derivable),
    ("dora.points", history::on_record),
    ("dora.worsening", history::worsening),
];

/// Takes every measure of the library, in its order; those that cannot be taken yet are unknown
/// with the library's code.
pub(crate) fn measure(context: &Context<'_>) -> Vec<Measure> {
    let takes: BTreeMap<&str, Take> = TAKES.iter().copied().collect();
    context
        .estate
        .rules
        .measures
        .par_iter()
        .map(|card| match (takes.get(card.id.as_str()), card.id.strip_prefix(STANDARD)) {
            (Some(take), _) => take(context, &card.id),
            (None, Some(step)) => golden::standard(context, &card.id, step, card.unknown),
            (None, None) => census::unknown(&card.id, card.unknown),
        })
        .collect()
}

/// How the ids begin of the measures that say how many take a step the standard way.
const STANDARD: &str = "std.";

#[cfg(test)]
mod tests {
    use super::TAKES;
    use crate::rules::Rules;
    use crate::settings::Settings;

    #[test]
    fn every_measure_is_taken_or_says_why_it_is_unknown() {
        let rules = Rules::shipped(&Settings::default()).unwrap();
        for card in &rules.measures {
            let step = card.id.strip_prefix(super::STANDARD).unwrap_or_default();
            let looked_at = crate::steps::LOOKS.iter().any(|(id, _)| *id == step);
            let taken = looked_at || TAKES.iter().any(|(id, _)| *id == card.id);
            assert_eq!(taken, card.unknown.is_none(), "{}", card.id);
            let told = taken && card.asks_history();
            assert_eq!(told, card.source.is_some(), "{}: what of history tells it", card.id);
            assert_eq!(told, !card.gaps.is_empty(), "{}: what history leaves open", card.id);
        }
        for (id, _) in TAKES {
            assert!(rules.measure(id).is_some(), "{id} is not in the library");
        }
        for id in crate::hindsight::ids() {
            assert!(TAKES.iter().any(|(known, _)| *known == id), "{id} is told by no scan");
        }
    }
}
