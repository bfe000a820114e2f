//! What the repositories of the made-up organisation hold: a few files that say how a service is
//! built and run, among many that say nothing.

/// A file of a repository: its path, its template, and which services have it.
type Part = (&'static str, &'static str, fn(u32) -> bool);

/// What services hold besides their code.
const SERVICE: &[Part] = &[
    (".github/workflows/build.yml", include_str!("content/shared.yml"), |n| n % 3 != 0),
    (".github/workflows/build.yml", include_str!("content/own.yml"), |n| n % 3 == 0),
    (".github/workflows/labels.yml", include_str!("content/labels.yml"), |_| true),
    (".github/dependabot.yml", include_str!("content/dependabot.yml"), |n| n % 2 == 0),
    ("CODEOWNERS", "* @acme/team-{team}\n", |_| true),
    ("Dockerfile", include_str!("content/Dockerfile.txt"), |n| n % 4 != 3),
    ("catalog-info.yaml", include_str!("content/catalog-info.yaml"), |n| n % 4 != 0),
    ("charts/app/Chart.yaml", include_str!("content/Chart.yaml"), |n| n % 3 != 2),
    ("charts/app/values.yaml", include_str!("content/values.yaml"), |n| n % 3 != 2),
    ("charts/app/values-staging.yaml", include_str!("content/values.yaml"), |n| n % 3 != 2),
    ("charts/app/values-production.yaml", include_str!("content/values.yaml"), |n| n % 3 != 2),
    ("charts/app/templates/deployment.yaml", include_str!("content/deployment.yaml"), |n| {
        n % 3 != 2
    }),
    ("charts/app/templates/_helpers.tpl", include_str!("content/helpers.tpl"), |n| n % 3 != 2),
    ("terraform/main.tf", include_str!("content/main.tf"), |n| n % 2 == 0),
    ("terraform/versions.tf", include_str!("content/versions.tf"), |n| n % 2 == 0),
    ("terraform/variables.tf", include_str!("content/variables.tf"), |n| n % 2 == 0),
    ("README.md", include_str!("content/readme.txt"), |_| true),
    ("docs/architecture.md", include_str!("content/architecture.txt"), |_| true),
    ("docs/runbook.md", include_str!("content/runbook.txt"), |n| n % 2 == 1),
    ("docs/adr/0001-keep-records.md", include_str!("content/adr.txt"), |n| n % 5 == 0),
];

/// What the repository of shared workflows holds.
const WORKFLOWS: &[Part] = &[
    (".github/workflows/service.yml", include_str!("content/service.yml"), |_| true),
    ("README.md", include_str!("content/readme.txt"), |_| true),
];

/// Endings of the files that say nothing.
const CODE: &[&str] = &["java", "ts", "go", "py", "json", "css", "sql", "html"];

/// The name of a repository.
pub(super) fn name(index: u32) -> String {
    if index == 0 { "workflows".to_owned() } else { format!("service-{index:05}") }
}

/// `count` files of a repository, by their paths.
pub(super) fn files(index: u32, count: u32) -> Vec<(String, String)> {
    let parts = if index == 0 { WORKFLOWS } else { SERVICE };
    let wanted = usize::try_from(count).unwrap_or(usize::MAX);
    let telling = parts
        .iter()
        .filter(|(_, _, has)| has(index))
        .map(|(path, template, _)| ((*path).to_owned(), fill(template, index)));
    telling.chain((0..count).map(|file| code(index, file))).take(wanted).collect()
}

fn fill(template: &str, index: u32) -> String {
    template
        .replace("{name}", &name(index))
        .replace("{team}", &(index % 12).to_string())
        .replace("{version}", &(1 + index % 3).to_string())
}

/// A file of code: a few lines to a few hundred, no two alike.
fn code(index: u32, file: u32) -> (String, String) {
    let place = usize::try_from(file).unwrap_or_default();
    let ending = CODE[place % CODE.len()];
    let path = format!("src/{}/part{}/unit{file}.{ending}", name(index), file / 12);
    let lines = 5 + (file.wrapping_mul(2_654_435_761).wrapping_add(index) >> 7) % 150;
    let mut text = String::new();
    for line in 0..lines {
        let number = line * line + file;
        text +=
            &["value = compute(", &index.to_string(), ", ", &number.to_string(), ")\n"].concat();
    }
    (path, text)
}
