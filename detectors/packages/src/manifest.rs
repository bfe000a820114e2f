//! What every reader of a manifest gathers, and how it becomes facts.

use milepost_core::{Makes, Package, Pin, UnitKind, Use, What};
use milepost_detector::Findings;

use crate::known::{Ecosystem, said_by};

/// What a manifest says.
pub(crate) struct Manifest {
    ecosystem: Ecosystem,
    /// Whether the format is read by a pattern only.
    by_pattern: bool,
    package: Option<(u32, Package)>,
    /// Names of what is needed when it runs, with the line each stands on.
    needs: Vec<(u32, String)>,
    plugins: Vec<(u32, Use)>,
}

impl Manifest {
    /// A manifest read by a parser of its format.
    pub(crate) fn parsed(ecosystem: Ecosystem) -> Self {
        Self { ecosystem, by_pattern: false, package: None, needs: vec![], plugins: vec![] }
    }

    /// A manifest that is a program, of which lines are recognised.
    pub(crate) fn recognised(ecosystem: Ecosystem) -> Self {
        Self { by_pattern: true, ..Self::parsed(ecosystem) }
    }

    /// Says what package it is.
    pub(crate) fn package(&mut self, line: u32, name: Option<&str>, makes: Makes, workspace: bool) {
        let package = Package {
            ecosystem: self.ecosystem.name().to_owned(),
            name: name.filter(|name| is_written_out(name)).map(ToOwned::to_owned),
            makes,
            workspace,
        };
        self.package = Some((line, package));
    }

    /// Adds a dependency that is needed when it runs.
    pub(crate) fn need(&mut self, line: u32, name: impl Into<String>) {
        self.needs.push((line, name.into()));
    }

    /// Adds a plugin or parent it is built with.
    pub(crate) fn built_with(&mut self, line: u32, source: &str, version: Option<&str>) {
        if source.is_empty() || !is_written_out(source) {
            return;
        }
        let pin = version.map_or(Pin::None, Pin::of_version);
        let (source, version) = (source.to_owned(), version.map(ToOwned::to_owned));
        let unit = UnitKind::BuildPlugin;
        self.plugins.push((line, Use { unit, source, version, pin, name: None }));
    }

    /// Writes everything down, in the order of the file. What several dependencies say alike is
    /// said once, on the line of the first.
    pub(crate) fn write(self, findings: &mut Findings) {
        let by_pattern = self.by_pattern;
        let mut said: Vec<(u32, What, bool)> = Vec::new();
        if let Some((line, package)) = self.package {
            said.push((line, What::Package(package), by_pattern));
        }
        said.extend(
            self.plugins.into_iter().map(|(line, used)| (line, What::Use(used), by_pattern)),
        );
        for (line, name) in &self.needs {
            for what in said_by(self.ecosystem, name) {
                if !said.iter().any(|(_, known, _)| *known == what) {
                    // That a library for secrets is there shows no secret yet.
                    let guessed = by_pattern || matches!(what, What::Secret(_));
                    said.push((*line, what, guessed));
                }
            }
        }
        said.sort_by_key(|(line, _, _)| *line);
        for (line, what, guessed) in said {
            if guessed { findings.pattern(line, what) } else { findings.parsed(line, what) }
        }
    }
}

/// Whether a name is written out, not computed by a template or a variable.
pub(crate) fn is_written_out(name: &str) -> bool {
    !name.contains('$') && !name.contains("{{") && !name.contains("<%")
}
