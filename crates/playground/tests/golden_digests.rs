//! Same scenario, same bytes: the digests of all presets, and of scenarios that reach the corners, are those committed.

mod golden;

use std::fmt::Write;

use scenario::{Link, PRESETS, nmi_presets};

/// Scenarios beyond the presets.
const CORNERS: &[&str] = &[
    "v=1&view=compare&procs=1&cpus=1&touchers=1&time=10ms",
    "v=1&view=compare&arch=i386-pae&procs=3k&life=20ms&vmalloc=5k&touchers=all&irqs=off",
    "v=1&view=compare&arch=x86_64-5l&used=262143GiB&size=1GiB&procs=500",
    "v=1&view=compare&procs=300k&cpus=64&time=50ms&fork=100k&touch=500k&touchers=all&irq=20k&nmi=200k",
    "v=1&view=compare&procs=7&cpus=3&touchers=2&child=never&fork=50k&time=100ms&seed=18446744073709551615",
    "v=1&view=compare&vmalloc=0&fork=0&touch=0&switch=0&irq=0&nmi=0",
    "v=1&view=compare&size=100MiB&sizes=fixed&life=1ms&vmalloc=10k&time=100ms",
    // Numbers beyond 32 bits, which a WebAssembly `usize` has not: sizes, pages of an area, lives in picoseconds.
    "v=1&view=compare&arch=x86_64-5l&size=600TiB&sizes=log&life=100ms&lives=log&vmalloc=2k&procs=300&touchers=all",
    "v=1&view=compare&arch=i386-pae&procs=3k&vmalloc=2k&life=5ms&lives=fixed&ioremap=2k&unmap=walks&stacks=vmalloc&time=100ms",
    "v=1&view=compare&procs=8&cpus=2&time=1ms&vmalloc=0&fork=0&touch=0&switch=0&irq=0&nmi=0\
     &do=0s:vmalloc:0:a1:8MiB,10us:fork:1:c1,5ms:touch:p3:a1.2047,6ms:touch:c1:a1.5,7ms:nmi:1:a1,8ms:exit:c1,9ms:vfree:a1",
];

/// Runs of the NMI machine beyond the presets: quiet, endless, and with what cannot happen.
const NMI_CORNERS: &[&str] = &[
    "v=1&view=nmi",
    "v=1&view=nmi&handler=lutomirski-4.2&context=user&faults=breakpoint,single-step,machine-check,faulting-iret&nmi=0,9,30&step=5",
    "v=1&view=nmi&handler=i386-latch&context=debug-stack&faults=code-breakpoint&slots=present&nmi=0,0,40",
    "v=1&view=nmi&handler=popf-ret&faults=code-breakpoint&nmi=0,4095&bp=7,8&mc=12",
    "v=1&view=nmi&handler=linus-2010&context=page-fault&sti-holds=off&iret-opens=off&exit-test=off&cr2-kept=on&nmi=3",
];

/// Compares with a committed file, or writes it where `UPDATE_GOLDEN` is set.
fn compare_or_write(file: &str, committed: &str, lines: impl Iterator<Item = (String, String)>) {
    let mut text = "# digest fragment; written by UPDATE_GOLDEN=1 cargo test -p playground\n".to_owned();
    for (digest, fragment) in lines {
        writeln!(text, "{digest} {fragment}").expect("writing to a string does not fail");
    }
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        let path = format!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/{}"), file);
        std::fs::write(path, &text).expect("the golden file can be written");
        return;
    }
    assert_eq!(text, committed, "the model gives other figures than those committed");
}

#[test]
fn digests_are_those_committed() {
    let fragments = PRESETS.iter().map(|preset| preset.fragment).chain(CORNERS.iter().copied());
    let lines = fragments.map(|fragment| {
        assert_eq!(Link::read(fragment).error(), None, "{fragment}");
        (golden::digest(fragment), fragment.to_owned())
    });
    compare_or_write("digests.txt", golden::DIGESTS, lines);
    assert_eq!(golden::lines(golden::DIGESTS).count(), PRESETS.len() + CORNERS.len());
}

#[test]
fn digests_of_the_nmi_machine_are_those_committed() {
    let presets = nmi_presets().into_iter().map(|preset| preset.fragment);
    let whats = presets.chain(NMI_CORNERS.iter().copied().map(str::to_owned)).chain(["explore 2".to_owned()]);
    let lines = whats.map(|what| {
        assert_eq!(Link::read(&what).error(), None, "{what}");
        (golden::nmi_digest(&what), what)
    });
    compare_or_write("nmi.txt", golden::NMI_DIGESTS, lines);
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
