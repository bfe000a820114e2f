//! The progress bar: only on a terminal, only on standard error.

use std::io::IsTerminal as _;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Work on repositories, under a bar that counts them: it calls what it is given with the name of
/// each that is done.
pub(crate) fn watched<T>(
    repositories: usize,
    quiet: bool,
    work: impl FnOnce(&(dyn Fn(&str) + Sync)) -> T,
) -> T {
    let bar = bar(repositories, quiet);
    let made = work(&|name| {
        bar.set_message(name.to_owned());
        bar.inc(1);
    });
    bar.finish_and_clear();
    made
}

/// Hidden when nobody would see it.
fn bar(repositories: usize, quiet: bool) -> ProgressBar {
    let seen = !quiet && std::io::stderr().is_terminal();
    let target = if seen { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
    let length = u64::try_from(repositories).unwrap_or(u64::MAX);
    let bar = ProgressBar::with_draw_target(Some(length), target);
    let template = "{bar:30} {pos} of {len} repositories, {eta} left  {msg}";
    if let Ok(style) = ProgressStyle::with_template(template) {
        bar.set_style(style);
    }
    bar
}
