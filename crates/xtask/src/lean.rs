//! Our own scripts without the comments, which are for who reads the source: a visitor need not download them.

use std::fs;
use std::path::Path;

use crate::failure::{Failure, Outcome};

/// How the names of our own scripts in `dist/` begin. All others are made by tools.
const OURS: [&str; 3] = ["boot-", "embed.js", "frame.js"];

/// Writes the scripts anew.
pub fn scripts(dist: &Path) -> Outcome {
    let cannot = |error| Failure::failed(format!("cannot write the scripts in {}: {error}", dist.display()));
    for entry in fs::read_dir(dist).map_err(cannot)?.flatten() {
        let name = entry.file_name();
        if OURS.iter().any(|ours| name.to_string_lossy().starts_with(ours)) {
            let text = fs::read_to_string(entry.path()).map_err(cannot)?;
            fs::write(entry.path(), without_comments(&text)).map_err(cannot)?;
        }
    }
    Ok(())
}

/// Without the lines that are comments and nothing else. What stands behind code stays, since a string may look like that.
fn without_comments(script: &str) -> String {
    let mut kept = String::with_capacity(script.len());
    let mut inside = false;
    for line in script.lines() {
        let text = line.trim_start();
        let begins = !inside && text.starts_with("/*");
        let is_comment = inside || begins || text.starts_with("//") || text.is_empty();
        if inside || begins {
            inside = !text.trim_end().ends_with("*/");
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
        assert_eq!(without_comments(script), "\"use strict\";\nlet a = \"// not one\"; // here\n  b(`/*`);\n");
    }
}
