#![doc = include_str!("../README.md")]

mod aws;
mod azure;
mod beanstalk;
mod compose;
mod edge;
mod google;
mod nomad;
mod paas;
mod procfile;
mod read;
mod serverless;
mod tell;

use milepost_detector::{Card, Detector, File, Findings};
use milepost_syntax::Reading;

static CARD: Card = Card {
    id: "platforms",
    version: 2,
    summary: "what a platform outside Kubernetes is asked to run",
    claims: &[
        "**/*.yaml",
        "**/*.yml",
        "**/*.json",
        "**/*.template",
        "**/serverless.ts",
        "**/serverless.js",
        "**/*.nomad",
        "**/*.nomad.hcl",
        "**/Procfile",
        "**/Procfile.*",
        "**/fly*.toml",
        "**/netlify.toml",
        "**/railway.toml",
        "**/wrangler*.toml",
        "**/wrangler*.jsonc",
    ],
    claims_by_name: &[],
    emits: &["workload"],
    page: include_str!("../README.md"),
};

/// The detector, as the registry sees it.
pub const DETECTOR: &dyn Detector = &Platforms;

struct Platforms;

/// A format that has the file's name, or may have by what it holds.
struct Format {
    /// Whether the file may be of the format; cheap.
    may_be: fn(&File<'_>) -> bool,
    /// Notes what the file asks for, and whether it was of the format at all.
    note: fn(&File<'_>, &Reading<'_>, &mut Findings) -> bool,
}

/// Formats that are trees, the surest name first.
const FORMATS: &[Format] = &[
    compose::FORMAT,
    serverless::FORMAT,
    edge::CLOUDFLARE,
    edge::VERCEL,
    edge::NETLIFY,
    paas::FLY,
    paas::RENDER,
    paas::RAILWAY,
    paas::HEROKU,
    paas::HEROKU_APP,
    paas::CLOUD_FOUNDRY,
    google::APP_ENGINE,
    google::FIREBASE,
    azure::HOST,
    azure::FUNCTION,
    azure::STATIC_APP,
    azure::DEVELOPER,
    beanstalk::DOCKERRUN,
    beanstalk::APPLICATION,
    aws::AMPLIFY,
    aws::APP_RUNNER,
    aws::COPILOT,
    aws::TASK_DEFINITION,
    aws::TEMPLATE,
];

/// Names without their ending that only one format has.
const SURE: &[&str] = &[
    "compose",
    "docker-compose",
    "serverless",
    "wrangler",
    "vercel",
    "firebase",
    "railway",
    "render",
    "heroku",
    "amplify",
    "apprunner",
    "Dockerrun.aws",
    "staticwebapp.config",
];

impl Detector for Platforms {
    fn card(&self) -> &'static Card {
        &CARD
    }

    fn detect(&self, file: &File<'_>, findings: &mut Findings) {
        if file.name().starts_with("Procfile") {
            if procfile::is_one(file.name()) {
                procfile::detect(file, findings);
            }
            return;
        }
        match file.name().rsplit('.').next().unwrap_or_default() {
            "nomad" | "hcl" => nomad::detect(file, findings),
            "ts" | "js" => serverless::detect_code(file, findings),
            _ => detect_tree(file, findings),
        }
    }
}

/// Each format is tried in its order, until one knows the file.
fn detect_tree(file: &File<'_>, findings: &mut Findings) {
    let mut formats = FORMATS.iter().filter(|format| (format.may_be)(file)).peekable();
    if formats.peek().is_none() {
        return;
    }
    let read = read::tree(file, |reading| {
        for format in formats {
            if (format.note)(file, reading, findings) {
                break;
            }
        }
    });
    if let Err(error) = read
        && is_sure(file.name())
    {
        findings.unread(error.line, error.message);
    }
}

/// Whether the name alone says what the file is.
fn is_sure(name: &str) -> bool {
    let stem = name.rsplit_once('.').map_or(name, |(stem, _)| stem);
    name.ends_with(".toml") || SURE.contains(&stem)
}
