//! Gives page and worker a name of the sources that both are built from.
//!
//! The worker's files keep their names from one release to the next, so a browser may hold an old worker beside a new
//! page. Each side states the name, and the page refuses a worker that is not its own.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// What page and worker are made of, beside the registry's crates, which the lock file names.
const SOURCES: [&str; 6] = [
    "src",
    "../crates/pgd-sim/src",
    "../crates/nmi-sim/src",
    "../crates/scenario/src",
    "../crates/playground/src",
    "../Cargo.lock",
];

fn main() -> io::Result<()> {
    let mut files = Vec::new();
    for source in SOURCES {
        println!("cargo::rerun-if-changed={source}");
        collect(Path::new(source), &mut files)?;
    }
    files.sort();
    // FNV-1a, 64 bits: not against malice, only to tell builds apart.
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in files {
        for byte in fs::read(file)? {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }
    println!("cargo::rustc-env=PGD_BUILD={hash:016x}");
    Ok(())
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            collect(&entry?.path(), files)?;
        }
    } else {
        files.push(path.to_owned());
    }
    Ok(())
}
