//! Shell scripts as the command lines they hold.
//!
//! This is no shell: it knows where a command starts and ends, not what its variables hold. Text
//! that a CI system fills in before the shell sees it (`${{ … }}`, `<< parameters.x >>`) is kept
//! as part of the word it stands in.

mod lexer;
mod wrapper;

use lexer::Token;

/// One simple command of a script.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CommandLine {
    /// The line it starts on, counted from 1 at the start of the script.
    pub line: u32,
    /// Its words without quotes; assignments, redirections and wrappers (`sudo`, `npx`…) are gone.
    pub words: Vec<String>,
    /// The text it is handed as a here-document.
    pub here: Option<String>,
    /// Where the script has gone before: what `cd` and its like were given, in order. What a
    /// subshell or a function has done is undone behind it.
    pub moves: Vec<String>,
}

/// What a script is made of.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct Script {
    /// Its simple commands, in order.
    pub commands: Vec<CommandLine>,
    /// Where it is at its end: what `cd` and its like were given, in order.
    pub moves: Vec<String>,
}

/// How deep substitutions and `sh -c` scripts are followed into each other.
const DEPTH: usize = 6;

/// Commands a script may hold; what lies beyond is not read.
const COMMANDS: usize = 5_000;

/// Changes of the folder that are kept apart; behind so many nobody knows where a script is.
const MOVES: usize = 40;

/// Words that stand before a command and say nothing about it.
const LEADING: &[&str] =
    &["if", "then", "else", "elif", "do", "while", "until", "!", "{", "}", "fi", "done", "in"];

/// Words that open something which is not a command up to the end of the line.
const NO_COMMAND: &[&str] = &["for", "select", "function"];

/// The simple commands of `script`, in order; those inside `$(…)`, backticks and `sh -c` follow
/// the command that holds them.
pub fn commands(script: &str) -> Vec<CommandLine> {
    read(script).commands
}

/// The simple commands of `script`, and where it is at its end.
pub fn read(script: &str) -> Script {
    let mut found = Script::default();
    collect(script, 1, 0, &mut found);
    found
}

fn collect(script: &str, first_line: u32, depth: usize, found: &mut Script) {
    if depth > DEPTH {
        return;
    }
    let mut reader = Reader::default();
    for (line, token) in lexer::tokens(script) {
        if found.commands.len() >= COMMANDS {
            return;
        }
        let line = first_line.saturating_add(line);
        match token {
            Token::Word(word) => reader.word(line, word, found),
            Token::Inner(inner) => reader.inner.push((line, inner)),
            Token::Here(body) => reader.here = Some((line, body)),
            Token::Open => reader.open(depth, found),
            Token::Close => reader.close(depth, found),
            Token::End => reader.end(depth, found),
            Token::CaseEnd => {
                reader.end(depth, found);
                reader.pattern = reader.cases > 0;
            }
        }
    }
    reader.end(depth, found);
}

/// What a script of its own does, after which the folder is the one before.
fn collect_apart(script: &str, first_line: u32, depth: usize, found: &mut Script) {
    let before = found.moves.clone();
    collect(script, first_line, depth, found);
    found.moves = before;
}

/// Puts words together to commands and knows where in a `case` it is.
#[derive(Default)]
struct Reader {
    line: u32,
    words: Vec<String>,
    inner: Vec<(u32, String)>,
    here: Option<(u32, String)>,
    cases: usize,
    pattern: bool,
    maybe_function: bool,
    /// The next brace opens the body of a function.
    opens_function: bool,
    /// The moves before each open subshell.
    subshells: Vec<Vec<String>>,
    /// The moves before each open brace, when it opens the body of a function.
    braces: Vec<Option<Vec<String>>>,
}

impl Reader {
    fn word(&mut self, line: u32, word: String, found: &mut Script) {
        self.maybe_function = false;
        if self.words.is_empty() {
            if self.pattern && word == "esac" {
                self.leave_case();
                return;
            }
            if !self.pattern && LEADING.contains(&word.as_str()) {
                self.brace(&word, found);
                return;
            }
            self.line = line;
        }
        let opens_case = word == "in" && self.words.first().is_some_and(|first| first == "case");
        self.words.push(word);
        if opens_case {
            self.words.clear();
            self.cases += 1;
            self.pattern = true;
        }
    }

    /// A function that is only defined goes nowhere.
    fn brace(&mut self, word: &str, found: &mut Script) {
        if word == "{" {
            let function = std::mem::take(&mut self.opens_function);
            self.braces.push(function.then(|| found.moves.clone()));
        } else if word == "}"
            && let Some(Some(before)) = self.braces.pop()
        {
            found.moves = before;
        }
    }

    fn leave_case(&mut self) {
        self.cases = self.cases.saturating_sub(1);
        self.pattern = false;
    }

    /// A bracket behind one word starts the definition of a function, any other a subshell.
    fn open(&mut self, depth: usize, found: &mut Script) {
        if self.words.len() == 1 {
            self.maybe_function = true;
        } else {
            self.end(depth, found);
            if self.subshells.len() < MOVES {
                self.subshells.push(found.moves.clone());
            }
        }
    }

    fn close(&mut self, depth: usize, found: &mut Script) {
        let function = self.maybe_function;
        let ends_nothing = self.pattern || function;
        if ends_nothing {
            self.words.clear();
            self.pattern = false;
            self.maybe_function = false;
        }
        self.end(depth, found);
        self.opens_function = function;
        if !ends_nothing && let Some(before) = self.subshells.pop() {
            found.moves = before;
        }
    }

    fn end(&mut self, depth: usize, found: &mut Script) {
        let words = std::mem::take(&mut self.words);
        let here = self.here.take();
        self.maybe_function = false;
        if words.first().is_some_and(|word| word == "esac") {
            self.leave_case();
        } else if !self.pattern {
            if let [function, .., brace] = words.as_slice()
                && (function.as_str(), brace.as_str()) == ("function", "{")
            {
                self.braces.push(Some(found.moves.clone()));
            }
            emit(self.line, &words, here, depth, found);
        }
        for (line, script) in std::mem::take(&mut self.inner) {
            collect_apart(&script, line, depth + 1, found);
        }
    }
}

fn emit(
    line: u32,
    words: &[String],
    here: Option<(u32, String)>,
    depth: usize,
    found: &mut Script,
) {
    if words.first().is_none_or(|word| NO_COMMAND.contains(&word.as_str())) {
        return;
    }
    let words = wrapper::unwrapped(words);
    if let Some(script) = wrapper::shell_script(&words) {
        collect_apart(&script, line, depth + 1, found);
        return;
    }
    if let Some((first, script)) = here.as_ref().filter(|_| wrapper::reads_script(&words)) {
        collect_apart(script, *first, depth + 1, found);
        return;
    }
    if words.is_empty() {
        return;
    }
    let moved = moved(&words);
    let here = here.map(|(_, body)| body);
    found.commands.push(CommandLine { line, words, here, moves: found.moves.clone() });
    if let Some(to) = moved {
        if found.moves.len() < MOVES {
            found.moves.push(to);
        } else if let Some(last) = found.moves.last_mut() {
            "$".clone_into(last);
        }
    }
}

/// Where a command goes: what `cd` is given, `-` for the way back.
fn moved(words: &[String]) -> Option<String> {
    let to = words.iter().skip(1).find(|word| !word.starts_with('-') || *word == "-");
    match words.first()?.as_str() {
        "cd" | "pushd" => Some(to.map_or("~", String::as_str).to_owned()),
        "popd" => Some("-".to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(script: &str) -> Vec<String> {
        commands(script)
            .iter()
            .map(|command| format!("{} {}", command.line, command.words.join("|")))
            .collect()
    }

    #[test]
    fn operators_and_line_breaks_part_commands() {
        let script = "cd a && make test; echo x | tee y & wait\nhelm upgrade \\\n  --install a b || exit 1\nls";
        assert_eq!(
            lines(script),
            [
                "1 cd|a",
                "1 make|test",
                "1 echo|x",
                "1 tee|y",
                "1 wait",
                "2 helm|upgrade|--install|a|b",
                "3 exit|1",
                "4 ls"
            ]
        );
    }

    #[test]
    fn quotes_hold_words_together_and_hide_operators() {
        assert_eq!(lines("sh x 'a && b' \"c; d\" e\\ f # && make"), ["1 sh|x|a && b|c; d|e f"]);
    }

    #[test]
    fn keywords_are_no_commands() {
        let script = "if [ -f x ]; then\n  make a\nelse\n  make b\nfi\nfor i in 1 2; do make c; done\nwhile true; do make d; done";
        assert_eq!(
            lines(script),
            ["1 [|-f|x|]", "2 make|a", "4 make|b", "6 make|c", "7 true", "7 make|d"]
        );
    }

    #[test]
    fn patterns_of_a_case_are_no_commands() {
        let script = "case $X in\n  a|b) make a ;;\n  *)\n    make b\n    ;;\nesac\nmake c";
        assert_eq!(lines(script), ["2 make|a", "4 make|b", "7 make|c"]);
    }

    #[test]
    fn bodies_of_here_documents_are_skipped() {
        let script = "cat <<-'EOF' > x\nmake a\n\tEOF\nmake b <<< 'x'\ncat <<A\nmake c";
        assert_eq!(lines(script), ["1 cat", "4 make|b", "5 cat"]);
    }

    #[test]
    fn a_shell_runs_the_here_document_it_is_handed_and_others_keep_it() {
        let script = "bash -e <<'EOF'\nmake a\nmake b\nEOF\nssh host <<EOF | tee x\nmake c\nEOF";
        assert_eq!(lines(script), ["2 make|a", "3 make|b", "5 ssh|host", "5 tee|x"]);
        let here: Vec<_> = commands(script).into_iter().map(|command| command.here).collect();
        assert_eq!(here, [None, None, Some("make c\n".to_owned()), None]);
    }

    #[test]
    fn a_change_of_the_folder_lasts_as_long_as_the_shell_that_made_it() {
        let script = "go() {\n  cd f\n  make a\n}\n(cd a && make b)\nmake c\nx=$(cd z; make d)\npushd b\nmake e\npopd\nmake f; cd";
        let said: Vec<String> = commands(script)
            .iter()
            .filter(|command| command.words.first().is_some_and(|word| word == "make"))
            .map(|command| format!("{} {}", command.words[1], command.moves.join(" ")))
            .collect();
        assert_eq!(said, ["a f", "b a", "c ", "d z", "e b", "f b -"]);
        assert_eq!(read(script).moves, ["b", "-", "~"]);
    }

    #[test]
    fn substitutions_yield_the_commands_inside() {
        let script = "X=$(git log | head) \\\n  make \"y $(date)\"\nz=`pwd`\na=$((1 << 2))\nmake b";
        assert_eq!(
            lines(script),
            ["1 make|y $(date)", "1 git|log", "1 head", "2 date", "3 pwd", "5 make|b"]
        );
    }

    #[test]
    fn files_made_by_commands_are_words_and_arrays_are_no_commands() {
        assert_eq!(
            lines("args+=(--set x)\nrun=(make a)\nhelm upgrade a -f <(make b) -f c > >(tee d)"),
            ["3 helm|upgrade|a|-f|<(make b)|-f|c", "3 make|b", "3 tee|d"]
        );
    }

    #[test]
    fn what_the_ci_system_fills_in_stays_in_its_word() {
        let script = "deploy ${{ inputs.env && 'x' }}-a\nrun << parameters.x >> --y <<parameters.z>>\necho ${A:-b c}";
        assert_eq!(
            lines(script),
            [
                "1 deploy|${{ inputs.env && 'x' }}-a",
                "2 run|<< parameters.x >>|--y|<<parameters.z>>",
                "3 echo|${A:-b c}"
            ]
        );
    }

    #[test]
    fn wrappers_and_assignments_are_dropped() {
        let script = "A=1 sudo -u me B=2 timeout 5m npx -y jest@29 --ci\npnpm --filter x exec vitest\npoetry run pytest\nfind . | xargs -n 1 shellcheck\npython3 -m pytest -q\nbash -ec 'make a; make b'\neval \"make c\"\ndocker-compose -f x.yml exec -T app make d\ndocker compose run --rm -e A=b app bash -c 'make e'\nkubectl -n x exec pod -c y -- make f\nnpx -p x -c 'make g'";
        assert_eq!(
            lines(script),
            [
                "1 jest|--ci",
                "2 vitest",
                "3 pytest",
                "4 find|.",
                "4 shellcheck",
                "5 pytest|-q",
                "6 make|a",
                "6 make|b",
                "7 make|c",
                "8 make|d",
                "9 make|e",
                "10 make|f",
                "11 make|g"
            ]
        );
    }

    #[test]
    fn functions_and_subshells_hold_commands() {
        let script =
            "go() {\n  make a\n}\nfunction x {\n  make b\n}\n(cd a && make c) > /dev/null 2>&1";
        assert_eq!(lines(script), ["2 make|a", "5 make|b", "7 cd|a", "7 make|c"]);
    }

    #[test]
    fn broken_scripts_end_without_harm() {
        for script in ["'", "\"", "$(", "${{", "`", "\\", "<<", "case x in", ")", "((((", "$(((("] {
            let _ = commands(script);
        }
        let _ = commands(&"$(".repeat(20_000));
        let _ = commands(&"x ".repeat(100_000));
        let _ = commands(&"\"$(\"".repeat(5_000));
    }
}
