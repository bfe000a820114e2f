//! Projects of .NET: `*.csproj`, `*.fsproj`, `*.vbproj`.

use milepost_core::Makes;
use milepost_detector::{File, Findings};
use milepost_syntax::xml::{self, Node, child_text, line_of};

use crate::known::Ecosystem;
use crate::manifest::Manifest;

/// Reads a project; one of tests is no package.
pub(crate) fn note(file: &File<'_>, findings: &mut Findings) {
    match xml::document(file.text) {
        Ok(document) => note_project(document.root_element(), file, findings),
        Err(error) => findings.unread(error.line, error.message),
    }
}

fn note_project(project: Node<'_, '_>, file: &File<'_>, findings: &mut Findings) {
    if project.tag_name().name() != "Project" || is_of_tests(project) {
        return;
    }
    let mut manifest = Manifest::parsed(Ecosystem::Nuget);
    let stem = file.name().rsplit_once('.').map_or(file.name(), |(stem, _)| stem);
    let name = property(project, "PackageId").or_else(|| property(project, "AssemblyName"));
    let name = name.filter(|name| !name.contains('$')).unwrap_or(stem);
    manifest.package(line_of(project), Some(name), makes(project), false);
    for reference in references(project) {
        manifest.need(line_of(reference), reference.attribute("Include").unwrap_or_default());
    }
    manifest.write(findings);
}

fn references<'a, 'i>(project: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> {
    project.descendants().filter(|node| node.tag_name().name() == "PackageReference")
}

fn property<'a>(project: Node<'a, '_>, name: &str) -> Option<&'a str> {
    project
        .children()
        .filter(|group| group.tag_name().name() == "PropertyGroup")
        .find_map(|group| child_text(group, name))
}

/// What only a project of tests refers to, by how the names begin.
const OF_TESTS: &[&str] = &["Microsoft.NET.Test.Sdk", "xunit", "NUnit", "MSTest", "TUnit"];

fn is_of_tests(project: Node<'_, '_>) -> bool {
    let refers = |name: &str| OF_TESTS.iter().any(|start| name.starts_with(start));
    is(project, "IsTestProject")
        || project.attribute("Sdk").is_some_and(|sdk| sdk.starts_with("MSTest.Sdk"))
        || references(project).filter_map(|it| it.attribute("Include")).any(refers)
}

fn is(project: Node<'_, '_>, name: &str) -> bool {
    property(project, name).is_some_and(|value| value.eq_ignore_ascii_case("true"))
}

fn makes(project: Node<'_, '_>) -> Makes {
    let sdk = project.attribute("Sdk").unwrap_or_default();
    let output = property(project, "OutputType").unwrap_or_default();
    let target = property(project, "TargetFrameworks")
        .or_else(|| property(project, "TargetFramework"))
        .unwrap_or_default();
    let is_client = ["UseMaui", "UseWPF", "UseWindowsForms"].iter().any(|name| is(project, name))
        || output.eq_ignore_ascii_case("WinExe")
        || ["-android", "-ios", "-maccatalyst"].iter().any(|mark| target.contains(mark));
    let is_exe = output.eq_ignore_ascii_case("Exe");
    let is_web = ["Microsoft.NET.Sdk.Web", "Microsoft.NET.Sdk.Worker", "Aspire.AppHost.Sdk"]
        .iter()
        .any(|known| sdk.starts_with(known));
    if is_client && (is_exe || output.eq_ignore_ascii_case("WinExe")) {
        Makes::ClientApp
    } else if is_exe || is_web && !output.eq_ignore_ascii_case("Library") {
        Makes::Application
    } else if ["IsPackable", "GeneratePackageOnBuild"].iter().any(|name| is(project, name))
        || property(project, "PackageId").is_some()
    {
        Makes::Library
    } else {
        Makes::Unsaid
    }
}
