//! The pages: plain HTML that can be read without a script, with what a pasted link unfurls to.

use scenario::View;

use crate::story::{Row, Story, Told};

/// The size of each picture, and the file in a preset's folder.
pub const PICTURE: &str = "preview.png";
const PICTURE_DARK: &str = "preview-dark.png";
const PICTURE_WIDTH: u32 = 1200;
const PICTURE_HEIGHT: u32 = 630;

/// Nothing from elsewhere, and no script or style in the page.
const POLICY: &str =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; frame-src 'self'; base-uri 'none'";

/// What the pages are told by who builds them.
pub struct Site {
    /// Where the playground is published, ending in a slash. Without it links are relative, and services that want whole
    /// addresses of pictures show none.
    pub address: Option<String>,
}

impl Site {
    /// The address of a file in the folder of presets, as seen from one of the presets' own folders.
    fn link(&self, path: &str) -> String {
        match &self.address {
            Some(address) => format!("{address}s/{path}"),
            None => format!("../{path}"),
        }
    }
}

/// A preset's page.
pub fn preset(site: &Site, story: &Story, before: Option<&Story>, after: Option<&Story>, pictured: bool) -> String {
    let Story { name, title, sentence, source, fragment, view, told, digest } = story;
    let (view_title, view_id) = (view.title(), view.id());
    let head = head(
        site,
        &format!("{title} · pgd playground"),
        title,
        sentence,
        &format!("{name}/"),
        pictured.then_some(*name),
    );
    let oembed = site.address.as_ref().map_or_else(String::new, |_| {
        let href = site.link(&format!("{name}/oembed.json"));
        format!("<link rel=\"alternate\" type=\"application/json+oembed\" href=\"{href}\" title=\"{}\">\n", text(title))
    });
    let still = if pictured {
        format!(
            "<picture><source srcset=\"{PICTURE_DARK}\" media=\"(prefers-color-scheme: dark)\"><img src=\"{PICTURE}\" alt=\"{}\" width=\"{PICTURE_WIDTH}\" height=\"{PICTURE_HEIGHT}\"></picture>",
            text(&format!("{title}: {sentence}"))
        )
    } else {
        text(title)
    };
    let open = format!("../../#{}", text(fragment));
    let beside = [("prev", "←", before), ("next", "→", after)].into_iter().filter_map(|(rel, arrow, story)| {
        let Story { name, title, .. } = story?;
        Some(format!("<a rel=\"{rel}\" href=\"../{name}/\">{arrow} {}</a>", text(title)))
    });
    let beside: Vec<_> = beside.collect();
    format!(
        "{head}{oembed}<script type=\"module\" src=\"../../embed.js\"></script>\n\
         </head>\n<body>\n\
         <header><a href=\"../../\">pgd playground</a><nav aria-label=\"Site\"><a href=\"../\">Presets</a><a href=\"../../book/\">Book</a></nav></header>\n\
         <main>\n<p class=\"kind\">{view_title}</p>\n<h1>{title}</h1>\n<p class=\"lead\">{sentence}</p>\n\
         <p class=\"open\"><a class=\"button\" href=\"{open}\">Open in the playground</a></p>\n\
         <pgd-playground scenario=\"{fragment}\" controls=\"step\" title=\"{title}\">\n<a href=\"{open}\">{still}</a>\n</pgd-playground>\n\
         {told}\
         <dl>\n<dt>Source of the story</dt><dd>{source}</dd>\n\
         <dt>On a terminal</dt><dd><code>pgd {view_id} {name}</code></dd>\n\
         <dt>Digest</dt><dd><code>{digest}</code></dd>\n</dl>\n\
         </main>\n<footer><nav aria-label=\"Presets before and after\">{beside}</nav></footer>\n</body>\n</html>\n",
        title = text(title),
        sentence = text(sentence),
        fragment = text(fragment),
        source = text(source),
        told = told_html(told),
        beside = beside.join(""),
    )
}

/// The page of all presets; `pictured` says which of them have a picture.
pub fn index(site: &Site, stories: &[Story], pictured: impl Fn(&Story) -> bool) -> String {
    let first = stories.first().filter(|story| pictured(story)).map(|story| story.name);
    let sentence = "Every scenario with a name: how a new kernel page-table entry reaches all processes, and the NMI that breaks \
                    the cheapest way.";
    let mut html = head(site, "Presets · pgd playground", "Presets", sentence, "", first);
    html = html.replace("\"../page.css\"", "\"page.css\"").replace("\"../icon.svg\"", "\"icon.svg\"");
    html.push_str("</head>\n<body>\n<header><a href=\"../\">pgd playground</a><nav aria-label=\"Site\"><a href=\"../book/\">Book</a></nav></header>\n");
    html.push_str(&format!("<main>\n<h1>Presets</h1>\n<p class=\"lead\">{}</p>\n", text(sentence)));
    for view in View::ALL {
        html.push_str(&format!("<h2>{}</h2>\n<ul class=\"stories\">\n", view.title()));
        for story in stories.iter().filter(|story| story.view == view) {
            let Story { name, title, sentence, .. } = story;
            let still = if pictured(story) {
                format!(
                    "<picture><source srcset=\"{name}/{PICTURE_DARK}\" media=\"(prefers-color-scheme: dark)\"><img src=\"{name}/{PICTURE}\" alt=\"\" loading=\"lazy\" width=\"{PICTURE_WIDTH}\" height=\"{PICTURE_HEIGHT}\"></picture>"
                )
            } else {
                String::new()
            };
            html.push_str(&format!(
                "<li><a href=\"{name}/\">{still}<strong>{}</strong></a><p>{}</p></li>\n",
                text(title),
                text(sentence)
            ));
        }
        html.push_str("</ul>\n");
    }
    html + "</main>\n</body>\n</html>\n"
}

/// oEmbed's answer for a preset; it has only whole addresses, so there is none without the site's own.
pub fn oembed(address: &str, story: &Story, pictured: bool) -> String {
    let Story { name, title, fragment, .. } = story;
    let src = text(&format!("{address}?embed=1#{fragment}"));
    let html = format!(
        "<iframe src=\"{src}\" title=\"{}\" width=\"{PICTURE_WIDTH}\" height=\"{PICTURE_HEIGHT}\" loading=\"lazy\" \
         sandbox=\"allow-scripts allow-popups allow-popups-to-escape-sandbox allow-downloads\"></iframe>",
        text(title)
    );
    let mut answer = serde_json::json!({
        "version": "1.0",
        "type": "rich",
        "provider_name": "pgd playground",
        "provider_url": address,
        "title": title,
        "html": html,
        "width": PICTURE_WIDTH,
        "height": PICTURE_HEIGHT,
    });
    if pictured {
        answer["thumbnail_url"] = format!("{address}s/{name}/{PICTURE}").into();
        answer["thumbnail_width"] = PICTURE_WIDTH.into();
        answer["thumbnail_height"] = PICTURE_HEIGHT.into();
    }
    format!("{answer:#}\n")
}

/// The head up to where a page adds its own. `path` is the page's, in the folder of presets.
fn head(site: &Site, title: &str, short: &str, sentence: &str, path: &str, picture_of: Option<&str>) -> String {
    let (title, short, sentence) = (text(title), text(short), text(sentence));
    // Seen from the page itself where there is no address: a canonical link may be relative.
    let own = site.address.as_ref().map_or_else(|| "./".to_owned(), |_| site.link(path));
    let card = if picture_of.is_some() { "summary_large_image" } else { "summary" };
    let picture = picture_of.map_or_else(String::new, |name| {
        let own_folder = path.starts_with(name) || site.address.is_some();
        let address = if own_folder { site.link(&format!("{name}/{PICTURE}")) } else { format!("{name}/{PICTURE}") };
        format!(
            "<meta property=\"og:image\" content=\"{address}\">\n\
             <meta property=\"og:image:width\" content=\"{PICTURE_WIDTH}\">\n\
             <meta property=\"og:image:height\" content=\"{PICTURE_HEIGHT}\">\n\
             <meta property=\"og:image:alt\" content=\"{short}: {sentence}\">\n\
             <meta name=\"twitter:image\" content=\"{address}\">\n"
        )
    });
    format!(
        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta http-equiv=\"Content-Security-Policy\" content=\"{POLICY}\">\n\
         <meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<meta name=\"description\" content=\"{sentence}\">\n<link rel=\"canonical\" href=\"{own}\">\n\
         <meta property=\"og:type\" content=\"website\">\n<meta property=\"og:site_name\" content=\"pgd playground\">\n\
         <meta property=\"og:title\" content=\"{short}\">\n<meta property=\"og:description\" content=\"{sentence}\">\n\
         <meta property=\"og:url\" content=\"{own}\">\n<meta name=\"twitter:card\" content=\"{card}\">\n\
         <meta name=\"twitter:title\" content=\"{short}\">\n<meta name=\"twitter:description\" content=\"{sentence}\">\n\
         {picture}<link rel=\"icon\" href=\"../icon.svg\">\n<link rel=\"stylesheet\" href=\"../page.css\">\n"
    )
}

fn told_html(told: &Told) -> String {
    match told {
        Told::Figures(rows) => {
            let heads = playground::Lane::ALL.map(|lane| {
                format!("<th scope=\"col\" class=\"{}\">{} {}</th>", lane.id(), lane.letter(), lane.title())
            });
            let row = |Row { label, values }: &Row| {
                let cells: String = values.iter().map(|value| format!("<td>{value}</td>")).collect();
                format!("<tr><th scope=\"row\">{}</th>{cells}</tr>\n", text(label))
            };
            let rows: String = rows.iter().map(row).collect();
            format!(
                "<div class=\"wide\"><table>\n<caption>Figures, in model time</caption>\n<thead><tr><td></td>{}</tr></thead>\n\
                 <tbody>\n{rows}</tbody>\n</table></div>\n",
                heads.concat()
            )
        }
        Told::Outcome(sentences) => {
            let items: String = sentences.iter().map(|sentence| format!("<li>{}</li>\n", text(sentence))).collect();
            format!("<h2>What comes of it</h2>\n<ul>\n{items}</ul>\n")
        }
    }
}

/// Text as HTML has it, also between quotation marks.
fn text(plain: &str) -> String {
    plain.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn story() -> Story {
        Story {
            name: "one",
            title: "One & <two>",
            sentence: "It says \"yes\".",
            source: "a source",
            fragment: "v=1&view=compare&procs=1k".to_owned(),
            view: View::Compare,
            told: Told::Figures(vec![Row { label: "walks", values: ["0", "1", "0"].map(str::to_owned) }]),
            digest: "0123456789abcdef".to_owned(),
        }
    }

    #[test]
    fn markup_in_words_stays_words() {
        let html = preset(&Site { address: None }, &story(), None, None, true);
        assert!(html.contains("<h1>One &amp; &lt;two&gt;</h1>"), "{html}");
        assert!(html.contains("content=\"It says &quot;yes&quot;.\""), "{html}");
        assert!(html.contains("href=\"../../#v=1&amp;view=compare&amp;procs=1k\""), "{html}");
        assert!(!html.contains("<script>"), "the policy forbids script in the page");
    }

    #[test]
    fn with_an_address_everything_that_unfurls_is_a_whole_one() {
        let site = Site { address: Some("https://x.test/p/".to_owned()) };
        let html = preset(&site, &story(), None, None, true);
        for wanted in [
            "<link rel=\"canonical\" href=\"https://x.test/p/s/one/\">",
            "<meta property=\"og:image\" content=\"https://x.test/p/s/one/preview.png\">",
            "application/json+oembed\" href=\"https://x.test/p/s/one/oembed.json\"",
        ] {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
        let answer: serde_json::Value =
            serde_json::from_str(&oembed("https://x.test/p/", &story(), true)).expect("JSON");
        assert_eq!(answer["type"], "rich");
        assert!(answer["html"].as_str().expect("markup").contains("?embed=1#v=1&amp;view=compare"), "{answer}");
    }

    #[test]
    fn without_a_picture_none_is_promised() {
        let html = preset(&Site { address: None }, &story(), None, None, false);
        assert!(!html.contains("preview.png") && html.contains("content=\"summary\""), "{html}");
    }

    #[test]
    fn the_page_of_all_presets_finds_its_files_beside_it() {
        let html = index(&Site { address: None }, &[story()], |_| true);
        for wanted in ["href=\"page.css\"", "src=\"one/preview.png\"", "content=\"one/preview.png\"", "href=\"one/\""] {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
    }
}
