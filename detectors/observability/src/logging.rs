//! Logging libraries of Java: whether an application writes its log in a form machines read.

use milepost_core::{Signal, Telemetry, What};
use milepost_detector::{File, Findings};

use crate::page::telemetry;

/// Encoders and layouts that write structured lines, of Logback and of Log4j.
const STRUCTURED: &[&str] = &[
    "LogstashEncoder",
    "LoggingEventCompositeJsonEncoder",
    "LogstashLayout",
    "EcsEncoder",
    "EcsLayout",
    "JsonEncoder",
    "JsonLayout",
    "JsonTemplateLayout",
    "StackdriverJsonLayout",
    "StructuredLogEncoder",
    "GelfEncoder",
    "GelfLayout",
];
/// Appenders that send the log straight to a stack.
const SENT: &[(&str, &str)] = &[
    ("ApplicationInsightsAppender", "application-insights"),
    ("Loki4jAppender", "loki"),
    ("CloudWatchAppender", "cloudwatch"),
    ("HttpEventCollectorLogbackAppender", "splunk"),
    ("OpenTelemetryAppender", "opentelemetry"),
];

/// Reads a configuration of Logback or Log4j: names of classes, outside comments.
pub(crate) fn detect_xml(file: &File<'_>, findings: &mut Findings) {
    let text = without_comments(file.text);
    let mut told: Vec<&str> = vec![];
    for (line, content) in (1u32..).zip(text.lines()) {
        for (class, found) in names(content) {
            if !told.contains(&class) {
                told.push(class);
                findings.pattern(line, What::Telemetry(found));
            }
        }
    }
}

fn names(content: &str) -> impl Iterator<Item = (&'static str, Telemetry)> {
    let structured = STRUCTURED.iter().map(|class| {
        let name = Some((*class).to_owned());
        (*class, Telemetry { name, ..telemetry(Signal::Logs, "structured") })
    });
    let sent = SENT.iter().map(|(class, stack)| (*class, telemetry(Signal::Logs, stack)));
    structured.chain(sent).filter(move |(class, _)| is_class(content, class))
}

/// Whether a line names the class: as the end of a full name, or as an element.
fn is_class(content: &str, class: &str) -> bool {
    content.match_indices(class).any(|(at, _)| {
        let before = content.get(..at).and_then(|text| text.chars().next_back());
        let after = content.get(at + class.len()..).and_then(|text| text.chars().next());
        matches!(before, Some('.' | '<' | '"')) && after.is_none_or(|c| !c.is_alphanumeric())
    })
}

/// The text with comments blanked, line for line.
fn without_comments(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find("<!--") {
        let (before, comment) = rest.split_at(start);
        kept.push_str(before);
        let length = comment.find("-->").map_or(comment.len(), |end| end + 3);
        let (comment, after) = comment.split_at(length);
        kept.extend(comment.chars().filter(|c| *c == '\n'));
        rest = after;
    }
    kept.push_str(rest);
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_class_is_named_as_a_whole() {
        assert!(is_class(
            "class=\"net.logstash.logback.encoder.LogstashEncoder\">",
            "LogstashEncoder"
        ));
        assert!(is_class("<JsonTemplateLayout eventTemplateUri=\"\"/>", "JsonTemplateLayout"));
        assert!(!is_class("class=\"acme.MyJsonEncoder\"", "JsonEncoder"));
        assert!(!is_class("class=\"acme.JsonEncoderFactory\"", "JsonEncoder"));
    }

    #[test]
    fn comments_are_gone_and_lines_stay() {
        assert_eq!(without_comments("a<!-- b\nc -->d\n<!-- e"), "a\nd\n");
    }
}
