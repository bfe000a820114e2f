//! Projects that Projen makes and keeps: the project type they are made from.

use std::sync::LazyLock;

use milepost_core::{Pin, What};
use milepost_detector::{File, Findings};
use regex::Regex;

use crate::asked::only_root;
use crate::code::without_comments;
use crate::made_from;

/// `const project = new awscdk.AwsCdkTypeScriptApp(`.
static SCRIPT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?m)^\s*(?:export\s+)?(?:const|let|var)\s+\w+[^=\n]*=\s*new\s+([\w.]+)\s*\(").ok()
});

/// `import { awscdk } from 'projen'` and `const { awscdk } = require('projen')`.
static IMPORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let pattern = concat!(
        r#"import\s+([^;'"]+?)\s+from\s+["']([^"']+)["']"#,
        r#"|(?:const|let|var)\s+([^=;]+?)\s*=\s*require\(\s*["']([^"']+)["']\s*\)"#,
    );
    Regex::new(pattern).ok()
});

/// `project = PythonProject(`.
static PYTHON: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^\w+\s*=\s*([A-Z]\w*)\(").ok());

/// `from projen.python import PythonProject`.
static FROM: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?m)^from\s+([\w.]+)\s+import\s+\(?([\w, \n]+)").ok());

/// Adds the project type.
pub(crate) fn read(file: &File<'_>, findings: &mut Findings) {
    if file.name().ends_with(".json") {
        return read_json(file, findings);
    }
    let text = without_comments(file.text);
    let found = if file.name().ends_with(".py") { of_python(&text) } else { of_script(&text) };
    if let Some((at, source)) = found {
        let line = text.get(..at).unwrap_or_default().matches('\n').count() + 1;
        let used = made_from(source, None, Pin::None);
        findings.pattern(u32::try_from(line).unwrap_or(u32::MAX), What::Use(used));
    }
}

/// `"type": "projen.typescript.TypeScriptProject"`.
fn read_json(file: &File<'_>, findings: &mut Findings) {
    let Some(root) = only_root(file, findings) else {
        return;
    };
    let Some(kind) = root.get("type") else { return };
    let Some(name) = file.yaml().literal(kind) else { return };
    let start = name.rfind('/').map_or(0, |slash| slash + 1);
    let dot = name.get(start..).and_then(|rest| rest.find('.')).map(|dot| start + dot);
    // Without a package it is one of Projen's own.
    let own = !name.starts_with('@') && !name.starts_with("projen.") && start == 0;
    let source = match dot {
        _ if own => format!("projen/{name}"),
        Some(dot) => {
            let (package, class) = name.split_at(dot);
            format!("{package}/{}", class.trim_start_matches('.'))
        }
        None => return,
    };
    findings.parsed(kind.line, What::Use(made_from(source, None, Pin::None)));
}

fn of_script(text: &str) -> Option<(usize, String)> {
    let found = SCRIPT.as_ref()?.captures(text)?;
    let (at, class) = (found.get(1)?.start(), found.get(1)?.as_str());
    let name = class.split('.').next().unwrap_or(class);
    let module = IMPORT.as_ref()?.captures_iter(text).find_map(|import| {
        let clause = import.get(1).or(import.get(3))?.as_str();
        let module = import.get(2).or(import.get(4))?.as_str();
        let mut words = clause.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.any(|word| word == name).then(|| module.to_owned())
    })?;
    let whole = IMPORT.as_ref()?.captures_iter(text).any(|import| {
        import.get(1).or(import.get(3)).is_some_and(|clause| clause.as_str().contains('*'))
            && import.get(2).is_some_and(|found| found.as_str() == module)
    });
    let class = if whole { class.split_once('.').map_or(class, |(_, class)| class) } else { class };
    Some((at, join(&module, class)?))
}

/// A package and the class in it; `projen/lib/typescript` is a part of `projen`.
fn join(module: &str, class: &str) -> Option<String> {
    if module.starts_with('.') {
        return None;
    }
    let packaged = if module.starts_with('@') { 2 } else { 1 };
    let segments: Vec<&str> = module.split('/').collect();
    let package = segments.get(..packaged)?.join("/");
    let parts = segments.get(packaged..)?.iter().filter(|part| **part != "lib").copied();
    let class: Vec<&str> = parts.chain(std::iter::once(class)).collect();
    Some(format!("{package}/{}", class.join(".")))
}

fn of_python(text: &str) -> Option<(usize, String)> {
    let found = PYTHON.as_ref()?.captures(text)?.get(1)?;
    FROM.as_ref()?.captures_iter(text).find_map(|import| {
        let (module, names) = (import.get(1)?.as_str(), import.get(2)?.as_str());
        let mut words = names.split(|c: char| !(c.is_alphanumeric() || c == '_'));
        words.any(|word| word == found.as_str()).then(|| {
            let (package, parts) = module.split_once('.').unwrap_or((module, ""));
            let class = format!("{parts}.{}", found.as_str());
            (found.start(), format!("{package}/{}", class.trim_start_matches('.')))
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_type_has_one_name_however_it_is_imported() {
        let whole = Some("projen/typescript.TypeScriptProject".to_owned());
        for text in [
            "import { typescript } from 'projen';\nconst p = new typescript.TypeScriptProject({",
            "const { typescript } = require('projen');\nconst p = new typescript.TypeScriptProject({",
            "import { TypeScriptProject } from 'projen/lib/typescript';\nconst p = new TypeScriptProject({",
            "import * as projen from 'projen';\nconst p = new projen.typescript.TypeScriptProject({",
        ] {
            assert_eq!(of_script(text).map(|(_, source)| source), whole, "{text}");
        }
    }

    #[test]
    fn a_project_type_of_ones_own_is_named_by_its_package() {
        let text = "import { AcmeService } from '@acme/projen';\nconst project = new AcmeService({";
        let source = of_script(text).map(|(_, source)| source);
        assert_eq!(source.as_deref(), Some("@acme/projen/AcmeService"));
        let python = "from projen.python import PythonProject\nproject = PythonProject(\n";
        let source = of_python(python).map(|(_, source)| source);
        assert_eq!(source.as_deref(), Some("projen/python.PythonProject"));
    }
}
