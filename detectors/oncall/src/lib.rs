#![doc = include_str!("../README.md")]

mod keys;
mod objects;
mod page;
mod products;
mod receivers;
mod rota;

use milepost_detector::{Card, Detector, File, Findings};
use milepost_kube::object::expanded;
use milepost_syntax::reading::Reading;
use milepost_syntax::yaml::Value;

use page::Page;

static CARD: Card = Card {
    id: "oncall",
    version: 2,
    summary: "who is called when something breaks",
    claims: &["**/*.yaml", "**/*.yml", "**/.pagerduty*"],
    claims_by_name: &[],
    emits: &["tool"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Oncall;

struct Oncall;

impl Detector for Oncall {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        if rota::note(file, findings) || !products::may_name_any(file.text) {
            return;
        }
        let in_chart = file.folder().split('/').any(|folder| folder == "templates");
        let reading = if in_chart { file.template() } else { file.yaml() };
        for root in expanded(&reading.roots) {
            let page = Page { reading, masked: reading.is_masked(), at: None };
            objects::note(&page, root, findings);
            receivers::note(&page, root, findings);
            keys::note(file, &page, root, findings);
            root.walk(&mut |node| {
                if let Value::Scalar { text, .. } = &node.value
                    && text.contains("receivers:")
                    && text.contains("onfigs:")
                {
                    let inner = Reading::as_written(text);
                    let page = Page { reading: &inner, masked: page.masked, at: Some(node.line) };
                    for root in &inner.roots {
                        receivers::note(&page, root, findings);
                    }
                }
            });
        }
        for broken in &reading.broken {
            receivers::note_lines(broken.text, broken.before, findings);
        }
    }
}
