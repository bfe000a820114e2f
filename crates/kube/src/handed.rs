//! Values that a definition hands to the chart it installs, beside the chart's own: written out where
//! the chart is named, in files, or somewhere that cannot be seen.

use std::collections::BTreeMap;

use milepost_core::Delivery;
use milepost_syntax::Reading;
use milepost_syntax::reading::is_computed;
use milepost_syntax::yaml::Node;

/// The most values of one definition that are kept.
const VALUES: usize = 400;

/// Levels of mappings whose keys are kept, as of files of values.
const LEVELS: usize = 4;

/// Values handed to one chart, put together in the order in which they are laid over each other.
#[derive(Debug, Default)]
pub struct Handed {
    /// By path, whether each is set to false or to nothing.
    set: BTreeMap<String, bool>,
    files: Vec<String>,
    unseen: bool,
}

impl Handed {
    /// Lays a mapping of values over what there is.
    pub fn lay(&mut self, reading: &Reading<'_>, values: &Node<'_>) {
        if values.is_mapping() {
            self.lay_below(reading, values, "", LEVELS);
        } else if !values.is_null() {
            self.unseen = true;
        }
    }

    /// Lays values over what there is that stand as YAML in a text of their own.
    pub fn lay_text(&mut self, text: &str) {
        let reading = Reading::as_written(text);
        match reading.document() {
            // A placeholder that makes a key may make any.
            Ok(Some(root)) if !has_computed_key(root) => self.lay(&reading, root),
            Ok(None) => {}
            _ => self.unseen = true,
        }
    }

    /// Sets one value, by its path as Helm's `--set` writes it; `value` is absent where it is computed.
    /// What is set as a text is not nothing unless it is empty.
    pub fn set(&mut self, path: &str, value: Option<&str>, is_text: bool) {
        let path = path.replace("\\.", ".");
        let (bare, whole) =
            path.split_once('[').map_or((path.as_str(), true), |(it, _)| (it, false));
        if bare.is_empty() || is_computed(bare) {
            self.unseen = true;
            return;
        }
        let nothing = |text: &str| text.is_empty() || !is_text && matches!(text, "false" | "null");
        let off = whole && value.is_some_and(|text| !is_computed(text) && nothing(text.trim()));
        self.note(bare, off);
    }

    /// Hands over a file: its path inside this repository after `./`, or `repository//path`. It is laid
    /// over what was set before, which is no longer sure.
    pub fn file(&mut self, path: String) {
        if path.contains(['*', '{']) || is_computed(&path) {
            self.unseen = true;
            return;
        }
        self.set.values_mut().for_each(|off| *off = false);
        self.files.push(path);
    }

    /// Lays over what there is what nobody can see.
    pub fn leave_unseen(&mut self) {
        self.set.values_mut().for_each(|off| *off = false);
        self.unseen = true;
    }

    /// Says of a route what it hands over.
    pub fn onto(self, route: &mut Delivery) {
        let off = self.set.iter().filter(|(_, off)| **off);
        route.off = off.map(|(path, _)| path.clone()).collect();
        route.sets = self.set.into_keys().collect();
        route.values = self.files;
        route.unseen = self.unseen;
    }

    fn lay_below(&mut self, reading: &Reading<'_>, node: &Node<'_>, way: &str, levels: usize) {
        for (key, value) in node.entries() {
            let Some(text) = key.text() else { continue };
            let path = if way.is_empty() { text.to_owned() } else { format!("{way}.{text}") };
            if levels > 1 && !value.entries().is_empty() {
                self.lay_below(reading, value, &path, levels - 1);
            } else {
                self.note(&path, !reading.touches(value.line) && is_off(value));
            }
        }
    }

    /// Notes a value, and whether it is set to false or to nothing; what was said above or below it is
    /// no longer sure.
    pub fn note(&mut self, path: &str, off: bool) {
        let joins = |one: &str, other: &str| {
            one.strip_prefix(other).is_some_and(|rest| rest.starts_with('.'))
        };
        for (known, off) in &mut self.set {
            *off &= !joins(known, path) && !joins(path, known);
        }
        if self.set.len() < VALUES || self.set.contains_key(path) {
            self.set.insert(path.to_owned(), off);
        } else {
            self.unseen = true;
        }
    }
}

/// Whether a template that asks for a value finds nothing. An empty mapping takes nothing away from
/// what it is laid over.
pub fn is_off(value: &Node<'_>) -> bool {
    let no_items = !value.is_mapping() && value.text().is_none() && value.items().is_empty();
    no_items || value.is_null() || value.bool() == Some(false)
}

fn has_computed_key(root: &Node<'_>) -> bool {
    let mut found = false;
    root.walk(&mut |node| {
        let keys = node.entries().iter().filter_map(|(key, _)| key.text());
        found |= node.entries().iter().any(|(key, _)| key.is_mapping());
        found |= keys.into_iter().any(|key| is_computed(key) || key == "<<");
    });
    found
}

/// Whether a part of a definition is computed: one of its lines, or the line behind it, where an action
/// may print more of it.
pub fn is_touched(reading: &Reading<'_>, node: &Node<'_>) -> bool {
    if !reading.is_masked() {
        return false;
    }
    let mut last = node.line;
    node.walk(&mut |it| {
        // A text may stand on several lines.
        let lines = it.text().map_or(0, |text| text.matches('\n').count());
        last = last.max(it.line.saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)));
    });
    (node.line..=last.saturating_add(1)).any(|line| reading.touches(line))
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_core::DeployModel;

    fn said(fill: impl Fn(&mut Handed)) -> String {
        let mut handed = Handed::default();
        fill(&mut handed);
        let mut route = Delivery::new(DeployModel::CiHelm);
        handed.onto(&mut route);
        route.to_string()
    }

    #[test]
    fn later_values_are_laid_over_earlier_ones() {
        let both = said(|it| {
            it.lay_text("web: {enabled: false}\nalerts: {enabled: false}\n");
            it.lay_text("alerts: {enabled: true, level: high}\n");
        });
        assert_eq!(both, "ci-helm sets=alerts.enabled,alerts.level,web.enabled off=web.enabled");
        let above = said(|it| {
            it.set("alerts.enabled", Some("false"), false);
            it.set("alerts", None, false);
        });
        assert_eq!(above, "ci-helm sets=alerts,alerts.enabled");
    }

    #[test]
    fn a_text_is_never_false_and_what_is_computed_may_be_anything() {
        let said = said(|it| {
            it.set("a", Some("false"), true);
            it.set("b", Some(""), true);
            it.set("c", Some("${C}"), false);
            it.set("d", Some("false"), false);
            it.set("e[0]", Some("false"), false);
            it.lay_text("f: {{ .f }}\ng: '{{ .g }}'\n");
        });
        assert_eq!(said, "ci-helm sets=a,b,c,d,e off=b,d unseen-values");
    }

    #[test]
    fn behind_what_cannot_be_seen_nothing_is_sure() {
        let over = said(|it| {
            it.set("a", Some("false"), false);
            it.file("./values-prod.yaml".to_owned());
            it.set("b", Some("false"), false);
        });
        assert_eq!(over, "ci-helm sets=a,b off=b values=./values-prod.yaml");
        let unseen = said(|it| {
            it.set("a", Some("false"), false);
            it.leave_unseen();
        });
        assert_eq!(unseen, "ci-helm sets=a unseen-values");
        assert_eq!(said(|it| it.file("./values-*.yaml".to_owned())), "ci-helm unseen-values");
    }

    #[test]
    fn a_part_of_a_template_is_touched_where_an_action_may_print_more_of_it() {
        let masked = milepost_syntax::template::Masked::of(
            "a:\n  b: 1\nc:\n  d: 1\n{{ toYaml .e | indent 2 }}\nf: {{ .g }}\nh: |\n  i: 1\n  {{ .j }}\n  k: 1\nl: 1\n",
        );
        let reading = Reading::of_masked(&masked);
        let touched = |key: &str| is_touched(&reading, reading.roots[0].get(key).unwrap());
        assert_eq!(["a", "c", "f", "h", "l"].map(touched), [false, true, true, true, false]);
    }
}
