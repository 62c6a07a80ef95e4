//! `pgd check-url`: for authors, whether the links in what they publish are right.

mod find;

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use scenario::{Claim, Link, View};

use crate::Refusal;
use crate::arguments::CheckFormat;
use crate::link::resolve;
use find::Language;

/// What is looked into where a folder is given.
const EXTENSIONS: [(&str, Language); 3] =
    [("md", Language::Markdown), ("html", Language::Html), ("htm", Language::Html)];

/// A link and what became of it.
struct Checked {
    /// File and line; none for a link given directly.
    place: Option<(PathBuf, usize)>,
    outcome: Outcome,
}

#[derive(Clone)]
enum Outcome {
    /// What it is when written as the page would write it, and what came of it.
    Good { scenario: String, digest: String, notes: Vec<String> },
    /// It is right, but its author saw another result.
    Changed { scenario: String, claim: Claim, digest: String },
    /// What is wrong with it.
    Broken { written: String, why: Vec<String> },
}

/// What to print, and whether all is right.
pub(crate) struct Report {
    pub(crate) text: String,
    pub(crate) all_good: bool,
}

pub(crate) fn run(subjects: &[String], update: bool, format: CheckFormat) -> Result<Report, Refusal> {
    let mut checker = Checker { update, ..Checker::default() };
    let mut checked = Vec::new();
    for subject in subjects {
        let path = Path::new(subject);
        if path.exists() {
            for file in files(path)? {
                checker.file(&file, &mut checked)?;
            }
        } else if subject.contains(['=', '#'])
            || resolve(View::Compare, subject).or(resolve(View::Nmi, subject)).is_ok()
        {
            checked.push(Checked { place: None, outcome: checker.outcome(View::default(), subject) });
        } else {
            let remedy = "give a link, a preset's name, a file, or a folder, which is searched for .md and .html";
            return Err(Refusal(format!("{subject}: neither a link nor a file; {remedy}")));
        }
    }
    let all_good = checked.iter().all(|checked| matches!(checked.outcome, Outcome::Good { .. }));
    let text = match format {
        CheckFormat::Text => text(&checked),
        CheckFormat::Json => json(&checked),
    };
    Ok(Report { text, all_good })
}

/// A file itself, or those of a folder and its folders that may have links in them, in the order of their names.
fn files(path: &Path) -> Result<Vec<PathBuf>, Refusal> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = fs::read_dir(path).map_err(|error| cannot_read(path, &error))?;
    let mut entries: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        if entry.is_dir() {
            found.extend(files(&entry)?);
        } else if language(&entry).is_some() {
            found.push(entry);
        }
    }
    Ok(found)
}

fn language(file: &Path) -> Option<Language> {
    let extension = file.extension()?.to_str()?;
    EXTENSIONS.into_iter().find(|(known, _)| *known == extension).map(|(_, language)| language)
}

fn cannot_read(path: &Path, error: &std::io::Error) -> Refusal {
    Refusal(format!("cannot read {}: {error}", path.display()))
}

/// Runs what it is given, each scenario once.
#[derive(Default)]
struct Checker {
    update: bool,
    digests: HashMap<String, String>,
}

impl Checker {
    fn file(&mut self, file: &Path, checked: &mut Vec<Checked>) -> Result<(), Refusal> {
        let text = fs::read_to_string(file).map_err(|error| cannot_read(file, &error))?;
        let mut updated = String::new();
        let mut written = 0;
        for found in find::find(&text, language(file).unwrap_or(Language::Markdown)) {
            let line = 1 + text[..found.at.start].matches('\n').count();
            let mut outcome = self.outcome(found.view, &found.scenario);
            if let (true, Outcome::Changed { scenario, claim, digest }) = (self.update, &outcome) {
                updated.push_str(&text[written..found.at.start]);
                updated.push_str(&with_digest(&text[found.at.clone()], claim, digest));
                written = found.at.end;
                let notes = vec![format!("its digest was {claim}, and is written anew")];
                outcome = Outcome::Good { scenario: scenario.clone(), digest: digest.clone(), notes };
            }
            checked.push(Checked { place: Some((file.to_owned(), line)), outcome });
        }
        if written > 0 {
            updated.push_str(&text[written..]);
            let cannot = |error| Refusal(format!("cannot write {}: {error}", file.display()));
            fs::write(file, updated).map_err(cannot)?;
        }
        Ok(())
    }

    fn outcome(&mut self, view: View, written: &str) -> Outcome {
        let broken = |why| Outcome::Broken { written: written.to_owned(), why };
        let fragment =
            match resolve(view, written).or_else(|refusal| resolve(view.other(), written).map_err(|_| refusal)) {
                Ok(fragment) => fragment,
                Err(Refusal(why)) => return broken(vec![why]),
            };
        let link = Link::read_as(view, &fragment);
        let why: Vec<String> = playground::broken(&link).into_iter().map(ToString::to_string).collect();
        if !why.is_empty() {
            return broken(why);
        }
        let scenario = link.scenario.fragment();
        let digest = self.digests.entry(scenario.clone()).or_insert_with(|| playground::digest(&link.scenario));
        if let Some(claim) = link.claim.filter(|claim| !claim.holds_for(digest)) {
            return Outcome::Changed { scenario, claim, digest: digest.clone() };
        }
        let notes = link.scenario.remarks().iter().map(ToString::to_string).collect();
        Outcome::Good { digest: digest.clone(), scenario, notes }
    }
}

/// The link as it stands in a file, with the digest of what it gives now.
fn with_digest(written: &str, claim: &Claim, digest: &str) -> String {
    let old = format!("d={claim}");
    // The key's own letter may end another key.
    let lower = written.to_ascii_lowercase();
    let starts = lower.match_indices(&old).map(|(at, _)| at);
    let own = starts.filter(|&at| !written[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '.')).last();
    match own {
        Some(at) => format!("{}d={}{}", &written[..at], Claim::of(digest), &written[at + old.len()..]),
        None => written.to_owned(),
    }
}

fn text(checked: &[Checked]) -> String {
    let mut text = String::new();
    for Checked { place, outcome } in checked {
        if let Some((file, line)) = place {
            text.push_str(&format!("{}:{line}: ", file.display()));
        }
        match outcome {
            Outcome::Good { scenario, digest, notes } => {
                text.push_str(&format!("#{scenario}\n    digest {digest}\n"));
                notes.iter().for_each(|note| text.push_str(&format!("    note: {note}\n")));
            }
            Outcome::Changed { scenario, claim, digest } => {
                text.push_str(&format!("changed: #{scenario}\n    {}\n", changed(claim, digest)));
            }
            Outcome::Broken { written, why } => {
                text.push_str(&format!("broken: {written}\n"));
                why.iter().for_each(|why| text.push_str(&format!("    {why}\n")));
            }
        }
    }
    let broken = checked.iter().filter(|checked| matches!(checked.outcome, Outcome::Broken { .. })).count();
    let changed = checked.iter().filter(|checked| matches!(checked.outcome, Outcome::Changed { .. })).count();
    text + &format!("{} links, {broken} broken, {changed} changed\n", checked.len())
}

fn changed(claim: &Claim, digest: &str) -> String {
    format!("d: the link says {claim}, and its run gives {digest}; --update writes that into a file")
}

fn json(checked: &[Checked]) -> String {
    let link = |Checked { place, outcome }: &Checked| {
        let (file, line) = place.as_ref().map(|(file, line)| (file.display().to_string(), *line)).unzip();
        match outcome {
            Outcome::Good { scenario, digest, notes } => serde_json::json!({
                "file": file, "line": line, "broken": false, "scenario": scenario, "digest": digest, "notices": notes,
            }),
            Outcome::Changed { scenario, claim, digest } => serde_json::json!({
                "file": file, "line": line, "broken": true, "scenario": scenario, "digest": digest,
                "notices": [changed(claim, digest)],
            }),
            Outcome::Broken { written, why } => serde_json::json!({
                "file": file, "line": line, "broken": true, "scenario": written, "digest": null, "notices": why,
            }),
        }
    };
    let links: Vec<_> = checked.iter().map(link).collect();
    format!("{:#}\n", serde_json::Value::from(links))
}
