//! The newest versions of shared units, as far as anything in the scan tells: their own tags, what their
//! charts say of themselves, and what is asked of them. Whoever asks for a version proves that it is out.

use std::collections::BTreeMap;

use jiff::Timestamp;
use milepost_core::range::Range;
use milepost_core::{Release, Repository, UnitKind, Use, What, published};

use super::{Units, facts_of, family, units};

/// A version as its numbers, the first in front.
pub(crate) type Numbers = Vec<u64>;

/// The highest version anybody asks for of each unit, and the one a chart gives itself.
pub(crate) struct Asked<'a> {
    highest: BTreeMap<(UnitKind, String), (Numbers, &'a str)>,
    /// By the name of the chart, in lower case; `None` where several have that name.
    written: BTreeMap<String, Option<(Numbers, &'a str)>>,
}

impl<'a> Asked<'a> {
    pub(super) fn index(repositories: &'a [Repository]) -> Self {
        let mut highest: BTreeMap<(UnitKind, String), (Numbers, &'a str)> = BTreeMap::new();
        for used in repositories.iter().flat_map(units::uses).filter(|used| is_one_line(used.unit))
        {
            let Some(version) = used.version.as_deref() else { continue };
            let Some(numbers) = plain(version) else { continue };
            let known = highest.entry(key(used)).or_insert_with(|| (numbers.clone(), version));
            if numbers > known.0 {
                *known = (numbers, version);
            }
        }
        Self { highest, written: written(repositories) }
    }

    /// The highest version anybody asks for of what `used` uses, or the higher one that its chart has.
    pub(crate) fn highest(&self, used: &Use) -> Option<&'a str> {
        let asked = self.highest.get(&key(used));
        let name = used.source.rsplit('/').next().unwrap_or(&used.source).to_ascii_lowercase();
        let written = self.written.get(&name).filter(|_| used.unit == UnitKind::Chart);
        let written = written.and_then(Option::as_ref);
        asked.into_iter().chain(written).max_by_key(|(numbers, _)| numbers).map(|(_, it)| *it)
    }
}

/// The versions that charts in the scan have, by the names of those that have theirs alone.
fn written(repositories: &[Repository]) -> BTreeMap<String, Option<(Numbers, &str)>> {
    let mut written = BTreeMap::new();
    let charts = repositories.iter().flat_map(|it| facts_of(it, What::as_chart));
    for (_, chart) in charts.filter(|(_, chart)| !chart.vendored) {
        let version = chart.version.as_deref();
        let numbered = version.and_then(|version| Some((plain(version)?, version)));
        let known = written.entry(chart.name.to_ascii_lowercase());
        known.and_modify(|version| *version = None).or_insert(numbered);
    }
    written
}

/// Whether the versions of a unit follow one another. Tags of an image name what is in it, and
/// several lines of those live beside each other.
fn is_one_line(kind: UnitKind) -> bool {
    !matches!(
        kind,
        UnitKind::BaseImage | UnitKind::JobImage | UnitKind::PlatformKind | UnitKind::Template
    )
}

/// What has versions of its own: files of one repository have those of the repository.
fn key(used: &Use) -> (UnitKind, String) {
    let unit = match used.unit {
        UnitKind::Workflow | UnitKind::Action => family(used.unit, &used.source),
        _ => used.source.clone(),
    };
    (used.unit, unit.to_ascii_lowercase())
}

/// The numbers of a version that is nothing but numbers, and no date, commit or range.
fn plain(version: &str) -> Option<Numbers> {
    /// What a first number is at most that counts versions.
    const COUNTED: u64 = 1000;
    let bare = version.strip_prefix('v').unwrap_or(version);
    let numbers: Numbers = bare.split('.').map(|part| part.parse().ok()).collect::<Option<_>>()?;
    (numbers.first()? < &COUNTED).then_some(numbers)
}

/// The numbers of a version, whatever stands before them; `None` for a branch or a commit.
pub(crate) fn numbers(version: &str) -> Option<Numbers> {
    let is_commit = version.len() >= 40;
    let version =
        version.rsplit(['-', '/', '@']).find(|part| part.contains('.')).unwrap_or(version);
    let bare = version.trim_start_matches(|c: char| !c.is_ascii_digit());
    let numbers: Numbers = bare
        .split('.')
        .map_while(|part| {
            let end = part.find(|c: char| !c.is_ascii_digit()).unwrap_or(part.len());
            part.get(..end)?.parse().ok()
        })
        .collect();
    (!is_commit && !numbers.is_empty()).then_some(numbers)
}

/// What repositories released.
pub(crate) struct Releases<'a> {
    /// Of few repositories anybody asks for versions: those, with their ids in lower case.
    of: Vec<(String, &'a Repository, Vec<Numbered<'a>>)>,
}

/// A release, with the numbers of its version.
struct Numbered<'a> {
    numbers: Option<Numbers>,
    release: &'a Release,
}

impl<'a> Releases<'a> {
    pub(super) fn index(repositories: &'a [Repository]) -> Self {
        let releasing = repositories.iter().filter(|repository| !repository.releases.is_empty());
        let of = releasing.map(|repository| {
            let releases = repository.releases.iter();
            let releases =
                releases.map(|release| Numbered { numbers: numbers(&release.tag), release });
            (repository.id.to_ascii_lowercase(), repository, releases.collect())
        });
        Self { of: of.collect() }
    }

    /// The releases of the unit that `used` uses at the version `asked`; `None` when its repository
    /// is not in the scan or has none. An orb is not named for the repository that `units` finds it in.
    pub(crate) fn tags(&self, units: &Units<'_>, used: &Use, asked: &str) -> Option<Tags<'a>> {
        let home = (used.unit == UnitKind::Orb).then(|| units.orb(&used.source)).flatten();
        let lower = home.unwrap_or(&used.source).to_ascii_lowercase();
        let source = lower.trim_start_matches("github.com/");
        let chart = used.source.rsplit('/').next().unwrap_or_default();
        let is_chart = used.unit == UnitKind::Chart;
        self.of.iter().find_map(|(id, repository, releases)| {
            if !is_chart && !milepost_core::place::is_under(source, id) {
                return None;
            }
            let of = |it: &&Numbered<'_>| !is_chart || is_of_chart(&it.release.tag, chart);
            let last = releases.iter().rfind(of)?.release;
            let highest = releases.iter().filter(of).max_by(|a, b| a.numbers.cmp(&b.numbers));
            let state = repository.versions.iter().find(|state| state.asked.contains_key(asked));
            let range = Range::parse(asked).filter(|_| is_chart);
            let allowed = range.and_then(|it| published::newest(&repository.releases, chart, &it));
            Some(Tags {
                asked: state.and_then(|state| state.committed),
                last,
                highest: highest.map_or(last, |it| it.release),
                allowed: allowed.map(|(_, release)| release),
            })
        })
    }
}

/// What the repository of a unit tells of its versions.
pub(crate) struct Tags<'a> {
    /// When the version asked for was made.
    pub(crate) asked: Option<Timestamp>,
    /// The release that came last.
    pub(crate) last: &'a Release,
    /// The release of the highest version.
    pub(crate) highest: &'a Release,
    /// Of a chart, the newest release in the range that is asked for.
    pub(crate) allowed: Option<&'a Release>,
}

/// Whether a tag is one of this chart's, and not of another whose name starts like it.
fn is_of_chart(tag: &str, chart: &str) -> bool {
    let rest = tag.strip_prefix(chart).and_then(|rest| rest.strip_prefix(['-', '_', '/', '@']));
    let bare = rest.map(|rest| rest.strip_prefix('v').unwrap_or(rest));
    bare.is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{is_of_chart, numbers, plain};

    #[test]
    fn a_version_is_its_numbers_whatever_stands_before_them() {
        assert_eq!(numbers("v2.9.3"), Some(vec![2, 9, 3]));
        assert_eq!(numbers("generic-service-3.12.4"), Some(vec![3, 12, 4]));
        assert_eq!(numbers("main"), None);
        assert_eq!(numbers("f43a0e5ff2bd294095638e18286ca9a3d1956744"), None);
        assert!(numbers("10.1.1") > numbers("7"));
    }

    #[test]
    fn a_range_a_date_and_a_commit_prove_no_release() {
        assert_eq!(plain("v2.1"), Some(vec![2, 1]));
        for version in ["~> 5.0", "1.x", "20240105", "main", "2.0.0-rc.1", "0f1e2d3"] {
            assert_eq!(plain(version), None, "{version}");
        }
    }

    #[test]
    fn a_chart_whose_name_starts_like_another_has_tags_of_its_own() {
        assert!(is_of_chart("service-1.2.0", "service"));
        assert!(!is_of_chart("service-registry-1.2.0", "service"));
    }
}
