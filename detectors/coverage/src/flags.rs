//! Limits on command lines and in INI files, told line by line.

use std::sync::LazyLock;

use milepost_core::Confidence;
use milepost_detector::{File, Findings};
use regex::Regex;

use crate::limit::{Limit, note};

/// `--cov-fail-under=80`, and `coverage report --fail-under 80`.
static FLAG: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let flag = r"(?:--cov-fail-under|\bcoverage\s+(?:report|html|xml)\b[^|;&#]*--fail-under)[= ](\d+(?:\.\d+)?)";
    Regex::new(flag).ok()
});

/// The limit that a command line or options set.
pub(crate) fn limit(line: u32, text: &str) -> Option<Limit> {
    let found = FLAG.as_ref()?.captures(text)?;
    Limit::percent(line, "lines", found.get(1)?.as_str())
}

/// Notes the limits of command lines; what is commented out is none.
pub(crate) fn read_commands(file: &File<'_>, findings: &mut Findings) {
    let lines = (1..).zip(file.text.lines()).filter(|(_, text)| !is_comment(text));
    let limits = lines.filter_map(|(line, text)| limit(line, text));
    note(limits.collect(), "pytest-cov", Confidence::Pattern, findings);
}

/// Notes what coverage.py and pytest-cov are told in INI files.
pub(crate) fn read_ini(file: &File<'_>, findings: &mut Findings) {
    let mut section = "";
    let (mut report, mut options) = (Vec::new(), Vec::new());
    for (line, text) in (1..).zip(file.text.lines()).filter(|(_, text)| !is_comment(text)) {
        if let Some(name) = text.trim().strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            section = name.trim();
        } else if let Some(found) = limit(line, text) {
            options.push(found);
        } else if let Some(("fail_under", value)) =
            text.split_once(['=', ':']).map(|(key, value)| (key.trim(), value))
            && matches!(section, "report" | "coverage:report")
        {
            report.extend(Limit::percent(line, "lines", value));
        }
    }
    note(report, "coverage.py", Confidence::Pattern, findings);
    note(options, "pytest-cov", Confidence::Pattern, findings);
}

fn is_comment(text: &str) -> bool {
    text.trim_start().starts_with(['#', ';'])
}
