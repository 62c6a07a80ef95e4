//! `pgd presets`: the scenarios with a name.

use scenario::{PRESETS, nmi_presets};

pub(crate) fn list() -> String {
    let mut entries: Vec<String> =
        PRESETS.iter().map(|p| entry(p.name, [p.title, p.sentence, p.source], p.fragment)).collect();
    entries.extend(nmi_presets().iter().map(|p| entry(p.name, [p.title, p.sentence, p.source], &p.fragment)));
    entries.join("\n")
}

fn entry(name: &str, lines: [&str; 3], fragment: &str) -> String {
    let [title, sentence, source] = lines;
    format!("{name}\n    {title}\n    {sentence}\n    {source}\n    #{fragment}\n")
}
