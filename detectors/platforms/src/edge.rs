//! Platforms near the readers: Cloudflare, Vercel, Netlify.

use milepost_core::{Runtime, Workload};
use milepost_detector::{File, Findings};
use milepost_syntax::Reading;

use crate::Format;
use crate::tell::{has, key_line, note, plain, root_with, workload};

pub(crate) const CLOUDFLARE: Format =
    Format { may_be: |file| file.name().starts_with("wrangler"), note: note_worker };
pub(crate) const VERCEL: Format =
    Format { may_be: |file| file.name() == "vercel.json", note: note_vercel };
pub(crate) const NETLIFY: Format =
    Format { may_be: |file| file.name() == "netlify.toml", note: note_netlify };

/// Keys by which a file says what it deploys; one stands beside the name.
const WORKER: &[&str] =
    &["main", "compatibility_date", "assets", "site", "account_id", "type", "build", "routes"];

fn note_worker(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    let Some(root) = root_with(reading, &["name"]) else {
        return false;
    };
    let kind = if has(root, &["pages_build_output_dir"]) {
        "Cloudflare Pages project"
    } else if WORKER.iter().any(|key| has(root, &[key])) {
        "Cloudflare Worker"
    } else {
        return false;
    };
    let told = workload(Runtime::Edge, kind, plain(reading, root, &["name"]));
    note(reading, key_line(root, "name"), told, findings);
    true
}

fn note_vercel(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    for root in reading.roots.iter().filter(|root| root.is_mapping()) {
        let told = workload(Runtime::Paas, "Vercel project", plain(reading, root, &["name"]));
        note(reading, root.line, told, findings);
    }
    true
}

fn note_netlify(_: &File<'_>, reading: &Reading<'_>, findings: &mut Findings) -> bool {
    for root in reading.roots.iter().filter(|root| !root.entries().is_empty()) {
        let line = root.entries().first().map_or(root.line, |(key, _)| key.line);
        note(reading, line, Workload::new(Runtime::Paas, "Netlify site"), findings);
    }
    true
}
