//! gp.18: data stores and other resources come from the organisation's modules.

use milepost_core::{UnitKind, Unknown, Use, What};

use super::{Taking, Way};
use crate::assemble::{Component, Estate, evidence, family};

/// What infrastructure code beside the component declares, by module or resource by resource. Code
/// that stands elsewhere cannot be linked to it.
pub(super) fn resources(estate: &Estate<'_>, component: &Component<'_>) -> Taking {
    let modules = component.facts_of(What::as_use).filter(|(_, used)| is_shared_module(used)).map(
        |(fact, used)| {
            let owned = estate.ownership.is_owned(UnitKind::Module, &used.source);
            Way {
                family: owned.then(|| family(UnitKind::Module, &used.source)),
                version: used.version.clone(),
                evidence: vec![evidence(component.repository, fact, "")],
                ..Way::own(&used.source)
            }
        },
    );
    // What the platform makes for its own kind of application is asked of it: `group/Kind/resource`.
    let asked = component
        .facts_of(What::as_use)
        .filter(|(_, used)| used.unit == UnitKind::PlatformKind)
        .filter(|(_, used)| used.source.matches('/').count() > 1)
        .map(|(fact, used)| {
            let owned = estate.ownership.is_owned(UnitKind::PlatformKind, &used.source);
            Way {
                family: owned.then(|| family(UnitKind::PlatformKind, &used.source)),
                version: used.version.clone(),
                evidence: vec![evidence(component.repository, fact, "asked of the platform")],
                ..Way::own(&used.source)
            }
        });
    let own = component
        .facts_of(What::as_infrastructure)
        .filter(|(_, code)| !code.resources.is_empty())
        .map(|(fact, _)| Way {
            evidence: vec![evidence(component.repository, fact, "declared one by one")],
            ..Way::own("resources of its own")
        });
    let ways: Vec<Way> = modules.chain(asked).chain(own).collect();
    if ways.is_empty() {
        let why = "no infrastructure code beside it; code elsewhere is not linked to it";
        return Taking::unknown(Unknown::Unmapped, why);
    }
    let own = ways.iter().find(|way| way.family.is_none()).map(|way| way.unit.clone());
    let mut taking = Taking::taken(ways);
    taking.deviation = own.map(|unit| format!("also declares {unit}"));
    taking
}

/// Whether a use is of a module of another repository: one of its own is a way to write, not a
/// shared unit.
fn is_shared_module(used: &Use) -> bool {
    used.unit == UnitKind::Module && !used.is_local()
}
