//! The mirror, over a transport that only writes down what is asked of it.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use tempfile::TempDir;

use super::*;

const NOW: &str = "2026-10-01T00:00:00Z";

/// What is fetched, as text in a file `content`, and how it goes wrong.
#[derive(Clone, Default)]
struct Fake(Arc<Mutex<Told>>);

#[derive(Default)]
struct Told {
    /// The copies that were fetched into, as the folder was called.
    fetched: Vec<String>,
    /// What the next fetches end with; one each.
    wrong: Vec<FetchError>,
    /// How much a fetch brings.
    bytes: usize,
    /// What the next batches end with.
    batches: Vec<FetchError>,
}

impl Fake {
    fn told<R>(&self, with: impl FnOnce(&mut Told) -> R) -> R {
        with(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn goes_wrong(&self, with: &[FetchError]) {
        self.told(|told| told.wrong = with.to_vec());
    }

    /// Which copies were fetched into since the last time.
    fn fetched(&self) -> Vec<String> {
        self.told(|told| std::mem::take(&mut told.fetched))
    }
}

impl Transport for Fake {
    fn update(&self, path: &Path, first: bool) -> Result<(), FetchError> {
        assert_eq!(first, !path.join("content").exists());
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let bytes = self.told(|told| {
            told.fetched.push(name);
            if told.wrong.is_empty() { Ok(told.bytes) } else { Err(told.wrong.remove(0)) }
        })?;
        fs::write(path.join("content"), vec![b'x'; bytes]).unwrap();
        Ok(())
    }

    fn bring(&self, path: &Path, _: &BTreeSet<String>) -> Result<(), FetchError> {
        let bytes = self.told(|told| {
            if told.batches.is_empty() { Ok(told.bytes) } else { Err(told.batches.remove(0)) }
        })?;
        fs::write(path.join("blobs"), vec![b'x'; bytes]).unwrap();
        Ok(())
    }
}

/// A folder and who fetches into it.
struct Scene {
    folder: TempDir,
    fake: Fake,
    most: Option<u64>,
}

impl Scene {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), fake: Fake::default(), most: None }
    }

    /// A run of its own.
    fn run(&self, wanted: &[Remote]) -> Vec<Copied> {
        self.sparing(wanted, &Spared::These(BTreeSet::new()))
    }

    fn sparing(&self, wanted: &[Remote], spared: &Spared) -> Vec<Copied> {
        let now = NOW.parse().unwrap();
        self.mirror().update(wanted, spared, now, &|_| ()).unwrap()
    }

    fn mirror(&self) -> Mirror<Fake> {
        let hold = Hold::take(self.folder.path()).unwrap();
        Mirror::new(hold, self.fake.clone(), self.most).unwrap()
    }

    fn outcome(&self, wanted: &Remote) -> Outcome {
        self.run(std::slice::from_ref(wanted)).remove(0).outcome
    }

    /// What stands in the folder, without what runs hold locked.
    fn there(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path()).unwrap();
        let mut names: Vec<String> =
            entries.map(|it| it.unwrap().file_name().into_string().unwrap()).collect();
        names.retain(|name| name != "lock" && name != "at-work");
        names.sort();
        names
    }

    fn text(&self, file: &str) -> String {
        fs::read_to_string(self.folder.path().join(file)).unwrap()
    }
}

fn remote(id: u64) -> Remote {
    Remote {
        id,
        name: format!("acme/r{id}"),
        url: format!("https://github.example/acme/r{id}.git"),
        branch: Some("main".to_owned()),
        pushed: "2026-09-01T00:00:00Z".parse().ok(),
    }
}

fn failed(outcome: &Outcome) -> &FetchError {
    match outcome {
        Outcome::Failed(error) => error,
        other => panic!("{other:?}"),
    }
}

fn passing() -> FetchError {
    FetchError::Passing("the server went away".to_owned())
}

fn broken() -> FetchError {
    FetchError::Broken("loose object x is corrupt".to_owned())
}

#[test]
fn the_content_of_files_counts_in_the_run_that_brings_it() {
    let scene = Scene { most: Some(3_000), ..Scene::new() };
    let mirror = scene.mirror();
    let now = NOW.parse().unwrap();
    let spared = Spared::These(BTreeSet::new());
    let copied = mirror.update(&[remote(1), remote(2)], &spared, now, &|_| ()).unwrap();
    let lacking = |copied: &Copied| {
        let blobs = BTreeSet::from(["c0ffee".to_owned()]);
        vec![(copied.path.clone().unwrap(), blobs)]
    };
    scene.fake.told(|told| told.bytes = 4_000);
    assert_eq!(mirror.bring(&lacking(&copied[0])), [], "there was room when it began");
    let refused = mirror.bring(&lacking(&copied[1]));
    assert!(matches!(&refused[..], [(_, FetchError::Full(_))]), "{refused:?}");
    let new = mirror.update(&[remote(1), remote(2), remote(3)], &spared, now, &|_| ()).unwrap();
    assert!(matches!(failed(&new[2].outcome), FetchError::Full(_)));
}

#[test]
fn what_is_new_is_fetched_once_and_what_did_not_change_is_not() {
    let scene = Scene::new();
    assert_eq!(scene.outcome(&remote(1)), Outcome::New);
    assert_eq!(scene.fake.fetched(), ["1.unfinished"]);
    assert_eq!(scene.there(), ["1.git"]);
    assert_eq!(scene.outcome(&remote(1)), Outcome::Unchanged);
    assert!(scene.fake.fetched().is_empty());
}

#[test]
fn what_was_pushed_since_is_fetched_into_the_copy() {
    let scene = Scene::new();
    scene.run(&[remote(1), remote(2)]);
    scene.fake.fetched();
    let pushed = Remote { pushed: "2026-09-02T00:00:00Z".parse().ok(), ..remote(2) };
    let outcomes: Vec<Outcome> =
        scene.run(&[remote(1), pushed]).into_iter().map(|it| it.outcome).collect();
    assert_eq!(outcomes, [Outcome::Unchanged, Outcome::Updated]);
    assert_eq!(scene.fake.fetched(), ["2.git"]);
}

#[test]
fn a_push_just_before_the_list_may_not_be_the_last_of_its_second() {
    let scene = Scene::new();
    let just_now = Remote { pushed: NOW.parse().ok(), ..remote(1) };
    scene.outcome(&just_now);
    assert_eq!(scene.outcome(&just_now), Outcome::Updated);
}

#[test]
fn what_is_renamed_or_transferred_keeps_its_copy_without_a_fetch() {
    let scene = Scene::new();
    scene.outcome(&remote(1));
    scene.fake.fetched();
    let renamed = Remote {
        name: "globex/ledger".to_owned(),
        url: "https://github.example/globex/ledger.git".to_owned(),
        ..remote(1)
    };
    assert_eq!(scene.outcome(&renamed), Outcome::Updated);
    assert!(scene.fake.fetched().is_empty());
    assert!(scene.text("1.git/config").contains("/globex/ledger.git"));
    assert_eq!(scene.outcome(&renamed), Outcome::Unchanged);
}

#[test]
fn a_default_branch_that_moved_may_be_one_that_is_not_there_and_is_fetched() {
    let scene = Scene::new();
    scene.outcome(&remote(1));
    scene.fake.fetched();
    let moved = Remote { branch: Some("trunk".to_owned()), ..remote(1) };
    assert_eq!(scene.outcome(&moved), Outcome::Updated);
    assert_eq!(scene.fake.fetched(), ["1.git"]);
    assert_eq!(scene.text("1.git/HEAD"), "ref: refs/heads/trunk\n");
}

#[test]
fn what_was_deleted_and_made_again_is_another_copy() {
    let scene = Scene::new();
    scene.outcome(&remote(1));
    let again = Remote { id: 2, ..remote(1) };
    assert_eq!(scene.outcome(&again), Outcome::New);
    assert_eq!(scene.there(), ["1.git", "2.git"]);
}

#[test]
fn names_that_differ_in_case_alone_do_not_meet() {
    let scene = Scene::new();
    let named = |id, name: &str| Remote { name: name.to_owned(), ..remote(id) };
    scene.run(&[named(1, "acme/Billing"), named(2, "acme/billing")]);
    assert_eq!(scene.there(), ["1.git", "2.git"]);
}

#[test]
fn a_copy_that_is_not_sound_is_made_anew() {
    let scene = Scene::new();
    scene.outcome(&remote(1));
    scene.fake.fetched();
    let pushed = Remote { pushed: "2026-09-02T00:00:00Z".parse().ok(), ..remote(1) };
    scene.fake.goes_wrong(&[broken()]);
    assert_eq!(scene.outcome(&pushed), Outcome::Updated);
    assert_eq!(scene.fake.fetched(), ["1.git", "1.unfinished"]);
    assert_eq!(scene.outcome(&pushed), Outcome::Unchanged);
    assert_eq!(scene.there(), ["1.git"]);
}

#[test]
fn a_copy_that_turns_out_not_to_be_sound_when_content_is_fetched_is_made_anew_the_next_time() {
    let scene = Scene::new();
    let path = scene.run(&[remote(1)]).remove(0).path.unwrap();
    scene.fake.told(|told| told.batches = vec![broken()]);
    let lacking = [(path.clone(), BTreeSet::from(["a1".to_owned()]))];
    assert_eq!(scene.mirror().bring(&lacking), [(path, broken())]);
    assert_eq!(scene.outcome(&remote(1)), Outcome::New);
}

#[test]
fn a_note_that_cannot_be_read_is_no_reason_to_trust_a_copy() {
    let scene = Scene::new();
    let path = scene.run(&[remote(1)]).remove(0).path.unwrap();
    fs::write(path.join("milepost.json"), "{").unwrap();
    assert_eq!(scene.outcome(&remote(1)), Outcome::New);
}

#[test]
fn what_fails_in_passing_is_tried_again() {
    let scene = Scene::new();
    scene.fake.goes_wrong(&[passing()]);
    assert_eq!(scene.outcome(&remote(1)), Outcome::New);
    assert_eq!(scene.fake.fetched().len(), 2);
}

#[test]
fn what_goes_wrong_on_the_way_into_a_new_copy_is_tried_again() {
    let scene = Scene::new();
    scene.fake.goes_wrong(&[broken()]);
    assert_eq!(scene.outcome(&remote(1)), Outcome::New);
}

#[test]
fn what_fails_each_time_is_said_and_leaves_nothing() {
    let scene = Scene::new();
    scene.fake.goes_wrong(&[passing(), passing(), passing()]);
    let copied = scene.run(&[remote(1)]).remove(0);
    assert_eq!((failed(&copied.outcome), copied.path), (&passing(), None));
    assert!(scene.there().is_empty());
    assert_eq!(scene.outcome(&remote(1)), Outcome::New);
}

#[test]
fn what_is_refused_is_not_asked_for_again() {
    let scene = Scene::new();
    let refused = FetchError::Refused("Repository not found.".to_owned());
    scene.fake.goes_wrong(std::slice::from_ref(&refused));
    assert_eq!(failed(&scene.outcome(&remote(1))), &refused);
    assert_eq!(scene.fake.fetched().len(), 1);
}

#[test]
fn a_copy_that_cannot_be_brought_up_to_date_stays_as_it_is() {
    let scene = Scene::new();
    scene.outcome(&remote(1));
    scene.fake.goes_wrong(&[FetchError::Refused("403".to_owned())]);
    let pushed = Remote { pushed: "2026-09-02T00:00:00Z".parse().ok(), ..remote(1) };
    let copied = scene.run(std::slice::from_ref(&pushed)).remove(0);
    assert!(copied.path.is_some() && matches!(copied.outcome, Outcome::Failed(_)));
    assert_eq!(scene.outcome(&pushed), Outcome::Updated);
}

#[test]
fn a_full_disk_is_not_tried_again_and_leaves_nothing_half_written() {
    let scene = Scene::new();
    let full = FetchError::Full("No space left on device".to_owned());
    scene.fake.goes_wrong(std::slice::from_ref(&full));
    assert_eq!(failed(&scene.outcome(&remote(1))), &full);
    assert_eq!(scene.fake.fetched().len(), 1);
    assert!(scene.there().is_empty());
}

/// A mirror of the copies 1 and 2, of at least 1000 bytes each, that may take 2500.
fn two_of_a_thousand() -> Scene {
    let scene = Scene::new();
    scene.fake.told(|told| told.bytes = 1_000);
    scene.run(&[remote(1), remote(2)]);
    scene.fake.fetched();
    Scene { most: Some(2_500), ..scene }
}

#[test]
fn where_there_is_too_little_space_what_nobody_wants_goes_first() {
    let scene = two_of_a_thousand();
    assert_eq!(scene.outcome(&remote(2)), Outcome::Unchanged);
    assert_eq!(scene.there(), ["2.git"], "copies have a description too");
}

#[test]
fn what_somebody_else_wants_stays_and_what_is_new_is_refused() {
    let scene = two_of_a_thousand();
    let spared = Spared::These(BTreeSet::from([1]));
    let copied = scene.sparing(&[remote(2), remote(3)], &spared);
    assert_eq!(copied[0].outcome, Outcome::Unchanged);
    assert!(matches!(failed(&copied[1].outcome), FetchError::Full(_)));
    assert_eq!(scene.there(), ["1.git", "2.git"]);
    assert!(scene.fake.fetched().is_empty());
}

#[test]
fn while_it_is_not_known_what_is_wanted_nothing_goes() {
    let scene = two_of_a_thousand();
    assert!(scene.sparing(&[], &Spared::All).is_empty());
    assert_eq!(scene.there(), ["1.git", "2.git"]);
}

#[test]
fn what_a_run_that_was_killed_left_is_removed() {
    let scene = Scene::new();
    scene.outcome(&remote(1));
    let left = ["2.unfinished/objects/pack/tmp_pack_x", "answers/.tmpAb", "1.git/.tmpCd", ".tmpEf"];
    for file in left {
        let file = scene.folder.path().join(file);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, "half").unwrap();
    }
    drop(scene.mirror());
    assert_eq!(scene.there(), ["1.git", "answers"]);
    assert!(!scene.folder.path().join("1.git/.tmpCd").exists());
    assert_eq!(scene.outcome(&remote(1)), Outcome::Unchanged);
}

#[test]
fn the_locks_of_a_git_that_was_killed_are_removed_before_the_next_fetch() {
    let scene = Scene::new();
    let copy = scene.run(&[remote(1)]).remove(0).path.unwrap();
    fs::create_dir_all(copy.join("objects/pack")).unwrap();
    let left = ["packed-refs.lock", "refs/heads.lock", "objects/pack/tmp_pack_x"];
    for file in &left {
        fs::write(copy.join(file), "").unwrap();
    }
    scene.outcome(&Remote { pushed: None, ..remote(1) });
    assert!(left.iter().all(|file| !copy.join(file).exists()));
}

#[test]
fn two_runs_at_once_in_one_folder_are_one_too_many() {
    let scene = Scene::new();
    let first = scene.mirror();
    let second = Hold::take(scene.folder.path());
    assert!(matches!(second.err(), Some(MirrorError::Busy(_))));
    drop(first);
    assert!(Hold::take(scene.folder.path()).is_ok());
}

#[test]
fn a_git_that_outlived_its_run_is_waited_for() {
    let scene = Scene::new();
    let copy = scene.run(&[remote(1)]).remove(0).path.unwrap();
    let survivor = crate::hold::at_work(&copy).unwrap();
    let ended = Arc::new(Mutex::new(false));
    let told = ended.clone();
    let ending = thread::spawn(move || {
        thread::sleep(Duration::from_millis(100));
        *told.lock().unwrap() = true;
        drop(survivor);
    });
    let hold = Hold::take(scene.folder.path());
    assert!(*ended.lock().unwrap());
    assert!(hold.is_ok());
    ending.join().unwrap();
}

#[test]
fn offline_a_copy_is_as_it_is_and_what_has_none_says_so() {
    let scene = Scene::new();
    scene.outcome(&remote(1));
    let kept = scene.mirror().kept(&[remote(1), remote(2)]);
    assert_eq!(kept[0].outcome, Outcome::Unchanged);
    assert!(matches!(failed(&kept[1].outcome), FetchError::Refused(_)));
    assert_eq!(scene.fake.fetched().len(), 1);
}

#[test]
fn the_order_is_that_of_the_list_and_each_is_told_of_once() {
    let scene = Scene::new();
    let wanted: Vec<Remote> = (1..=30).rev().map(remote).collect();
    let told = Mutex::new(BTreeMap::<String, usize>::new());
    let count =
        |copied: &Copied| *told.lock().unwrap().entry(copied.name.clone()).or_default() += 1;
    let spared = Spared::These(BTreeSet::new());
    let copied = scene.mirror().update(&wanted, &spared, NOW.parse().unwrap(), &count).unwrap();
    assert!(copied.iter().map(|it| &it.name).eq(wanted.iter().map(|it| &it.name)));
    assert!(told.into_inner().unwrap().values().eq([1; 30].iter()));
}
