//! Any instant can be shown and stepped from, and showing it changes nothing.

mod common;

use common::{STRATEGIES, busy};
use pgd_sim::*;

fn recorded(config: Config) -> Replay {
    let mut replay = Replay::new(config);
    while !replay.record(10_000) {}
    replay
}

fn map_of(replay: &Replay) -> TableMap {
    replay.machine().table_map(replay.machine().now(), 16)
}

fn small(strategy: Strategy) -> Config {
    Config { duration: Ps::from_ns(20_000_000), ..busy(strategy) }
}

#[test]
fn back_after_forward_is_the_identity() {
    for strategy in STRATEGIES {
        let mut replay = recorded(small(strategy));
        for position in [0, 1, 17, 4_095, 4_096, replay.length() - 1] {
            replay.go_to_event(position);
            let (moment, map) = (replay.machine().moment(), map_of(&replay));
            assert_eq!(moment.events, position);
            for _ in 0..3 {
                replay.forward();
            }
            while replay.position() > position {
                assert!(replay.back());
            }
            assert_eq!((replay.machine().moment(), map_of(&replay)), (moment, map), "{position}");
        }
    }
}

#[test]
fn a_position_is_what_stepping_there_gives() {
    let config = small(Strategy::Eager(EagerForm::STRICT));
    let mut replay = recorded(config.clone());
    let mut machine = Machine::new(config.clone());
    let mut moments = vec![machine.moment()];
    while machine.step() {
        moments.push(machine.moment());
    }
    assert_eq!(replay.length() + 1, moments.len() as u64);
    // From far to near and back, so that every keyframe is used.
    for position in (0..moments.len()).step_by(997).chain((0..moments.len()).rev().step_by(1_009)) {
        replay.go_to_event(position as u64);
        assert_eq!(replay.machine().moment(), moments[position]);
    }
    replay.go_to_event(u64::MAX);
    assert!(!replay.forward());
    assert_eq!(replay.machine().report(), Machine::new(config).run());
}

#[test]
fn an_instant_has_everything_up_to_it_and_nothing_beyond() {
    let mut replay = recorded(small(Strategy::Lazy));
    for ns in [0, 1, 3_000_000, 19_999_999, 1_000_000_000] {
        replay.go_to(Ps::from_ns(ns));
        assert!(replay.machine().now() <= Ps::from_ns(ns));
        assert!(replay.machine().next_at().is_none_or(|next| next > Ps::from_ns(ns)));
    }
    replay.go_to_event(0);
    assert!(!replay.back() && replay.told().is_empty());
}

#[test]
fn a_long_run_keeps_few_keyframes_and_still_finds_its_way() {
    let mut config = small(Strategy::Lazy);
    (config.processes, config.load.touch) = (1_000_000, PerSecond(5_000_000));
    let mut replay = recorded(config);
    let middle = replay.length() / 2;
    replay.go_to_event(middle);
    let there = replay.machine().moment();
    replay.go_to_event(5);
    replay.go_to_event(middle);
    assert_eq!(replay.machine().moment(), there);
}

#[test]
fn a_map_of_tables_counts_what_is_missing() {
    let mut replay = recorded(small(Strategy::Lazy));
    replay.go_to_event(u64::MAX);
    let machine = replay.machine();
    for rows in [1, 7, 100, 1_000_000] {
        let map = machine.table_map(machine.now(), rows);
        assert!(map.rows.len() as u32 <= rows && map.one_in == 1);
        assert_eq!(map.rows.iter().map(|row| row.alive).sum::<u32>(), machine.moment().tables);
        for slot in 0..map.rows[0].slots.len() {
            let made = map.rows[0].slots[slot].made;
            assert!(map.rows.iter().all(|row| row.slots[slot].made == made && row.slots[slot].present <= row.alive));
            assert!(made || map.rows.iter().all(|row| row.slots[slot].present == 0));
        }
    }
    let new = machine.report().slots_new;
    let map = machine.table_map(machine.now(), 1);
    let behind = map.rows[0].slots.iter().filter(|slot| slot.made && slot.present < map.rows[0].alive);
    assert_eq!(behind.count() as u64, new, "each new slot is missing somewhere");
}

#[test]
fn a_walk_comes_by_one_table_after_the_other() {
    let mut replay = recorded(small(Strategy::Eager(EagerForm::STRICT)));
    let walks = |replay: &Replay| {
        replay
            .told()
            .iter()
            .any(|(_, _, event)| matches!(event, Event::LockTaken { purpose: Purpose::Walk { .. }, .. }))
    };
    while !walks(&replay) {
        assert!(replay.forward(), "there is a walk");
    }
    let machine = replay.machine();
    let next = machine.next_at().expect("the walk's end, at the latest");
    let missing = |at: Ps| {
        let map = machine.table_map(at, 1);
        map.rows[0].slots.iter().filter(|slot| slot.made).map(|slot| map.rows[0].alive - slot.present).sum::<u32>()
    };
    let steps: Vec<u32> =
        (0..=10).map(|tenth| missing(Ps(machine.now().0 + (next.0 - machine.now().0) / 10 * tenth))).collect();
    assert!(steps.is_sorted_by(|a, b| a >= b) && steps[0] > steps[10], "{steps:?}");
}
