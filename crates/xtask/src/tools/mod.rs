//! The tools that set-up found, and the one place that knows the environment they run in.

pub mod browser;
pub mod cargo_tool;
pub mod compiler;
pub mod npm;
pub mod system;

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::project::Project;
use browser::Browser;
use compiler::WasmCompiler;

/// The tools that are there.
pub struct Tools {
    root: PathBuf,
    target: PathBuf,
    /// Folders to look in before PATH, for what is not on PATH itself.
    folders: Vec<PathBuf>,
    /// Which compiler makes the WebAssembly.
    pub compiler: WasmCompiler,
    /// The browser of the tests, if it was asked for.
    pub browser: Option<Browser>,
}

impl Tools {
    /// No tools yet: what is on PATH.
    pub fn new(project: &Project) -> Self {
        Self {
            root: project.root.clone(),
            target: project.target(),
            folders: Vec::new(),
            compiler: WasmCompiler::Own,
            browser: None,
        }
    }

    /// Looks for programs in this folder before all others.
    pub fn look_in(&mut self, folder: &Path) {
        self.folders.insert(0, folder.to_owned());
    }

    /// A program, in the checkout, that finds these tools and, should it call cargo, builds WebAssembly with the right compiler.
    pub fn command(&self, program: &str) -> Command {
        let path = self.path();
        // Looked up here, since the search for a program goes by the PATH of this process, not of the new one.
        let full = env::split_paths(&path).map(|folder| folder.join(program)).find(|file| file.is_file());
        let mut command = Command::new(full.unwrap_or_else(|| PathBuf::from(program)));
        command.current_dir(&self.root).env("PATH", &path);
        if self.compiler == WasmCompiler::Debian {
            command.envs(compiler::debian_environment(&self.target));
        }
        command
    }

    /// Cargo for WebAssembly, with the target named.
    pub fn wasm_cargo(&self, subcommand: &str) -> Command {
        // Debian's clippy is called by its own path: by the word `clippy` cargo would find rustup's, of another version.
        let mut command = match (self.compiler, subcommand) {
            (WasmCompiler::Debian, "clippy") => self.command(compiler::DEBIAN_CARGO_CLIPPY),
            _ => self.command("cargo"),
        };
        command.arg(subcommand).args(["--target", compiler::TARGET]);
        command
    }

    /// The folder in which that cargo leaves what it builds.
    pub fn wasm_target(&self) -> PathBuf {
        match self.compiler {
            WasmCompiler::Own => self.target.clone(),
            WasmCompiler::Debian => compiler::debian_target(&self.target),
        }
        .join(compiler::TARGET)
    }

    /// Trunk, with one of its subcommands.
    pub fn trunk(&self, subcommand: &str) -> Command {
        let mut command = self.command("trunk");
        // Set-up has just made sure of the version; asking the network for a newer one would only take time.
        command.arg(subcommand).env("TRUNK_SKIP_VERSION_CHECK", "true");
        // The compiler's message is what a person needs, not where in Trunk it was passed on.
        command.env("RUST_LIB_BACKTRACE", "0");
        command
    }

    fn path(&self) -> OsString {
        let inherited = env::var_os("PATH").unwrap_or_default();
        let folders = self.folders.iter().cloned().chain(env::split_paths(&inherited));
        // A folder with a colon in its name cannot be on PATH; then the inherited PATH is the best there is.
        env::join_paths(folders).unwrap_or(inherited)
    }
}
