//! What the verdict says in each case, on real runs.

use super::*;
use playground::CompareJob;
use scenario::{Link, PRESETS};

/// The whole verdict on a link, with plain spaces.
fn on(fragment: &str) -> String {
    let link = Link::read(fragment);
    assert_eq!(link.error(), None, "{fragment}");
    let compare = &link.scenario.compare;
    verdict(compare, &CompareJob::new(compare).run()).text().replace('\u{a0}', " ")
}

#[track_caller]
fn says(fragment: &str, sentences: &[&str]) {
    let text = on(fragment);
    for sentence in sentences {
        assert!(text.contains(sentence), "“{sentence}” is not in: {text}");
    }
}

const ONE_SLOT: &str = "arch=x86_64&procs=10k&used=524287MiB&time=200ms&vmalloc=500&size=64KiB&sizes=fixed&fork=5k&switch=0\
                        &irq=0&nmi=0&costs=nehalem-2010";

#[test]
fn one_new_slot() {
    let said = [
        "With 10,000 processes, one new slot stops every fork for 2.03 ms",
        "and costs 9.00 µs in 20 faults if it is left to them.",
    ];
    says(ONE_SLOT, &said);
    says(
        ONE_SLOT,
        &[
            "only 256 KiB of tables in place of 8.00 KiB",
            "spreading takes eager 2.03 ms and lazy 9.00 µs altogether: a factor of 230",
        ],
    );
}

#[test]
fn many_new_slots() {
    says(
        "",
        &[
            "With 20,000 processes, each of 13 new slots stops every fork for up to 3.0",
            "; left to faults, all 13 cost ",
        ],
    );
}

#[test]
fn nobody_forks() {
    says("fork=0", &["slots holds pgd_lock for up to "]);
}

#[test]
fn nobody_faults() {
    says("touch=0&irq=0&nmi=0", &[" cost nothing if they are left to faults: nobody comes"]);
    says(&format!("{ONE_SLOT}&touch=0"), &[", and costs nothing if it is left to faults: nobody comes"]);
}

#[test]
fn nothing_to_spread() {
    says("vmalloc=0", &["Nothing calls vmalloc in this load"]);
    says("arch=x86_64", &["No slot becomes new in 201 calls of vmalloc"]);
    says("arch=arm64", &["All processes use one kernel table on this architecture"]);
}

#[test]
fn walking_may_be_cheaper() {
    says("procs=10&touchers=all&c.fill=100us", &["With 10 processes", "spreading takes lazy ", " and eager "]);
}

#[test]
fn nmis() {
    says("", &["hit an NMI handler", "no other NMI is due in that time."]);
    says("nmi=100k&touchers=all&touch=0&procs=2k", &["another NMI is due in that time and would nest."]);
}

#[test]
fn no_room() {
    says(
        "procs=100&used=0B&vmalloc=100&size=64KiB&sizes=fixed&shared=single",
        &["One shared entry spares both, and ends vmalloc after 4.00 MiB: ", " calls fail."],
    );
    says("procs=100&vmalloc=1k", &["The area of 120 MiB runs full: with eager and lazy "]);
}

#[test]
fn every_preset_has_a_verdict_that_ends() {
    for preset in PRESETS {
        let text = on(preset.fragment);
        assert!(text.ends_with('.') && !text.contains("  ") && !text.contains(".."), "{}: {text}", preset.name);
    }
}

#[test]
fn a_stack_that_older_tables_lack() {
    let preset = PRESETS.iter().find(|preset| preset.name == "stack-in-vmalloc").expect("it is there");
    says(preset.fragment, &["; left to faults, ", " load a table without the stack in use: a double fault"]);
    let synced = preset.fragment.replace("stacks=vmalloc", "stacks=synced");
    says(&synced, &[" if context switches copy the entry of the stack in use"]);
}

#[test]
fn entries_that_have_gone() {
    let preset = PRESETS.iter().find(|preset| preset.name == "unmap-is-not-free").expect("it is there");
    says(
        preset.fragment,
        &["No table is told of entries that have gone: with eager ", "reach memory that is somebody else"],
    );
}
