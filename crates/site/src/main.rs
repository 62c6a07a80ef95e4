//! Writes the presets' pages into a release, or lists the presets for who takes their pictures.
//!
//!     site list                  the presets as JSON
//!     site pages DIST [ADDRESS]  DIST/s/NAME/ for each, with the pictures that are there already; ADDRESS is where the
//!                                playground is published

mod head;
mod page;
mod story;

use std::fs;
use std::path::Path;
use std::process::ExitCode;

use head::Site;
use story::Story;

/// The style of these pages: the playground's own ink and paper, and what stands on it here.
const STYLE: &str = concat!(include_str!("../../../web/css/tokens.css"), include_str!("page.css"));

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let done = match words.as_slice() {
        ["list"] => {
            println!("{}", list(&story::all()));
            Ok(())
        }
        ["pages", dist] => pages(Path::new(dist), None),
        ["pages", dist, address] => whole(address).and_then(|address| pages(Path::new(dist), Some(address))),
        _ => Err("site list, or site pages DIST [ADDRESS]".to_owned()),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("site: {message}");
            ExitCode::from(2)
        }
    }
}

/// An address that others can be made of, ending in a slash.
fn whole(address: &str) -> Result<String, String> {
    let scheme = ["https://", "http://"].iter().any(|scheme| address.starts_with(scheme));
    let plain = !address.contains(['?', '#', '"', '<', '>', '&']) && !address.contains(char::is_whitespace);
    match scheme && plain {
        true => Ok(format!("{}/", address.trim_end_matches('/'))),
        false => Err(format!(
            "SITE_ADDRESS: “{address}” will not do; write a whole one, such as https://example.org/playground/"
        )),
    }
}

fn list(stories: &[Story]) -> serde_json::Value {
    let one = |story: &Story| {
        serde_json::json!({
            "name": story.name,
            "title": story.title,
            "sentence": story.sentence,
            "view": story.view.id(),
            "fragment": story.fragment,
            "digest": story.digest,
            "still": story.is_still(),
        })
    };
    stories.iter().map(one).collect()
}

fn pages(dist: &Path, address: Option<String>) -> Result<(), String> {
    let folder = dist.join("s");
    let stories = story::all();
    let site = Site { address };
    let pictured = |story: &Story| folder.join(story.name).join(head::PICTURE).is_file();
    for (at, story) in stories.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| stories.get(at));
        let html = page::preset(&site, story, before, stories.get(at + 1), pictured(story));
        write(&folder.join(story.name).join("index.html"), &html)?;
        if let Some(address) = &site.address {
            let answer = page::oembed(address, story, pictured(story));
            write(&folder.join(story.name).join("oembed.json"), &answer)?;
        }
    }
    write(&folder.join("index.html"), &page::index(&site, &stories, pictured))?;
    let playground = dist.join("index.html");
    let html =
        fs::read_to_string(&playground).map_err(|error| format!("cannot read {}: {error}", playground.display()))?;
    let first = stories.first().filter(|story| pictured(story));
    write(&playground, &page::playground(&site, &html, first)?)?;
    write(&folder.join("icon.svg"), include_str!("../../../web/icon.svg"))?;
    write(&folder.join("page.css"), STYLE)
}

fn write(file: &Path, text: &str) -> Result<(), String> {
    let cannot = |error| format!("cannot write {}: {error}", file.display());
    file.parent().map_or(Ok(()), fs::create_dir_all).map_err(cannot)?;
    fs::write(file, text).map_err(cannot)
}
