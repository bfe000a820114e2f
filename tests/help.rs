//! What the binary says of itself, and in which colours.

use milepost_testkit::Ground;

use crate::milepost;

#[test]
fn help_names_every_exit_code() {
    let ground = Ground::new();
    for help in ["--help", "-h"] {
        let outcome = milepost(&ground).args([help]).run();
        assert_eq!(outcome.code, Some(0));
        let text = outcome.stdout.split_whitespace().collect::<Vec<_>>().join(" ");
        for said in ["Exit codes: 0 done", "1 a gate", "2 wrong use", "3 done, but"] {
            assert!(text.contains(said), "{help} does not say {said:?}");
        }
    }
}

#[test]
fn every_command_has_help_of_one_line_and_more() {
    let ground = Ground::new();
    let outcome = milepost(&ground).args(["--help"]).run();
    for command in ["scan", "snapshots", "demo", "init", "mirror", "nightly", "merge"] {
        assert!(outcome.stdout.contains(command));
        let help = milepost(&ground).args([command, "--help"]).run();
        assert_eq!(help.code, Some(0));
        assert!(help.stdout.contains("Usage: milepost"));
    }
}

#[test]
fn the_version_is_one_line() {
    let ground = Ground::new();
    let outcome = milepost(&ground).args(["--version"]).run();
    let expected = format!("milepost {}\n", env!("CARGO_PKG_VERSION"));
    assert_eq!(outcome.stdout, expected);
}

#[test]
fn quiet_changes_nothing_but_standard_error() {
    let ground = Ground::new();
    ground.bare("sprout");
    let plain = milepost(&ground).args(["scan", "sprout"]).run();
    let quiet = milepost(&ground).args(["scan", "sprout", "--quiet"]).run();
    assert_eq!(quiet.stderr, "");
    assert_eq!(quiet.stdout, plain.stdout);
}

#[test]
fn quiet_does_not_silence_a_failure() {
    let ground = Ground::new();
    let outcome = milepost(&ground).args(["scan", "nowhere", "--quiet"]).run();
    assert!(!outcome.stderr.is_empty());
}

#[test]
fn colours_are_written_when_asked_for_and_never_into_a_pipe() {
    const ESCAPE: char = '\u{1b}';
    let ground = Ground::new();
    ground.bare("sprout");
    let scan = |color: &[&str], no_color: &str| {
        let run = milepost(&ground).args(["scan", "sprout"]).args(color);
        run.env("NO_COLOR", no_color).run().stdout
    };
    let plain = scan(&[], "");
    assert!(!plain.contains(ESCAPE));
    assert_eq!(scan(&["--color", "never"], ""), plain);
    assert_eq!(scan(&["--color", "auto"], "1"), plain);
    let painted = scan(&["--color", "always"], "");
    assert!(painted.contains(ESCAPE));
    assert_ne!(painted, plain);
}

#[test]
fn json_is_never_coloured() {
    let ground = Ground::new();
    ground.bare("sprout");
    let run = |color: &str| {
        let args = ["scan", "sprout", "--format", "json", "--color", color];
        milepost(&ground).args(args).run().stdout
    };
    assert_eq!(run("always"), run("never"));
}

/// What is typed after `milepost` in the files of a folder of the handbook, up to what ends a word
/// of a shell's that is one command.
fn typed(folder: &str) -> Vec<(String, Vec<String>)> {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs").join(folder);
    let mut all = Vec::new();
    for file in std::fs::read_dir(folder).expect("the folder can be listed").flatten() {
        let text = std::fs::read_to_string(file.path()).expect("the file can be read");
        let name = file.file_name().to_string_lossy().into_owned();
        let error = milepost_syntax::yaml::documents(&text).error;
        assert!(error.is_none(), "{name}: {error:?}");
        // Shells put numbers where the manifests have variables.
        let text =
            text.replace("$((JOB_COMPLETION_INDEX + 1))/5", "1/5").replace("$SHARD/5", "1/5");
        for line in text.lines().filter(|line| !line.trim_start().starts_with('#')) {
            let command = |(_, rest): &(&str, &str)| {
                rest.starts_with(char::is_alphabetic) && !rest.starts_with("milepost")
            };
            let Some((_, rest)) = line.split_once("milepost ").filter(command) else { continue };
            let rest = rest.split(" || ").next().unwrap_or(rest);
            let words = rest.split_whitespace().map(|word| word.trim_matches('"').to_owned());
            all.push((name.clone(), words.collect()));
        }
    }
    all
}

#[test]
fn the_manifests_of_the_handbook_can_be_read_and_their_commands_typed() {
    let ground = Ground::new();
    let commands = typed("nightly");
    assert!(commands.len() >= 5, "{commands:?}");
    for (file, words) in commands {
        let outcome = milepost(&ground).args(&words).args(["--help"]).run();
        assert_eq!(outcome.code, Some(0), "{file}: {words:?}: {}", outcome.stderr);
    }
}
