//! Where things are, and which versions of the tools the project's own files ask for.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::failure::{Failure, Outcome};

/// The checkout.
pub struct Project {
    /// The folder of the workspace's Cargo.toml.
    pub root: PathBuf,
}

impl Project {
    /// The checkout that cargo runs this program in, or else was built in.
    pub fn find() -> Outcome<Self> {
        // Asked for at run time first: two checkouts with one target folder share this program.
        let crate_folder =
            env::var_os("CARGO_MANIFEST_DIR").map_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")), PathBuf::from);
        match crate_folder.ancestors().nth(2) {
            Some(root) if root.join("Trunk.toml").is_file() => Ok(Self { root: root.to_owned() }),
            _ => Err(Failure::usage(format!(
                "{} is not in a checkout of the project; use `cargo xtask` in one",
                crate_folder.display()
            ))),
        }
    }

    /// Everything that set-up installs, apart from the system's packages. Git ignores it; deleting it is safe.
    pub fn tools(&self) -> PathBuf {
        self.root.join(".tools")
    }

    /// The release as it is published.
    pub fn dist(&self) -> PathBuf {
        self.root.join("dist")
    }

    /// The browser tests, with the lock file of the npm packages.
    pub fn e2e(&self) -> PathBuf {
        self.root.join("web/e2e")
    }

    /// Cargo's target folder.
    pub fn target(&self) -> PathBuf {
        match env::var_os("CARGO_TARGET_DIR") {
            Some(folder) => self.root.join(folder),
            None => self.root.join("target"),
        }
    }

    /// A subcommand of cargo for this machine itself, in the checkout.
    pub fn cargo(&self, subcommand: &str) -> Command {
        let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo")));
        command.current_dir(&self.root).arg(subcommand);
        command
    }

    /// The version of wasm-bindgen in Cargo.lock, which its command line tool must equal.
    pub fn wasm_bindgen_version(&self) -> Outcome<String> {
        let lock = self.read("Cargo.lock")?;
        locked_version(&lock, "wasm-bindgen")
            .map(str::to_owned)
            .ok_or_else(|| Failure::failed("Cargo.lock names no wasm-bindgen; run `cargo update --workspace`"))
    }

    /// What `wasm-opt --version` must end with, from Trunk.toml, which refuses any other.
    pub fn wasm_opt_version(&self) -> Outcome<String> {
        let config = self.read("Trunk.toml")?;
        string_value(&config, "wasm_opt")
            .map(str::to_owned)
            .ok_or_else(|| Failure::failed("Trunk.toml has no line `wasm_opt = \"version_N\"` under [tools]"))
    }

    fn read(&self, name: &str) -> Outcome<String> {
        fs::read_to_string(self.root.join(name))
            .map_err(|error| Failure::failed(format!("cannot read {name}: {error}")))
    }
}

/// The version of one package in the text of a Cargo.lock.
fn locked_version<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let heading = format!("name = \"{package}\"");
    let after = lock.lines().skip_while(|line| *line != heading).nth(1)?;
    string_value(after, "version")
}

/// The value of the first line `key = "value"`. Enough for the two files read here, where each key stands once.
fn string_value<'a>(text: &'a str, key: &str) -> Option<&'a str> {
    text.lines().find_map(|line| {
        let value = line.strip_prefix(key)?.trim_start().strip_prefix('=')?;
        value.trim_start().strip_prefix('"')?.split('"').next()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_from_the_lock_file() {
        let lock = concat!(
            "[[package]]\nname = \"wasm-bindgen-macro\"\nversion = \"9\"\n\n",
            "[[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.1\"\n",
        );
        assert_eq!(locked_version(lock, "wasm-bindgen"), Some("0.2.1"));
        assert_eq!(locked_version(lock, "yew"), None);
    }

    #[test]
    fn values_are_read_from_lines_of_their_own() {
        let config = "[tools]\n# wasm_opt = \"no\"\nwasm_opt = \"version_132\" # why\n";
        assert_eq!(string_value(config, "wasm_opt"), Some("version_132"));
        assert_eq!(string_value(config, "sass"), None);
    }
}
