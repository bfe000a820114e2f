//! What changed between two snapshots, for eyes.

use milepost_core::{Class, Snapshot, StandingName, Verdict};
use milepost_diff::{Cause, Diff, diff};
use milepost_report::{diff as screen, diff_markdown as markdown};
use proptest::prelude::*;
use pulldown_cmark::{Event, Options, Parser};
use snapbox::{assert_data_eq, str};
use unicode_width::UnicodeWidthStr as _;

use crate::made::{acme, deployable, nobody, plain, repository, rules};

/// A quarter later: ledger came onto the path, reports left it, cards was born, what was broken can
/// be read, and the commit behind one change is known.
fn later() -> Snapshot {
    use StandingName::{OwnWay, Standard};
    let mut later = acme();
    later.at = "2026-12-31T22:00:00Z".parse().expect("an instant");
    for repository in &mut later.repositories {
        repository.commit = Some("89abcdef".repeat(5));
        repository.files += 1;
        repository.top = vec!["changed".to_owned()];
        if repository.class == Class::Unreadable {
            repository.class = Class::Service;
            repository.troubles.clear();
        }
    }
    let mut cards = repository("acme/cards", Some("github.com"));
    cards.born = Some("2026-11-01T00:00:00Z".parse().expect("an instant"));
    later.repositories.push(cards);
    later.deployables.retain(|it| it.id != "acme/ledger" && it.id != "acme/billing");
    later.deployables.push(deployable("acme/billing", [Standard, OwnWay]));
    later.deployables.push(deployable("acme/cards", [Standard, Standard]));
    later.deployables.push(deployable("acme/ledger", [Standard, Standard]));
    later.repositories.sort_by(|a, b| a.id.cmp(&b.id));
    later.deployables.sort_by(|a, b| a.id.cmp(&b.id));
    let stage = &mut later.assessments[0];
    (stage.lo, stage.hi) = (3, 4);
    stage.criteria[0].verdict = Verdict::Holds;
    stage.criteria[0].readings[0].verdict = Verdict::Holds;
    stage.criteria[0].readings[0].value = Some(milepost_core::Bounds::exactly(0.75));
    later
}

fn compared() -> Diff {
    let mut compared = diff(&acme(), &later());
    let changed = compared.deployables.iter_mut().flat_map(|it| &mut it.steps);
    for step in changed.filter(|it| it.regression) {
        step.by = Some(Cause {
            repository: "acme/billing".to_owned(),
            commit: "fedcba98".repeat(5),
            at: "2026-11-12T10:00:00Z".parse().expect("an instant"),
            subject: Some("Package it ourselves, @acme/all".to_owned()),
        });
    }
    compared
}

#[test]
fn a_quarter_at_eighty_columns() {
    assert_data_eq!(
        plain(&screen(&compared(), &rules(), 80)),
        str![[r#"
acme from 2026-09-30 to 2026-12-31
  4 → 5 repositories · 3 → 4 deployables

Stage 3 → 3..4 of 5, Tooled to Paved                                 Five stages
  ✗ → ✓ one way to deploy  33..67 % → 75 %, at least 70 %  stage 4

Golden path  33 % → 50 %  +17 points  1 of 3 → 2 of 4
  the 3 that count in both: 33 % → 33 %
      +33  1 moved onto it: ledger
      −33  1 moved off it: billing
      +17  1 born, on it: cards
  of its steps a deployable takes 50..67 % → 62..75 % the standard way
    lower: +12 born
    upper: +8 born

Steps  2 standings of 2 deployables that count in both
  core step  gained  lost
  chart           1     1

Regressions  1
  billing  chart  standard → own way  was workflows/ci.yml

Around them
  1 repository new: cards
  1 repository can be read again: broken

Counted now and not then  1
  acme/cards  born, on the path

2 deployables changed
  acme/billing  on the path → off the path
    ■→▪ chart           standard → own way  was workflows/ci.yml
        by 2026-11-12 fedcba98 in acme/billing: Package it ourselves, @acme/all
          https://github.com/acme/billing/commit/fedcba98fedcba98fedcba98fedcba98fedcba98
        acme/billing@89abcdef:.github/workflows/ci.yml#12
          https://github.com/acme/billing/blob/89abcdef89abcdef89abcdef89abcdef89abcdef/.github/workflows/ci.yml#L12
  acme/ledger  off the path → on the path
    ▪→■ chart           own way → standard  workflows/ci.yml
        acme/ledger@89abcdef:.github/workflows/ci.yml#12
          https://gitlab.example.org/acme/ledger/-/blob/89abcdef89abcdef89abcdef89abcdef89abcdef/.github/workflows/ci.yml#L12

"#]]
    );
}

#[test]
fn a_quarter_in_markdown() {
    assert_data_eq!(
        markdown(&compared(), &rules()),
        str![[r#"
## `acme`: 2026-09-30 → 2026-12-31

|  | before | after | change |
| --- | --- | --- | --- |
| stage, Five stages | 3 | 3..4 |  |
| **on the golden path** | 33 % (1 of 3) | **50 % (2 of 4)** | **+17 points** |
| of the 3 that count in both | 33 % | 33 % | ±0 points |
| steps taken the standard way, on average | 50..67 % | 62..75 % | +12 points, upper bound +8 |
| deployables | 3 | 4 |  |
| repositories | 4 | 5 |  |

| points | made of | deployables |
| --- | --- | --- |
| +33 | 1 moved onto it | `ledger` |
| −33 | 1 moved off it | `billing` |
| +17 | 1 born, on it | `cards` |

**Regressions: 1**

- `billing` · chart: standard → own way, `was workflows/ci.yml`

<details><summary>1 verdict changed</summary>

| criterion | verdict | measured | for |
| --- | --- | --- | --- |
| one way to deploy | fails → holds | 33..67 % → 75 %, at least 70 % | stage 4 |

</details>

<details><summary>Steps: 2 standings of 2 deployables that count in both</summary>

| step | gained | lost |
| --- | --: | --: |
| **chart** | 1 | 1 |

</details>

<details><summary>What the average of steps is made of</summary>

- lower bound: +12 born
- upper bound: +8 born

</details>

<details><summary>Repositories and shared units</summary>

- 1 repository new: `cards`
- 1 repository can be read again: `broken`

</details>

<details><summary>Counted now and not then: 1</summary>

- `acme/cards` born, on the path

</details>

<details><summary>2 deployables changed</summary>

**`acme/billing`** on the path → off the path

| step | standing | way | evidence |
| --- | --- | --- | --- |
| **chart** | standard → own way ⚠️ | `was workflows/ci.yml` | by [`2026-11-12 fedcba98 in acme/billing: Package it ourselves, @acme/all`](https://github.com/acme/billing/commit/fedcba98fedcba98fedcba98fedcba98fedcba98)<br>[`acme/billing@89abcdef:.github/workflows/ci.yml#12`](https://github.com/acme/billing/blob/89abcdef89abcdef89abcdef89abcdef89abcdef/.github/workflows/ci.yml#L12) |

**`acme/ledger`** off the path → on the path

| step | standing | way | evidence |
| --- | --- | --- | --- |
| **chart** | own way → standard | `workflows/ci.yml` | [`acme/ledger@89abcdef:.github/workflows/ci.yml#12`](https://gitlab.example.org/acme/ledger/-/blob/89abcdef89abcdef89abcdef89abcdef89abcdef/.github/workflows/ci.yml#L12) |

</details>

"#]]
    );
}

#[test]
fn other_rules_are_said_before_the_numbers() {
    let mut later = later();
    later.rules.digest = "another".to_owned();
    later.rules.milepost = "0.2.0".to_owned();
    let text = plain(&screen(&diff(&acme(), &later), &rules(), 80));
    let first: Vec<&str> = text.lines().take(6).collect();
    assert_data_eq!(
        first.join("\n"),
        str![[r#"
acme from 2026-09-30 to 2026-12-31
  4 → 5 repositories · 3 → 4 deployables
  Other rules made the two: what they did stands apart, except where files
  changed as well (2 deployables).
  other rules: milepost 0.1.0 → 0.2.0

"#]]
    );
}

#[test]
fn nothing_that_changed_is_one_sentence() {
    let same = diff(&acme(), &acme());
    let text = plain(&screen(&same, &rules(), 80));
    assert!(text.ends_with("\n\nNothing changed that milepost looks at.\n"), "{text}");
    assert!(markdown(&same, &rules()).ends_with("\nNothing changed that milepost looks at.\n"));
}

#[test]
fn an_organisation_of_nothing_becomes_one_of_something() {
    let text = plain(&screen(&diff(&nobody(), &acme()), &rules(), 80));
    assert!(text.contains("Golden path  – → 33 %  +33 points  0 of 0 → 1 of 3"), "{text}");
    assert!(text.contains("none counts in both"), "{text}");
}

#[test]
fn a_comment_has_room_for_it_whatever_changed() {
    let (mut from, mut to) = (acme(), later());
    for number in 0..2000 {
        let id = format!("acme/service-{number:04}");
        from.repositories.push(repository(&id, Some("github.com")));
        from.deployables.push(deployable(&id, [StandingName::Standard; 2]));
        to.repositories.push(repository(&id, Some("github.com")));
        to.deployables.push(deployable(&id, [StandingName::OwnWay; 2]));
    }
    let text = markdown(&diff(&from, &to), &rules());
    assert!(text.chars().count() < 65_536, "{}", text.len());
    assert!(text.contains("more: `milepost diff --format text` has them all."));
    assert!(text.ends_with("</details>\n"));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_line_of_the_screen_is_wider_than_it_is(
        name in "\\PC{0,90}", way in "[a-z日/. \\x1b\r]{0,120}", width in 60usize..200,
    ) {
        let (mut from, mut to) = (acme(), later());
        hostile(&mut from, &name, &way, StandingName::Standard);
        hostile(&mut to, &name, "other", StandingName::OwnWay);
        let text = plain(&screen(&diff(&from, &to), &rules(), width));
        let lists = |line: &&str| line.starts_with("Counted now") || line.starts_with("Counted then")
            || line.ends_with("deployables changed");
        for line in text.lines().take_while(|line| !lists(line)) {
            prop_assert!(line.width() <= width, "{} columns: {line}", line.width());
        }
        prop_assert!(text.lines().all(|line| !line.chars().any(char::is_control)));
    }

    #[test]
    fn what_a_repository_wrote_means_nothing_in_markdown(
        name in "[@<>|`*_#\\[\\]()a-z]{1,30}", way in "[@<>|`*_#\\[\\]()a-z \n]{1,60}",
    ) {
        let (mut from, mut to) = (acme(), later());
        hostile(&mut from, &name, &way, StandingName::Standard);
        hostile(&mut to, &name, "other", StandingName::OwnWay);
        let text = markdown(&diff(&from, &to), &rules());
        for event in Parser::new_ext(&text, Options::ENABLE_TABLES) {
            match event {
                Event::Text(text) => prop_assert!(!text.contains('@'), "a mention: {text}"),
                Event::Html(html) | Event::InlineHtml(html) => {
                    let known = ["<details>", "</details>", "<summary>", "</summary>", "<br>"];
                    let known = known.iter().any(|tag| html.starts_with(tag));
                    prop_assert!(known, "markup: {html}");
                }
                _ => {}
            }
        }
    }
}

fn hostile(snapshot: &mut Snapshot, name: &str, way: &str, standing: StandingName) {
    let id = format!("acme/{name}");
    name.clone_into(&mut snapshot.organisation);
    snapshot.repositories.push(repository(&id, None));
    let mut odd = deployable(&id, [standing; 2]);
    for standing in &mut odd.standings {
        standing.way = Some(way.to_owned());
        standing.why = Some(way.to_owned());
    }
    snapshot.deployables.push(odd);
    for standard in &mut snapshot.standards {
        standard.family = Some(format!("{way}{standing:?}"));
    }
}
