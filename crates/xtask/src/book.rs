//! The book of `docs/`, beside the playground that it embeds.

use std::fs;

use crate::failure::{Failure, Outcome};
use crate::process;
use crate::project::Project;
use crate::tools::Tools;

/// What mdBook copies along with the chapters although no reader asks for it.
const NOT_PUBLISHED: [&str; 7] =
    ["book.toml", "img", "theme/book.css", "theme/favicon.svg", "theme/fonts", "theme/head.hbs", "theme/figures.js"];

/// Makes the book into `dist/book/`.
pub fn build(project: &Project, tools: &Tools) -> Outcome {
    let book = project.dist().join("book");
    process::run(tools.command("mdbook").arg("build").arg(project.root.join("docs")).arg("--dest-dir").arg(&book))?;
    for name in NOT_PUBLISHED {
        let file = book.join(name);
        let removed = if file.is_dir() { fs::remove_dir_all(&file) } else { fs::remove_file(&file) };
        removed.map_err(|error| Failure::failed(format!("cannot remove {}: {error}", file.display())))?;
    }
    Ok(())
}
