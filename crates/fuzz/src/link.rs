//! Any text as a link.

use pgd_sim::Machine;
use playground::{BreakEven, NmiRun, SHOWN_POINTS, Sweep};
use scenario::{Link, Scenario, Shown, View};

/// Events of each machine that is run: beyond them the load repeats itself.
const EVENTS: u32 = 3_000;

/// Reads the bytes as a link in both views. What it is read as can be written, and read again without a word; and whatever
/// it asks for can be run.
pub(crate) fn link(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for view in [View::Compare, View::Nmi] {
        let link = Link::read_as(view, &text);
        link.notices.iter().for_each(|notice| assert!(!notice.to_string().is_empty()));
        can_be_written(&link.scenario);
        // A link that names its view is the same in both.
        if view == link.scenario.view {
            can_be_run(&link.scenario);
        }
    }
}

pub(crate) fn can_be_written(scenario: &Scenario) {
    let fragment = scenario.fragment();
    for written in [fragment.clone(), scenario.packed_fragment()] {
        let again = Link::read(&written);
        assert_eq!(again.error(), None, "{written}");
        assert_eq!(again.scenario, *scenario, "{written}");
        assert_eq!(again.scenario.fragment(), fragment);
    }
}

/// What a page makes of what is looked at: each run of it is one that may be asked for.
fn can_be_shown(scenario: &Scenario) {
    let points = Sweep::shown(scenario, SHOWN_POINTS).points;
    assert!(points.windows(2).all(|pair| pair[0].0 < pair[1].0), "{}", scenario.fragment());
    let map = BreakEven::of(scenario).cells.into_iter().filter_map(|cell| cell.scenario);
    points.iter().map(|(_, point)| point).chain(&map.take(2).collect::<Vec<_>>()).for_each(can_be_written);
}

fn can_be_run(scenario: &Scenario) {
    if scenario.shown != Shown::default() {
        can_be_shown(scenario);
    }
    match scenario.view {
        View::Compare => scenario.compare.configs().into_iter().for_each(|config| {
            let mut machine = Machine::new(config);
            machine.advance(EVENTS);
            assert!(machine.permille() <= 1_000);
            let report = machine.report();
            assert!(report.fork.p50 <= report.fork.max && report.events <= EVENTS.into());
        }),
        View::Nmi => {
            let run = NmiRun::new(&scenario.nmi).expect("links are of runs that exist");
            assert!(!run.transcript().is_empty());
        }
    }
}
