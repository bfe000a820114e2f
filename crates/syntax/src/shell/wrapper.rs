//! Commands that only run another command.

/// A command that runs the command behind it.
struct Wrapper {
    /// Its first words.
    words: &'static [&'static str],
    /// Its flags that take a value as a word of its own.
    valued: &'static [&'static str],
    /// How many words it takes before the command: the container to run it in.
    operands: usize,
}

const fn wrapper(words: &'static [&'static str], valued: &'static [&'static str]) -> Wrapper {
    Wrapper { words, valued, operands: 0 }
}

/// A command that runs another one in a container that it names.
const fn container(words: &'static [&'static str], valued: &'static [&'static str]) -> Wrapper {
    Wrapper { words, valued, operands: 1 }
}

const CONTAINERS: &[&str] = &[
    "-f",
    "--file",
    "-p",
    "--project-name",
    "--profile",
    "--env-file",
    "--project-directory",
    "-e",
    "--env",
    "-u",
    "--user",
    "-w",
    "--workdir",
    "-v",
    "--volume",
    "--name",
    "--entrypoint",
    "--index",
    "--publish",
];

const PODS: &[&str] =
    &["-n", "--namespace", "-c", "--container", "--context", "--kubeconfig", "-f", "--filename"];

const PACKAGES: &[&str] =
    &["-p", "--package", "--filter", "-F", "-C", "--dir", "-w", "--workspace", "--cwd", "--prefix"];
const PYTHONS: &[&str] = &[
    "--with",
    "--group",
    "--extra",
    "--project",
    "--directory",
    "--python",
    "-p",
    "--env-file",
    "--from",
    "-C",
];

/// The wrappers; a flag may stand between the words of one.
const WRAPPERS: &[Wrapper] = &[
    wrapper(&["sudo"], &["-u", "-g", "-h", "-p", "-C", "-D"]),
    wrapper(&["doas"], &["-u"]),
    wrapper(&["env"], &["-u", "-C"]),
    wrapper(&["time"], &["-f", "-o"]),
    wrapper(&["exec"], &["-a"]),
    wrapper(&["command"], &[]),
    wrapper(&["builtin"], &[]),
    wrapper(&["nohup"], &[]),
    wrapper(&["nice"], &["-n"]),
    wrapper(&["stdbuf"], &["-i", "-o", "-e"]),
    wrapper(&["xargs"], &["-n", "-I", "-P", "-L", "-d", "-a", "-s", "-E"]),
    wrapper(&["timeout"], &["-k", "-s", "--signal", "--kill-after"]),
    wrapper(&["retry"], &["-t", "-d", "-n", "-s", "--times", "--tries", "--delay"]),
    wrapper(&["xvfb-run"], &["-s", "-n", "--server-args"]),
    wrapper(&["cross-env"], &[]),
    wrapper(&["dotenv"], &["-e", "-f"]),
    wrapper(&["percy", "exec"], &["-c", "--config", "-P", "--port"]),
    wrapper(&["npx"], PACKAGES),
    wrapper(&["npm", "exec"], PACKAGES),
    wrapper(&["pnpm", "exec"], PACKAGES),
    wrapper(&["pnpm", "dlx"], PACKAGES),
    wrapper(&["yarn", "exec"], PACKAGES),
    wrapper(&["yarn", "dlx"], PACKAGES),
    wrapper(&["bunx"], PACKAGES),
    wrapper(&["bun", "x"], PACKAGES),
    wrapper(&["uvx"], PYTHONS),
    wrapper(&["uv", "run"], PYTHONS),
    wrapper(&["uv", "tool", "run"], PYTHONS),
    wrapper(&["pipx", "run"], &["--spec"]),
    wrapper(&["poetry", "run"], PYTHONS),
    wrapper(&["pipenv", "run"], &[]),
    wrapper(&["pdm", "run"], PYTHONS),
    wrapper(&["rye", "run"], &[]),
    wrapper(&["conda", "run"], &["-n", "-p", "--name"]),
    wrapper(&["bundle", "exec"], &[]),
    container(&["docker", "compose", "exec"], CONTAINERS),
    container(&["docker", "compose", "run"], CONTAINERS),
    container(&["docker-compose", "exec"], CONTAINERS),
    container(&["docker-compose", "run"], CONTAINERS),
    container(&["docker", "exec"], CONTAINERS),
    container(&["podman", "exec"], CONTAINERS),
    container(&["kubectl", "exec"], PODS),
    wrapper(&["mise", "exec"], &[]),
    wrapper(&["asdf", "exec"], &[]),
    wrapper(&["doppler", "run"], &["-p", "-c"]),
    wrapper(&["op", "run"], &["--env-file"]),
    wrapper(&["python", "-m"], &[]),
    wrapper(&["python3", "-m"], &[]),
    wrapper(&["py", "-m"], &[]),
];

/// Shells that take a script after `-c`.
const SHELLS: &[&str] = &["sh", "bash", "zsh", "dash", "ash"];

/// The words of the command that is run in the end.
pub(super) fn unwrapped(words: &[String]) -> Vec<String> {
    let mut rest = words;
    let mut versioned = false;
    loop {
        rest = without_assignments(rest);
        let Some((wrapper, behind)) =
            WRAPPERS.iter().find_map(|wrapper| Some((wrapper, behind(rest, wrapper)?)))
        else {
            break;
        };
        versioned |= wrapper.valued == PACKAGES;
        rest = without_options(behind, wrapper.valued);
        for _ in 0..wrapper.operands {
            rest = without_options(rest.get(1..).unwrap_or_default(), wrapper.valued);
        }
    }
    let mut command = rest.to_vec();
    if let Some(first) = command.first_mut().filter(|_| versioned) {
        without_version(first);
    }
    command
}

/// The script of `sh -c script`, or of `eval`, which reads its words once more. One word with
/// blanks in it is a script too: that of `npx -c`, or of a variable whose value was put in.
pub(super) fn shell_script(words: &[String]) -> Option<String> {
    let shell = words.first()?.rsplit('/').next()?;
    if let [script] = words
        && script.contains([' ', '\n'])
        && !script.starts_with(['$', '`', '<', '{'])
    {
        return Some(script.clone());
    }
    if shell == "eval" {
        return words.get(1..).map(|script| script.join(" "));
    }
    if !SHELLS.contains(&shell) {
        return None;
    }
    let flag = words
        .iter()
        .position(|word| word.starts_with('-') && !word.starts_with("--") && word.ends_with('c'))?;
    let only_flags = words.get(1..flag)?.iter().all(|word| word.starts_with('-'));
    words.get(flag + 1).filter(|_| only_flags).cloned()
}

/// Whether a line is a shell that is given no script, so that it reads one from its input.
pub(super) fn reads_script(words: &[String]) -> bool {
    let shell = words.first().and_then(|word| word.rsplit('/').next());
    shell.is_some_and(|shell| SHELLS.contains(&shell))
        && words.iter().skip(1).all(|word| word.starts_with('-'))
}

fn without_assignments(words: &[String]) -> &[String] {
    let count = words.iter().take_while(|word| is_assignment(word)).count();
    words.get(count..).unwrap_or_default()
}

fn is_assignment(word: &str) -> bool {
    word.split_once('=').is_some_and(|(name, _)| {
        let name = name.strip_suffix('+').unwrap_or(name);
        name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
            && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
    })
}

/// What stands behind the words of a wrapper, flags between them skipped.
fn behind<'w>(words: &'w [String], wrapper: &Wrapper) -> Option<&'w [String]> {
    let (first, more) = wrapper.words.split_first()?;
    let (command, mut rest) = words.split_first()?;
    if command.rsplit('/').next() != Some(first) {
        return None;
    }
    for wanted in more {
        if !wanted.starts_with('-') {
            rest = without_options(rest, wrapper.valued);
        }
        let (word, behind) = rest.split_first()?;
        if word != wanted {
            return None;
        }
        rest = behind;
    }
    Some(rest)
}

/// Skips flags, the values of those that take one, and bare numbers and durations.
fn without_options<'w>(mut words: &'w [String], valued: &[&str]) -> &'w [String] {
    while let Some((word, rest)) = words.split_first() {
        let skipped = if valued.contains(&word.as_str()) {
            2
        } else if word.starts_with('-') || is_duration(word) {
            1
        } else {
            break;
        };
        words = words.get(skipped..).unwrap_or_default();
        if word == "--" {
            return rest;
        }
    }
    words
}

fn is_duration(word: &str) -> bool {
    let digits = word.trim_end_matches(['s', 'm', 'h', 'd']);
    !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
}

/// Cuts `@29` off `jest@29`, and leaves the scope of `@acme/tool` alone.
fn without_version(package: &mut String) {
    if let Some(at) = package.rfind('@').filter(|at| *at > 0) {
        package.truncate(at);
    }
}
