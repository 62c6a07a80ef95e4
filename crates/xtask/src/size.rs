//! How much a visitor downloads, against a budget.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::{Failure, Outcome};
use crate::project::Project;

/// All code and styles of the page and its worker, compressed, in bytes. The aim is the first, about a second on a slow
/// phone's line (1.6 Mbit/s); the page is beyond it, and is not to grow beyond the second.
const BUDGET_WARN_BYTES: u64 = 250_000;
const BUDGET_FAIL_BYTES: u64 = 340_000;

/// What of `dist/` counts against the budget.
const COUNTED: [&str; 3] = ["wasm", "js", "css"];

struct Size {
    name: String,
    raw_bytes: u64,
    gzip_bytes: u64,
    counted: bool,
}

/// Prints the size of each file in `dist/` and fails if they are too much together.
pub fn run(project: &Project) -> Outcome {
    let dist = project.dist();
    if !dist.join("index.html").is_file() {
        return Err(Failure::usage("there is no dist/ to measure; `cargo xtask build` makes it"));
    }
    let mut sizes = Vec::new();
    for file in files_under(&dist).map_err(|error| cannot_read(&dist, &error))? {
        sizes.push(measure(&dist, &file).map_err(|error| cannot_read(&file, &error))?);
    }
    sizes.sort_by_key(|size| std::cmp::Reverse(size.gzip_bytes));

    println!("{:>10} {:>10}  file", "bytes", "gzip -9");
    for size in &sizes {
        println!("{:>10} {:>10}  {}", size.raw_bytes, size.gzip_bytes, size.name);
    }
    let counted = || sizes.iter().filter(|size| size.counted);
    let raw_bytes: u64 = counted().map(|size| size.raw_bytes).sum();
    let gzip_bytes: u64 = counted().map(|size| size.gzip_bytes).sum();
    println!("{raw_bytes:>10} {gzip_bytes:>10}  {} together", COUNTED.join(" + "));
    judge(gzip_bytes)
}

fn judge(gzip_bytes: u64) -> Outcome {
    if gzip_bytes > BUDGET_FAIL_BYTES {
        return Err(Failure::failed(format!(
            "the page is {gzip_bytes} bytes compressed; the budget is {BUDGET_FAIL_BYTES}"
        )));
    }
    if gzip_bytes > BUDGET_WARN_BYTES {
        println!(
            "warning: {gzip_bytes} bytes compressed are beyond the aim of {BUDGET_WARN_BYTES}; the budget is {BUDGET_FAIL_BYTES}"
        );
    }
    Ok(())
}

fn cannot_read(file: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(format!("cannot read {}: {error}", file.display()))
}

fn files_under(folder: &Path) -> std::io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            files.extend(files_under(&path)?);
        } else {
            files.push(path);
        }
    }
    Ok(files)
}

fn measure(dist: &Path, file: &Path) -> std::io::Result<Size> {
    let content = fs::read(file)?;
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&content)?;
    let extension = file.extension().unwrap_or_default();
    Ok(Size {
        name: file.strip_prefix(dist).unwrap_or(file).display().to_string(),
        raw_bytes: content.len() as u64,
        gzip_bytes: encoder.finish()?.len() as u64,
        counted: COUNTED.iter().any(|counted| extension == *counted),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_beyond_the_budget_is_an_error() {
        assert!(judge(BUDGET_WARN_BYTES).is_ok());
        assert!(judge(BUDGET_FAIL_BYTES).is_ok());
        assert!(judge(BUDGET_FAIL_BYTES + 1).is_err());
    }
}
