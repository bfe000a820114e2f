//! Which paths a pattern of a CODEOWNERS file is about.

/// Whether a pattern of a CODEOWNERS file is about `path`, as GitHub decides it.
///
/// A pattern that begins with `/`, or has one in its middle, counts from the root; any other holds
/// at every depth. A folder owns all that is below it, while `folder/*` owns only what lies in it
/// directly. `*` and `?` stay within a segment, `**` crosses segments. Case counts.
///
/// ```
/// use milepost_core::owners::matches;
/// assert!(matches("docs/", "api/docs/guide/start.md"));
/// assert!(matches("/docs/*", "docs/start.md"));
/// assert!(!matches("/docs/*", "docs/guide/start.md"));
/// ```
pub fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim();
    if pattern.is_empty() || pattern.starts_with('!') {
        return false;
    }
    let (anchored, bare) = match pattern.strip_prefix('/') {
        Some(bare) => (true, bare),
        None => (false, pattern),
    };
    let (is_folder, bare) = match bare.strip_suffix('/') {
        Some(bare) => (true, bare),
        None => (false, bare),
    };
    let mut segments: Vec<&str> = bare.split('/').filter(|segment| !segment.is_empty()).collect();
    let below = if is_folder {
        Below::Only
    } else if segments.last().is_some_and(|last| matches!(*last, "*" | "**")) {
        Below::No
    } else {
        Below::Too
    };
    if !anchored && segments.len() == 1 {
        segments.insert(0, "**");
    }
    let path: Vec<&str> =
        path.trim_start_matches('/').split('/').filter(|segment| !segment.is_empty()).collect();
    reaches(&segments, &path, below)
}

/// Whether a pattern that reaches a folder is about what is below it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Below {
    /// Only what is below it: the pattern names a folder.
    Only,
    /// It and what is below it.
    Too,
    /// It alone.
    No,
}

/// Follows the pattern segment by segment, keeping every place of the path it may have come to:
/// the work is bounded by both lengths, whatever a pattern holds.
fn reaches(segments: &[&str], path: &[&str], below: Below) -> bool {
    let mut at = vec![false; path.len() + 1];
    if let Some(first) = at.first_mut() {
        *first = true;
    }
    for (index, segment) in segments.iter().enumerate() {
        let is_last = index + 1 == segments.len();
        at = if *segment == "**" {
            // At the end it stands for at least one segment, elsewhere for none or more.
            crossed(&at, is_last)
        } else {
            stepped(&at, segment, path)
        };
    }
    let ends = at.iter().enumerate().filter(|(_, here)| **here).map(|(place, _)| place);
    let mut ends = ends.filter(|place| *place > 0 || segments.is_empty());
    match below {
        Below::No => ends.any(|place| place == path.len()),
        Below::Only => ends.any(|place| place < path.len()),
        Below::Too => ends.next().is_some(),
    }
}

fn crossed(at: &[bool], at_least_one: bool) -> Vec<bool> {
    let mut reached = false;
    at.iter()
        .map(|here| {
            let before = reached;
            reached |= *here;
            if at_least_one { before } else { reached }
        })
        .collect()
}

fn stepped(at: &[bool], segment: &str, path: &[&str]) -> Vec<bool> {
    let steps = at.iter().zip(path).map(|(here, name)| *here && fits(segment, name));
    std::iter::once(false).chain(steps).collect()
}

/// Whether a name fits a segment: `*` is any text, `?` any character, `\` takes what follows as
/// it is. Only the last `*` is ever tried again, which is enough and keeps the work bounded.
fn fits(segment: &str, name: &str) -> bool {
    let wanted = parts(segment);
    let name: Vec<char> = name.chars().collect();
    let (mut at, mut on) = (0, 0);
    let mut retry: Option<(usize, usize)> = None;
    while on < name.len() {
        match (wanted.get(at), name.get(on)) {
            (Some(Part::Any), _) => {
                retry = Some((at, on));
                at += 1;
            }
            (Some(Part::One), _) => (at, on) = (at + 1, on + 1),
            (Some(Part::Exactly(wanted)), Some(found)) if wanted == found => {
                (at, on) = (at + 1, on + 1);
            }
            _ => match retry.as_mut() {
                Some((star, from)) => {
                    *from += 1;
                    (at, on) = (*star + 1, *from);
                }
                None => return false,
            },
        }
    }
    wanted.get(at..).is_some_and(|rest| rest.iter().all(|part| *part == Part::Any))
}

#[derive(PartialEq, Eq)]
enum Part {
    Any,
    One,
    Exactly(char),
}

fn parts(segment: &str) -> Vec<Part> {
    let mut found = Vec::new();
    let mut characters = segment.chars();
    while let Some(character) = characters.next() {
        found.push(match character {
            '*' => Part::Any,
            '?' => Part::One,
            '\\' => Part::Exactly(characters.next().unwrap_or('\\')),
            other => Part::Exactly(other),
        });
    }
    found
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[track_caller]
    fn check(pattern: &str, about: &[&str], not_about: &[&str]) {
        for path in about {
            assert!(matches(pattern, path), "{pattern} is about {path}");
        }
        for path in not_about {
            assert!(!matches(pattern, path), "{pattern} is not about {path}");
        }
    }

    #[test]
    fn a_star_alone_is_about_everything() {
        check("*", &["a", "a/b", "a/b/c.js", ".github/x"], &[]);
        check("**", &["a", "a/b"], &[]);
        check("/**", &["a", "a/b"], &[]);
        check("/", &["a", "a/b"], &[]);
    }

    #[test]
    fn a_name_holds_at_every_depth_and_owns_what_is_below_it() {
        check("*.js", &["a.js", "b/a.js", "b/c/a.js", "lib.js/x"], &["a.jsx", "js"]);
        check("Makefile", &["Makefile", "a/Makefile"], &["Makefile.in", "makefile"]);
        check("apps", &["apps/x", "a/apps/x/y", "apps"], &["myapps/x"]);
    }

    #[test]
    fn a_folder_owns_what_is_below_it_and_nothing_of_its_name() {
        check("apps/", &["apps/x", "a/apps/x", "apps/x/y"], &["apps", "a/apps"]);
        check("/apps/", &["apps/x", "apps/x/y"], &["a/apps/x", "apps"]);
        check("/build/logs/", &["build/logs/x", "build/logs/x/y"], &["a/build/logs/x"]);
    }

    #[test]
    fn a_slash_at_the_front_or_in_the_middle_counts_from_the_root() {
        check("/apps", &["apps", "apps/x"], &["a/apps"]);
        check("apps/github", &["apps/github", "apps/github/x"], &["a/apps/github"]);
        check("docs/api/", &["docs/api/x"], &["a/docs/api/x"]);
    }

    #[test]
    fn a_star_at_the_end_of_a_folder_owns_only_direct_children() {
        check("docs/*", &["docs/a.md"], &["docs/b/a.md", "a/docs/a.md", "docs"]);
        check("/*", &["a"], &["a/b"]);
        check("/docs/*.md", &["docs/a.md"], &["docs/b/a.md"]);
        check(".github/workflows*", &[".github/workflows/ci.yml"], &["x/.github/workflows/a"]);
    }

    #[test]
    fn two_stars_cross_segments() {
        check("**/logs", &["logs", "build/logs", "a/b/logs/x"], &["mylogs"]);
        check("a/**/b", &["a/b", "a/x/b", "a/x/y/b/z"], &["x/a/b"]);
        check("/a/**", &["a/b", "a/b/c"], &["a", "b/a/c"]);
        check("**/docs/*", &["docs/a", "x/docs/a"], &["x/docs/y/a"]);
        check("/t/**/x.tfvars", &["t/x.tfvars", "t/a/b/x.tfvars"], &["t/x.tfvars.bak"]);
    }

    #[test]
    fn stars_within_a_segment_are_tried_until_they_fit() {
        check("/a*b*c", &["abc", "aXbYc", "abcbc"], &["ab", "acb", "a/b/c"]);
        check("?.md", &["a.md"], &["ab.md", ".md"]);
    }

    #[test]
    fn an_escaped_character_is_itself() {
        check(r"/my\ docs/", &["my docs/a"], &["my"]);
        check(r"\*.md", &["*.md"], &["a.md"]);
    }

    #[test]
    fn a_negation_is_about_nothing() {
        check("!a", &[], &["a", "b", "!a"]);
        check("", &[], &["a"]);
    }

    #[test]
    fn a_hostile_pattern_ends() {
        let pattern = format!("/{}b", "**/*a*a*a*/".repeat(300));
        assert!(!matches(&pattern, &"aaaaaaaaaaaaaaaaaaaa/".repeat(200)));
    }
}
