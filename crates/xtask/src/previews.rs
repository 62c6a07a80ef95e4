//! The presets' pages, and their pictures, which are taken of the page that was just built.
//!
//! Taking the pictures needs a browser and some twenty seconds. They are kept under the target folder by what they are of, a view's
//! files and presets, so that a build which changes neither finds them. Where there is no browser the pages come without pictures.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::project::Project;
use crate::tools::{Tools, browser};

/// Where the playground is going to be published. Services that unfurl links want whole addresses.
const ADDRESS: &str = "SITE_ADDRESS";

/// The views, and how the names of the files begin that only the other one draws with.
const VIEWS: [(&str, &[&str]); 2] = [("compare", &["nmi"]), ("nmi", &["app-", "worker", "deeper", "results", "lanes"])];

/// Makes `dist/s/`.
pub fn build(project: &Project, tools: &Tools) -> Outcome {
    let site = |arguments: &[&str]| {
        // Not optimised: its second of work is less than the minute that would take.
        let mut cargo = project.cargo("run");
        cargo.args(["--quiet", "--package", "site", "--"]).args(arguments);
        cargo
    };
    let output = site(&["list"]).output().map_err(|error| cannot("run the program of the presets' pages", &error))?;
    if !output.status.success() {
        return Err(Failure::failed(String::from_utf8_lossy(&output.stderr).into_owned()));
    }
    match browser::find_program(tools)? {
        Some(program) => pictures(project, tools, &program, &output.stdout)?,
        None => println!("xtask: no Chromium was found, so the presets' pages come without pictures"),
    }
    let dist = project.dist();
    let mut arguments = vec!["pages".to_owned(), dist.display().to_string()];
    arguments.extend(std::env::var(ADDRESS).ok().filter(|address| !address.is_empty()));
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    process::run(&mut site(&words))
}

/// Puts each preset's picture into its folder.
fn pictures(project: &Project, tools: &Tools, browser: &Path, presets: &[u8]) -> Outcome {
    let all = project.target().join("previews");
    for (view, others) in VIEWS {
        let name = fingerprint(project, others, presets).map_err(|error| cannot("read what was built", &error))?;
        let kept = all.join(format!("{view}-{name:016x}"));
        if !kept.is_dir() {
            forget(&all, view).map_err(|error| cannot("remove old pictures", &error))?;
            let list = all.join(format!("{view}.json"));
            fs::create_dir_all(&all)
                .and_then(|()| fs::write(&list, presets))
                .map_err(|error| cannot("write the list of presets", &error))?;
            // Under another name until all of them are there.
            let taken = all.join(format!("{view}-part"));
            process::run(&mut take(project, tools, browser, &list, view, &taken))?;
            fs::rename(&taken, &kept).map_err(|error| cannot("keep the pictures", &error))?;
        }
        put(&kept, &project.dist().join("s")).map_err(|error| cannot("copy the pictures", &error))?;
    }
    Ok(())
}

fn take(project: &Project, tools: &Tools, browser: &Path, list: &Path, view: &str, folder: &Path) -> Command {
    let mut node = tools.command("node");
    node.arg(project.e2e().join("previews.mjs")).arg(list).arg(view).arg(folder);
    node.env("DIST", project.dist()).env("CHROMIUM", browser);
    node
}

/// What a view's pictures are of: everything that draws it, the presets, and who takes them. FNV-1a, 64 bits.
fn fingerprint(project: &Project, others: &[&str], presets: &[u8]) -> io::Result<u64> {
    let mut files: Vec<PathBuf> = fs::read_dir(project.dist())?.flatten().map(|entry| entry.path()).collect();
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let draws = [".wasm", ".js", ".css"].iter().any(|extension| name.ends_with(extension)) && name != "embed.js";
        draws && !others.iter().any(|other| name.starts_with(other))
    });
    files.sort();
    files.push(project.e2e().join("previews.mjs"));
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    let mut feed = |bytes: &[u8]| {
        for byte in bytes {
            hash = (hash ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    };
    feed(presets);
    for file in files {
        feed(&fs::read(file)?);
    }
    Ok(hash)
}

/// Removes a view's pictures of other builds, and what was left of an interrupted one.
fn forget(all: &Path, view: &str) -> io::Result<()> {
    let Ok(entries) = fs::read_dir(all) else { return Ok(()) };
    for entry in entries.flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        if entry.path().is_dir() && name.starts_with(&format!("{view}-")) {
            fs::remove_dir_all(entry.path())?;
        }
    }
    Ok(())
}

/// Each preset's pictures beside its page.
fn put(kept: &Path, pages: &Path) -> io::Result<()> {
    for preset in fs::read_dir(kept)? {
        let preset = preset?;
        let folder = pages.join(preset.file_name());
        fs::create_dir_all(&folder)?;
        for picture in fs::read_dir(preset.path())? {
            let picture = picture?;
            fs::copy(picture.path(), folder.join(picture.file_name()))?;
        }
    }
    Ok(())
}

fn cannot(what: &str, error: &io::Error) -> Failure {
    Failure::failed(format!("cannot {what}: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pictures_of_other_builds_go_and_those_of_the_other_view_stay() {
        let all = std::env::temp_dir().join(format!("previews-{}", std::process::id()));
        for name in ["compare-1", "compare-part", "nmi-1/one"] {
            fs::create_dir_all(all.join(name)).expect("a folder");
        }
        fs::write(all.join("nmi-1/one/preview.png"), "p").expect("a file");
        forget(&all, "compare").expect("they go");
        assert!(!all.join("compare-1").exists() && !all.join("compare-part").exists() && all.join("nmi-1").exists());
        put(&all.join("nmi-1"), &all.join("s")).expect("it is copied");
        assert_eq!(fs::read_to_string(all.join("s/one/preview.png")).expect("it is there"), "p");
        fs::remove_dir_all(&all).expect("the folder goes");
    }
}
