//! Ranges of versions, as Helm understands them.

use semver::{Comparator, Op, Prerelease, Version, VersionReq};

/// A range of versions as Helm reads one: comparisons that must all hold, side by side or with commas
/// between them, and `||` between several such lists.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Range {
    either: Vec<All>,
}

/// Comparisons that must all hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct All {
    hold: Vec<VersionReq>,
    /// Those that must not.
    fail: Vec<VersionReq>,
}

impl Range {
    /// The range that `text` writes down: a version is one as well, and a part of one (`1.2`) stands
    /// for all that begin with it. `None` for what is no range: a branch, a computed value.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let either = text.split("||").map(All::parse).collect::<Option<Vec<All>>>()?;
        Some(Self { either })
    }

    /// Whether it holds a version. One before a release is held only where every comparison names
    /// such a one.
    #[must_use]
    pub fn allows(&self, version: &Version) -> bool {
        self.either.iter().any(|all| all.allows(version))
    }

    /// Where the highest of its lists begins, where any says so.
    #[must_use]
    pub fn begins(&self) -> Option<Version> {
        self.either.iter().filter_map(All::begins).max()
    }
}

impl All {
    fn parse(text: &str) -> Option<Self> {
        let mut all = Self::default();
        let mut words = text.split([' ', '\t', ',']).filter(|word| !word.is_empty()).peekable();
        while let Some(word) = words.next() {
            let alone = word.trim_start_matches(['=', '!', '<', '>', '~', '^']).is_empty();
            let word = if alone { format!("{word}{}", words.next()?) } else { word.to_owned() };
            if words.next_if_eq(&"-").is_some() {
                all.hold.push(comparison(">=", &word)?);
                all.hold.push(comparison("<=", words.next()?)?);
                continue;
            }
            let end = word.len() - word.trim_start_matches(['=', '!', '<', '>', '~', '^']).len();
            let (how, version) = word.split_at_checked(end)?;
            match how {
                "!=" => all.fail.push(comparison("=", version)?),
                _ => all.hold.push(comparison(how, version)?),
            }
        }
        (!all.hold.is_empty() || !all.fail.is_empty()).then_some(all)
    }

    fn allows(&self, version: &Version) -> bool {
        self.hold.iter().all(|it| holds(it, version))
            && !self.fail.iter().any(|it| it.matches(version))
    }

    fn begins(&self) -> Option<Version> {
        let comparisons = self.hold.iter().flat_map(|it| &it.comparators);
        let from_below = comparisons.filter(|it| !matches!(it.op, Op::Less | Op::LessEq));
        from_below
            .map(|it| Version {
                pre: it.pre.clone(),
                ..Version::new(it.major, it.minor.unwrap_or(0), it.patch.unwrap_or(0))
            })
            .max()
    }
}

/// One comparison; `version` may be a part of one, end in `x` or `*`, and begin with `v`.
fn comparison(how: &str, version: &str) -> Option<VersionReq> {
    let how = match how {
        "" | "=" => "=",
        ">" | "<" | ">=" | "<=" | "~" | "^" => how,
        "=>" => ">=",
        "=<" => "<=",
        "~>" => "~",
        _ => return None,
    };
    let bare = version.strip_prefix('v').unwrap_or(version);
    let known: Vec<&str> =
        bare.split('.').take_while(|it| !matches!(*it, "x" | "X" | "*")).collect();
    if known.is_empty() {
        return matches!(how, "=" | "~" | "^" | ">=").then_some(VersionReq::STAR);
    }
    let wild = bare.split('.').any(|it| matches!(it, "x" | "X" | "*"));
    let part = if wild { known.join(".") } else { bare.to_owned() };
    VersionReq::parse(&format!("{how}{part}")).ok()
}

/// Whether one comparison holds for a version.
fn holds(comparison: &VersionReq, version: &Version) -> bool {
    if version.pre.is_empty() || comparison.matches(version) {
        return comparison.matches(version);
    }
    // The library lets a version before a release through only beside one of the same numbers; Helm,
    // beside any.
    let numbers = |it: &Comparator| {
        (it.major, it.minor.unwrap_or(0), it.patch.unwrap_or(0))
            == (version.major, version.minor, version.patch)
    };
    let release = Version { pre: Prerelease::EMPTY, ..version.clone() };
    let mut comparisons = comparison.comparators.iter();
    !comparison.comparators.is_empty()
        && comparisons.all(|it| !it.pre.is_empty() && !numbers(it))
        && comparison.matches(&release)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(range: &str, version: &str) -> bool {
        Range::parse(range).unwrap().allows(&Version::parse(version).unwrap())
    }

    #[test]
    fn a_part_of_a_version_stands_for_all_that_begin_with_it() {
        for range in ["1.2", "1.2.x", "1.2.*", "v1.2", "=1.2", "= 1.2.X"] {
            assert!(allows(range, "1.2.9"), "{range}");
            assert!(!allows(range, "1.3.0"), "{range}");
        }
        assert!(allows("1", "1.9.0") && !allows("1", "2.0.0"));
        assert!(allows("*", "7.0.0") && allows("x", "0.1.0"));
        assert!(allows("1.2.3", "1.2.3") && !allows("1.2.3", "1.2.4"));
    }

    #[test]
    fn comparisons_side_by_side_or_with_commas_all_hold() {
        for range in [">=1 <3", ">= 1, < 3", ">=1.0.0,<3.0.0", "1 - 2", "v1.0.0 - 2.x"] {
            assert!(allows(range, "1.0.0"), "{range}");
            assert!(allows(range, "2.9.9"), "{range}");
            assert!(!allows(range, "3.0.0"), "{range}");
        }
        assert!(!allows(">=1 !=1.5.0", "1.5.0") && allows(">=1 !=1.5.0", "1.5.1"));
        assert!(!allows("!=1.5", "1.5.1") && allows("!=1.5", "1.6.0"));
        assert!(allows("=>1.1 =<1.2", "1.2.7") && !allows("=>1.1 =<1.2", "1.3.0"));
    }

    #[test]
    fn a_tilde_moves_the_last_number_and_a_caret_all_but_the_first() {
        assert!(allows("~1.2.3", "1.2.9") && !allows("~1.2.3", "1.3.0"));
        assert!(allows("~1", "1.9.0") && !allows("~1", "2.0.0"));
        assert!(allows("~> 1.2", "1.2.9") && !allows("~> 1.2", "1.3.0"));
        assert!(allows("^2.1.0", "2.9.0") && !allows("^2.1.0", "2.0.9"));
        assert!(allows("^0.2.3", "0.2.9") && !allows("^0.2.3", "0.3.0"));
        assert!(allows("> 1.2", "1.3.0") && !allows("> 1.2", "1.2.9"));
    }

    #[test]
    fn one_of_several_lists_is_enough() {
        assert!(allows("1.2.x || 2.x", "1.2.1") && allows("1.2.x||2.x", "2.7.0"));
        assert!(!allows("1.2.x || 2.x", "1.3.0"));
    }

    #[test]
    fn a_version_before_a_release_is_held_where_all_comparisons_name_one() {
        assert!(!allows(">=1.0.0", "1.1.0-rc.1"));
        assert!(allows(">0.0.0-0", "1.1.0-rc.1"));
        assert!(allows("^1.2.0-0", "1.4.0-rc.1") && !allows("^1.2.0-0 <2", "1.4.0-rc.1"));
        assert!(allows("2.0.0-rc.1", "2.0.0-rc.1") && !allows("2.0.0-rc.1", "2.0.0"));
    }

    #[test]
    fn what_is_no_range_is_none() {
        for text in ["main", "", "  ", "${VERSION}", "1.2.3.4", "latest", ">", "1 - ", "|| 1", "<*"]
        {
            assert_eq!(Range::parse(text), None, "{text}");
        }
    }

    #[test]
    fn a_range_begins_where_the_highest_of_its_lists_does() {
        let begins = |text: &str| Range::parse(text).unwrap().begins().map(|it| it.to_string());
        assert_eq!(begins("1.2.x || 2.x").as_deref(), Some("2.0.0"));
        assert_eq!(begins(">=1.4 <3").as_deref(), Some("1.4.0"));
        assert_eq!(begins("<3"), None);
    }
}
