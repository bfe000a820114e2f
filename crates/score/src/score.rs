//! The whole way: from repositories with their facts to a snapshot.

use std::collections::{BTreeMap, BTreeSet};

use milepost_core::place::Aside;
use milepost_core::{
    Class, Deployable, LeftOut, Population, Repository, Snapshot, Standard, Standing, VerbTable,
    Verdict,
};

use crate::assemble::{Component, Estate, dead_of_each, is_computed, printed, segment, serves};
use crate::rules::Rules;
use crate::settings::Settings;
use crate::standard::{self, Taken};
use crate::steps::{self, deploys, owner_of};
use crate::{assess, digest, inputs, measures, path};

/// What a scan was made with, for the digest of the rules.
pub struct Made<'a> {
    /// The version of each detector.
    pub detectors: &'a BTreeMap<String, u32>,
    /// What pipeline steps mean.
    pub verbs: &'a VerbTable,
}

/// Scores an organisation: `repositories` come sorted by id, and leave with their class.
pub fn score(
    mut repositories: Vec<Repository>,
    settings: &Settings,
    rules: &Rules,
    made: &Made<'_>,
) -> Snapshot {
    set_dead_aside(&mut repositories);
    printed::join(&mut repositories);
    let estate = Estate::new(&repositories, settings, rules);
    let components = estate.components();
    let taken = standard::take(&estate, &components);
    let (mut deployables, standards) = stand(&estate, &components, &taken);
    let tales = measures::tales(&estate, &components);
    for (deployable, tale) in deployables.iter_mut().zip(&tales) {
        deployable.first_deploy = tale.first_deploy();
    }
    let golden = path::of(&estate, &components, (&deployables, None), &standards);
    let mut units = estate.shared_units();
    inputs::note(&estate, &components, &mut units);
    let classes = estate.classes(&components, &units);
    let may_run = may_run(&repositories, &classes);
    let measured = measures::measure(&measures::Context {
        estate: &estate,
        components: &components,
        deployables: &deployables,
        standards: &standards,
        path: &golden,
        units: &units,
        forms: measures::forms(&estate, &components),
        may_run: &may_run,
        classes: &classes,
        tales,
    });
    let assessments =
        rules.models.iter().map(|model| assess::assess(model, rules, &measured)).collect();
    let (organisation, at) = (estate.organisation.clone(), estate.at);
    drop(may_run);
    drop(components);
    drop(estate);
    for (repository, class) in repositories.iter_mut().zip(classes) {
        repository.class = class;
    }
    Snapshot {
        format: Snapshot::FORMAT,
        organisation,
        at,
        rolls: Vec::new(),
        rules: digest::rules(rules, settings, made),
        repositories,
        population: population(&deployables, rules),
        deployables,
        units,
        standards,
        path: golden,
        measures: measured,
        assessments,
    }
}

/// How much of what is run counts (trap T53).
fn population(deployables: &[Deployable], rules: &Rules) -> Population {
    let mut population = Population::default();
    for deployable in deployables.iter().filter(|deployable| deployable.is_run()) {
        population.run += 1;
        match deployable.left_out_by {
            _ if deployable.counted => population.counted += 1,
            Some(LeftOut::Lifecycle) => population.by_lifecycle += 1,
            Some(LeftOut::Configuration | LeftOut::Base) => population.by_configuration += 1,
            Some(LeftOut::Template) => population.by_template += 1,
            None => population.by_inactivity += 1,
        }
    }
    let most = rules.profile.number("population", "excluded") * f64::from(population.run);
    population.thinned = f64::from(population.run - population.counted) > most;
    population
}

/// Sets aside the CI definitions that nothing runs any more, and keeps why.
fn set_dead_aside(repositories: &mut [Repository]) {
    let dead = dead_of_each(repositories);
    for (repository, dead) in repositories.iter_mut().zip(dead) {
        for fact in repository.facts.iter_mut().filter(|fact| dead.contains_key(&fact.path)) {
            fact.aside = Some(Aside::Dead);
        }
        repository.dead = dead;
    }
}

/// Repositories in which something that is only seen to be built may be run: not libraries,
/// templates and the like.
fn may_run<'a>(repositories: &'a [Repository], classes: &[Class]) -> BTreeSet<&'a str> {
    repositories
        .iter()
        .zip(classes)
        .filter(|(_, class)| matches!(class, Class::Service | Class::Data | Class::Unknown))
        .map(|(repository, _)| repository.id.as_str())
        .collect()
}

/// Every deployable with its standings, and every standard with its counts. Deployables of a segment
/// of their own stand to the standards of that, and are not off a path where it has none.
fn stand(
    estate: &Estate<'_>,
    components: &[Component<'_>],
    taken: &[Taken<'_>],
) -> (Vec<Deployable>, Vec<Standard>) {
    let least = estate.rules.profile.number("standard", "segment");
    let segments = segment::of_each(components, least, |it| steps::segment(estate, it));
    let find = |segment: Option<&str>| -> Vec<Standard> {
        let picked: Vec<bool> = segments.iter().map(|own| *own == segment).collect();
        taken.iter().map(|taken| standard::find(estate, (components, &picked), taken)).collect()
    };
    let mut standards = find(None);
    let apart: BTreeSet<&str> = segments.iter().flatten().copied().collect();
    let apart: BTreeMap<&str, Vec<Standard>> =
        apart.into_iter().map(|segment| (segment, find(Some(segment)))).collect();
    let mut deployables = Vec::new();
    for (index, (component, segment)) in components.iter().zip(&segments).enumerate() {
        let own = segment.and_then(|segment| apart.get(segment)).unwrap_or(&standards);
        let standings: Vec<Standing> = taken
            .iter()
            .zip(own)
            .map(|(taken, standard)| {
                let taking = taken.takings.as_ref().and_then(|takings| takings.get(index));
                standard::stand(estate, component, taking, standard)
            })
            .collect();
        let mut found = deployable(estate, component, standings, own);
        found.segment = segment.map(str::to_owned);
        deployables.push(found);
    }
    for (segment, standards) in &apart {
        leave_pathless((estate, components), &mut deployables, (segment, standards));
    }
    for deployable in deployables.iter().filter(|it| it.counted && it.segment.is_none()) {
        for (standing, standard) in deployable.standings.iter().zip(&mut standards) {
            standard::count(&mut standard.counts, standing);
        }
    }
    for standard in &mut standards {
        standard.paper = standard::is_paper(estate, standard);
    }
    (deployables, standards)
}

/// Where a segment has no path of its own, nothing of it is off one (trap T09).
fn leave_pathless(
    (estate, components): (&Estate<'_>, &[Component<'_>]),
    deployables: &mut [Deployable],
    (segment, standards): (&str, &[Standard]),
) {
    let path = path::of(estate, components, (deployables, Some(segment)), standards);
    if path.exists == Verdict::Holds {
        return;
    }
    let unsure = path.exists == Verdict::Unknown;
    let of_segment = |it: &&mut Deployable| it.segment.as_deref() == Some(segment);
    for deployable in deployables.iter_mut().filter(of_segment) {
        deployable.on_path = if unsure { Verdict::Unknown } else { Verdict::NotApplicable };
    }
}

fn deployable(
    estate: &Estate<'_>,
    component: &Component<'_>,
    standings: Vec<Standing>,
    standards: &[Standard],
) -> Deployable {
    Deployable {
        id: component.id.clone(),
        repository: component.repository.id.clone(),
        path: component.path.clone(),
        certainty: component.certainty,
        active: component.active,
        counted: component.counts(),
        dormant: component.is_dormant(),
        left_out: component.left_out.as_ref().map(|(_, why)| why.clone()),
        left_out_by: component.left_out.as_ref().map(|(by, _)| *by),
        because: component.because.clone(),
        segment: None,
        images: component.images.iter().map(|(fact, _)| fact.path.clone()).collect(),
        pipelines: pipelines(estate, component),
        charts: component.charts.iter().map(|(fact, _)| fact.path.clone()).collect(),
        owner: owner_of(component).map(str::to_owned),
        environments: environments(estate, component),
        coverage: path::coverage(&standings),
        on_path: path::on_path(&standings, standards),
        first_deploy: None,
        standings,
    }
}

/// The pipelines that serve a component, and those of its repository that they call to do so: what
/// is called to report on a test neither builds nor ships anything.
fn pipelines(estate: &Estate<'_>, component: &Component<'_>) -> Vec<String> {
    let own = format!("{}/", component.repository.id);
    let mut paths = BTreeSet::new();
    for running in component.serving(estate) {
        paths.insert(running.fact.path.clone());
        let through = running.doings.iter().filter(|doing| serves(doing.verb));
        let called = through.flat_map(|doing| &doing.through);
        paths.extend(called.filter_map(|unit| unit.strip_prefix(&own)).map(str::to_owned));
    }
    paths.retain(|path| {
        path.ends_with(".yml") || path.ends_with(".yaml") || path.contains("Jenkinsfile")
    });
    paths.into_iter().collect()
}

/// Environments its deploys and values name, as written, sorted; what is computed is left out.
fn environments(estate: &Estate<'_>, component: &Component<'_>) -> Vec<String> {
    let deployed = deploys(estate, component).into_iter().filter_map(|d| d.environment.clone());
    let valued = component.values_by_environment().filter_map(|(_, _, name)| name);
    let valued = valued.map(str::to_owned);
    let mut names: Vec<String> = deployed.chain(valued).filter(|name| !is_computed(name)).collect();
    names.sort();
    names.dedup();
    names
}
