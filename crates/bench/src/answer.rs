//! The native end: reads the name of some work, does it, and writes a line with nanoseconds, count, and bytes of memory.

use std::io::{self, BufRead, Write};
use std::time::Instant;

use crate::work::Work;

/// Answers until there are no more questions.
pub fn answer_all() -> io::Result<()> {
    let mut output = io::stdout();
    for name in io::stdin().lock().lines() {
        let name = name?;
        let work = Work::named(&name).ok_or_else(|| io::Error::other(format!("{name}: no such work")))?;
        let mut slices = work.ready();
        let begin = Instant::now();
        let count = loop {
            if let Some(count) = slices.advance() {
                break count;
            }
        };
        let took = begin.elapsed();
        drop(slices);
        writeln!(output, "{} {count} {}", took.as_nanos(), memory_peak())?;
        output.flush()?;
    }
    Ok(())
}

/// The most memory that this program has had at once, where the system tells it; else nothing.
fn memory_peak() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse::<u64>().ok());
    kib.unwrap_or(0) * 1_024
}
