//! Every link that was ever documented opens for ever, and as what it was: `published_links.txt` has each with its canonical
//! form. Links are added, each on a line of its own, never changed or taken away: a grammar that reads an old link otherwise
//! breaks a document somewhere. `UPDATE_GOLDEN=1 cargo test -p scenario --test published_links` adds new presets, and behind new
//! links what they are read as.

use std::fs;
use std::path::PathBuf;

use scenario::{Link, PRESETS, nmi_presets};

fn file() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/published_links.txt")
}

fn published() -> String {
    fs::read_to_string(file()).expect("tests/published_links.txt can be read")
}

/// The lines that are neither empty nor remarks: a link and, behind a tab, its canonical form.
fn links(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let lines = text.lines().filter(|line| !line.is_empty() && !line.starts_with("//"));
    lines.map(|line| line.split_once('\t').unwrap_or((line, "")))
}

/// The file with the presets and canonical forms that it lacks.
fn completed(text: &str) -> String {
    let presets = PRESETS.iter().map(|preset| preset.fragment.to_owned());
    let presets = presets.chain(nmi_presets().into_iter().map(|preset| preset.fragment));
    let missing = presets.filter(|fragment| links(text).all(|(link, _)| link != *fragment));
    let lines = text.lines().map(str::to_owned).chain(missing).map(|line| {
        let is_bare = !line.is_empty() && !line.starts_with("//") && !line.contains('\t');
        let canonical = is_bare.then(|| format!("\t{}", Link::read(&line).scenario.fragment()));
        line + &canonical.unwrap_or_default() + "\n"
    });
    lines.collect()
}

#[test]
fn every_link_opens_as_what_it_was() {
    for (link, canonical) in links(&published()) {
        let read = Link::read(link);
        assert_eq!(read.notices, [], "{link}");
        assert_eq!(read.scenario.fragment(), canonical, "{link}");
        let again = Link::read(canonical);
        assert_eq!((again.scenario, again.notices), (read.scenario, Vec::new()), "{canonical}");
    }
}

#[test]
fn every_preset_is_published() {
    let published = published();
    let completed = completed(&published);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(file(), completed).expect("tests/published_links.txt can be written");
    } else {
        assert_eq!(published, completed, "links are missing; how to add them stands above");
    }
}
