//! Finds what leads to the playground in a text: links with a fragment, embeds, and command lines in code.

use std::ops::Range;

use scenario::View;

/// How a text is to be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Language {
    Markdown,
    Html,
}

/// What was found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Found {
    /// Where the scenario stands in the text, in bytes.
    pub(super) at: Range<usize>,
    /// The view that it is meant for, where it does not say so itself.
    pub(super) view: View,
    /// The fragment, or in a command line perhaps a preset's name.
    pub(super) scenario: String,
}

/// The element of `embed.js`, and the attribute with its scenario.
const ELEMENT: &str = "<pgd-playground";
const ATTRIBUTE: &str = "scenario=";

/// Everything in a text, in its order. What has an ellipsis in it is a sketch of a link and none.
pub(super) fn find(text: &str, language: Language) -> Vec<Found> {
    let mut found = links(text);
    found.extend(embeds(text));
    found.extend(code(text, language).into_iter().flat_map(|range| command_lines(text, range)));
    found.retain(|found| !found.scenario.contains('…'));
    found.sort_by_key(|found| (found.at.start, found.at.end));
    // A link in a command line is found as both.
    found.dedup_by(|later, earlier| later.at.start < earlier.at.end);
    found
}

/// `#v=1&…`, with or without an address before it.
fn links(text: &str) -> Vec<Found> {
    let starts = text.match_indices("#v=").filter(|(at, _)| text[at + 3..].starts_with(|c: char| c.is_ascii_digit()));
    let link = |(at, _): (usize, &str)| {
        let start = at + 1;
        let ends = |c: char| c.is_whitespace() || "\"'`<>()[]{}|\\".contains(c);
        let rest = &text[start..];
        let link = &rest[..rest.find(ends).unwrap_or(rest.len())];
        let link = link.split("&quot;").next().unwrap_or(link);
        // A sentence's own stops are not the link's.
        let link = link.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        found(start..start + link.len(), View::default(), link)
    };
    starts.map(link).collect()
}

/// `<pgd-playground scenario="…">`.
fn embeds(text: &str) -> Vec<Found> {
    let tag = |(start, _): (usize, &str)| {
        let tag = &text[start..];
        let tag = &tag[..tag.find('>').unwrap_or(tag.len())];
        let before = tag.find(ATTRIBUTE)? + ATTRIBUTE.len();
        let quote = tag[before..].chars().next().filter(|c| ['"', '\''].contains(c))?;
        let value = tag[before + 1..].split(quote).next()?;
        let start = start + before + 1;
        Some(found(start..start + value.len(), View::default(), value))
    };
    text.match_indices(ELEMENT).filter_map(tag).collect()
}

/// A scenario as it stands in a text, where an ampersand may be written out; in HTML that shows HTML even twice.
fn found(at: Range<usize>, view: View, written: &str) -> Found {
    let mut scenario = written.to_owned();
    while scenario.contains("&amp;") {
        scenario = scenario.replace("&amp;", "&");
    }
    Found { at, view, scenario }
}

/// The lines and pieces of lines that are code.
fn code(text: &str, language: Language) -> Vec<Range<usize>> {
    match language {
        Language::Markdown => code_of_markdown(text),
        Language::Html => code_of_html(text),
    }
}

fn code_of_markdown(text: &str) -> Vec<Range<usize>> {
    let mut code = Vec::new();
    let mut start = 0;
    let mut fenced = false;
    for line in text.split_inclusive('\n') {
        let trimmed = line.trim_start();
        if trimmed.starts_with("```") || trimmed.starts_with("~~~") {
            fenced = !fenced;
        } else if fenced || line.starts_with("    ") {
            code.push(start..start + line.len());
        } else {
            let mut at = start;
            for (index, piece) in line.split('`').enumerate() {
                if index % 2 == 1 {
                    code.push(at..at + piece.len());
                }
                at += piece.len() + 1;
            }
        }
        start += line.len();
    }
    code
}

fn code_of_html(text: &str) -> Vec<Range<usize>> {
    let inside = |(start, _): (usize, &str)| {
        let open = start + text[start..].find('>')? + 1;
        Some(open..open + text[open..].find("</code")?)
    };
    let elements: Vec<_> = text.match_indices("<code").filter_map(inside).collect();
    // A command ends with its line.
    elements.into_iter().flat_map(|element| lines(text, element)).collect()
}

fn lines(text: &str, range: Range<usize>) -> Vec<Range<usize>> {
    let mut start = range.start;
    let line = |line: &str| {
        start += line.len();
        start - line.len()..start
    };
    text[range].split_inclusive('\n').map(line).collect()
}

/// The scenarios of `pgd compare …` and its like in a line of code.
fn command_lines(text: &str, line: Range<usize>) -> Vec<Found> {
    let words = words(&text[line.clone()]);
    let mut found_here = Vec::new();
    for (index, word) in words.iter().enumerate() {
        let after = match (word.text, words.get(index + 1).map(|next| next.text)) {
            ("pgd-cli", Some("--")) => index + 2,
            (name, _) if name.rsplit('/').next() == Some("pgd") => index + 1,
            _ => continue,
        };
        let view = match words.get(after).map(|command| command.text) {
            Some("compare" | "sweep") => View::Compare,
            Some("nmi") => View::Nmi,
            _ => continue,
        };
        if let Some(word) = argument(&words[after + 1..]) {
            let start = line.start + word.at;
            found_here.push(found(start..start + word.text.len(), view, word.text));
        }
    }
    found_here
}

/// The first word of a command's arguments that is neither an option nor an option's value nor a placeholder.
fn argument<'a, 'b>(words: &'b [Word<'a>]) -> Option<&'b Word<'a>> {
    let mut words = words.iter();
    while let Some(word) = words.next() {
        if word.text.starts_with("--") {
            if !word.text.contains('=') {
                words.next();
            }
        } else if word.quoted {
            return Some(word);
        } else {
            let is_name = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
            let scenario = word.text.contains('=') || word.text.chars().all(is_name);
            return Some(word).filter(|_| scenario);
        }
    }
    None
}

/// A word as a shell has it.
struct Word<'a> {
    at: usize,
    text: &'a str,
    quoted: bool,
}

fn words(line: &str) -> Vec<Word<'_>> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(skip) = line[at..].find(|c: char| !c.is_whitespace()) {
        at += skip;
        let rest = &line[at..];
        let quote = rest.chars().next().filter(|c| ['"', '\''].contains(c));
        let (start, text) = match quote {
            Some(quote) => (at + 1, rest[1..].split(quote).next().unwrap_or_default()),
            None => (at, rest.split(char::is_whitespace).next().unwrap_or_default()),
        };
        words.push(Word { at: start, text, quoted: quote.is_some() });
        at = start + text.len() + usize::from(quote.is_some() && line.len() > start + text.len());
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scenarios(text: &str, language: Language) -> Vec<String> {
        let found = find(text, language);
        for found in &found {
            assert_eq!(text[found.at.clone()].replace("&amp;", "&"), found.scenario, "the place is right");
        }
        found.into_iter().map(|found| found.scenario).collect()
    }

    #[test]
    fn links_end_where_a_sentence_or_an_attribute_does() {
        let text = "See [this](https://x.test/a/?embed=1#v=1&view=nmi) and `#v=1&procs=1k`, or #v=1&procs=2k.\n\
                    <a href=\"../#v=1&amp;view=compare&amp;do=0s:touch:p3:a1\">x</a>";
        let wanted = ["v=1&view=nmi", "v=1&procs=1k", "v=1&procs=2k", "v=1&view=compare&do=0s:touch:p3:a1"];
        assert_eq!(scenarios(text, Language::Markdown), wanted);
    }

    #[test]
    fn embeds_may_be_of_several_lines_and_either_quote() {
        let text = "<pgd-playground\n  title='t'\n  scenario='view=nmi&amp;step=3'></pgd-playground>\
                    <pgd-playground scenario=\"v=1\" height=300>";
        assert_eq!(scenarios(text, Language::Html), ["view=nmi&step=3", "v=1"]);
        assert!(scenarios("<pgd-playground>scenario=\"v=1\"</pgd-playground>", Language::Html).is_empty());
    }

    #[test]
    fn command_lines_are_those_of_code() {
        let text = "pgd compare is prose.\n\nBut `pgd compare default --format json` is not.\n\n\
                    \x20   cargo run --release -p pgd-cli -- compare 'v=1&procs=30k' --format table\n\
                    ```sh\n$ pgd sweep --over procs=10..1m one-line-answer\npgd nmi\npgd explore --handler fred\n```\n\
                    `pgd nmi FRAGMENT`, `pgd compare [FRAGMENT]`, `./pgd nmi handler=fred`";
        let wanted = ["default", "v=1&procs=30k", "one-line-answer", "handler=fred"];
        assert_eq!(scenarios(text, Language::Markdown), wanted);
        let views: Vec<_> = find(text, Language::Markdown).iter().map(|found| found.view).collect();
        assert_eq!(views, [View::Compare, View::Compare, View::Compare, View::Nmi]);
    }

    #[test]
    fn code_in_html_is_between_its_tags() {
        let text =
            "<p>pgd compare default</p><pre><code class=x>pgd compare one-line-answer\npgd nmi fred\n</code></pre>";
        assert_eq!(scenarios(text, Language::Html), ["one-line-answer", "fred"]);
    }

    #[test]
    fn html_that_is_shown_is_escaped_once_more() {
        let text = "<code>&lt;a href=&quot;#v=1&amp;amp;view=nmi&quot;&gt;</code>";
        assert_eq!(find(text, Language::Html)[0].scenario, "v=1&view=nmi");
    }

    #[test]
    fn what_is_written_twice_is_found_once_and_a_sketch_not_at_all() {
        assert_eq!(scenarios("`pgd nmi '#v=1&view=nmi'`", Language::Markdown).len(), 1);
        assert!(scenarios("`#v=1&view=compare&key=value…`", Language::Markdown).is_empty());
        assert!(scenarios("#v= and #view=nmi and #1", Language::Markdown).is_empty());
    }
}
