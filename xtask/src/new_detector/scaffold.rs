//! The files a detector starts from: they build, and their test passes on a case that shows nothing.

use super::name::Name;

/// Every file of the folder, with its content.
pub(super) fn files(name: &Name) -> Vec<(String, String)> {
    let fill = |template: &str| {
        template
            .replace("{name}", name.id())
            .replace("{crate}", &name.krate())
            .replace("{type}", &name.type_name())
    };
    [
        ("Cargo.toml", include_str!("scaffold/Cargo.toml.txt")),
        ("README.md", include_str!("scaffold/README.md.txt")),
        ("src/lib.rs", include_str!("scaffold/lib.rs.txt")),
        ("tests/fixtures.rs", include_str!("scaffold/fixtures.rs.txt")),
        ("fixtures/first-case/{name}.example", "one line of the format\n"),
        ("fixtures/first-case.snap", ""),
    ]
    .into_iter()
    .map(|(path, content)| (fill(path), fill(content)))
    .collect()
}
