//! `milepost init`: a first configuration file, which declares what a scan inferred.

use std::fs::OpenOptions;
use std::io::{ErrorKind, Write};
use std::path::Path;

use anyhow::{Context as _, bail};
use milepost_core::Snapshot;
use milepost_report::many;

use crate::args::{Args, Init};
use crate::commands::scan;
use crate::config::{Config, FILE, declared, first, weight};
use crate::exit::Exit;
use crate::scanner::Scanner;

pub(crate) fn run(args: &Args, init: &Init, out: &mut dyn Write) -> anyhow::Result<Exit> {
    let file = args.config.as_deref().unwrap_or(Path::new(FILE));
    if !init.force && file.exists() {
        bail!(there_is_one(file));
    }
    // What an older file declares is not inferred: it is not read.
    let config = Config::default();
    let scanner = Scanner::new(args, &config, &init.targets, false)?;
    let snapshot = scanner.scan()?;
    scanner.remember();
    write(file, init.force, &first(&snapshot))?;
    tell(file, args.config.is_some(), &snapshot, out)?;
    Ok(scan::exit(&snapshot))
}

fn write(file: &Path, force: bool, text: &str) -> anyhow::Result<()> {
    let mut options = OpenOptions::new();
    if force {
        options.write(true).create(true).truncate(true);
    } else {
        options.write(true).create_new(true);
    }
    let written = options.open(file).and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Err(error) if error.kind() == ErrorKind::AlreadyExists => bail!(there_is_one(file)),
        written => written.with_context(|| format!("cannot write {}", file.display())),
    }
}

fn there_is_one(file: &Path) -> String {
    format!("{} exists; --force replaces it", file.display())
}

/// Says what was written, and what to do next.
fn tell(file: &Path, named: bool, snapshot: &Snapshot, out: &mut dyn Write) -> anyhow::Result<()> {
    let shown = file.display();
    let organisation = &snapshot.organisation;
    let repositories = many(snapshot.repositories.len(), "repository", "repositories");
    let deployables = many(snapshot.counted().count(), "deployable", "deployables");
    writeln!(out, "Wrote {shown} for {organisation}, from {repositories} and {deployables}.")?;
    let declared: Vec<_> = declared(snapshot).collect();
    if declared.is_empty() {
        writeln!(out, "\nNo step has a standard yet: everybody goes their own way.")?;
    } else {
        writeln!(out, "\nDeclared as standard, because it is what most use:")?;
    }
    let width = |text: &str| text.chars().count();
    let name_width = declared.iter().map(|(standard, _)| width(&standard.name)).max();
    let unit_width = declared.iter().map(|(_, unit)| width(unit)).max();
    let (name_width, unit_width) = (name_width.unwrap_or(0), unit_width.unwrap_or(0));
    for (standard, unit) in &declared {
        let (name, weight) = (&standard.name, weight(standard));
        writeln!(out, "  {name:name_width$}  {unit:unit_width$}  {weight}")?;
    }
    let scan =
        if named { format!("milepost scan --config {shown}") } else { "milepost scan".to_owned() };
    writeln!(out, "\nNext")?;
    writeln!(
        out,
        "  1  Read the file and correct it: what it declares holds until you change it."
    )?;
    writeln!(out, "  2  Say who runs the platform, under [platform].")?;
    writeln!(out, "  3  Run `{scan}` with the same targets.")?;
    Ok(())
}

#[cfg(test)]
#[expect(clippy::needless_raw_string_hashes, reason = "snapbox writes expected texts with them")]
mod tests {
    use std::fs;
    use std::path::PathBuf;

    use clap::Parser as _;
    use milepost_core::Basis;
    use milepost_score::{Rulebook, Settings};
    use snapbox::{assert_data_eq, str};
    use tempfile::TempDir;

    use super::*;
    use crate::args::Command;

    const PIPELINE: &str = "\
on: push
jobs:
  build:
    uses: acme/workflows/.github/workflows/service.yml@v2
  deploy:
    environment: prod-eu
    runs-on: ubuntu-latest
    steps: [{ run: helm upgrade app . }]
  look:
    environment: pr-preview
    runs-on: ubuntu-latest
    steps: [{ run: helm upgrade app . }]
";

    const SHARED: &str = "\
on: workflow_call
jobs:
  build:
    runs-on: ubuntu-latest
    steps: [{ run: make test }, { run: docker build . }]
";

    /// Four services on one pipeline; the images of half of them stand on the organisation's base.
    fn acme() -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (index, name) in ["billing", "cart", "ledger", "stock"].iter().enumerate() {
            let base = if index < 2 { "ghcr.io/acme/jvm:1" } else { "alpine:3" };
            let docker = format!("FROM {base}\nUSER app\n");
            let files = [(".github/workflows/ci.yml", PIPELINE), ("Dockerfile", docker.as_str())];
            repository(&folder, name, &files);
        }
        repository(&folder, "workflows", &[(".github/workflows/service.yml", SHARED)]);
        folder
    }

    fn repository(folder: &TempDir, name: &str, files: &[(&str, &str)]) {
        let repository = folder.path().join("acme").join(name);
        git2::Repository::init(&repository).unwrap();
        for (path, text) in files {
            let path = repository.join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
    }

    struct Ran {
        said: Result<String, String>,
        file: PathBuf,
    }

    fn init(folder: &TempDir, more: &[&str]) -> Ran {
        let file = folder.path().join(FILE);
        let targets = folder.path().join("acme");
        let typed = ["milepost", "init", "--worktree", "--quiet", "--no-cache", "--config"];
        let typed = typed.map(PathBuf::from).into_iter().chain([file.clone(), targets]);
        let args = Args::parse_from(typed.chain(more.iter().map(PathBuf::from)));
        let Command::Init(init) = &args.command else { unreachable!("init was typed") };
        let mut out = Vec::new();
        let said = run(&args, init, &mut out).map(|_| String::from_utf8(out).unwrap());
        let shown = |text: String| text.replace(&folder.path().display().to_string(), "[HERE]");
        Ran { said: said.map(shown).map_err(|error| shown(format!("{error:#}"))), file }
    }

    fn scanned(folder: &TempDir, config: &Config) -> Snapshot {
        let targets = folder.path().join("acme");
        let typed = ["milepost", "scan", "--worktree", "--quiet", "--no-cache"].map(PathBuf::from);
        let args = Args::parse_from(typed.into_iter().chain([targets]));
        let Command::Scan(scan) = &args.command else { unreachable!("scan was typed") };
        Scanner::new(&args, config, &scan.scan.targets, false).unwrap().scan().unwrap()
    }

    /// The file without its date, which is the present where nothing is committed.
    fn undated(text: &str) -> String {
        let lines = text.lines().map(|line| match line.split_once("-12-31") {
            Some((start, "")) => format!("{}YEAR-12-31\n", &start[..start.len() - 4]),
            _ => format!("{line}\n"),
        });
        lines.collect()
    }

    #[test]
    fn it_tells_what_it_declared_and_what_to_do_next() {
        let folder = acme();
        let ran = init(&folder, &[]);
        assert_data_eq!(
            ran.said.unwrap(),
            str![[r#"
Wrote [HERE]/milepost.toml for acme, from 5 repositories and 4 deployables.

Declared as standard, because it is what most use:
  pipeline       acme/workflows            100 %, 4 of 4; inferred, strong
  tests          acme/workflows            100 %, 4 of 4; inferred, strong
  stays current  follows its shared units  100 %, 4 of 4; inferred, strong

Next
  1  Read the file and correct it: what it declares holds until you change it.
  2  Say who runs the platform, under [platform].
  3  Run `milepost scan --config [HERE]/milepost.toml` with the same targets.

"#]]
        );
    }

    #[test]
    fn one_is_not_many() {
        let folder = TempDir::new().unwrap();
        repository(&folder, "alone", &[("README.md", "# Alone\n")]);
        let said = init(&folder, &[]).said.unwrap();
        assert!(said.contains("for acme, from 1 repository and 0 deployables."), "{said}");
    }

    #[test]
    fn what_was_inferred_is_declared_with_a_word_on_everything_else() {
        let folder = acme();
        let file = init(&folder, &[]).file;
        assert_data_eq!(
            undated(&fs::read_to_string(file).unwrap()),
            str![[r##"
# What acme says about itself, for milepost.
#
# The lines without a # declare what milepost inferred when this file was written. What is
# declared holds from now on, whatever most deployables do: correct what is wrong, and delete
# what should be inferred again. Take the # off any other line to switch it on.
# docs/configuration.md explains every key.

# The account the repositories belong to. Its units are the organisation's own.
organisation = "acme"

# The month in which the first quarter starts, where the year is not that of the calendar.
#fiscal-year-starts = "april"

# Set aside: globs over owner/name or owner/name/path. What is named goes with all that is in it.
#exclude = ["acme/sandbox-*"]

[platform]
# Other accounts whose units count as the organisation's own.
#owners = ["acme-platform"]
# The team that runs the platform.
#team = "platform"

[standards]
# The standard way of each step of the golden path: a unit, the repository or registry namespace
# that holds several, or a list of either. A * at the end stands for anything.
pipeline = "acme/workflows"                   # 100 %, 4 of 4; inferred, strong
tests = "acme/workflows"                      # 100 %, 4 of 4; inferred, strong
"stays current" = "follows its shared units"  # 100 %, 4 of 4; inferred, strong

# Steps without a standard, and how many take them in which way:
...
#image = "ghcr.io/acme"     # ghcr.io/acme (2), own way (2)
...

[environments]
# What each environment is for, by its exact name as written. Previews are counted nowhere.
production = ["prod-eu"]
preview = ["pr-preview"]
#other = ["staging"]

[deployables]
# What is no deployable although it looks like one, by id or glob, each with the reason.
#leave-out = { "acme/toy" = "a demo, never run" }

# A deployable allowed to differ on a step. It stays in the count, on a line of its own, until
# the exemption expires.
#[[exemption]]
#deployable = "acme/billing"
#step = "pipeline"
#owner = "payments"
#reason = "must build in the certified enclave"
#expires = YEAR-12-31

# Thresholds that differ from those that ship. Numbers change with the rules that use them, so
# that two results compare only when both were made with the same ones.
#[thresholds."five-stages.4.std-deploy"]
#top-share = 0.8

# What pipeline steps mean, where milepost cannot know: by unit, by the first words of a command,
# by a word in a name.
#[verbs.units]
#"example/release-action" = ["release"]
...
"##]]
        );
    }

    #[test]
    fn the_file_read_back_gives_the_same_standards() {
        let folder = acme();
        let ran = init(&folder, &[]);
        let config = Config::read(Some(&ran.file)).unwrap();
        let inferred = scanned(&folder, &Config::default());
        let declared = scanned(&folder, &config);
        assert_eq!(declared.organisation, inferred.organisation);
        let mut expected = inferred.standards.clone();
        for standard in expected.iter_mut().filter(|standard| standard.basis.is_some()) {
            standard.basis = Basis::Declared;
        }
        assert!(expected.iter().any(|standard| standard.basis == Basis::Declared));
        assert_eq!(declared.standards, expected);
        assert_eq!(declared.deployables, inferred.deployables);
        assert_eq!(declared.assessments, inferred.assessments);
    }

    #[test]
    fn every_line_that_is_switched_off_is_valid_without_its_mark() {
        let folder = acme();
        let ran = init(&folder, &[]);
        let text = fs::read_to_string(ran.file).unwrap();
        let on: String = text
            .lines()
            .map(|line| match line.strip_prefix('#') {
                Some(setting) if !setting.is_empty() && !setting.starts_with(' ') => setting,
                _ => line,
            })
            .flat_map(|line| [line, "\n"])
            .collect();
        let rules = Rulebook::shipped(&Settings::default()).unwrap();
        let config = Config::parse(FILE, &on, &rules).map_err(|wrong| wrong.to_string());
        let config = config.unwrap();
        assert_eq!(config.settings.exemptions.len(), 1);
        assert_eq!(config.settings.thresholds.len(), 1);
        assert_eq!(config.settings.left_out.len(), 1);
        assert_eq!(config.settings.excluded.len(), 2);
    }

    #[test]
    fn a_file_that_is_there_is_replaced_only_by_force() {
        let folder = acme();
        let file = folder.path().join(FILE);
        fs::write(&file, "this is = = no TOML").unwrap();
        assert_data_eq!(
            init(&folder, &[]).said.unwrap_err(),
            str!["[HERE]/milepost.toml exists; --force replaces it"]
        );
        assert_eq!(fs::read_to_string(&file).unwrap(), "this is = = no TOML");
        assert!(init(&folder, &["--force"]).said.is_ok());
        assert!(Config::read(Some(&file)).is_ok());
    }
}
