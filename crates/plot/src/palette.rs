//! Colours as data: a hue always means the same, and never says it alone. Each has its letter and its dash.
//!
//! Every colour keeps 4.5:1 as text and 3:1 as a line on the ground of its theme; the test reckons it.

/// One colour in both themes, as `#rrggbb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Hue {
    /// On the light ground.
    pub light: &'static str,
    /// On the dark ground.
    pub dark: &'static str,
}

/// How one strategy looks, in every view and every picture.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    /// Name of the strategy, as in links and style sheets.
    pub id: &'static str,
    /// Its letter.
    pub letter: char,
    /// Its dash, as `stroke-dasharray` has it.
    pub dash: &'static str,
    /// Its colour.
    pub hue: Hue,
}

/// Shared blue and solid, eager orange and dashed, lazy green and dotted.
pub const STRATEGIES: [Style; 3] = [
    Style { id: "shared", letter: 'S', dash: "none", hue: Hue { light: "#1f66ad", dark: "#6cb2f0" } },
    Style { id: "eager", letter: 'E', dash: "7 3", hue: Hue { light: "#a8560a", dark: "#f0a23c" } },
    Style { id: "lazy", letter: 'L', dash: "2 3", hue: Hue { light: "#0b7a55", dark: "#3ecf97" } },
];

/// What goes wrong: vermilion, always with its mark.
pub const HAZARD: Hue = Hue { light: "#c2330b", dark: "#ff8a62" };

/// The mark that goes with [`HAZARD`].
pub const HAZARD_MARK: char = '▲';

/// How faults of one context are filled. The strategy gives the hue; this is what tells contexts apart without one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Context {
    /// Name, as in reports and style sheets.
    pub id: &'static str,
    /// In words.
    pub title: &'static str,
    /// One of them, in words.
    pub place: &'static str,
}

/// From harmless to hazardous: filled, hatched, vermilion.
pub const CONTEXTS: [Context; 3] = [
    Context { id: "task", title: "task", place: "in a process's own kernel code" },
    Context { id: "irq", title: "interrupt", place: "in an interrupt handler" },
    Context { id: "nmi", title: "NMI", place: "in an NMI handler" },
];

#[cfg(test)]
mod tests {
    use super::*;

    /// Ground and panel of each theme, as in the page's style sheet.
    const LIGHT: [&str; 2] = ["#fbfaf7", "#f3f1ea"];
    const DARK: [&str; 2] = ["#151b26", "#1c2431"];

    /// Relative luminance, WCAG 2.2.
    fn luminance(colour: &str) -> f64 {
        let part = |at: usize| {
            let byte = u8::from_str_radix(&colour[at..at + 2], 16).expect("two hexadecimal digits");
            let share = f64::from(byte) / 255.0;
            if share <= 0.04045 { share / 12.92 } else { ((share + 0.055) / 1.055).powf(2.4) }
        };
        0.2126 * part(1) + 0.7152 * part(3) + 0.0722 * part(5)
    }

    fn contrast(a: &str, b: &str) -> f64 {
        let (a, b) = (luminance(a) + 0.05, luminance(b) + 0.05);
        a.max(b) / a.min(b)
    }

    #[test]
    fn every_hue_can_be_read_as_text() {
        for hue in STRATEGIES.iter().map(|style| style.hue).chain([HAZARD]) {
            for (colour, grounds) in [(hue.light, LIGHT), (hue.dark, DARK)] {
                for ground in grounds {
                    let contrast = contrast(colour, ground);
                    assert!(contrast >= 4.5, "{colour} on {ground} is {contrast:.2}");
                }
            }
        }
    }

    #[test]
    fn no_two_look_alike_without_colour() {
        for (at, a) in STRATEGIES.iter().enumerate() {
            for b in &STRATEGIES[at + 1..] {
                assert!(a.letter != b.letter && a.dash != b.dash);
            }
        }
    }
}
