//! The machine comes out as history has it, cell by cell.
//!
//! Where a cell says more than the short story ("holds", "breaks"), the reason stands beside it; the crate's
//! documentation has the list.
#![allow(missing_docs)]

use nmi_sim::Property::{self, *};
use nmi_sim::{
    Config, Context, Fault, Finding, Handler, Machine, Question, STATES_MAX, Search, Switches, Table, Verdict,
};

fn broken(config: Config) -> Vec<Property> {
    let report = Search::complete(Machine::new(config).unwrap(), STATES_MAX);
    assert!(!report.bounded, "{config:?}");
    report.broken().collect()
}

fn with(handler: Handler, context: Context, fault: Fault, arrivals: u8) -> Vec<Property> {
    broken(Config::new(handler, context, fault, arrivals))
}

const ROUGH: [Fault; 4] = [Fault::None, Fault::PageFault, Fault::Breakpoint, Fault::PageFaultAndBreakpoint];

#[test]
fn naive_is_safe_when_nothing_faults() {
    for context in Context::ALL {
        for arrivals in 1..=3 {
            assert_eq!(with(Handler::Naive, context, Fault::None, arrivals), []);
        }
    }
}

#[test]
fn naive_breaks_with_one_further_nmi() {
    for fault in [Fault::PageFault, Fault::Breakpoint] {
        assert_eq!(with(Handler::Naive, Context::Kernel, fault, 1), [], "one NMI alone is safe");
        assert_eq!(with(Handler::Naive, Context::Kernel, fault, 2), [FrameReturns, BodyOnce, Ends]);
    }
}

#[test]
fn popf_ret_holds_for_page_fault_and_breakpoint() {
    for context in [Context::Kernel, Context::User, Context::Syscall] {
        for fault in ROUGH {
            assert_eq!(with(Handler::PopfRet, context, fault, 3), [], "{context:?} {fault:?}");
        }
    }
}

#[test]
fn popf_ret_shows_its_limits() {
    let kernel = |fault| with(Handler::PopfRet, Context::Kernel, fault, 1);
    assert_eq!(kernel(Fault::SingleStep), [ResumesAtOnce]);
    assert_eq!(kernel(Fault::CodeBreakpoint), [FrameReturns, Ends]);
    assert_eq!(kernel(Fault::StackEdge), [StackInBounds]);
    // A machine check returns by IRET all the same.
    let two = with(Handler::PopfRet, Context::Kernel, Fault::MachineCheck, 2);
    assert!(two.contains(&FrameReturns) && two.contains(&BodyOnce));
}

#[test]
fn the_others_hold() {
    for handler in [Handler::Linus2010, Handler::Rostedt33, Handler::Lutomirski42, Handler::I386Latch, Handler::Fred] {
        for fault in ROUGH {
            assert_eq!(with(handler, Context::Kernel, fault, 3), [], "{handler:?} {fault:?}");
            assert_eq!(with(handler, Context::User, fault, 3), [], "{handler:?} {fault:?}");
        }
    }
}

#[test]
fn the_syscall_gap_is_cve_2015_3291() {
    for fault in ROUGH {
        assert_eq!(with(Handler::Rostedt33, Context::Syscall, fault, 2), [NmiServed]);
        assert_eq!(with(Handler::Lutomirski42, Context::Syscall, fault, 2), []);
        // It never asks where RSP points.
        assert_eq!(with(Handler::Linus2010, Context::Syscall, fault, 2), []);
    }
    for handler in [Handler::I386Latch, Handler::Fred] {
        assert!(Machine::new(Config::new(handler, Context::Syscall, Fault::None, 1)).is_err());
    }
}

#[test]
fn an_iret_that_faults_is_cve_2015_5157() {
    let user = |handler, arrivals| with(handler, Context::User, Fault::FaultingIret, arrivals);
    for handler in [Handler::Naive, Handler::PopfRet, Handler::Linus2010, Handler::Rostedt33] {
        assert_eq!(user(handler, 1), [], "{handler:?}: the repair works while nothing comes");
        assert!(user(handler, 2).contains(&FrameReturns), "{handler:?} returns to user mode from the NMI stack");
    }
    assert_eq!(user(Handler::Lutomirski42, 3), []);
    assert_eq!(user(Handler::I386Latch, 3), []);
}

#[test]
fn cr2_is_lost_by_all_that_do_not_keep_it() {
    let page_fault = |handler| with(handler, Context::PageFault, Fault::PageFault, 1);
    for handler in [Handler::Naive, Handler::PopfRet, Handler::Linus2010, Handler::Rostedt33] {
        assert_eq!(page_fault(handler), [Cr2Survives], "{handler:?}");
        let kept = Switches { cr2_kept: true, ..Switches::default() };
        let config = Config::new(handler, Context::PageFault, Fault::PageFault, 1);
        assert_eq!(broken(Config { switches: kept, ..config }), [], "{handler:?}");
    }
    for handler in [Handler::Lutomirski42, Handler::I386Latch, Handler::Fred] {
        assert_eq!(page_fault(handler), [], "{handler:?}");
    }
}

#[test]
fn a_breakpoint_on_the_debug_stack_is_what_3_3_had_to_fix() {
    let debug = |handler| with(handler, Context::DebugStack, Fault::Breakpoint, 1);
    for handler in [Handler::Naive, Handler::PopfRet, Handler::Linus2010] {
        assert_eq!(debug(handler), [FrameReturns, Ends], "{handler:?}");
    }
    for handler in [Handler::Rostedt33, Handler::Lutomirski42, Handler::I386Latch, Handler::Fred] {
        assert_eq!(debug(handler), [], "{handler:?}");
    }
}

/// 3.3's C code reads the interrupted RSP from the copy that a nested NMI may rewrite. That takes a second round, in
/// which NMIs are open from its start, so it takes three NMIs. 3.9 swapped the copies; 4.2 has them in that order.
#[test]
fn the_c_code_of_3_3_looks_at_the_wrong_copy() {
    let debug = |handler, arrivals| with(handler, Context::DebugStack, Fault::Breakpoint, arrivals);
    assert_eq!(debug(Handler::Rostedt33, 2), []);
    assert_eq!(debug(Handler::Rostedt33, 3), [FrameReturns, Ends]);
    assert_eq!(debug(Handler::Lutomirski42, 3), []);
}

#[test]
fn a_machine_check_in_the_prologue_breaks_all_that_live_on_the_ist() {
    for handler in Handler::ALL {
        let found = with(handler, Context::Kernel, Fault::MachineCheck, 2);
        let holds = matches!(handler, Handler::I386Latch | Handler::Fred);
        assert_eq!(found.is_empty(), holds, "{handler:?}: {found:?}");
        assert_eq!(found.contains(&FrameReturns), !holds, "{handler:?}: {found:?}");
    }
}

/// The sketch of 2010 returns by POPF and RET too, so it has a part of their limits: not in the exception's return,
/// but when a nested NMI comes between an exception's return and the instruction it resumes.
#[test]
fn linus_2010_has_the_limits_of_popf_and_ret() {
    assert_eq!(with(Handler::Linus2010, Context::Kernel, Fault::SingleStep, 1), []);
    assert_eq!(with(Handler::Linus2010, Context::Kernel, Fault::SingleStep, 2), [ResumesAtOnce]);
    assert_eq!(with(Handler::Linus2010, Context::Kernel, Fault::CodeBreakpoint, 1), []);
    assert_eq!(with(Handler::Linus2010, Context::Kernel, Fault::CodeBreakpoint, 2), [FrameReturns]);
}

#[test]
fn linus_2010_needs_its_exit_recognised() {
    let switches = Switches { exit_recognised: false, ..Switches::default() };
    let config = Config::new(Handler::Linus2010, Context::Kernel, Fault::PageFault, 2);
    assert_eq!(broken(Config { switches, ..config }), [FrameReturns, Ends]);
}

#[test]
fn what_amd_does_on_a_faulting_iret_would_matter() {
    let switches = Switches { faulting_iret_unblocks: false, ..Switches::default() };
    for handler in [Handler::Naive, Handler::Rostedt33] {
        let config = Config { switches, ..Config::new(handler, Context::User, Fault::FaultingIret, 2) };
        // The fault's handler returns by IRET too, so the window is shorter but not closed.
        assert!(broken(config).contains(&FrameReturns), "{handler:?}");
    }
}

/// The whole table for up to two NMIs: every search comes to its end, and no shortest counterexample needs an event
/// that its configuration does not have.
#[test]
fn the_whole_table_is_exhausted() {
    let question = Question { handlers: vec![Handler::Naive, Handler::Fred], ..Question::everything(2) };
    let rows = Table::complete(&question);
    assert_eq!(rows.len(), 2 * Context::ALL.len() * Fault::ALL.len());
    for row in rows {
        let Finding::Searched(report) = row.finding else { continue };
        assert!(!report.bounded);
        for (property, verdict) in &report.verdicts {
            match verdict {
                Verdict::Proved { states } => assert_eq!(*states, report.states),
                Verdict::Broken { schedule, .. } => {
                    assert!(schedule.nmi.len() <= 2, "{property:?}");
                    assert_eq!(
                        row.handler,
                        Handler::Naive,
                        "FRED holds throughout: {row_config:?}",
                        row_config = report.config
                    );
                }
                Verdict::Bounded { .. } => panic!("{property:?} of {:?} is bounded", report.config),
            }
        }
    }
}
