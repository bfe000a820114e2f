//! What is born as a copy of something older (rubric 0.7, M.copy), and who copied it.

use std::collections::BTreeMap;

use milepost_core::{
    Beginning, Change, Class, Evidence, History, Like, Measure, Repository, Touched, Unknown,
};

use super::births::newly_born;
use super::tale::Age;
use super::{age, as_f64, count};
use crate::assemble::Component;
use crate::measures::Context;
use crate::measures::census::{Answer, of_answers, unknown};
use crate::steps::{State, is_template, taking};

/// What a beginning comes to.
enum Origin<'a> {
    /// It copies this.
    Copy(&'a Beginning, &'a Like),
    /// It does not, for this reason.
    Own(String),
    /// Nobody can tell.
    Open(Unknown),
}

/// New deployables whose first infrastructure files are those of an older repository that is no
/// template. What was made from a template is no copy, whatever else it is like.
pub(in crate::measures) fn copied(context: &Context<'_>, id: &str) -> Measure {
    let answers = context.tales().filter_map(|(component, tale)| {
        let answer = match tale.age {
            Age::Old | Age::Imported => return None,
            Age::Unknown => Answer::Open(Unknown::Shallow),
            Age::New(_) => match origin(context, component) {
                Origin::Copy(beginning, like) => {
                    Answer::Yes(shown(component.repository, beginning, like))
                }
                Origin::Own(why) => Answer::No(why, Vec::new()),
                Origin::Open(code) => Answer::Open(code),
            },
        };
        Some((component.id.clone(), answer))
    });
    let answers: Vec<(String, Answer)> = answers.collect();
    let few = count(answers.len()) < context.least("new");
    let measure = of_answers(id, answers.into_iter());
    Measure { unknown: few.then_some(Unknown::TooFew), ..measure }
}

/// Of these, the ones whose first infrastructure files somebody of the platform team committed.
pub(in crate::measures) fn copied_by_platform(context: &Context<'_>, id: &str) -> Measure {
    if context.estate.settings.platform_people.is_empty() {
        return unknown(id, Some(Unknown::NoTeam));
    }
    let answers = newly_born(context).filter_map(|(component, _, _)| {
        let (beginning, like) = match origin(context, component) {
            Origin::Copy(beginning, like) => (beginning, like),
            Origin::Own(_) => return None,
            Origin::Open(code) => return Some((component.id.clone(), Answer::Open(code))),
        };
        let history = component.repository.history.as_ref()?;
        let (theirs, all) = committed(history, beginning);
        let answer = match all {
            0 => Answer::Open(Unknown::Shallow),
            _ if theirs * 2 > all => Answer::Yes(shown(component.repository, beginning, like)),
            _ => Answer::No("copied by others than the platform team".to_owned(), Vec::new()),
        };
        Some((component.id.clone(), answer))
    });
    of_answers(id, answers.collect::<Vec<_>>().into_iter())
}

/// How many files of a beginning the platform team brought, of how many whose bringer is told.
fn committed(history: &History, beginning: &Beginning) -> (u32, u32) {
    let mut brought: BTreeMap<u32, &Change> = BTreeMap::new();
    // The newest comes first, so what is left for a file is how it came at first.
    for change in &history.changes {
        let added = change.touches.iter().filter(|touch| touch.how == Touched::Added);
        for touch in added.filter(|touch| beginning.files.contains(&touch.path)) {
            brought.insert(touch.path, change);
        }
    }
    let theirs = brought.values().filter(|change| change.platform).count();
    (count(theirs), count(brought.len()))
}

/// Where a new component comes from.
fn origin<'a>(context: &Context<'_>, component: &Component<'a>) -> Origin<'a> {
    if let Some(State::Taken) = taking("gp.01", context.estate, component).map(|it| it.state) {
        return Origin::Own("it carries the mark of a template".to_owned());
    }
    // A folder of a repository that was there before began with files nobody compared.
    let at = context.estate.at;
    let history = component.repository.history.as_ref();
    let whole = history.filter(|history| matches!(age(history, "", at), Age::New(_)));
    let Some(beginning) = whole.and_then(|history| history.beginning.as_ref()) else {
        return Origin::Open(Unknown::Unmeasured);
    };
    let limit = |name| context.estate.rules.profile.number("measure.copy", name);
    let alike = |like: &Like| as_f64(like.lines) / as_f64(like.of.max(1));
    let templates = beginning.like.iter().filter(|like| is_of_template(context, like));
    let template =
        templates.max_by_key(|like| u64::from(like.lines) * 1000 / u64::from(like.of.max(1)));
    if let Some(like) = template.filter(|like| alike(like) >= limit("template")) {
        return Origin::Own(format!("made from {}", like.repository));
    }
    if as_f64(beginning.lines) < limit("lines")
        || as_f64(count(beginning.files.len())) < limit("files")
    {
        return Origin::Own("too little of its own to be a copy".to_owned());
    }
    let copied = beginning.like.iter().find(|like| {
        let enough = as_f64(like.lines) >= limit("lines") && as_f64(like.files) >= limit("files");
        enough && alike(like) >= limit("alike")
    });
    match (copied, beginning.like.first()) {
        (Some(like), _) => Origin::Copy(beginning, like),
        (None, Some(like)) => Origin::Own(format!("{} that of {}", percent(like), like.repository)),
        (None, None) => Origin::Own("like nothing older".to_owned()),
    }
}

/// Whether an older repository is one that others are made from.
fn is_of_template(context: &Context<'_>, like: &Like) -> bool {
    let mut all = context.estate.repositories.iter();
    let older = all.find(|it| it.id == like.repository);
    older.is_some_and(|it| {
        context.class(&it.id) == Class::Template || is_template(context.estate, it)
    })
}

fn percent(like: &Like) -> String {
    let share = as_f64(like.lines) / as_f64(like.of.max(1));
    format!("{:.0} % like", share * 100.0)
}

/// The file with most in common, here and there.
fn shown(repository: &Repository, beginning: &Beginning, like: &Like) -> Vec<Evidence> {
    let history = repository.history.as_ref();
    let Some(path) = history.and_then(|history| history.path(like.file)) else { return Vec::new() };
    let (files, all) = (like.files, beginning.files.len());
    let shows = format!(
        "its first files are {} those of {}, {files} of {all} of them; this one like {} there",
        percent(like),
        like.repository,
        like.theirs
    );
    vec![Evidence { path: path.path.clone(), ..crate::assemble::whole(repository, shows) }]
}
