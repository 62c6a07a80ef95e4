//! Laws of stepping, replaying and searching.
#![allow(missing_docs)]

use nmi_sim::{
    Config, Context, Duel, End, Event, Fault, Grain, Handler, Injected, Machine, Property, Question, Run, STATES_MAX,
    Schedule, Search, Strip, Table, Verdict, transcript,
};
use proptest::prelude::*;

fn any_config() -> impl Strategy<Value = Config> {
    (0..Handler::ALL.len(), 0..Context::ALL.len(), 0..Fault::ALL.len(), 1..=3u8)
        .prop_map(|(h, c, f, n)| Config::new(Handler::ALL[h], Context::ALL[c], Fault::ALL[f], n))
        .prop_filter("a combination that exists", |config| config.inapplicable().is_none())
}

fn any_schedule() -> impl Strategy<Value = Schedule> {
    let few = || prop::collection::vec(0..120u16, 0..3);
    (prop::collection::vec(0..120u16, 0..4), few(), few(), few()).prop_map(|(nmi, bp, mc, gp)| {
        let mut schedule = Schedule::of_nmis(&nmi);
        for (event, list) in [(Event::Breakpoint, bp), (Event::MachineCheck, mc), (Event::IretFault, gp)] {
            for at in list {
                schedule = schedule.with(event, at);
            }
        }
        schedule
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_replay_repeats_itself(config in any_config(), schedule in any_schedule()) {
        let machine = Machine::new(config).unwrap();
        let first = machine.replay(&schedule);
        let again = machine.replay(&Schedule::of_events(&first.events));
        prop_assert_eq!(&first.events, &again.events);
        prop_assert!(first.state == again.state);
        prop_assert_eq!(first.end, again.end);
        prop_assert!(again.ignored.is_empty());
        prop_assert_eq!(machine.outcome(&first.events, first.end), machine.outcome(&again.events, again.end));
    }

    #[test]
    fn what_is_refused_changes_nothing(config in any_config(), schedule in any_schedule()) {
        let machine = Machine::new(config).unwrap();
        let mut state = machine.start();
        for event in machine.replay(&schedule).events {
            for choice in machine.choices(&state) {
                let mut tried = state;
                let result = machine.step_in_place(&mut tried, choice.event);
                prop_assert_eq!(result.err(), choice.refusal);
                prop_assert!(choice.refusal.is_none() || tried == state);
            }
            state = machine.step(&state, event).unwrap().state;
        }
    }

    #[test]
    fn back_after_forward_is_the_identity(config in any_config(), schedule in any_schedule()) {
        let mut run = Run::scheduled(config, &schedule).unwrap();
        run.finish();
        for grain in [Grain::MicroOp, Grain::Phase, Grain::Event] {
            run.go_to(0);
            let mut stops = vec![(run.step(), *run.state())];
            // A loop has no end; its first laps are enough.
            while stops.len() < 200 && run.step() < run.len() && run.forward(grain) {
                stops.push((run.step(), *run.state()));
            }
            stops.pop();
            while let Some((step, state)) = stops.pop() {
                prop_assert!(run.back(grain));
                prop_assert_eq!(run.step(), step);
                prop_assert!(*run.state() == state);
            }
            prop_assert!(!run.back(grain));
        }
    }

    #[test]
    fn the_explanation_names_every_change(config in any_config(), schedule in any_schedule()) {
        let run = Run::scheduled(config, &schedule).unwrap();
        for step in 1..=run.len().min(150) {
            let explained = run.explanation_of(step).unwrap();
            prop_assert!(explained.sentence.ends_with('.'), "{}", explained.sentence);
            let (before, after) = (run.state_at(step - 1), run.state_at(step));
            let shown = run.machine().fields(before) != run.machine().fields(after)
                || run.machine().stacks().iter().any(|&stack| {
                    let plain = |state| {
                        let rows = run.machine().slots(state, stack).into_iter();
                        rows.map(|row| (row.address, row.content, row.owner)).collect::<Vec<_>>()
                    };
                    plain(before) != plain(after)
                });
            prop_assert_eq!(shown, !explained.changes.is_empty(), "step {}: {}", step, explained.sentence);
        }
    }
}

/// A breakpoint that cannot be hit stands behind the first lap of an endless run.
#[test]
fn what_comes_to_nothing_does_not_make_a_run_longer() {
    let machine = Machine::new(Config::new(Handler::Naive, Context::Kernel, Fault::PageFault, 3)).unwrap();
    let run = machine.replay(&Schedule::of_nmis(&[0, 7]));
    assert!(matches!(run.end, End::Loops { .. }));
    let asked = machine.replay(&Schedule::of_nmis(&[0, 7]).with(Event::Breakpoint, 110));
    assert_eq!((asked.events, asked.end), (run.events, run.end));
    assert_eq!(asked.ignored.len(), 1);
}

#[test]
fn every_counterexample_replays_to_its_violation() {
    let question = Question { states_max: 20_000, ..Question::everything(2) };
    let mut seen = 0;
    for row in Table::complete(&question) {
        let nmi_sim::Finding::Searched(report) = row.finding else { continue };
        let machine = Machine::new(report.config).unwrap();
        for (property, verdict) in &report.verdicts {
            let Verdict::Broken { steps, schedule } = verdict else { continue };
            let replay = machine.replay(schedule);
            assert_eq!(replay.ignored, []);
            let outcome = machine.outcome(&replay.events, replay.end);
            assert!(outcome.broken.contains(property), "{property:?} of {:?}: {schedule:?}", report.config);
            if *property != Property::Ends {
                // It breaks at exactly the step that the search says, and not before.
                let mut state = machine.start();
                for (step, &event) in replay.events.iter().enumerate() {
                    assert!(!state.broken().contains(*property) || step as u32 >= *steps);
                    state = machine.step(&state, event).unwrap().state;
                    assert!(state.broken().contains(*property) || step as u32 + 1 < *steps);
                }
            }
            seen += 1;
        }
    }
    assert!(seen > 200, "{seen} counterexamples");
}

#[test]
fn a_bound_is_admitted() {
    let config = Config::new(Handler::Rostedt33, Context::Kernel, Fault::PageFault, 2);
    let report = Search::complete(Machine::new(config).unwrap(), 100);
    assert!(report.bounded);
    assert_eq!(report.states, 100);
    assert!(report.verdicts.iter().all(|(_, v)| matches!(v, Verdict::Bounded { states: 100 })));
}

#[test]
fn slices_find_what_one_go_finds() {
    let config = Config::new(Handler::Naive, Context::Kernel, Fault::PageFaultAndBreakpoint, 2);
    let machine = Machine::new(config).unwrap();
    let whole = Search::complete(machine.clone(), STATES_MAX);
    let mut sliced = Search::new(machine, STATES_MAX);
    let mut slices = 0;
    while !sliced.advance(7).done {
        slices += 1;
    }
    assert!(slices > 100);
    assert_eq!(sliced.report(), whole);
}

#[test]
fn a_fork_keeps_the_old_branch() {
    let config = Config::new(Handler::Naive, Context::Kernel, Fault::PageFault, 2);
    let mut run = Run::scheduled(config, &Schedule::of_nmis(&[0, 7])).unwrap();
    run.finish();
    let (old_events, old_len) = (run.events(), run.len());
    run.go_to(8);
    assert_eq!(run.events()[8], Event::Nmi);
    run.choose(Event::Run).unwrap();
    while run.forward(Grain::MicroOp) {}
    assert_ne!(run.events(), old_events);
    assert!(run.state().broken().is_empty(), "without the second NMI all is well");
    let branches = run.branches();
    assert_eq!(branches.len(), 1);
    assert_eq!((branches[0].step, branches[0].event, branches[0].len), (8, Event::Nmi, old_len - 8));
    run.take(branches[0]);
    assert_eq!(run.step(), 8);
    assert_eq!(run.events(), old_events);
}

#[test]
fn strip_cells_agree_with_the_search() {
    for (handler, fault) in
        [(Handler::Naive, Fault::PageFault), (Handler::Rostedt33, Fault::PageFault), (Handler::PopfRet, Fault::None)]
    {
        let config = Config::new(handler, Context::Kernel, fault, 2);
        let report = Search::complete(Machine::new(config).unwrap(), STATES_MAX);
        let strip = Strip::new(config, &Schedule::of_nmis(&[0])).unwrap();
        let cells: Vec<_> = strip.collect();
        assert!(!cells.is_empty());
        for cell in &cells {
            let machine = Machine::new(config).unwrap();
            let replay = machine.replay(&cell.schedule);
            assert_eq!(machine.outcome(&replay.events, replay.end).broken, cell.broken);
            for property in &cell.broken {
                assert!(report.verdict(*property).is_broken(), "{property:?} at {}", cell.boundary);
            }
        }
        let any_broken = cells.iter().any(|c| matches!(c.injected, Injected::Broke(_)));
        assert_eq!(any_broken, report.broken().next().is_some(), "{handler:?}");
    }
}

#[test]
fn the_strip_of_3_3_shows_each_kind_of_safety() {
    let config = Config::new(Handler::Rostedt33, Context::Kernel, Fault::PageFault, 2);
    let cells: Vec<_> = Strip::new(config, &Schedule::of_nmis(&[0])).unwrap().collect();
    for kind in [Injected::Taken, Injected::Repeated] {
        assert!(cells.iter().any(|c| c.injected == kind), "{kind:?}");
    }
}

#[test]
fn naive_and_fred_part_after_the_fault_returns() {
    let config = Config::new(Handler::Naive, Context::Kernel, Fault::PageFault, 2);
    let duel =
        Duel::new(config, &Schedule::of_nmis(&[0, 7]), &[Handler::PopfRet, Handler::Rostedt33, Handler::Fred]).unwrap();
    assert!(duel.lanes.iter().all(|lane| lane.missed.is_empty()));
    let broken: Vec<bool> = duel.lanes.iter().map(|lane| !lane.outcome.broken.is_empty()).collect();
    assert_eq!(broken, [true, false, false, false]);
    let at = usize::from(duel.divergence.unwrap());
    let before = duel.lanes.iter().map(|lane| lane.milestones[at - 1].mark);
    assert!(before.clone().all(|mark| mark == nmi_sim::Mark::Return), "{:?}", before.collect::<Vec<_>>());
}

#[test]
fn the_hazard_names_its_cause() {
    let config = Config::new(Handler::Naive, Context::Kernel, Fault::PageFault, 2);
    let mut run = Run::scheduled(config, &Schedule::of_nmis(&[0, 7])).unwrap();
    assert!(matches!(run.finish().end, End::Loops { .. }));
    let frame = run.hazards().into_iter().find(|h| h.property == Property::FrameReturns).unwrap();
    let cause = run.explanation_of(frame.cause).unwrap();
    assert!(cause.sentence.contains("over what NMI 1 had there"), "{}", cause.sentence);
    // The second arrival seals it: the fault is already on its way to IRET.
    assert_eq!(run.events()[usize::from(frame.inevitable) - 1], Event::Nmi);
    assert!(frame.inevitable < frame.cause && frame.cause < frame.step);
}

#[test]
fn a_transcript_is_the_same_twice_and_tells_the_end() {
    let config = Config::new(Handler::Naive, Context::Kernel, Fault::PageFault, 2);
    let schedule = Schedule::of_nmis(&[0, 7]);
    let text = transcript(config, &schedule).unwrap();
    assert_eq!(text, transcript(config, &schedule).unwrap());
    assert!(text.contains("opens NMIs, although the NMI is still being handled"));
    assert!(text.contains("(frame-returns)"));
    let late = transcript(config, &Schedule::of_nmis(&[0, 3000])).unwrap();
    assert!(late.contains("not done: nmi at 3000: The interrupted code has come to its end."), "{late}");
}
