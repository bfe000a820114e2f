//! Whatever the text, the detector comes back: no panic, no endless work, and true lines.

use detect_images::DETECTOR;
use milepost_testkit::survive;
use proptest::prelude::*;

const PATHS: &[&str] = &[
    "build.gradle",
    "build.gradle.kts",
    "pom.xml",
    "a.csproj",
    "project.toml",
    "nixpacks.toml",
    ".ko.yaml",
    "skaffold.yaml",
    "werf.yaml",
    "BUILD",
    "MODULE.bazel",
];

/// Pieces of real files, which reach deeper than random characters.
const PIECES: &[&str] = &[
    "jib {\n",
    "from {",
    "image = ",
    "\"a:1\"",
    "\n",
    "}",
    "'",
    "\"",
    "\"\"\"",
    "//",
    "/*",
    "*/",
    "#",
    "id(\"com.google.cloud.tools.jib\")",
    " apply false\n",
    "bootBuildImage {\n",
    "é",
    "$",
    "oci_image(",
    "name = \"a\",",
    ")",
    "oci.pull(",
    "image = \"é@\"",
    "<project>",
    "<build><plugins><plugin>",
    "<artifactId>jib-maven-plugin</artifactId>",
    "</plugin></plugins></build>",
    "</project>",
    "<ContainerRepository>a</ContainerRepository>",
    "[_]\n",
    "[io.buildpacks]\n",
    "builder = \"a\"\n",
    "defaultBaseImage: a\n",
    "apiVersion: skaffold/v1\n",
    "image: a\nfrom: b\n",
    "---\n",
    "libs.plugins.jib)",
    "(",
    ".",
    "{",
    "subprojects {",
];

fn check(text: &str) {
    survive(DETECTOR, PATHS, text);
}

proptest! {
    #[test]
    fn any_text_is_survived(text in any::<String>()) {
        check(&text);
    }

    #[test]
    fn any_pieces_are_survived(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..40)) {
        check(&pieces.concat());
    }
}

#[test]
fn deep_nesting_is_survived() {
    for open in [
        "{",
        "a {\n",
        "jib { ",
        "(",
        "oci_image(",
        "<a>",
        "<project><build>",
        "[",
        "a = [",
        "- ",
        "a: {",
    ] {
        check(&format!(
            "jib Container jib-maven-plugin buildpacks oci_image {}",
            open.repeat(20_000)
        ));
    }
}
