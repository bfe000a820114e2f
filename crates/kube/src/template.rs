//! Which files are templates of a chart, which only look so, and what of a template stands under
//! a condition that asks for the cluster's abilities.

use milepost_detector::File;
use milepost_syntax::Reading;

/// Whether a file stands below a folder `templates`, as those of charts do.
pub fn is_in_chart(file: &File<'_>) -> bool {
    file.folder().split('/').any(|part| part == "templates")
}

/// The documents of a file: masked where it is a template of a chart, as written elsewhere.
pub fn reading<'a>(file: &File<'a>) -> &'a Reading<'a> {
    if is_in_chart(file) { file.template() } else { file.yaml() }
}

/// Jinja, Backstage's and Cookiecutter's placeholders look like Go templates and are none.
pub fn is_of_another_engine(text: &str) -> bool {
    text.contains("{%") && text.lines().any(|line| line.trim_start().starts_with("{%"))
        || ["${{ values.", "${{values.", "cookiecutter."].iter().any(|mark| text.contains(mark))
}

/// The lines of a template that stand in a branch which asks for the cluster's abilities: what is
/// written there is meant for clusters that have them.
#[derive(Debug, Default)]
pub struct Guards(Vec<(u32, u32)>);

impl Guards {
    /// Finds the branches of a text.
    pub fn of(text: &str) -> Self {
        let mut guards = Self::default();
        if !text.contains("apabilities") {
            return guards;
        }
        let mut asking = Asking::default();
        // For each block that is open, the line of its first condition that asks.
        let mut open: Vec<Option<u32>> = Vec::new();
        let (mut line, mut rest) = (1u32, text);
        while let Some((before, action)) = rest.split_once("{{") {
            line = line.saturating_add(lines_in(before));
            let (action, after) = action.split_once("}}").unwrap_or((action, ""));
            let body = action.trim_start_matches('-').trim_start();
            let asks = asking.is_asked_by(body).then_some(line);
            match first_word(body) {
                "if" | "with" | "range" | "define" | "block" => open.push(asks),
                "else" => {
                    if let Some(known) = open.last_mut() {
                        *known = known.or(asks);
                    }
                }
                "end" => guards.0.extend(open.pop().flatten().map(|from| (from, line))),
                _ => {}
            }
            line = line.saturating_add(lines_in(action));
            rest = after;
        }
        guards.0.extend(open.into_iter().flatten().map(|from| (from, u32::MAX)));
        guards
    }

    /// Whether a line stands in such a branch.
    pub fn cover(&self, line: u32) -> bool {
        self.0.iter().any(|(from, to)| (*from..=*to).contains(&line))
    }
}

/// Variables that hold what the cluster is able to do.
#[derive(Default)]
struct Asking<'t>(Vec<&'t str>);

impl<'t> Asking<'t> {
    /// Whether an action asks for the cluster's abilities, itself or through a variable. An action
    /// that keeps them in a variable is remembered.
    fn is_asked_by(&mut self, body: &'t str) -> bool {
        let asks = body.contains(".Capabilities")
            || body.contains("include ") && body.contains(".capabilities.")
            || words(body).any(|word| self.0.contains(&word));
        if asks && let Some(name) = assigned(body) {
            self.0.push(name);
        }
        asks
    }
}

/// The variable an action sets.
fn assigned(body: &str) -> Option<&str> {
    let name = words(body).next().filter(|word| word.starts_with('$'))?;
    let rest = body.get(name.len()..)?.trim_start();
    (rest.starts_with(":=") || rest.starts_with('=')).then_some(name)
}

fn words(body: &str) -> impl Iterator<Item = &str> {
    body.split(|c: char| !c.is_ascii_alphanumeric() && c != '_' && c != '$')
}

fn first_word(body: &str) -> &str {
    body.split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default()
}

fn lines_in(text: &str) -> u32 {
    u32::try_from(text.matches('\n').count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_branch_of_a_condition_that_asks_for_abilities_is_guarded() {
        let text = "a: 1\n{{- if .Capabilities.APIVersions.Has \"b\" }}\nb: 2\n{{- else }}\nc: 3\n{{- end }}\nd: 4\n";
        let guards = Guards::of(text);
        let covered: Vec<u32> = (1..=7).filter(|line| guards.cover(*line)).collect();
        assert_eq!(covered, [2, 3, 4, 5, 6]);
    }

    #[test]
    fn a_later_branch_that_asks_guards_from_there_on() {
        let text = "{{ if .a }}\nb: 2\n{{ else if semverCompare \">1.2\" .Capabilities.KubeVersion.Version }}\nc: 3\n{{ end }}\n";
        let guards = Guards::of(text);
        assert!(!guards.cover(2));
        assert!(guards.cover(4));
    }

    #[test]
    fn abilities_may_be_asked_for_through_a_variable_or_a_helper() {
        let variable = "{{- $version := .Capabilities.KubeVersion.Version -}}\n{{ if semverCompare \"<1.19\" $version }}\nb: 2\n{{ end }}\n";
        assert!(Guards::of(variable).cover(3));
        let helper =
            "{{ if include \"common.capabilities.ingress.apiVersion\" . }}\nb: 2\n{{ end }}\n";
        assert!(Guards::of(helper).cover(2));
        let container = "{{ if .Values.securityContext.capabilities.add }}\nb: 2\n{{ end }}\n";
        assert!(!Guards::of(container).cover(2));
    }

    #[test]
    fn a_block_within_and_a_comment_that_only_names_abilities_guard_nothing() {
        let text = "{{ if .a }}\n{{/* .Capabilities */}}\n{{ range .b }}\nc: 3\n{{ end }}\nd: 4\n{{ end }}\n";
        assert!((1..=7).all(|line| !Guards::of(text).cover(line)));
        assert!(!Guards::of("a: {{ .Capabilities.KubeVersion.Version }}\nb: 1\n").cover(2));
    }

    #[test]
    fn another_engine_is_told_by_its_marks() {
        assert!(is_of_another_engine("a: 1\n  {% if b %}\n"));
        assert!(is_of_another_engine("a: ${{ values.name }}\n"));
        assert!(!is_of_another_engine("a: {{ .Values.name }}\n"));
    }
}
