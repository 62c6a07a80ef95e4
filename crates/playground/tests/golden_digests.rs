//! Same scenario, same bytes: the digests of all presets, and of scenarios that reach the corners, are those committed.

mod golden;

use std::fmt::Write;

use scenario::{Link, PRESETS};

/// Scenarios beyond the presets.
const CORNERS: &[&str] = &[
    "v=1&view=compare&procs=1&cpus=1&touchers=1&time=10ms",
    "v=1&view=compare&arch=i386-pae&procs=3k&life=20ms&vmalloc=5k&touchers=all&irqs=off",
    "v=1&view=compare&arch=x86_64-5l&used=262143GiB&size=1GiB&procs=500",
    "v=1&view=compare&procs=300k&cpus=64&time=50ms&fork=100k&touch=500k&touchers=all&irq=20k&nmi=200k",
    "v=1&view=compare&procs=7&cpus=3&touchers=2&child=never&fork=50k&time=100ms&seed=18446744073709551615",
    "v=1&view=compare&vmalloc=0&fork=0&touch=0&switch=0&irq=0&nmi=0",
    "v=1&view=compare&size=100MiB&sizes=fixed&life=1ms&vmalloc=10k&time=100ms",
];

#[test]
fn digests_are_those_committed() {
    let fragments = PRESETS.iter().map(|preset| preset.fragment).chain(CORNERS.iter().copied());
    let mut text = "# digest fragment; written by UPDATE_GOLDEN=1 cargo test -p playground\n".to_owned();
    for fragment in fragments {
        assert_eq!(Link::read(fragment).error(), None, "{fragment}");
        writeln!(text, "{} {fragment}", golden::digest(fragment)).expect("writing to a string does not fail");
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/digests.txt");
        std::fs::write(path, &text).expect("the golden file can be written");
        return;
    }
    assert_eq!(text, golden::DIGESTS, "the model gives other figures than those committed");
    assert_eq!(golden::lines().count(), PRESETS.len() + CORNERS.len());
}

#[test]
fn slices_change_nothing() {
    let compare = Link::read("#v=1&procs=1k&time=20ms").scenario.compare;
    let whole = playground::CompareJob::new(&compare).run();
    let mut job = playground::CompareJob::new(&compare);
    let mut last = 0;
    let sliced = loop {
        if let Some(comparison) = job.advance(7) {
            break comparison;
        }
        assert!((last..=1000).contains(&job.permille()), "progress only grows");
        last = job.permille();
    };
    assert_eq!(sliced, whole);
}
