//! No line is wider than the screen, whatever things are called.

use milepost_core::{StandingName, Trouble, TroubleCode};
use milepost_report::screen;
use proptest::prelude::*;
use unicode_width::UnicodeWidthStr as _;

use crate::made::{acme, deployable, plain, repository, rules};

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn no_line_is_wider_than_the_screen(
        name in "\\PC{0,90}",
        path in "[a-z日/. \\x1b\r]{0,120}",
        count in 0u32..2_000_000,
        width in 60usize..200,
    ) {
        let mut snapshot = acme();
        snapshot.organisation.clone_from(&name);
        for standard in &mut snapshot.standards {
            standard.counts.own_way = count;
            standard.family = Some(name.clone());
            standard.units = vec![format!("{name}/{path}")];
            standard.versions.insert(path.clone(), count);
            standard.ways.insert(name.clone(), count);
        }
        let mut odd = repository(&format!("acme/{name}"), None);
        odd.troubles.push(Trouble {
            path: Some(path.clone()),
            line: Some(count),
            code: TroubleCode::TooLarge,
            detail: name.clone(),
        });
        snapshot.repositories.push(odd);
        snapshot.deployables.push(deployable(&format!("acme/{name}"), [StandingName::Absent; 2]));
        snapshot.assessments[0].fragile = vec![format!("{name} {path}"); 5];
        for line in plain(&screen(&snapshot, &rules(), width)).lines() {
            prop_assert!(line.width() <= width, "{} columns: {line}", line.width());
            let moves = line.chars().any(char::is_control);
            prop_assert!(!moves, "a control character");
        }
    }
}
