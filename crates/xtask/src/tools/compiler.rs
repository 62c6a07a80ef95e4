//! A compiler for `wasm32-unknown-unknown`.
//!
//! The usual one is that of this machine with rustup's target. Where rustup's server cannot be reached, Debian's
//! compiler does it: it comes without that target's standard library but with the library's source, so cargo
//! builds the library too. That is a feature of nightly compilers, which `RUSTC_BOOTSTRAP` opens on a stable one.

use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::{Tools, system};
use crate::failure::{Failure, Outcome};
use crate::process::{self, Quiet};
use crate::project::Project;
use crate::setup::Found;

/// The one target of the page, the worker and the npm package.
pub const TARGET: &str = "wasm32-unknown-unknown";
/// Debian's clippy, which finds its driver beside itself.
pub const DEBIAN_CARGO_CLIPPY: &str = "/usr/bin/cargo-clippy";

const DEBIAN_CARGO: &str = "/usr/bin/cargo";
const DEBIAN_RUSTC: &str = "/usr/bin/rustc";
const DEBIAN_RUSTDOC: &str = "/usr/bin/rustdoc";
const DEBIAN_LINKER: &str = "/usr/bin/rust-lld";
const DEBIAN_LIBRARY_SOURCE: &str = "/usr/lib/rustlib/src/rust/library/std";
const DEBIAN_PACKAGES: [&str; 6] =
    ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22", "rust-web-clippy"];

/// A download of some 20 MB over a slow line. Where the server cannot be reached, rustup says so within seconds.
const RUSTUP_LIMIT: Duration = Duration::from_secs(300);

/// Which compiler makes the WebAssembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum WasmCompiler {
    /// That of this machine, with the target installed.
    Own,
    /// Debian's, which builds the standard library from source.
    Debian,
}

/// Finds a compiler, or installs one: rustup's target if it can be had, else Debian's packages.
pub fn ensure(project: &Project, tools: &mut Tools) -> Outcome<Found> {
    if let Some(version) = own_compiler() {
        return Ok(Found(format!("{version} with {TARGET} found")));
    }
    let mut verb = "found";
    if !debian_is_complete() {
        if add_rustup_target(project) {
            return Ok(Found(format!("{TARGET} added by rustup")));
        }
        let why = format!("no compiler for {TARGET}: `rustup target add {TARGET}` fails or there is no rustup");
        system::install_packages(project, "compiler", &DEBIAN_PACKAGES, &why)?;
        if !debian_is_complete() {
            return Err(Failure::failed(format!("{why}, and Debian's packages for it do not hold what they should")));
        }
        verb = "installed";
    }
    use_debian(project, tools)?;
    Ok(Found(format!("{} {verb}", debian_version()?)))
}

/// Clippy is among Debian's packages; with rustup it may have been left out.
pub fn ensure_clippy(project: &Project, tools: &Tools) -> Outcome<Found> {
    let version = match tools.compiler {
        WasmCompiler::Own => process::answer(project.cargo("clippy").arg("--version")),
        WasmCompiler::Debian => process::answer(Command::new(DEBIAN_CARGO_CLIPPY).arg("--version")),
    };
    version
        .map(|version| Found(format!("{} found", without_commit(&version))))
        .ok_or_else(|| Failure::usage("there is no clippy that runs; `rustup component add clippy` installs it"))
}

/// The target folder of Debian's compiler, one of its own: two compilers in one folder would make each other's results stale
/// again and again.
pub fn debian_target(target: &Path) -> PathBuf {
    target.join("wasm")
}

/// What makes cargo build WebAssembly with Debian's compiler.
pub fn debian_environment(target: &Path) -> [(&'static str, OsString); 5] {
    let value = |text: &str| OsStr::new(text).to_owned();
    [
        ("RUSTC", value(DEBIAN_RUSTC)),
        ("RUSTDOC", value(DEBIAN_RUSTDOC)),
        ("RUSTC_BOOTSTRAP", value("1")),
        ("CARGO_UNSTABLE_BUILD_STD", value("std,panic_abort")),
        ("CARGO_TARGET_DIR", debian_target(target).into_os_string()),
    ]
}

/// The version of the compiler on PATH, if the target's standard library is there.
fn own_compiler() -> Option<String> {
    let rustc = || Command::new(env::var_os("RUSTC").unwrap_or_else(|| OsString::from("rustc")));
    let library = process::answer(rustc().args(["--print", "target-libdir", "--target", TARGET]))?;
    let mut files = fs::read_dir(library).ok()?.flatten();
    files.find(|file| file.file_name().to_string_lossy().starts_with("libcore-"))?;
    process::answer(rustc().arg("--version")).map(|version| without_commit(&version).to_owned())
}

/// "rustc 1.95.0 (59807616e 2026-04-14)" without the brackets.
fn without_commit(version: &str) -> &str {
    version.split(" (").next().unwrap_or(version)
}

fn debian_is_complete() -> bool {
    let parts = [DEBIAN_CARGO, DEBIAN_RUSTC, DEBIAN_RUSTDOC, DEBIAN_CARGO_CLIPPY, DEBIAN_LINKER, DEBIAN_LIBRARY_SOURCE];
    parts.iter().all(|part| Path::new(part).exists())
}

fn debian_version() -> Outcome<String> {
    process::answer(Command::new(DEBIAN_RUSTC).arg("--version"))
        .map(|version| format!("Debian's {}", without_commit(&version)))
        .ok_or_else(|| Failure::failed(format!("{DEBIAN_RUSTC} does not run although its package is installed")))
}

fn add_rustup_target(project: &Project) -> bool {
    let Some(rustup) = process::find_on_path("rustup") else {
        return false;
    };
    let quiet = Quiet { name: "compiler", log: project.tools().join("log/rustup.log"), limit: Some(RUSTUP_LIMIT) };
    quiet.attempt(Command::new(rustup).args(["target", "add", TARGET])).is_ok() && own_compiler().is_some()
}

/// Puts Debian's cargo first on PATH, alone: the whole of /usr/bin would hide other programs of the person's choice.
fn use_debian(project: &Project, tools: &mut Tools) -> Outcome {
    let folder = project.tools().join("debian-rust");
    link_cargo(&folder)
        .map_err(|error| Failure::failed(format!("cannot link {DEBIAN_CARGO} into {}: {error}", folder.display())))?;
    tools.look_in(&folder);
    tools.compiler = WasmCompiler::Debian;
    Ok(())
}

#[cfg(unix)]
fn link_cargo(folder: &Path) -> std::io::Result<()> {
    fs::create_dir_all(folder)?;
    match std::os::unix::fs::symlink(DEBIAN_CARGO, folder.join("cargo")) {
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        outcome => outcome,
    }
}

#[cfg(not(unix))]
fn link_cargo(_folder: &Path) -> std::io::Result<()> {
    Err(std::io::Error::other("Debian's compiler runs on Debian only"))
}
