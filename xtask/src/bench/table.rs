//! The figures beside the goals.

use std::fmt::Write as _;
use std::io::Write;
use std::time::Duration;

use super::corpus::Corpus;
use super::{Figures, Parts};

/// A goal: what is compared, its limit, what was measured, and whether that is enough.
struct Goal {
    figure: String,
    limit: String,
    measured: String,
    met: Option<bool>,
}

/// Up to how many repositories the smaller limit of memory holds.
const SMALL: usize = 150;

/// Writes what was measured on, the times, and the goals.
pub(super) fn write(
    corpus: &Corpus,
    figures: &Figures,
    rounds: u32,
    out: &mut dyn Write,
) -> anyhow::Result<()> {
    let mut text = format!(
        "{} repositories · {} entries · {} interesting blobs · {:.1} MB · {} threads · best of {rounds}\n\n",
        corpus.found.len(),
        corpus.entries,
        corpus.blobs,
        mega(corpus.bytes),
        figures.threads
    );
    for (what, time) in times(figures) {
        writeln!(text, "{what:<58}{:>10.1} ms", millis(time))?;
    }
    let each = millis(figures.scan.whole) / mega(corpus.bytes);
    writeln!(text, "{:<58}{each:>10.1} ms", "cold scan, for each interesting megabyte")?;
    writeln!(text, "\n{:<58}{:>10}{:>12}", "figure", "goal", "measured")?;
    for goal in goals(corpus, figures) {
        let met = match goal.met {
            Some(true) => "met",
            Some(false) => "not met",
            None => "not measured",
        };
        let (figure, limit, measured) = (goal.figure, goal.limit, goal.measured);
        writeln!(text, "{figure:<58}{limit:>10}{measured:>12}   {met}")?;
    }
    out.write_all(text.as_bytes())?;
    Ok(())
}

fn times(figures: &Figures) -> Vec<(String, Duration)> {
    let mut times = vec![
        ("bare loop".to_owned(), figures.bare),
        ("git ls-tree -r HEAD in a loop".to_owned(), figures.listing),
        ("cold scan and score".to_owned(), figures.scan.whole),
        ("  of that reading the rules".to_owned(), figures.scan.rules),
        ("  of that the score".to_owned(), figures.scan.score),
        ("with 1 thread".to_owned(), figures.one_thread.whole),
        ("with 2 threads".to_owned(), figures.two_threads.whole),
    ];
    if let Some((parts, repositories)) = figures.tenth {
        times.push((format!("{repositories} of the repositories"), parts.whole));
    }
    times
}

fn goals(corpus: &Corpus, figures: &Figures) -> Vec<Goal> {
    let scan = figures.scan.whole;
    vec![
        at_most("cold scan against the bare loop", 4.0, ratio(scan, figures.bare)),
        at_most("cold scan against git ls-tree in a loop", 1.5, ratio(scan, figures.listing)),
        speed_up(figures.one_thread, figures.two_threads),
        scale(corpus, figures),
        memory(corpus, figures),
    ]
}

fn at_most(figure: &str, limit: f64, measured: f64) -> Goal {
    Goal {
        figure: figure.to_owned(),
        limit: format!("≤ {limit} ×"),
        measured: format!("{measured:.2} ×"),
        met: Some(measured <= limit),
    }
}

fn speed_up(one: Parts, two: Parts) -> Goal {
    let measured = ratio(one.whole, two.whole);
    Goal {
        figure: "2 threads against 1, times faster".to_owned(),
        limit: "≥ 1.7 ×".to_owned(),
        measured: format!("{measured:.2} ×"),
        met: Some(measured >= 1.7),
    }
}

fn scale(corpus: &Corpus, figures: &Figures) -> Goal {
    let all = corpus.found.len();
    match figures.tenth {
        Some((parts, tenth)) => {
            let figure = format!("time per repository, {all} against {tenth}");
            let measured = ratio(figures.scan.whole, parts.whole) * number(tenth) / number(all);
            at_most(&figure, 1.1, measured)
        }
        None => Goal {
            figure: "time per repository at two sizes".to_owned(),
            limit: "≤ 1.1 ×".to_owned(),
            measured: "–".to_owned(),
            met: None,
        },
    }
}

fn memory(corpus: &Corpus, figures: &Figures) -> Goal {
    let limit = if corpus.found.len() <= SMALL { 80 } else { 400 };
    Goal {
        figure: "peak memory".to_owned(),
        limit: format!("≤ {limit} MB"),
        measured: figures
            .peak
            .map_or("–".to_owned(), |peak| format!("{} MB", peak.div_ceil(1024))),
        met: figures.peak.map(|peak| peak <= limit * 1024),
    }
}

fn ratio(a: Duration, b: Duration) -> f64 {
    a.as_secs_f64() / b.as_secs_f64()
}

/// A duration in milliseconds.
pub(super) fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1_000.0
}

fn mega(bytes: usize) -> f64 {
    number(bytes) / 1e6
}

#[expect(clippy::cast_precision_loss, reason = "counts here are far below 2 to the power of 52")]
fn number(count: usize) -> f64 {
    count as f64
}
