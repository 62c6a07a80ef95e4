//! Scripts without what only who reads the source needs: comments and indentation, a kilobyte compressed of each program's.

use std::fs;
use std::path::Path;

use crate::failure::{Failure, Outcome};

/// Writes the scripts in `dist/` itself anew, our own and wasm-bindgen's.
pub fn scripts(dist: &Path) -> Outcome {
    let cannot = |error| Failure::failed(format!("cannot write the scripts in {}: {error}", dist.display()));
    for entry in fs::read_dir(dist).map_err(cannot)?.flatten() {
        if entry.path().extension().is_some_and(|extension| extension == "js") {
            let text = fs::read_to_string(entry.path()).map_err(cannot)?;
            fs::write(entry.path(), lean(&text)).map_err(cannot)?;
        }
    }
    Ok(())
}

/// Without indentation and lines that are comments and nothing else. What stands behind code stays, since a string may look
/// like that; and no script has a text of several lines in which spaces matter.
fn lean(script: &str) -> String {
    let mut kept = String::with_capacity(script.len());
    let mut inside = false;
    for line in script.lines() {
        let line = line.trim();
        let begins = !inside && line.starts_with("/*");
        let is_comment = inside || begins || line.starts_with("//") || line.is_empty();
        if inside || begins {
            inside = !line.ends_with("*/");
        }
        if !is_comment {
            kept.push_str(line);
            kept.push('\n');
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn comments_go_and_code_stays() {
        let script = concat!(
            "// Why.\n\"use strict\";\n\n/** What it is. */\nlet a = \"// not one\"; // here\n",
            "  /**\n   * More:\n   * of it. */\n  b(`/*`);\n",
        );
        assert_eq!(lean(script), "\"use strict\";\nlet a = \"// not one\"; // here\nb(`/*`);\n");
    }
}
