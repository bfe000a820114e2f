//! gp.32: dependencies are kept up to date by a machine, by the organisation's preset.

use milepost_core::{Fact, UnitKind, Updates, Use, What};

use super::{Taking, Way};
use crate::assemble::{Component, Estate, evidence, family};

/// gp.32: dependencies are kept up to date by a machine, by the organisation's preset.
pub(super) fn updates(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let all: Vec<_> = component.facts_of(What::as_updates).filter(|(_, it)| !it.preset).collect();
    let enabled: Vec<_> = all.iter().copied().filter(|(_, it)| it.enabled).collect();
    if enabled.is_empty() {
        let off = all.first().map(|(fact, it)| {
            format!("{} is switched off at {}", it.tool, evidence(component.repository, fact, ""))
        });
        return Taking::absent(
            &off.unwrap_or_else(|| "nothing keeps its dependencies up to date".to_owned()),
        );
    }
    let mut ways: Vec<Way> = Vec::new();
    let mut alone: Vec<(&Fact, &Updates)> = Vec::new();
    for (fact, it) in enabled {
        let presets = presets(estate, component, fact);
        if presets.is_empty() {
            alone.push((fact, it));
        }
        ways.extend(presets);
    }
    // Whatever else does the same beside the preset is a rival of it.
    let rival = alone.first().filter(|_| !ways.is_empty()).map(|(fact, it)| {
        format!("{} does it as well, at {}", it.tool, evidence(component.repository, fact, ""))
    });
    ways.extend(alone.into_iter().map(|(fact, it)| Way {
        evidence: vec![evidence(component.repository, fact, it.tool.clone())],
        ..Way::own(&format!("{} of its own", it.tool))
    }));
    let mut taking = Taking::taken(ways);
    taking.deviation = rival;
    taking
}

/// The organisation's presets that the configuration of an updater extends.
fn presets(estate: &Estate<'_>, component: &Component<'_>, configuration: &Fact) -> Vec<Way> {
    component
        .facts_of(preset)
        .filter(|(at, _)| at.path == configuration.path)
        .filter(|(_, used)| estate.ownership.is_owned(UnitKind::Preset, &used.source))
        .map(|(at, used)| Way {
            family: Some(family(UnitKind::Preset, &used.source)),
            version: used.version.clone(),
            evidence: vec![evidence(component.repository, at, used.source.clone())],
            ..Way::own(&used.source)
        })
        .collect()
}

fn preset(what: &What) -> Option<&Use> {
    match what {
        What::Use(used) if used.unit == UnitKind::Preset => Some(used),
        _ => None,
    }
}
