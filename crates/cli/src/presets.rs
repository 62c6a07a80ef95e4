//! `pgd presets`: the scenarios with a name.

use core::fmt::Write;

use scenario::PRESETS;

pub(crate) fn list() -> String {
    let mut text = String::new();
    for preset in PRESETS {
        let lines = [preset.title, preset.sentence, preset.source];
        writeln!(text, "{}", preset.name).expect("writing to a string does not fail");
        for line in lines {
            writeln!(text, "    {line}").expect("writing to a string does not fail");
        }
        writeln!(text, "    #{}\n", preset.fragment).expect("writing to a string does not fail");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    text
}
