//! The one list of detectors. The tests beside it keep folders, pages, claims and fixtures in step.

use milepost_core::Detector;

/// Every detector, in the order of their names.
pub const DETECTORS: &[&dyn Detector] = &[
    detect_catalog::DETECTOR,
    detect_ci::DETECTOR,
    detect_dockerfile::DETECTOR,
    detect_helm::DETECTOR,
    detect_runbook::DETECTOR,
    detect_terraform::DETECTOR,
];
