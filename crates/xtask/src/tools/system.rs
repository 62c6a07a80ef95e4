//! Packages of the operating system: installed where that is plainly allowed, asked for where it is not.

use std::path::Path;
use std::process::Command;

use crate::failure::{Failure, Outcome};
use crate::process::{self, Quiet};
use crate::project::Project;

const APT_GET: &str = "/usr/bin/apt-get";

/// Installs Debian's packages if this runs as root on a Debian; otherwise says exactly what to type.
pub fn install_packages(project: &Project, name: &str, packages: &[&str], why: &str) -> Outcome {
    if !Path::new(APT_GET).is_file() || !is_root() {
        return Err(Failure::usage(format!(
            "{why}. On Debian this gives it: sudo apt-get update && sudo apt-get install --no-install-recommends {}",
            packages.join(" ")
        )));
    }
    let quiet = Quiet { name, log: project.tools().join(format!("log/apt-{name}.log")), limit: None };
    let apt_get = || {
        let mut command = Command::new(APT_GET);
        command.env("DEBIAN_FRONTEND", "noninteractive");
        command
    };
    quiet.run(apt_get().arg("update"))?;
    quiet
        .run(apt_get().args(["install", "--yes", "--no-install-recommends"]).args(packages))
        .map_err(|failure| Failure::failed(format!("{why}, and Debian's packages could not be installed: {failure}")))
}

fn is_root() -> bool {
    process::answer(Command::new("id").arg("-u")).as_deref() == Some("0")
}
