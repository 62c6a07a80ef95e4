//! Which table has which entry at one instant, for the three strategies side by side: processes by slots, neighbours put
//! together where there are more of them than a picture has room for.

use std::ops::Range;

use pgd_sim::{Machine, Observer, Ps, Replay, TableMap};
use scenario::{Compare, Lane};

/// The most rows of a map; beyond it neighbouring processes share one.
const ROWS_MAX: u32 = 48;
/// The most columns; beyond it neighbouring slots share one.
const COLUMNS_MAX: usize = 64;

/// Tables of a row by slots of a column, counted: one for each pair of a live process and an entry that the reference table has.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cell {
    /// Entries that should be there.
    pub due: u16,
    /// Those of them that are.
    pub have: u16,
    /// Entries that are there and should not: they have gone from the reference table.
    pub stale: u16,
}

/// What a cell looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Shade {
    /// The reference table has no such entry (yet), or nobody is alive.
    NotNew,
    /// None of the tables has it.
    Missing,
    /// Some of them have: less than half.
    Few,
    /// Half of them or more, and not all.
    Most,
    /// All have.
    There,
    /// At least one has an entry that has gone from the reference table.
    Stale,
}

impl Shade {
    /// All of them, in the order of a legend.
    pub const ALL: [Shade; 6] = [Shade::There, Shade::Most, Shade::Few, Shade::Missing, Shade::NotNew, Shade::Stale];
}

impl Cell {
    /// What it looks like.
    #[must_use]
    pub const fn shade(&self) -> Shade {
        match (self.due, self.have) {
            _ if self.stale > 0 => Shade::Stale,
            (0, _) => Shade::NotNew,
            (_, 0) => Shade::Missing,
            (due, have) if have == due => Shade::There,
            (due, have) if have >= due - have => Shade::Most,
            _ => Shade::Few,
        }
    }
}

/// One strategy's tables.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct LaneMap {
    /// Live processes among those that were looked at.
    pub alive: u32,
    /// How many process numbers a row stands for.
    pub processes_per_row: u32,
    /// Of the processes of a row one in so many was looked at.
    pub one_in: u32,
    /// Slots of the area.
    pub slots: u32,
    /// How many of them a column stands for.
    pub slots_per_column: u32,
    /// Row by row, in the order of process numbers.
    pub cells: Vec<Cell>,
}

impl LaneMap {
    fn of(map: &TableMap) -> LaneMap {
        let slots = map.rows.first().map_or(0, |row| row.slots.len());
        let per_column = slots.div_ceil(COLUMNS_MAX).max(1);
        let cells = map.rows.iter().flat_map(|row| {
            row.slots.chunks(per_column).map(|slots| {
                let sum = |number: &dyn Fn(&pgd_sim::SlotMoment) -> u32| {
                    u16::try_from(slots.iter().map(number).sum::<u32>()).unwrap_or(u16::MAX)
                };
                Cell {
                    due: sum(&|slot| if slot.made { row.alive } else { 0 }),
                    have: sum(&|slot| slot.present),
                    stale: sum(&|slot| slot.stale),
                }
            })
        });
        LaneMap {
            cells: cells.collect(),
            alive: map.rows.iter().map(|row| row.alive).sum(),
            processes_per_row: map.processes_per_row,
            one_in: map.one_in,
            slots: slots as u32,
            slots_per_column: per_column as u32,
        }
    }

    /// How many columns there are.
    #[must_use]
    pub const fn columns(&self) -> usize {
        self.slots.div_ceil(if self.slots_per_column == 0 { 1 } else { self.slots_per_column }) as usize
    }

    /// Row by row.
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[Cell]> {
        self.cells.chunks(self.columns().max(1))
    }

    /// The slots of a column.
    #[must_use]
    pub const fn slots_in(&self, column: usize) -> Range<u32> {
        let first = column as u32 * self.slots_per_column;
        first..first + self.slots_per_column
    }

    /// The processes of a row.
    #[must_use]
    pub const fn processes_in(&self, row: usize) -> Range<u32> {
        let first = row as u32 * self.processes_per_row;
        first..first + self.processes_per_row
    }

    pub(crate) fn put(&self, words: &mut Vec<u64>) {
        let LaneMap { alive, processes_per_row, one_in, slots, slots_per_column, cells } = self;
        words.extend([alive, processes_per_row, one_in, slots, slots_per_column].map(|word| u64::from(*word)));
        words.push(cells.len() as u64);
        let word = |cell: &Cell| u64::from(cell.due) | u64::from(cell.have) << 16 | u64::from(cell.stale) << 32;
        words.extend(cells.iter().map(word));
    }

    pub(crate) fn take(words: &mut impl Iterator<Item = u64>) -> Option<LaneMap> {
        let mut number = || u32::try_from(words.next()?).ok();
        let [alive, processes_per_row, one_in, slots, slots_per_column] =
            [number()?, number()?, number()?, number()?, number()?];
        let mut map = LaneMap { alive, processes_per_row, one_in, slots, slots_per_column, cells: Vec::new() };
        for _ in 0..words.next()? {
            let word = words.next()?;
            map.cells.push(Cell { due: word as u16, have: (word >> 16) as u16, stale: (word >> 32) as u16 });
        }
        Some(map)
    }

    /// A column over all rows: entries due, there and stale.
    #[must_use]
    pub fn column(&self, column: usize) -> [u64; 3] {
        self.rows().fold([0; 3], |[due, have, stale], row| {
            let cell = row.get(column).copied().unwrap_or_default();
            [due + u64::from(cell.due), have + u64::from(cell.have), stale + u64::from(cell.stale)]
        })
    }
}

/// The three maps at one instant, in the order of [`Lane::ALL`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Maps {
    /// When.
    pub at: Ps,
    lanes: [LaneMap; 3],
}

impl Maps {
    /// One lane's.
    #[must_use]
    pub const fn lane(&self, lane: Lane) -> &LaneMap {
        &self.lanes[lane as usize]
    }

    /// As plain numbers, for a border that numbers cross quickly.
    #[must_use]
    pub fn words(&self) -> Vec<u64> {
        let mut words = vec![self.at.0];
        self.lanes.iter().for_each(|map| map.put(&mut words));
        words
    }

    /// The maps of [`Maps::words`]; none where they are not of any.
    #[must_use]
    pub fn from_words(words: impl IntoIterator<Item = u64>) -> Option<Maps> {
        let words = &mut words.into_iter();
        let mut maps = Maps { at: Ps(words.next()?), ..Maps::default() };
        for map in &mut maps.lanes {
            *map = LaneMap::take(words)?;
        }
        words.next().is_none().then_some(maps)
    }
}

/// The three runs, to be looked at at any instant.
#[derive(Clone, Debug)]
pub struct Replays {
    replays: [Replay; 3],
    recorded: usize,
}

impl Replays {
    /// Sets the three runs up. They have to be recorded before they can be looked at.
    #[must_use]
    pub fn new(compare: &Compare) -> Replays {
        Replays { replays: compare.configs().map(Replay::new), recorded: 0 }
    }

    /// Goes on recording, for at most so many events. Whether all is recorded.
    pub fn record(&mut self, events: u32) -> bool {
        if self.replays.get_mut(self.recorded).is_some_and(|replay| replay.record(events)) {
            self.recorded += 1;
        }
        self.recorded == self.replays.len()
    }

    /// The maps at an instant.
    pub fn maps(&mut self, at: Ps) -> Maps {
        let lanes = self.replays.each_mut().map(|replay| {
            replay.go_to(at);
            map_of(replay.machine(), at)
        });
        Maps { at, lanes }
    }
}

/// A machine's map at an instant after its last event.
pub(crate) fn map_of<O: Observer>(machine: &Machine<O>, at: Ps) -> LaneMap {
    LaneMap::of(&machine.table_map(at, ROWS_MAX))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::compare::CompareJob;
    use crate::lanes::LanesJob;
    use pgd_sim::Sign;
    use scenario::Link;

    fn replays(compare: &Compare) -> Replays {
        let mut replays = Replays::new(compare);
        while !replays.record(1_000) {}
        replays
    }

    fn behind(map: &LaneMap) -> u64 {
        map.cells.iter().map(|cell| u64::from(cell.due - cell.have)).sum()
    }

    #[test]
    fn eager_sweeps_lazy_leaves_holes_shared_has_all_of_it() {
        let compare = Link::read("v=1&procs=2k&time=100ms").scenario.compare;
        let mut job = LanesJob::new(&compare);
        let lanes = loop {
            if let Some(lanes) = job.advance(10_000) {
                break lanes;
            }
        };
        let eager = &lanes.track(Lane::Eager).happenings;
        let walk = eager.iter().find(|it| it.sign == Sign::Walk).expect("a walk");
        let (slot, long) = (usize::from(walk.slot.expect("of a slot")), walk.until.0 - walk.from.0);
        let mut replays = replays(&compare);
        let mut last = u64::MAX;
        for tenth in 1..=10 {
            let maps = replays.maps(Ps(walk.from.0 + long / 10 * tenth));
            let [due, have, _] = maps.lane(Lane::Eager).column(slot);
            assert!(due - have <= last && due > 0);
            last = due - have;
            // From the top to the bottom of the map, or the other way round: the newest process is the first on the list.
            let shades: Vec<Shade> = maps.lane(Lane::Eager).rows().map(|row| row[slot].shade()).collect();
            assert!(shades.is_sorted_by_key(|shade| *shade == Shade::There), "{shades:?}");
            assert_eq!(behind(maps.lane(Lane::Shared)), 0);
        }
        assert!(last < 10, "nearly through");
        let end = replays.maps(lanes.end);
        assert_eq!(behind(end.lane(Lane::Eager)), 0);
        assert!(behind(end.lane(Lane::Lazy)) > 1_000);
        let report = CompareJob::new(&compare).run();
        assert_eq!(end.lane(Lane::Lazy).alive, report.report(Lane::Lazy).processes as u32);
    }

    #[test]
    fn maps_are_the_same_whichever_way_one_comes() {
        let compare =
            Link::read("v=1&procs=300&time=20ms&arch=i386-pae&ioremap=3k&life=2ms&touch=50k").scenario.compare;
        let mut replays = replays(&compare);
        let instants = [0, 3, 7, 11, 19].map(|ms| Ps(ms * 1_000_000_000));
        let there = instants.map(|at| replays.maps(at));
        for maps in there.iter().rev() {
            assert_eq!(replays.maps(maps.at), *maps);
        }
        let stale = there[4].lane(Lane::Lazy).cells.iter().filter(|cell| cell.shade() == Shade::Stale);
        assert!(stale.count() > 0, "mappings that have gone are still in tables");
        assert_eq!(Maps::from_words(there[4].words()), Some(there[4].clone()));
        let mut words = there[4].words();
        words.pop();
        assert_eq!(Maps::from_words(words), None);
    }

    #[test]
    fn neighbours_are_put_together_and_still_counted() {
        let compare = Link::read("v=1&procs=100k&reserve=960MiB&arch=i386-pae&time=5ms").scenario.compare;
        let maps = replays(&compare).maps(Ps(5_000_000_000));
        let map = maps.lane(Lane::Shared);
        assert!(map.rows().len() <= ROWS_MAX as usize && map.columns() <= COLUMNS_MAX && map.slots_per_column > 1);
        assert!(map.one_in > 1 && map.alive < 100_000);
        let due: u64 = (0..map.columns()).map(|column| map.column(column)[0]).sum();
        assert_eq!(due, u64::from(map.slots) * u64::from(map.alive));
    }
}
