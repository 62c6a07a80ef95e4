//! How much a visitor downloads, against a budget.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use flate2::Compression;
use flate2::write::GzEncoder;

use crate::failure::{Failure, Outcome};
use crate::project::Project;

/// All code and styles that the first visit of one view downloads, compressed, in bytes. The aim is about a second on a slow
/// phone's line (1.6 Mbit/s); a view that is beyond it is not to grow beyond the second.
const BUDGET_WARN_BYTES: u64 = 250_000;
const BUDGET_FAIL_BYTES: u64 = 355_000;
/// What is further down is no part of a first visit: it is loaded while one reads what stands above, and by who goes there.
const BUDGET_DEEPER_BYTES: u64 = 460_000;

/// The element for pages of others, which pay for it on every page.
const ELEMENT: &str = "embed.js";
const ELEMENT_FAIL_BYTES: u64 = 3_072;

/// What of `dist/` counts against the budget.
const COUNTED: [&str; 3] = ["wasm", "js", "css"];

/// The views and what one of them loads later, how the names of their programs, workers and styles begin, and the budget.
/// Everything else is for all of them.
const VIEWS: [(&str, &[&str], u64); 3] = [
    ("Compare", &["app-", "worker"], BUDGET_FAIL_BYTES),
    ("what is further down in Compare", &["deeper"], BUDGET_DEEPER_BYTES),
    ("NMI", &["nmi"], BUDGET_FAIL_BYTES),
];

/// What no visitor of the playground itself downloads: an embed's frame, the element for pages of others, and the pages beside it.
const BESIDE: [&str; 4] = ["frame.", ELEMENT, "book/", "s/"];

struct Size {
    name: String,
    raw_bytes: u64,
    gzip_bytes: u64,
}

impl Size {
    /// Whether a visitor of the view downloads it.
    fn is_for(&self, view: &str) -> bool {
        let (name, extension) = self.name.rsplit_once('.').unwrap_or((&self.name, ""));
        let owner = VIEWS.iter().find(|(_, names, _)| names.iter().any(|start| name.starts_with(start)));
        let beside = BESIDE.iter().any(|start| self.name.starts_with(start));
        COUNTED.contains(&extension) && !beside && owner.is_none_or(|(owner, ..)| *owner == view)
    }
}

/// Prints the size of each file in `dist/` and fails if a visit of one view takes too many of them.
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
    for (view, _, budget_bytes) in VIEWS {
        let visit = || sizes.iter().filter(|size| size.is_for(view));
        let raw_bytes: u64 = visit().map(|size| size.raw_bytes).sum();
        let gzip_bytes: u64 = visit().map(|size| size.gzip_bytes).sum();
        println!("{raw_bytes:>10} {gzip_bytes:>10}  first visit of {view}");
        judge(view, gzip_bytes, budget_bytes)?;
    }
    match sizes.iter().find(|size| size.name == ELEMENT) {
        Some(element) => judge_element(element.gzip_bytes),
        None => Err(Failure::failed(format!("there is no {ELEMENT} in dist/; `cargo xtask build` puts it there"))),
    }
}

fn judge_element(gzip_bytes: u64) -> Outcome {
    if gzip_bytes > ELEMENT_FAIL_BYTES {
        let most = ELEMENT_FAIL_BYTES;
        return Err(Failure::failed(format!(
            "{ELEMENT} is {gzip_bytes} bytes compressed; pages of others are to pay {most}"
        )));
    }
    Ok(())
}

fn judge(view: &str, gzip_bytes: u64, budget_bytes: u64) -> Outcome {
    if gzip_bytes > budget_bytes {
        return Err(Failure::failed(format!(
            "a visit of {view} downloads {gzip_bytes} bytes; the budget is {budget_bytes}"
        )));
    }
    if gzip_bytes > BUDGET_WARN_BYTES {
        println!(
            "warning: {view}'s {gzip_bytes} bytes are beyond the aim of {BUDGET_WARN_BYTES}; the budget is {budget_bytes}"
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
    Ok(Size {
        name: file.strip_prefix(dist).unwrap_or(file).display().to_string(),
        raw_bytes: content.len() as u64,
        gzip_bytes: encoder.finish()?.len() as u64,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_beyond_the_budget_is_an_error() {
        assert!(judge("NMI", BUDGET_WARN_BYTES, BUDGET_FAIL_BYTES).is_ok());
        assert!(judge("NMI", BUDGET_FAIL_BYTES, BUDGET_FAIL_BYTES).is_ok());
        assert!(judge("NMI", BUDGET_FAIL_BYTES + 1, BUDGET_FAIL_BYTES).is_err());
        assert!(judge_element(ELEMENT_FAIL_BYTES).is_ok());
        assert!(judge_element(ELEMENT_FAIL_BYTES + 1).is_err());
    }

    #[test]
    fn a_view_is_charged_for_what_is_its_own_or_everybodys() {
        let visits = |name: &str| {
            let size = Size { name: name.to_owned(), raw_bytes: 0, gzip_bytes: 0 };
            VIEWS.map(|(view, ..)| size.is_for(view))
        };
        for compare in ["app-82fd36041ce0c8b4_bg.wasm", "app-1.js", "worker.js", "worker_loader.js", "worker_bg.wasm"] {
            assert_eq!(visits(compare), [true, false, false], "{compare}");
        }
        for nmi in ["nmi.js", "nmi_bg.wasm", "nmi.css", "nmi_worker_bg.wasm", "nmi_worker_loader.js"] {
            assert_eq!(visits(nmi), [false, false, true], "{nmi}");
        }
        for shared in ["boot-1.js", "tokens-2.css"] {
            assert_eq!(visits(shared), [true; 3], "{shared}");
        }
        assert_eq!(visits("deeper_worker_bg.wasm"), [false, true, false]);
        for beside in ["frame.js", "frame.css", "embed.js", "index.html", "book/book-1.js", "s/page.css"] {
            assert_eq!(visits(beside), [false; 3], "{beside}");
        }
    }
}
