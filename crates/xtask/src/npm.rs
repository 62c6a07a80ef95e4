//! The npm package: the cores as WebAssembly, with the JavaScript and the types that wasm-bindgen makes.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::project::Project;
use crate::setup::{self, Need};
use crate::tools::Tools;

/// Its name.
const NAME: &str = "pgd-playground";

const NEEDS: [Need; 5] = [Need::Node, Need::Compiler, Need::NodePackages, Need::WasmOpt, Need::WasmBindgen];

/// Where it is put together.
pub fn folder(project: &Project) -> PathBuf {
    project.target().join("npm").join(NAME)
}

/// Makes sure of the tools and builds it.
pub fn run(project: &Project) -> Outcome {
    let tools = setup::ensure(project, &NEEDS)?;
    build(project, &tools)?;
    println!("xtask: {} is ready for npm publish", folder(project).display());
    Ok(())
}

/// Builds it with tools that are there, and compares its types with those in the repository.
pub fn build(project: &Project, tools: &Tools) -> Outcome {
    let package = folder(project);
    process::run(tools.wasm_cargo("build").args(["--release", "--package", "js"]))?;
    let mut bindgen = tools.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--out-name", "pgd", "--out-dir"]).arg(&package);
    process::run(bindgen.arg(tools.wasm_target().join("release/js.wasm")))?;
    let module = package.join("pgd_bg.wasm");
    process::run(tools.command("wasm-opt").arg("-O").arg("--output").arg(&module).arg(&module))?;

    let source = project.root.join("crates/js");
    copy(&source.join("README.md"), &package.join("README.md"))?;
    for entry in fs::read_dir(source.join("package")).map_err(|error| cannot(&source, &error))?.flatten() {
        copy(&entry.path(), &package.join(entry.file_name()))?;
    }
    let types = package.join("pgd.d.ts");
    let text = fs::read_to_string(&types).map_err(|error| cannot(&types, &error))?;
    fs::write(&types, interface(&text)).map_err(|error| cannot(&types, &error))?;
    types_are_fresh(&types, &source.join("pgd.d.ts"))
}

/// The types without those of what loads the module, which the package does by itself, and without what older versions of
/// TypeScript's library have no name for.
fn interface(types: &str) -> String {
    let interface = types.split_once("export type InitInput").map_or(types, |(interface, _)| interface);
    let lines = interface.trim_end().lines().filter(|line| !line.contains("[Symbol.dispose]"));
    lines.map(|line| format!("{line}\n")).collect()
}

/// The types stand in the repository, where a change of the interface can be seen.
fn types_are_fresh(made: &Path, committed: &Path) -> Outcome {
    if env::var_os("UPDATE_GOLDEN").is_some() {
        copy(made, committed)?;
    }
    let read = |path: &Path| {
        let text = fs::read_to_string(path).map_err(|error| cannot(path, &error))?;
        // In which order they stand is the compiler's choice.
        let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
        lines.sort();
        Ok(lines)
    };
    if read(made)? == read(committed)? {
        return Ok(());
    }
    Err(Failure::failed(
        "crates/js/pgd.d.ts is not what crates/js is built to; `UPDATE_GOLDEN=1 cargo xtask npm` renews it",
    ))
}

fn copy(from: &Path, to: &Path) -> Outcome {
    fs::copy(from, to).map(drop).map_err(|error| cannot(from, &error))
}

fn cannot(path: &Path, error: &std::io::Error) -> Failure {
    Failure::failed(format!("cannot read or copy {}: {error}", path.display()))
}
