//! How far a command is, for who waits for it.

use indicatif::{ProgressBar, ProgressStyle};

/// A bar on standard error, and only where that is a terminal.
pub(crate) fn bar(len: u64, what: &str) -> ProgressBar {
    let bar = ProgressBar::new(len);
    if let Ok(style) = ProgressStyle::with_template(&format!("{{bar:30}} {{pos}}/{{len}} {what}, {{elapsed}}")) {
        bar.set_style(style);
    }
    bar
}
