//! The known name somebody probably meant.

use strsim::damerau_levenshtein;

/// Most names that are listed when none is near.
const LISTED: usize = 9;

/// Says that there is no `kind` of this name, and which was probably meant.
pub(super) fn unknown(kind: &str, found: &str, known: &[&str]) -> String {
    unknown_in("", (kind, found), known)
}

/// The same of a name that is known in some places only; `place` says which this one is.
pub(super) fn unknown_in(place: &str, (kind, found): (&str, &str), known: &[&str]) -> String {
    let hint = match nearest(found, known) {
        Some(name) => format!("did you mean {name:?}?"),
        None if known.len() <= LISTED => format!("expected {}", either(known)),
        None => "docs/configuration.md says where they are listed".to_owned(),
    };
    format!("unknown {kind} {found:?}{place}; {hint}")
}

/// The known name nearest to `found`: a slip or two away, or ending with it.
fn nearest<'n>(found: &str, known: &[&'n str]) -> Option<&'n str> {
    let lower = found.to_lowercase();
    let near = known
        .iter()
        .map(|name| (damerau_levenshtein(&lower, &name.to_lowercase()), *name))
        .filter(|(slips, name)| *slips <= (name.chars().count() / 3).max(1))
        .min();
    let ending = || {
        let mut ending = known.iter().filter(|name| ends_with(name, &lower));
        ending.next().filter(|_| ending.next().is_none()).copied()
    };
    near.map(|(_, name)| name).or_else(ending)
}

/// Whether `name` is `end` after one of its dots.
fn ends_with(name: &str, end: &str) -> bool {
    name.strip_suffix(end).is_some_and(|start| start.ends_with('.'))
}

/// `"a", "b" or "c"`.
pub(super) fn either(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|name| format!("{name:?}")).collect();
    match quoted.split_last() {
        Some((last, [])) => last.clone(),
        Some((last, rest)) => format!("{} or {last}", rest.join(", ")),
        None => "nothing".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_is_forgiven_and_a_stranger_is_not() {
        let known = ["pipeline", "image", "adr"];
        assert_eq!(nearest("pipline", &known), Some("pipeline"));
        assert_eq!(nearest("Pipeline", &known), Some("pipeline"));
        assert_eq!(nearest("adrs", &known), Some("adr"));
        assert_eq!(nearest("kubernetes", &known), None);
    }

    #[test]
    fn the_end_of_a_dotted_name_is_enough_when_one_has_it() {
        let known = ["five-stages.4.std-deploy", "five-stages.3.gitops", "levels.3.gitops"];
        assert_eq!(nearest("std-deploy", &known), Some("five-stages.4.std-deploy"));
        assert_eq!(nearest("gitops", &known), None);
    }
}
