//! Whether everything is whole.

use std::fs;

use crate::made::{Ground, compressed, snapshot};

const AT: [&str; 3] = ["2026-03-31T00:00:00Z", "2026-06-30T00:00:00Z", "2026-09-30T00:00:00Z"];
const FILE: &str = "2026-06-30T00-00-00Z.json.zst";

/// What verifying says of each file, oldest first.
fn verdicts(ground: &Ground) -> Vec<String> {
    let verified = ground.store().verify().expect("the folder can be listed");
    let verdict = |verdict: Result<(), milepost_store::StoreError>| match verdict {
        Ok(()) => "whole".to_owned(),
        Err(error) => error.to_string().rsplit("zst: ").next().unwrap_or_default().to_owned(),
    };
    verified.into_iter().map(|file| verdict(file.verdict)).collect()
}

#[test]
fn what_was_kept_is_whole() {
    assert_eq!(verdicts(&Ground::holding(&AT)), ["whole"; 3]);
    assert_eq!(verdicts(&Ground::new()), [""; 0]);
}

#[test]
fn a_broken_file_is_told_and_the_rest_is_verified() {
    let ground = Ground::holding(&AT);
    let bytes = fs::read(ground.folder().join(FILE)).unwrap();
    ground.write(FILE, &bytes[..bytes.len() / 2]);
    let verdicts = verdicts(&ground);
    assert_eq!((verdicts[0].as_str(), verdicts[2].as_str()), ("whole", "whole"));
    assert!(verdicts[1].starts_with("cut off after"), "{}", verdicts[1]);
}

#[test]
fn a_text_with_another_spelling_is_not_canonical_though_it_reads_the_same() {
    let ground = Ground::holding(&AT);
    let text = milepost_snapshot::write(&snapshot(AT[1])).unwrap();
    ground.write(FILE, compressed(&text.replace(r#""helm": 2"#, r#""helm":  2"#)));
    assert_eq!(verdicts(&ground), ["whole", "not as milepost writes it, from line 9 on", "whole"]);
    ground.write(FILE, compressed(text.trim_end()));
    assert!(verdicts(&ground)[1].starts_with("not as milepost writes it"));
    ground.write(FILE, compressed(&format!("{text}\n")));
    assert!(verdicts(&ground)[1].starts_with("not as milepost writes it"));
}

#[test]
fn a_snapshot_of_another_organisation_that_was_copied_in_is_told() {
    let ground = Ground::holding(&AT);
    let mut theirs = snapshot(AT[1]);
    theirs.organisation = "umbrella".to_owned();
    ground.write(FILE, compressed(&milepost_snapshot::write(&theirs).unwrap()));
    let expected = r#"a snapshot of "umbrella"; expected "acme", as the oldest of this store"#;
    assert_eq!(verdicts(&ground), ["whole", expected, "whole"]);
}
