//! What milepost makes of each fixture organisation: its stage, its standards, who takes them.

use std::sync::LazyLock;

use milepost_core::{Basis, Certainty, Class, CriterionKind, Snapshot, StandingName, Verdict};
use milepost_testkit::Ground;

use crate::{deployable, repository, snapshot_of, standing};

const CORE: [&str; 4] = ["gp.05", "gp.08", "gp.10", "gp.12"];

static SPROUT: LazyLock<Snapshot> = LazyLock::new(|| scanned("sprout"));
static TOOLSHED: LazyLock<Snapshot> = LazyLock::new(|| scanned("toolshed"));
static PAVED: LazyLock<Snapshot> = LazyLock::new(|| scanned("paved"));
static DEMO: LazyLock<Snapshot> = LazyLock::new(|| scanned("demo"));

fn scanned(name: &str) -> Snapshot {
    let ground = Ground::new();
    let folder = ground.bare(name);
    snapshot_of(&ground, &folder)
}

/// The stage interval of the five stages.
fn stage(snapshot: &Snapshot) -> (u32, u32) {
    let assessment = &snapshot.assessments[0];
    assert_eq!(assessment.model, "five-stages");
    (assessment.lo, assessment.hi)
}

/// The family of a step's standard, if it has one.
fn family<'s>(snapshot: &'s Snapshot, step: &str) -> Option<&'s str> {
    let standard = snapshot.standards.iter().find(|s| s.step == step);
    standard.expect("every step has a row").family.as_deref()
}

fn verdict(snapshot: &Snapshot, id: &str) -> Verdict {
    let assessment = &snapshot.assessments[0];
    let mut all = assessment.needs.iter().chain(&assessment.criteria);
    all.find(|judgement| judgement.id == id).expect("it is there").verdict
}

fn measure(snapshot: &Snapshot, id: &str) -> (f64, f64) {
    let measure = snapshot.measures.iter().find(|m| m.id == id).expect("it is there");
    let value = measure.value.expect("it is there");
    (value.lo, value.hi)
}

#[test]
fn sprout_is_at_stage_2_and_has_no_standard() {
    let snapshot = &*SPROUT;
    assert_eq!(stage(snapshot), (2, 2));
    assert_eq!(verdict(snapshot, "five-stages.stage-3"), Verdict::Fails);
    for step in CORE {
        assert_eq!(family(snapshot, step), None, "{step}");
    }
    assert_eq!(snapshot.path.exists, Verdict::Fails);
    assert_eq!(snapshot.path.joint_adopters, 0);
}

#[test]
fn services_of_sprout_go_their_own_way() {
    let snapshot = &*SPROUT;
    let own = Some(StandingName::OwnWay);
    assert_eq!(standing(snapshot, "greenleaf/website", "gp.05"), own);
    assert_eq!(standing(snapshot, "greenleaf/website", "gp.12"), own);
    assert_eq!(standing(snapshot, "greenleaf/newsletter", "gp.06"), own);
    let absent = Some(StandingName::Absent);
    assert_eq!(standing(snapshot, "greenleaf/delivery", "gp.05"), absent);
    assert_eq!(standing(snapshot, "greenleaf/delivery", "gp.25"), absent);
    let shop = deployable(snapshot, "greenleaf/shop");
    assert_eq!((shop.certainty, shop.counted), (Certainty::Probable, true), "deployed by a script");
}

#[test]
fn toolshed_is_at_stage_3_for_it_has_no_golden_path() {
    let snapshot = &*TOOLSHED;
    assert_eq!(stage(snapshot), (3, 3));
    assert_eq!(verdict(snapshot, "five-stages.3.no-golden-path"), Verdict::Holds);
    assert_eq!(verdict(snapshot, "five-stages.3.bespoke"), Verdict::Holds);
    assert_eq!(verdict(snapshot, "five-stages.4.paths-exist"), Verdict::Fails);
    assert_eq!(measure(snapshot, "ci"), (1.0, 1.0));
    assert_eq!(measure(snapshot, "iac-pipe"), (1.0, 1.0));
}

#[test]
fn every_service_of_toolshed_is_built_and_deployed_its_own_way() {
    let snapshot = &*TOOLSHED;
    for step in CORE {
        assert_eq!(family(snapshot, step), None, "{step}");
    }
    for service in ["quotes", "claims", "billing", "broker-portal"] {
        for step in CORE {
            let found = standing(snapshot, &format!("ironside/{service}"), step);
            assert_eq!(found, Some(StandingName::OwnWay), "{service} {step}");
        }
    }
    assert_eq!(repository(snapshot, "ironside/terraform").class, Class::Infrastructure);
    let documents = deployable(snapshot, "ironside/documents");
    assert_eq!(documents.owner, None, "guests are no owner");
}

/// Trap T06: the route stands in another repository, and reads this one.
#[test]
fn a_route_in_another_repository_is_credited_to_what_it_deploys() {
    let snapshot = &*TOOLSHED;
    let policies = deployable(snapshot, "ironside/policies");
    let deployment = policies.standing("gp.12").unwrap();
    assert_eq!(deployment.standing, StandingName::OwnWay);
    assert_eq!(deployment.way.as_deref(), Some("gitops-argocd"));
    assert_eq!(deployment.evidence[0].repository, "ironside/argocd");
}

#[test]
fn paved_may_be_at_stage_4_and_nothing_measured_speaks_against_it() {
    let snapshot = &*PAVED;
    let gates = snapshot.assessments[0].criteria.iter();
    let failing: Vec<&str> = gates
        .filter(|c| c.kind == CriterionKind::Gate && c.verdict == Verdict::Fails)
        .map(|c| c.id.as_str())
        .collect();
    assert_eq!(failing, [""; 0]);
    assert_eq!(stage(snapshot), (2, 5));
    assert_eq!(snapshot.path.exists, Verdict::Holds);
    assert_eq!(snapshot.path.joint_adopters, 10);
}

#[test]
fn the_standards_of_paved_are_its_own_units() {
    let snapshot = &*PAVED;
    assert_eq!(family(snapshot, "gp.05"), Some("harbour/platform-workflows"));
    assert_eq!(family(snapshot, "gp.08"), Some("ghcr.io/harbour/base"));
    assert_eq!(family(snapshot, "gp.10"), Some("oci://ghcr.io/harbour/charts"));
    assert_eq!(family(snapshot, "gp.12"), Some("harbour/platform-workflows"));
    for standard in snapshot.standards.iter().filter(|s| CORE.contains(&s.step.as_str())) {
        assert_eq!(standard.basis, Basis::InferredStrong, "{}", standard.step);
    }
}

#[test]
fn services_of_paved_take_every_core_step_the_standard_way() {
    let snapshot = &*PAVED;
    for service in ["accounts", "onboarding", "ledger//services/api", "ledger//services/worker"] {
        for step in CORE {
            let found = standing(snapshot, &format!("harbour/{service}"), step);
            assert_eq!(found, Some(StandingName::Standard), "{service} {step}");
        }
    }
    let own = Some(StandingName::OwnWay);
    assert_eq!(standing(snapshot, "harbour/fraud-scoring", "gp.05"), own);
    assert_eq!(standing(snapshot, "harbour/fraud-scoring", "gp.08"), own);
    assert_eq!(standing(snapshot, "harbour/fraud-scoring", "gp.12"), own);
}

#[test]
fn documents_of_substance_and_catalogue_entries_of_paved_are_seen() {
    let snapshot = &*PAVED;
    let standard = Some(StandingName::Standard);
    for step in ["gp.25", "gp.26", "gp.30"] {
        assert_eq!(standing(snapshot, "harbour/cards", step), standard, "{step}");
    }
    let cards = deployable(snapshot, "harbour/cards");
    assert_eq!(cards.owner.as_deref(), Some("group:default/cards"));
    assert_eq!(cards.environments, ["production", "staging"]);
}

#[test]
fn what_is_no_service_of_paved_has_a_class_that_says_so() {
    let snapshot = &*PAVED;
    for (name, class) in [
        ("platform-workflows", Class::SharedUnit),
        ("charts", Class::SharedUnit),
        ("terraform-modules", Class::Infrastructure),
        ("infrastructure", Class::Infrastructure),
        ("service-template", Class::Template),
        ("accounts", Class::Service),
    ] {
        let found = repository(snapshot, &format!("harbour/{name}")).class;
        assert_eq!(found, class, "{name}");
    }
    let dormant = deployable(snapshot, "harbour/legacy-reports");
    assert!(!dormant.active && !dormant.counted);
}

/// Trap T08: what it publishes with is a workflow of the organisation.
#[test]
fn a_repository_that_publishes_through_a_shared_workflow_is_a_library() {
    assert_eq!(repository(&PAVED, "harbour/money").class, Class::Library);
}

/// Trap T07.
#[test]
fn a_repository_of_pages_is_one_of_documents() {
    assert_eq!(repository(&PAVED, "harbour/handbook").class, Class::Documents);
}

/// Trap T08: publishing an image that others start from is not deploying.
#[test]
fn base_images_are_no_deployables() {
    let snapshot = &*PAVED;
    let counted: Vec<&str> = snapshot
        .counted()
        .filter(|d| d.repository == "harbour/base-images")
        .map(|d| d.id.as_str())
        .collect();
    assert_eq!(counted, [""; 0]);
    assert_eq!(verdict(snapshot, "five-stages.4.std-deploy"), Verdict::Holds);
}

/// Trap T24: flavours of one unit for several languages are one family.
#[test]
fn one_pipeline_for_each_language_is_one_shape() {
    let snapshot = &*PAVED;
    let same = snapshot.measures.iter().find(|m| m.id == "same").unwrap();
    assert_eq!(same.yes.len(), 10);
}

#[test]
fn the_demo_has_a_path_that_somewhat_more_than_half_take() {
    let snapshot = &*DEMO;
    assert_eq!(stage(snapshot), (2, 3));
    assert_eq!(family(snapshot, "gp.05"), Some("acme/workflows"));
    let pipeline = snapshot.standards.iter().find(|s| s.step == "gp.05").unwrap();
    assert_eq!((pipeline.counts.standard, pipeline.counts.own_way), (7, 5));
    let refunds = standing(snapshot, "acme/refunds", "gp.12");
    assert_eq!(refunds, Some(StandingName::OwnWay));
    assert_eq!(verdict(snapshot, "five-stages.4.std-deploy"), Verdict::Fails);
}

#[test]
fn the_demo_has_a_family_of_copies() {
    let snapshot = &*DEMO;
    let copies = snapshot.measures.iter().find(|m| m.id == "dup").unwrap();
    let ids: Vec<&str> = copies.yes.iter().map(|member| member.id.as_str()).collect();
    assert_eq!(ids, ["acme/billing", "acme/invoices", "acme/refunds"]);
    let grown_away = copies.no.iter().any(|member| member.id == "acme/vouchers");
    assert!(grown_away, "it lints as well, which makes it less than nearly the same");
}

#[test]
fn what_is_deprecated_in_the_demo_is_left_out_and_shown() {
    let snapshot = &*DEMO;
    let cards = deployable(snapshot, "acme/gift-cards");
    assert!(!cards.counted);
    assert!(cards.left_out.as_deref().unwrap().contains("deprecated"));
}
