//! The stacks look as the cited trees lay them out, slot by slot, while the body runs; and every line of every
//! listing can be shown.
#![allow(missing_docs)]

use nmi_sim::{Config, Context, Fault, Grain, Handler, Label, Mark, Moment, Run, Schedule, SlotRow, Stack};

/// The NMI stack when the first NMI's body has just begun.
fn in_body(handler: Handler) -> Vec<SlotRow> {
    let config = Config::new(handler, Context::Kernel, Fault::None, 1);
    let mut run = Run::scheduled(config, &Schedule::of_nmis(&[0])).unwrap();
    while !run.explanation().is_some_and(|e| e.marks.contains(&Mark::Body)) {
        assert!(run.forward(Grain::MicroOp));
    }
    run.machine().slots(run.state(), Stack::Nmi)
}

#[track_caller]
fn check(handler: Handler, expected: &[(&str, &str, &str)]) {
    let rows = in_body(handler);
    for (address, role, content) in expected {
        let row = rows.iter().find(|row| row.address == *address);
        let found = row.map(|row| (row.role, row.content.as_str()));
        assert_eq!(found, Some((*role, *content)), "{handler:?} at {address}");
    }
}

#[test]
fn linux_2_6_35() {
    check(
        Handler::Naive,
        &[
            ("T−8", "SS", "kernel SS"),
            ("T−40", "RIP", "interrupted+0 (work)"),
            ("T−48", "placeholder", "−1"),
            ("T−56…T−168", "", "value of interrupted code"),
        ],
    );
}

#[test]
fn linux_3_3() {
    check(
        Handler::Rostedt33,
        &[
            ("T−40", "original RIP", "interrupted+0 (work)"),
            ("T−48", "RDX aside", "value of interrupted code"),
            ("T−56", "NMI executing", "1"),
            ("T−64", "saved SS", "kernel SS"),
            ("T−96", "saved RIP", "interrupted+0 (work)"),
            ("T−104", "copied SS", "kernel SS"),
            ("T−136", "copied RIP", "interrupted+0 (work)"),
            ("T−144", "placeholder", "−1"),
        ],
    );
}

#[test]
fn linux_4_2() {
    check(
        Handler::Lutomirski42,
        &[
            ("T−56", "NMI executing", "1"),
            ("T−64", "iret SS", "kernel SS"),
            ("T−96", "iret RIP", "interrupted+0 (work)"),
            ("T−104", "outermost SS", "kernel SS"),
            ("T−136", "outermost RIP", "interrupted+0 (work)"),
            ("T−144", "placeholder", "−1"),
            // pt_regs starts at T−264.
            ("T−152…T−264", "", "value of interrupted code"),
        ],
    );
}

#[test]
fn fred_pushes_eight_words() {
    check(
        Handler::Fred,
        &[
            ("T−8", "reserved", "0"),
            ("T−24", "SS, NMI bit", "kernel SS, NMI bit"),
            ("T−48", "CS, level", "kernel CS, level 0"),
            ("T−56", "RIP", "interrupted+0 (work)"),
            ("T−64", "error code", "0"),
        ],
    );
}

/// A nested NMI rewrites the copy to lead to the saved frame at T−96, and nothing else of the outer one's.
#[test]
fn a_nested_nmi_edits_the_copy() {
    let config = Config::new(Handler::Rostedt33, Context::Kernel, Fault::PageFault, 2);
    let first = Schedule::of_nmis(&[0]);
    let machine = nmi_sim::Machine::new(config).unwrap();
    let after_fault = Moment::Place { label: Label::DoNmi, offset: 2, visit: 2 };
    let second = machine.boundary_at(&first, after_fault).unwrap();
    let mut run = Run::scheduled(config, &first.with_nmi(second)).unwrap();
    while run.state().arrivals() < 2 {
        assert!(run.forward(Grain::MicroOp));
    }
    let before = run.machine().slots(run.state(), Stack::Nmi);
    while run.state().nmi_blocked() {
        assert!(run.forward(Grain::MicroOp));
    }
    let after = run.machine().slots(run.state(), Stack::Nmi);
    let changed: Vec<(&str, &str)> = before
        .iter()
        .zip(&after)
        .filter(|(b, a)| (&b.content, b.owner) != (&a.content, a.owner))
        .map(|(_, a)| (a.address.as_str(), a.content.as_str()))
        .collect();
    assert_eq!(
        changed,
        [
            ("T−48", "value of NMI 1"),
            ("T−104", "kernel SS"),
            ("T−112", "T−96"),
            ("T−120", "flags: none"),
            ("T−128", "kernel CS"),
            ("T−136", "nmi+21 ([T−56] := 1)"),
        ]
    );
}

#[test]
fn every_line_has_a_sentence() {
    for handler in Handler::ALL {
        for context in Context::ALL {
            for fault in Fault::ALL {
                let Ok(run) = Run::new(Config::new(handler, context, fault, 1)) else { continue };
                for line in run.machine().sections().iter().flat_map(|section| &section.lines) {
                    let says = line.says();
                    assert!(says.ends_with(['.', '?']) || says.ends_with("another round"), "{says}");
                    assert!(!line.text().is_empty() && line.text().chars().count() <= 24, "{}", line.text());
                }
            }
        }
    }
}
