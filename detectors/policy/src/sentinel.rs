//! Sentinel's `sentinel.hcl`: which policies there are, and how firmly each is held.

use milepost_core::{PolicyMode as Mode, What};
use milepost_detector::Findings;

use crate::notes::policy;

/// Notes every policy of the file. Its blocks are read line by line: they nest one deep, and hold
/// a setting a line.
pub(crate) fn read(text: &str, findings: &mut Findings) {
    let mut open: Option<(u32, String, Mode)> = None;
    for (number, line) in (1u32..).zip(text.lines()) {
        let line = line.trim();
        if let Some(name) = opened(line) {
            note(open.take(), findings);
            open = Some((number, name.to_owned(), Mode::Unsaid));
        }
        if let Some((_, _, mode)) = open.as_mut()
            && let Some(level) = level(line)
        {
            *mode = level;
        }
        if line.ends_with('}') && !line.contains('{') || line.contains('{') && line.ends_with('}') {
            note(open.take(), findings);
        }
    }
    note(open, findings);
}

fn note(found: Option<(u32, String, Mode)>, findings: &mut Findings) {
    if let Some((line, name, mode)) = found {
        findings.pattern(line, What::Policy(policy("sentinel", Some(&name), mode)));
    }
}

/// The name of the policy whose block a line opens.
fn opened(line: &str) -> Option<&str> {
    let rest = line.strip_prefix("policy")?.trim_start().strip_prefix('"')?;
    let (name, rest) = rest.split_once('"')?;
    rest.trim_start().starts_with('{').then_some(name)
}

fn level(line: &str) -> Option<Mode> {
    if line.starts_with('#') || line.starts_with("//") {
        return None;
    }
    let (_, rest) = line.split_once("enforcement_level")?;
    let level = rest.trim_start().strip_prefix('=')?.trim_start().strip_prefix('"')?;
    match level.split('"').next()? {
        "hard-mandatory" | "soft-mandatory" => Some(Mode::Enforce),
        "advisory" => Some(Mode::Audit),
        _ => None,
    }
}
