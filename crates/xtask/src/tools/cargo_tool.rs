//! The tools that come as Rust source: Trunk, wasm-bindgen and mdBook. Built once, into `.tools/NAME-VERSION`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::Tools;
use crate::failure::{Failure, Outcome};
use crate::process::{self, Quiet};
use crate::project::Project;
use crate::setup::Found;

/// The newest Trunk that the workspace's own `rust-version` can build.
const TRUNK_VERSION: &str = "0.21.14";
/// The newest mdBook that the workspace's own `rust-version` can build.
const MDBOOK_VERSION: &str = "0.5.4";

/// A crate to install with `cargo install`.
struct CargoTool<'a> {
    /// The name in the registry.
    package: &'a str,
    /// The program that says its version.
    program: &'a str,
    /// Programs that must be there as well.
    companions: &'a [&'a str],
    version: &'a str,
    /// How to build it.
    options: &'a [&'a str],
}

/// Makes sure of Trunk.
pub fn ensure_trunk(project: &Project, tools: &mut Tools) -> Outcome<Found> {
    let trunk = CargoTool {
        package: "trunk",
        program: "trunk",
        companions: &[],
        version: TRUNK_VERSION,
        // Without its check for updates and TLS: less to build, and nothing to call home with.
        options: &["--locked", "--no-default-features"],
    };
    trunk.ensure(project, tools)
}

/// Makes sure of mdBook.
pub fn ensure_mdbook(project: &Project, tools: &mut Tools) -> Outcome<Found> {
    let mdbook = CargoTool {
        package: "mdbook",
        program: "mdbook",
        companions: &[],
        version: MDBOOK_VERSION,
        // Without its server, its watching and its search, which a book of ten short chapters does not need.
        options: &["--locked", "--no-default-features"],
    };
    mdbook.ensure(project, tools)
}

/// Makes sure of wasm-bindgen and its test runner, at the version that Cargo.lock holds for the library.
pub fn ensure_wasm_bindgen(project: &Project, tools: &mut Tools) -> Outcome<Found> {
    let version = project.wasm_bindgen_version()?;
    let wasm_bindgen = CargoTool {
        package: "wasm-bindgen-cli",
        program: "wasm-bindgen",
        companions: &["wasm-bindgen-test-runner"],
        version: &version,
        // Not `--locked`: its lock file names a release of a dependency that was withdrawn.
        options: &["--no-default-features"],
    };
    wasm_bindgen.ensure(project, tools)
}

impl CargoTool<'_> {
    fn ensure(&self, project: &Project, tools: &mut Tools) -> Outcome<Found> {
        let on_path = process::find_on_path(self.program).and_then(|file| Some(file.parent()?.to_owned()));
        if on_path.is_some_and(|folder| self.is_in(&folder)) {
            return Ok(Found(format!("{} found on PATH", self.version)));
        }
        let home = project.tools().join(format!("{}-{}", self.program, self.version));
        let folder = home.join("bin");
        let there = self.is_in(&folder);
        if !there {
            self.install(project, home)?;
            if !self.is_in(&folder) {
                return Err(Failure::failed(format!(
                    "{} was installed but does not say that it is {}",
                    folder.join(self.program).display(),
                    self.version
                )));
            }
        }
        tools.look_in(&folder);
        Ok(Found(format!("{} {}", self.version, if there { "found" } else { "built and installed" })))
    }

    /// Whether the folder has the tool complete and in the right version.
    fn is_in(&self, folder: &std::path::Path) -> bool {
        let said = process::answer(Command::new(folder.join(self.program)).arg("--version"));
        let right = said.is_some_and(|said| {
            said.split_whitespace().nth(1).map(|word| word.trim_start_matches('v')) == Some(self.version)
        });
        right && self.companions.iter().all(|companion| folder.join(companion).is_file())
    }

    fn install(&self, project: &Project, home: PathBuf) -> Outcome {
        // Kept when the build is interrupted, so that the next one goes on from there.
        let target = project.tools().join(format!("build/{}-{}", self.program, self.version));
        let mut command = project.cargo("install");
        command
            .args(["--force", "--root"])
            .arg(home)
            .arg(format!("{}@{}", self.package, self.version))
            .args(self.options)
            .env("CARGO_TARGET_DIR", &target)
            // Hardly optimised: that halves the minutes of this build, and wasm-opt takes most of a page's build anyway.
            .env("CARGO_PROFILE_RELEASE_OPT_LEVEL", "0")
            .env("CARGO_PROFILE_RELEASE_LTO", "off")
            .env("CARGO_PROFILE_RELEASE_CODEGEN_UNITS", "64");
        let log = project.tools().join(format!("log/{}.log", self.program));
        Quiet { name: self.program, log, limit: None }.run(&mut command)?;
        fs::remove_dir_all(&target).ok();
        Ok(())
    }
}
