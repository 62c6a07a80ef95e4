//! The browser of the tests, and the driver by which the WebAssembly tests of the crates are run in it.

use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::{Tools, system};
use crate::failure::{Failure, Outcome};
use crate::process;
use crate::project::Project;
use crate::setup::Found;

const BROWSERS: [&str; 4] = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"];
const DRIVERS: [&str; 1] = ["chromedriver"];
const DEBIAN_PACKAGES: [&str; 2] = ["chromium", "chromium-driver"];

/// No request leaves the machine but those of the page under test.
const FLAGS: [&str; 6] = [
    "--disable-gpu",
    "--disable-background-networking",
    "--no-first-run",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
];

/// A browser that tests can drive.
pub struct Browser {
    /// Chromium or one of its kin.
    pub program: PathBuf,
    /// Its ChromeDriver.
    pub driver: PathBuf,
    /// What the driver is to start the browser with, as the runner of WebAssembly tests reads it.
    pub capabilities: PathBuf,
}

/// Finds Chromium and its driver, by `CHROMIUM` and `CHROMEDRIVER` or on PATH, or installs Debian's.
pub fn ensure(project: &Project, tools: &mut Tools) -> Outcome<Found> {
    let mut verb = "found";
    let (program, driver) = match find()? {
        Some(pair) => pair,
        None => {
            let why = "browser tests need Chromium and ChromeDriver: on PATH, or named by CHROMIUM and CHROMEDRIVER";
            system::install_packages(project, "browser", &DEBIAN_PACKAGES, why)?;
            verb = "installed";
            find()?.ok_or_else(|| Failure::failed("Debian's chromium is installed but is not on PATH"))?
        }
    };
    let version = process::answer(Command::new(&program).arg("--version")).ok_or_else(|| {
        Failure::usage(format!("`{} --version` fails; set CHROMIUM to a browser that runs", program.display()))
    })?;
    let capabilities = write_capabilities(project, &program)?;
    tools.browser = Some(Browser { program, driver, capabilities });
    // "Chromium 1.2.3.4 built on …": the first two words say it.
    let short: Vec<&str> = version.split_whitespace().take(2).collect();
    Ok(Found(format!("{} and its driver {verb}", short.join(" "))))
}

/// The browser that was made sure of, or else one that is there; none is installed for this.
pub fn find_program(tools: &Tools) -> Outcome<Option<PathBuf>> {
    match &tools.browser {
        Some(browser) => Ok(Some(browser.program.clone())),
        None => named_or_on_path("CHROMIUM", &BROWSERS),
    }
}

fn find() -> Outcome<Option<(PathBuf, PathBuf)>> {
    let program = named_or_on_path("CHROMIUM", &BROWSERS)?;
    let driver = named_or_on_path("CHROMEDRIVER", &DRIVERS)?;
    Ok(program.zip(driver))
}

fn named_or_on_path(variable: &str, names: &[&str]) -> Outcome<Option<PathBuf>> {
    match env::var_os(variable).map(PathBuf::from) {
        Some(file) if file.is_file() => Ok(Some(file)),
        Some(file) => Err(Failure::usage(format!(
            "{variable} is {}, which is not a file; correct it or unset it",
            file.display()
        ))),
        None => Ok(names.iter().find_map(|name| process::find_on_path(name))),
    }
}

fn write_capabilities(project: &Project, program: &std::path::Path) -> Outcome<PathBuf> {
    let file = project.tools().join("webdriver.json");
    let flags = FLAGS.map(|flag| format!("\"{flag}\"")).join(", ");
    // Debug formatting of a path is a JSON string for every path without control characters.
    let text = format!("{{\"goog:chromeOptions\": {{\"binary\": {program:?}, \"args\": [{flags}]}}}}\n");
    fs::create_dir_all(project.tools())
        .and_then(|()| fs::write(&file, text))
        .map_err(|error| Failure::failed(format!("cannot write {}: {error}", file.display())))?;
    Ok(file)
}
