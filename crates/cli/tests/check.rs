//! `pgd check-url` from outside.

mod program;

use std::fs;
use std::path::PathBuf;

use program::{pgd, printed, refused};
use serde_json::Value;

/// A folder of this test run's own with these files.
fn folder(name: &str, files: &[(&str, &str)]) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    if folder.exists() {
        fs::remove_dir_all(&folder).expect("the last run's folder goes");
    }
    for (file, text) in files {
        let file = folder.join(file);
        fs::create_dir_all(file.parent().expect("it is in the folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }
    folder
}

/// What is printed of links of which one is broken.
fn broken(arguments: &[&str]) -> String {
    let output = pgd(arguments);
    assert_eq!(output.status.code(), Some(1), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
fn a_good_link_has_its_canonical_form_and_the_digest_of_its_run() {
    let compare = printed(&["compare", "procs=1000&time=20ms", "--format", "json"]);
    let compare: Value = serde_json::from_str(&compare).expect("JSON");
    let text = printed(&["check-url", "https://x.test/a/?embed=1#v=1&time=20000us&procs=1000", "no-nmiret"]);
    let wanted =
        format!("#v=1&view=compare&procs=1k&time=20ms\n    digest {}\n", compare["digest"].as_str().expect("text"));
    assert!(text.starts_with(&wanted), "{text}");
    let nmi: Value = serde_json::from_str(&printed(&["nmi", "no-nmiret", "--format", "json"])).expect("JSON");
    assert!(text.contains(&format!("digest {}", nmi["digest"].as_str().expect("text"))), "{text}");
    assert!(text.ends_with("2 links, 0 broken, 0 changed\n"), "{text}");
}

#[test]
fn each_way_to_be_broken_names_file_line_and_remedy() {
    let folder = folder(
        "broken",
        &[
            ("a.md", "Fine: #v=1&procs=1k&time=1ms\n\nnot: #v=1&procs=many&time=1ms\nnor: #v=1&prcs=3&time=1ms\n"),
            ("deep/b.html", "<p>\n<pgd-playground scenario=\"view=nmi&amp;handler=vax\"></pgd-playground>"),
            ("deep/c.txt", "#v=1&procs=many"),
            ("d.md", "`pgd compare no-such-preset`"),
        ],
    );
    let text = broken(&["check-url", folder.to_str().expect("UTF-8")]);
    for (place, why) in [
        ("a.md:3", "procs: “many” will not do; write a number"),
        ("a.md:4", "prcs: not known"),
        ("deep/b.html:2", "handler: “vax” will not do"),
        ("d.md:1", "neither a fragment nor a preset"),
    ] {
        let line = text.lines().position(|line| line.contains(place)).unwrap_or_else(|| panic!("{place}: {text}"));
        assert!(text.lines().nth(line + 1).is_some_and(|next| next.contains(why)), "{place}: {text}");
    }
    assert!(text.contains("a.md:1: #v=1&view=compare&procs=1k&time=1ms\n    digest "), "{text}");
    assert!(text.ends_with("5 links, 4 broken, 0 changed\n"), "{text}");
}

#[test]
fn a_file_that_is_named_is_read_whatever_it_is_called() {
    let folder = folder("named", &[("links.txt", "#v=1&time=1ms #v=9")]);
    let file = folder.join("links.txt");
    assert!(broken(&["check-url", file.to_str().expect("UTF-8")]).contains("links.txt:1: broken: v=9"));
}

#[test]
fn as_json_it_says_the_same() {
    let folder = folder("json", &[("a.md", "\n#v=1&procs=40k&time=1ms\n#v=1&time=soon")]);
    let text = broken(&["check-url", folder.to_str().expect("UTF-8"), "--format", "json"]);
    let links: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(links[0]["line"], 2);
    assert_eq!(links[0]["scenario"], "v=1&view=compare&procs=40k&time=1ms");
    assert_eq!(links[0]["digest"].as_str().map(str::len), Some(16));
    assert!(links[0]["notices"][0].as_str().expect("a remark").contains("32-bit kernel"));
    assert_eq!((&links[1]["broken"], &links[1]["digest"]), (&Value::Bool(true), &Value::Null));
}

#[test]
fn a_digest_that_is_not_its_runs_is_told_and_can_be_written_anew() {
    let printed_digest = printed(&["check-url", "v=1&procs=1k&time=1ms"]);
    let digest = printed_digest.split("digest ").nth(1).expect("a digest")[..8].to_owned();
    let before = "a #v=1&procs=1k&time=1ms&d=00000000, b `pgd compare 'd=00000000&procs=1k&time=1ms'`\n\
                  <pgd-playground scenario=\"v=1&amp;procs=1k&amp;d=00000000&amp;time=1ms\"></pgd-playground> #v=1&time=1ms\n";
    let folder = folder("digests", &[("a.md", before)]);
    let file = folder.join("a.md");
    let path = file.to_str().expect("UTF-8");
    let text = broken(&["check-url", path]);
    assert!(
        text.contains("the link says 00000000, and its run gives") && text.ends_with("0 broken, 3 changed\n"),
        "{text}"
    );
    assert_eq!(fs::read_to_string(&file).expect("it is there"), before, "told, not changed");

    let text = printed(&["check-url", path, "--update"]);
    assert!(text.contains("written anew") && text.ends_with("4 links, 0 broken, 0 changed\n"), "{text}");
    assert_eq!(fs::read_to_string(&file).expect("it is there"), before.replace("00000000", &digest));
    assert!(printed(&["check-url", path]).ends_with("4 links, 0 broken, 0 changed\n"));
}

#[test]
fn what_is_neither_link_nor_file_is_refused() {
    assert!(refused(&["check-url", "docs/*.mdx"]).contains("neither a link nor a file"));
    assert!(refused(&["check-url"]).contains("give links, files or folders"));
    assert!(refused(&["check-url", "v=1", "--over", "procs=1..2"]).contains("does not take it"));
}

#[test]
fn every_link_of_our_own_documents_is_among_those_that_work_for_ever() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../..");
    let documents = ["README.md", "ARCHITECTURE.md", "docs"].map(|name| format!("{root}/{name}"));
    let [readme, architecture, docs] = documents.each_ref().map(String::as_str);
    let text = printed(&["check-url", readme, architecture, docs, "--format", "json"]);
    let links: Vec<Value> = serde_json::from_str(&text).expect("JSON");
    assert!(links.len() > 30, "{} links", links.len());
    let file = format!("{root}/crates/scenario/tests/published_links.txt");
    let published = fs::read_to_string(file).expect("the published links can be read");
    let canonical: Vec<&str> = published.lines().filter_map(|line| Some(line.split_once('\t')?.1)).collect();
    let scenarios = links.iter().map(|link| link["scenario"].as_str().expect("a scenario"));
    let missing: Vec<&str> = scenarios.filter(|scenario| !canonical.contains(scenario)).collect();
    assert!(missing.is_empty(), "add these to published_links.txt, as its test says:\n{}", missing.join("\n"));
}
