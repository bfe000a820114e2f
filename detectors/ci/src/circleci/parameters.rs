//! Values handed to jobs and commands of the same file, and variables they set literally.

use std::collections::BTreeMap;

use milepost_syntax::yaml::Node;

use milepost_commands::variables::{Variables, single_line};

/// The parameters of a job or command that is being called, with the values they have there.
#[derive(Debug, Clone, Default)]
pub(super) struct Parameters {
    values: BTreeMap<String, String>,
    variables: Variables,
}

impl Parameters {
    /// What a definition is called with: its defaults, then what is given, which may in turn name
    /// parameters of the caller. Its own defaults count when they have one line.
    pub(super) fn of(definition: &Node<'_>, given: Option<&Node<'_>>, caller: &Self) -> Self {
        let mut values = BTreeMap::new();
        let declared = definition.get("parameters").map_or(&[][..], Node::entries);
        for (key, parameter) in declared {
            let Some(name) = key.text() else { continue };
            let given = given.and_then(|given| given.get(name)).and_then(Node::text);
            let value = given.map(|text| caller.fill(text));
            let value = value.or_else(|| default(parameter));
            values.extend(value.map(|value| (name.to_owned(), value)));
        }
        let variables = caller.variables.clone();
        Self { values, variables }
    }

    /// The same where `holder`, a job or a step, sets an `environment`.
    pub(super) fn within(mut self, holder: &Node<'_>, text: &str) -> Self {
        for (key, value) in holder.get("environment").map_or(&[][..], Node::entries) {
            if let Some(name) = key.text() {
                let value = value.text().map(|value| self.fill(value));
                self.variables.set(name, value.as_deref(), text);
            }
        }
        self
    }

    /// A script with every parameter and variable replaced whose value is known.
    pub(super) fn fill_script(&self, script: &str) -> String {
        self.variables.fill(&self.fill(script))
    }

    /// The text with every `<< parameters.x >>` replaced whose value is known.
    pub(super) fn fill(&self, text: &str) -> String {
        let mut filled = String::with_capacity(text.len());
        let mut rest = text;
        while let Some((before, behind)) = rest.split_once("<<") {
            if let Some(before) = before.strip_suffix('\\') {
                // A backslash tells CircleCI that no parameter starts here.
                filled.push_str(before);
                filled.push_str("<<");
                rest = behind;
                continue;
            }
            filled.push_str(before);
            let known = behind.split_once(">>").and_then(|(inside, after)| {
                let name = inside.trim().strip_prefix("parameters.")?;
                Some((self.values.get(name)?.as_str(), after))
            });
            let (text, after) = known.unwrap_or(("<<", behind));
            filled.push_str(text);
            rest = after;
        }
        filled.push_str(rest);
        filled
    }
}

fn default(parameter: &Node<'_>) -> Option<String> {
    let text = parameter.get("default")?.text()?;
    single_line(text).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;
    use milepost_syntax::yaml;

    #[test]
    fn what_is_given_wins_over_the_default_and_the_unknown_stays() {
        let definition =
            yaml::document("parameters: {a: {default: x}, b: {default: y}, c: {type: string}}")
                .unwrap()
                .unwrap();
        let given = yaml::document("{b: z}").unwrap().unwrap();
        let parameters = Parameters::of(&definition, Some(&given), &Parameters::default());
        assert_eq!(
            parameters
                .fill("<< parameters.a >> <<parameters.b>> << parameters.c >> <<EOF << x \\<<<a"),
            "x z << parameters.c >> <<EOF << x <<<a"
        );
    }
}
