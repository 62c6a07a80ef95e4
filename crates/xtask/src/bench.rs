//! The benchmark of the simulation: natively, and as WebAssembly in node and in Chromium's worker.

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::project::Project;
use crate::setup::{self, Need};
use crate::tools::Tools;

const NEEDS: [Need; 6] =
    [Need::Node, Need::Compiler, Need::Browser, Need::NodePackages, Need::WasmOpt, Need::WasmBindgen];

/// Runs it with the arguments given; `--native` leaves WebAssembly out, and needs no tools.
pub fn run(project: &Project, arguments: &[&str]) -> Outcome {
    let (native, rest): (Vec<&str>, Vec<&str>) = arguments.iter().partition(|argument| **argument == "--native");
    let mut cargo = project.cargo("run");
    cargo.args(["--quiet", "--release", "--package", "bench", "--"]).args(rest);
    if native.is_empty() {
        let tools = setup::ensure(project, &NEEDS)?;
        build_wasm(project, &tools)?;
        cargo.args(["--node", "node"]);
        if let Some(browser) = &tools.browser {
            cargo.env("CHROMIUM", &browser.program);
        }
    }
    process::run(&mut cargo)
}

/// Builds it as Trunk builds the page's worker: the workspace's release profile, wasm-bindgen, wasm-opt.
fn build_wasm(project: &Project, tools: &Tools) -> Outcome {
    process::run(tools.wasm_cargo("build").args(["--quiet", "--release", "--package", "bench"]))?;
    let built = tools.wasm_target().join("release/bench.wasm");
    let folder = project.e2e().join("bench/pkg");
    let mut bindgen = tools.command("wasm-bindgen");
    bindgen.args(["--target", "web", "--no-typescript", "--out-name", "bench", "--out-dir"]).arg(&folder).arg(&built);
    process::run(&mut bindgen)?;
    let module = folder.join("bench_bg.wasm");
    process::run(tools.command("wasm-opt").arg("-O").arg("--output").arg(&module).arg(&module))
        .map_err(|failure| Failure::failed(format!("{failure}: the benchmark's WebAssembly is not optimised")))
}
