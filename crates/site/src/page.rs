//! The pages: plain HTML that can be read without a script.

use scenario::View;

use crate::head::{self, About, PICTURE, PICTURE_DARK, PICTURE_HEIGHT, PICTURE_WIDTH, Place, Site, text};
use crate::story::{Row, Story, Told};

/// A preset's page.
pub fn preset(site: &Site, story: &Story, before: Option<&Story>, after: Option<&Story>, pictured: bool) -> String {
    let Story { name, title, sentence, source, fragment, view, told, digest } = story;
    let (view_title, view_id) = (view.title(), view.id());
    let place = Place::Preset(name);
    let head = head::begun(site, &About { place, title, sentence, picture_of: pictured.then_some(*name) });
    let oembed = site.address.as_ref().map_or_else(String::new, |_| {
        let href = site.link(place, &format!("s/{name}/oembed.json"));
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
    let about = About { place: Place::Presets, title: "Presets", sentence, picture_of: first };
    let mut html = head::begun(site, &about);
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

/// The playground's own page with what a link to it unfurls to: the first preset, since that is what it opens.
pub fn playground(site: &Site, html: &str, first: Option<&Story>) -> Result<String, String> {
    let (head, rest) = html.split_once("</head>").ok_or("the playground's page has no head")?;
    let sentence = "Three ways of spreading a new kernel mapping over all page tables, raced on the same load in your browser; \
                    and the NMI that breaks one of them, step by step.";
    let picture_of = first.map(|story| story.name);
    let about = About { place: Place::Playground, title: "pgd playground", sentence, picture_of };
    Ok(format!("{head}{}</head>{rest}", head::unfurling(site, &about)))
}

/// oEmbed's answer for a preset; it has only whole addresses, so there is none without the site's own.
pub fn oembed(address: &str, story: &Story, pictured: bool) -> String {
    let Story { name, title, fragment, .. } = story;
    let src = text(&format!("{address}?embed=1&controls=step#{fragment}"));
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

fn told_html(told: &Told) -> String {
    match told {
        Told::Figures(rows) if rows.is_empty() => String::new(),
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
        assert!(
            answer["html"].as_str().expect("markup").contains("?embed=1&amp;controls=step#v=1&amp;view=compare"),
            "{answer}"
        );
    }

    #[test]
    fn a_link_to_the_playground_itself_unfurls_too() {
        let site = Site { address: Some("https://x.test/p/".to_owned()) };
        let html = playground(&site, "<html><head><title>t</title></head><body></body></html>", Some(&story()));
        let html = html.expect("a page with a head");
        assert!(html.contains("<meta property=\"og:image\" content=\"https://x.test/p/s/one/preview.png\">"), "{html}");
        assert!(html.contains("<link rel=\"canonical\" href=\"https://x.test/p/\">"), "{html}");
        assert!(html.ends_with("</head><body></body></html>"), "{html}");
        assert!(playground(&site, "", None).is_err());
    }

    #[test]
    fn without_a_picture_none_is_promised() {
        let html = preset(&Site { address: None }, &story(), None, None, false);
        assert!(!html.contains("preview.png") && html.contains("content=\"summary\""), "{html}");
    }

    #[test]
    fn the_page_of_all_presets_finds_its_files_beside_it() {
        let html = index(&Site { address: None }, &[story()], |_| true);
        for wanted in
            ["href=\"../s/page.css\"", "src=\"one/preview.png\"", "content=\"../s/one/preview.png\"", "href=\"one/\""]
        {
            assert!(html.contains(wanted), "{wanted}: {html}");
        }
    }
}
