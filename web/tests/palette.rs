//! Colours stand twice, as data for pictures and in the page's style sheet: here they are held together.

use plot::{HAZARD, Hue, STRATEGIES};

const TOKENS: &str = include_str!("../css/tokens.css");

#[track_caller]
fn is_in_the_style_sheet(name: &str, hue: Hue) {
    let line = format!("--{name}: light-dark({}, {});", hue.light, hue.dark);
    assert!(TOKENS.contains(&line), "no “{line}” in tokens.css");
}

#[test]
fn hues_are_those_of_the_style_sheet() {
    for style in STRATEGIES {
        is_in_the_style_sheet(style.id, style.hue);
    }
    is_in_the_style_sheet("hazard", HAZARD);
}

#[test]
fn dashes_are_those_of_the_style_sheet() {
    for style in STRATEGIES {
        let line = format!(".{} {{ --hue: var(--{}); --dash: {}; }}", style.id, style.id, style.dash);
        assert!(TOKENS.contains(&line), "no “{line}” in tokens.css");
    }
}
