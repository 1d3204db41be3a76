//! How far a run over recordings is.
//!
//! On stderr, and only where that is a terminal. Whoever prints beside it suspends it.

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// A bar of no length yet; `hidden` where a program reads.
pub fn bar(hidden: bool) -> ProgressBar {
    let target = if hidden { ProgressDrawTarget::hidden() } else { ProgressDrawTarget::stderr() };
    let style = ProgressStyle::with_template("{bar:30} {percent:>3}%  {elapsed} / {eta}");
    let bar = ProgressBar::with_draw_target(Some(0), target);
    style.map(|style| bar.clone().with_style(style)).unwrap_or(bar)
}
