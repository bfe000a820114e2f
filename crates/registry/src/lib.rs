//! The one list of detectors. The tests beside it keep folders, pages, claims and fixtures in step.

use milepost_detector::Detector;

/// Every detector, in the order of their names.
pub const DETECTORS: &[&dyn Detector] = &[
    detect_catalog::DETECTOR,
    detect_ci::DETECTOR,
    detect_cost::DETECTOR,
    detect_coverage::DETECTOR,
    detect_dockerfile::DETECTOR,
    detect_documents::DETECTOR,
    detect_gitops::DETECTOR,
    detect_helm::DETECTOR,
    detect_images::DETECTOR,
    detect_infrastructure::DETECTOR,
    detect_kubernetes::DETECTOR,
    detect_observability::DETECTOR,
    detect_oncall::DETECTOR,
    detect_ownership::DETECTOR,
    detect_packages::DETECTOR,
    detect_platforms::DETECTOR,
    detect_policy::DETECTOR,
    detect_portal::DETECTOR,
    detect_runbook::DETECTOR,
    detect_scanning::DETECTOR,
    detect_scripts::DETECTOR,
    detect_secrets::DETECTOR,
    detect_templates::DETECTOR,
    detect_terraform::DETECTOR,
    detect_updates::DETECTOR,
];
