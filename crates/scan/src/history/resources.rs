//! Resources that a commit declares anew, by the lines that open them in Terraform code.

use std::collections::{BTreeMap, BTreeSet};

use super::texts::Differing;

/// Endings of files that declare resources in this way.
const ENDINGS: &[&str] = &[".tf", ".tofu"];

/// What the files of one commit declare more of, and less of, than before.
#[derive(Default)]
pub(super) struct Declared {
    come: BTreeMap<String, Vec<String>>,
    gone: BTreeMap<String, u32>,
}

impl Declared {
    /// Whether a file of this name declares resources.
    pub(super) fn reads(path: &str) -> bool {
        ENDINGS.iter().any(|ending| path.ends_with(ending))
    }

    /// Takes in what differs in one file.
    pub(super) fn take(&mut self, path: &str, lines: &Differing<'_>) {
        for what in lines.gone.iter().filter_map(|line| opened(line)) {
            *self.gone.entry(what.to_owned()).or_default() += 1;
        }
        let come: Vec<String> =
            lines.come.iter().filter_map(|line| opened(line)).map(str::to_owned).collect();
        if !come.is_empty() {
            self.come.insert(path.to_owned(), come);
        }
    }

    /// What a file declares that nothing in the commit declares less of: what only got another name
    /// or version, or moved to another file, is not added.
    pub(super) fn added(&mut self, path: &str) -> Vec<String> {
        let come = self.come.remove(path).unwrap_or_default();
        let mut added = BTreeSet::new();
        for what in come {
            match self.gone.get_mut(&what).filter(|left| **left > 0) {
                Some(left) => *left -= 1,
                None => {
                    added.insert(what);
                }
            }
        }
        added.into_iter().collect()
    }
}

/// The type of resource or the module of others that a line opens. Sources of providers have two
/// parts and no host.
fn opened(line: &str) -> Option<&str> {
    if let Some(rest) = line.strip_prefix("resource ") {
        return rest.trim_start().strip_prefix('"')?.split('"').next();
    }
    let value = line.strip_prefix("source")?.trim_start().strip_prefix('=')?.trim_start();
    let source = value.strip_prefix('"')?.split('"').next()?.split('?').next()?;
    let is_local = source.starts_with('.') || source.starts_with('/');
    let is_provider = !source.contains([':', '.']) && source.split('/').count() < 3;
    (!is_local && !is_provider).then_some(source)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn added(files: &[(&str, &str, &str)]) -> Vec<Vec<String>> {
        let mut declared = Declared::default();
        for (path, old, new) in files {
            declared.take(path, &Differing::lines(old, new));
        }
        files.iter().map(|(path, _, _)| declared.added(path)).collect()
    }

    #[test]
    fn a_resource_and_a_module_are_added_by_the_lines_that_open_them() {
        let new = "resource \"aws_sqs_queue\" \"jobs\" {\n  name = \"jobs\"\n}\nmodule \"db\" {\n  \
                   source  = \"github.com/acme/terraform-rds?ref=4.1\"\n}\n";
        assert_eq!(
            added(&[("main.tf", "", new)]),
            [["aws_sqs_queue", "github.com/acme/terraform-rds"]]
        );
    }

    #[test]
    fn another_name_version_or_file_adds_nothing() {
        let old = "resource \"aws_s3_bucket\" \"a\" {}\nsource = \"acme/rds/aws?ref=1\"\n";
        let new = old.replace("\"a\"", "\"b\"").replace("=1", "=2");
        assert_eq!(added(&[("main.tf", old, &new)]), [[""; 0]]);
        assert_eq!(added(&[("b.tf", "", old), ("a.tf", old, "")]), [[""; 0], [""; 0]]);
    }

    #[test]
    fn providers_and_modules_beside_it_are_no_modules_of_others() {
        let new = "source = \"hashicorp/aws\"\nsource = \"./modules/rds\"\nsource = \"../db\"\n";
        assert_eq!(added(&[("main.tf", "", new)]), [[""; 0]]);
    }
}
