//! The project's own rules about its files, which no other tool checks.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A Rust file that is longer does more than one thing.
const RUST_FILE_LINES_MAX: usize = 500;
/// Still read in one go on a laptop. Text between quotation marks does not count: a sentence is as long as it is.
const LINE_CHARACTERS_MAX: usize = 140;

/// Unfinished or switched off.
const UNFINISHED: [&str; 4] = ["todo!", "unimplemented!", "dbg!", "#[ignore"];

/// Crates that must come out alike wherever they run, so they see nothing of the machine.
const PURE: [&str; 6] = ["pgd-sim", "nmi-sim", "scenario", "plot", "playground", "export"];
const OF_THE_MACHINE: [&str; 6] = ["std::time", "std::fs", "std::env", "std::net", "std::thread", "std::process"];

/// The machines: integers only, and nothing that is iterated in an order of chance.
const CORES: [&str; 2] = ["pgd-sim", "nmi-sim"];
const INEXACT: [&str; 4] = ["f32", "f64", "HashMap", "HashSet"];
/// hdrhistogram is asked for a quantile by a float; the constants it is asked with give equal bits everywhere.
const EXCUSED_FROM_EXACT: &str = "crates/pgd-sim/src/stats.rs";

/// Places that exist on one machine only, and addresses that only some can reach. Put together here from parts, so
/// that this file does not break its own rule.
const LOCAL: [&str; 8] = [
    concat!("/wo", "rk/"),
    concat!("/ro", "ot/"),
    concat!("/ho", "me/"),
    concat!("index.", "crates.io"),
    concat!("static.", "crates.io"),
    concat!("static.", "rust-lang.org"),
    concat!("registry.", "npmjs"),
    concat!("deb.", "debian.org"),
];

#[test]
fn rust_files_are_of_a_size_to_read() {
    check(&["rs"], |file| {
        let lines = file.text.lines().count();
        let long = file.lines().filter(|(_, line)| unquoted(line) > LINE_CHARACTERS_MAX);
        let mut problems: Vec<String> =
            long.map(|(number, _)| format!("line {number} is over {LINE_CHARACTERS_MAX} characters")).collect();
        if lines > RUST_FILE_LINES_MAX {
            problems.push(format!("{lines} lines; {RUST_FILE_LINES_MAX} is the most"));
        }
        problems
    });
}

/// Characters of a line outside of quotation marks.
fn unquoted(line: &str) -> usize {
    line.split('"').step_by(2).map(|part| part.chars().count()).sum()
}

#[test]
fn nothing_is_unfinished_or_switched_off() {
    check(&["rs"], |file| if file.path.ends_with("tests/tidy.rs") { Vec::new() } else { file.code_with(&UNFINISHED) });
}

#[test]
fn pure_crates_see_nothing_of_the_machine() {
    check(&["rs"], |file| if file.is_source_of(&PURE) { file.code_with(&OF_THE_MACHINE) } else { Vec::new() });
}

#[test]
fn the_machines_are_exact() {
    check(&["rs"], |file| {
        let excused = file.path == Path::new(EXCUSED_FROM_EXACT);
        if file.is_source_of(&CORES) && !excused { file.code_with(&INEXACT) } else { Vec::new() }
    });
}

#[test]
fn nothing_names_one_machine() {
    let extensions = ["rs", "toml", "md", "html", "css", "js", "mjs", "json", "txt", "yml", "npmrc", "run"];
    check(&extensions, |file| {
        let named = |line: &str| LOCAL.iter().find(|local| line.contains(**local));
        file.lines().filter_map(|(number, line)| Some(format!("line {number} names {}", named(line)?))).collect()
    });
}

#[test]
fn each_dependency_has_its_reason_beside_it() {
    check(&["toml"], |file| if file.is_manifest() { dependencies_without_reason(&file.text) } else { Vec::new() });
}

#[test]
fn each_crate_keeps_the_lints_and_borders_of_the_workspace() {
    check(&["toml"], |file| {
        let crate_name = match file.path.parent().and_then(Path::file_name) {
            Some(name) if file.is_manifest() => name.to_string_lossy().into_owned(),
            _ => return Vec::new(),
        };
        let mut problems = Vec::new();
        if !file.text.contains("[lints]\nworkspace = true") {
            problems.push("does not take the workspace's lints".to_owned());
        }
        for dependency in dependencies(&file.text) {
            if !may_depend(&crate_name, &dependency) {
                problems.push(format!("must not depend on {dependency}"));
            }
        }
        problems
    });
}

/// The borders of the map: a machine knows nothing above it, only `web` knows Yew, and only what JavaScript calls knows
/// wasm-bindgen: the page, the npm package, and the benchmark.
fn may_depend(crate_name: &str, dependency: &str) -> bool {
    match dependency {
        "yew" => crate_name == "web",
        "wasm-bindgen" => ["web", "js", "bench"].contains(&crate_name),
        "web-sys" | "js-sys" | "serde-wasm-bindgen" => ["web", "js"].contains(&crate_name),
        "pgd-sim" | "nmi-sim" | "scenario" | "plot" | "playground" | "export" => !CORES.contains(&crate_name),
        _ => true,
    }
}

/// The names under `[dependencies]`, not those for tests only.
fn dependencies(manifest: &str) -> Vec<String> {
    let section = manifest.lines().skip_while(|line| *line != "[dependencies]").skip(1);
    let entries = section.take_while(|line| !line.starts_with('['));
    entries.filter_map(entry_name).map(str::to_owned).collect()
}

/// The name of a dependency, if the line begins the entry of one.
fn entry_name(line: &str) -> Option<&str> {
    let (name, _) = line.split_once(['=', '.'])?;
    let name = name.trim_end();
    let is_name = !name.is_empty() && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
    is_name.then_some(name)
}

/// A comment stands for the entries right below it, up to an empty line. What is taken from the workspace, or is one
/// of its own crates, needs none.
fn dependencies_without_reason(manifest: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let mut in_dependencies = false;
    let mut explained = false;
    for line in manifest.lines() {
        if line.starts_with('[') {
            in_dependencies = line.contains("dependencies");
            explained = line.contains('#');
        } else if line.trim().is_empty() {
            explained = false;
        } else if line.trim_start().starts_with('#') {
            explained = true;
        } else if in_dependencies && !explained {
            let excused = line.contains('#') || line.contains("workspace = true") || line.contains("path = \"");
            if let (false, Some(name)) = (excused, entry_name(line)) {
                problems.push(format!("{name} has no reason beside it"));
            }
        }
    }
    problems
}

/// A file that git tracks.
struct Tracked {
    path: PathBuf,
    text: String,
}

impl Tracked {
    fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }

    fn is_source_of(&self, crates: &[&str]) -> bool {
        crates.iter().any(|name| self.path.starts_with(format!("crates/{name}/src")))
    }

    fn is_manifest(&self) -> bool {
        self.path.ends_with("Cargo.toml")
    }

    /// Where one of the words stands in the code, comments aside.
    fn code_with(&self, words: &[&str]) -> Vec<String> {
        let used = |line: &str| {
            let code = line.split("//").next().unwrap_or_default();
            words.iter().find(|word| has_word(code, word)).copied()
        };
        self.lines().filter_map(|(number, line)| Some(format!("line {number} has {}", used(line)?))).collect()
    }
}

/// Whether the word is there, and not only as a part of a longer one.
fn has_word(code: &str, word: &str) -> bool {
    let of_a_word = |c: char| c.is_alphanumeric() || c == '_';
    code.match_indices(word).any(|(start, _)| {
        let before = code[..start].chars().next_back();
        let after = code[start + word.len()..].chars().next();
        let goes_on = before.is_some_and(of_a_word) || (word.ends_with(of_a_word) && after.is_some_and(of_a_word));
        !goes_on
    })
}

/// Applies a rule to every tracked file of these kinds, and fails with everything that it found.
fn check(extensions: &[&str], rule: impl Fn(&Tracked) -> Vec<String>) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("crates/xtask is two folders deep");
    let listed = Command::new("git").args(["ls-files", "-z"]).current_dir(root).output().expect("git lists its files");
    assert!(listed.status.success(), "the rules are about the files that git tracks, and git lists none here");
    let names = String::from_utf8(listed.stdout).expect("file names are text");

    let mut problems = Vec::new();
    let mut checked = 0;
    for name in names.split_terminator('\0') {
        let kind = name.rsplit(['.', '/']).next().unwrap_or_default();
        // A file that is tracked but gone is about to be removed.
        let (true, Ok(text)) = (extensions.contains(&kind), fs::read_to_string(root.join(name))) else { continue };
        // Lock files are written by tools, with what the tools want in them.
        if name.ends_with("package-lock.json") {
            continue;
        }
        checked += 1;
        let file = Tracked { path: PathBuf::from(name), text };
        problems.extend(rule(&file).into_iter().map(|problem| format!("{name}: {problem}")));
    }
    assert!(checked > 0, "the rule was applied to nothing");
    assert!(problems.is_empty(), "\n{}", problems.join("\n"));
}

#[test]
fn words_are_found_whole() {
    assert!(has_word("let x: f64 = 1.0;", "f64"));
    assert!(has_word("    todo!()", "todo!"));
    assert!(has_word("#[ignore = \"slow\"]", "#[ignore"));
    assert!(!has_word("let half64 = f64s;", "f64"));
    assert!(!has_word("not_todo!()", "todo!"));
}

#[test]
fn a_dependency_without_a_reason_is_found() {
    let manifest = concat!(
        "[package]\nname = \"x\"\n\n[dependencies]\nbare = \"1\"\nbeside = \"1\" # why\nown.workspace = true\n\n",
        "# Why both.\na = \"1\"\nb = \"1\"\n\nc = \"1\"\n",
    );
    assert_eq!(dependencies_without_reason(manifest), ["bare has no reason beside it", "c has no reason beside it"]);
    assert_eq!(dependencies(manifest), ["bare", "beside", "own", "a", "b", "c"]);
}
