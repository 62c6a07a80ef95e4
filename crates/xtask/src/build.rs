//! The release: Trunk's build of the page and the worker, then what Trunk cannot do.

use std::fs;

use crate::book;
use crate::csp;
use crate::failure::{Failure, Outcome};
use crate::lean;
use crate::previews;
use crate::process;
use crate::project::Project;
use crate::setup::{self, Need};
use crate::size;
use crate::tools::Tools;

/// Makes sure of the tools and builds the release into `dist/`.
pub fn run(project: &Project) -> Outcome {
    let tools = setup::ensure(project, &Need::TO_BUILD)?;
    release(project, &tools)?;
    size::run(project)
}

/// Builds the release with tools that are there.
pub fn release(project: &Project, tools: &Tools) -> Outcome {
    process::run(tools.trunk("build").arg("--release"))?;
    let page = project.dist().join("index.html");
    let cannot = |error| Failure::failed(format!("cannot add the policy to {}: {error}", page.display()));
    let html = fs::read_to_string(&page).map_err(cannot)?;
    fs::write(&page, csp::add_to(&html)?).map_err(cannot)?;
    lean::scripts(&project.dist())?;
    book::build(project, tools)?;
    previews::build(project, tools)
}
