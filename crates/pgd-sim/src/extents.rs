//! Free stretches of the vmalloc area, found first fit by address.

/// A stretch of pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Extent {
    pub(crate) start: u64,
    pub(crate) pages: u64,
}

impl Extent {
    const fn end(self) -> u64 {
        self.start + self.pages
    }
}

/// Stretches in a block before it is split in two.
const BLOCK_MAX: usize = 64;

/// Neighbouring stretches, with the size of the largest: a search passes over a whole block at a glance, as Linux' tree of
/// free areas does over a whole branch.
#[derive(Clone, Debug)]
struct Block {
    largest: u64,
    extents: Vec<Extent>,
}

impl Block {
    fn of(extents: Vec<Extent>) -> Block {
        let largest = extents.iter().map(|extent| extent.pages).max().unwrap_or(0);
        Block { largest, extents }
    }

    fn refresh(&mut self) {
        self.largest = self.extents.iter().map(|extent| extent.pages).max().unwrap_or(0);
    }
}

/// All free stretches, by address; no two touch.
#[derive(Clone, Debug)]
pub(crate) struct Extents {
    blocks: Vec<Block>,
}

impl Extents {
    pub(crate) fn new(start: u64, pages: u64) -> Extents {
        let extents = if pages == 0 { Vec::new() } else { vec![Extent { start, pages }] };
        Extents { blocks: vec![Block::of(extents)] }
    }

    /// Takes `pages` from the lowest stretch that is long enough; gives the first page.
    pub(crate) fn take(&mut self, pages: u64) -> Option<u64> {
        let at = self.blocks.iter().position(|block| block.largest >= pages)?;
        let block = &mut self.blocks[at];
        let place = block.extents.iter().position(|extent| extent.pages >= pages)?;
        let extent = &mut block.extents[place];
        let start = extent.start;
        *extent = Extent { start: start + pages, pages: extent.pages - pages };
        if extent.pages == 0 {
            block.extents.remove(place);
        }
        block.refresh();
        self.drop_if_empty(at);
        Some(start)
    }

    /// Takes `pages` from the lowest stretch in which so many begin at a multiple of `align` beyond `phase`; gives the first
    /// page.
    pub(crate) fn take_aligned(&mut self, pages: u64, align: u64, phase: u64) -> Option<u64> {
        // The first boundary in or behind a stretch: boundaries lie where page + phase is a multiple.
        let boundary = |extent: &Extent| (extent.start + phase).next_multiple_of(align) - phase;
        let fits = |extent: &Extent| boundary(extent) + pages <= extent.end();
        let blocks = self.blocks.iter().enumerate().filter(|(_, block)| block.largest >= pages);
        let (at, place) = blocks.filter_map(|(at, block)| Some((at, block.extents.iter().position(fits)?))).next()?;
        let extent = self.blocks[at].extents.remove(place);
        self.blocks[at].refresh();
        self.drop_if_empty(at);
        let start = boundary(&extent);
        for rest in [
            Extent { start: extent.start, pages: start - extent.start },
            Extent { start: start + pages, pages: extent.end() - start - pages },
        ] {
            if rest.pages > 0 {
                self.give(rest);
            }
        }
        Some(start)
    }

    /// Takes `pages` from the end of the highest stretch that is long enough; gives the first page.
    pub(crate) fn take_top(&mut self, pages: u64) -> Option<u64> {
        let at = self.blocks.iter().rposition(|block| block.largest >= pages)?;
        let block = &mut self.blocks[at];
        let place = block.extents.iter().rposition(|extent| extent.pages >= pages)?;
        let extent = &mut block.extents[place];
        extent.pages -= pages;
        let start = extent.end();
        if extent.pages == 0 {
            block.extents.remove(place);
        }
        block.refresh();
        self.drop_if_empty(at);
        Some(start)
    }

    /// Gives a stretch back, and joins it with what it touches.
    pub(crate) fn give(&mut self, given: Extent) {
        // The block that ends behind the given stretch, or the last: what comes before and behind lies there or next to it.
        let at = self.blocks.partition_point(|block| block.extents.last().is_some_and(|last| last.start < given.start));
        let at = at.min(self.blocks.len() - 1);
        let place = self.blocks[at].extents.partition_point(|extent| extent.start < given.start);
        self.blocks[at].extents.insert(place, given);
        self.join_with_next(at, place);
        if place > 0 {
            self.join_with_next(at, place - 1);
        } else if at > 0 {
            let last = self.blocks[at - 1].extents.len() - 1;
            self.join_with_next(at - 1, last);
        }
        self.split_if_full(at.min(self.blocks.len() - 1));
    }

    /// Joins the stretch at this place with the one behind it, where they touch.
    fn join_with_next(&mut self, at: usize, place: usize) {
        let here = self.blocks[at].extents[place];
        let next = if place + 1 < self.blocks[at].extents.len() {
            Some((at, place + 1))
        } else {
            (at + 1 < self.blocks.len()).then_some((at + 1, 0))
        };
        if let Some((next_at, next_place)) = next {
            let there = self.blocks[next_at].extents[next_place];
            debug_assert!(here.end() <= there.start, "stretches overlap: {here:?} {there:?}");
            if here.end() == there.start {
                self.blocks[at].extents[place].pages += there.pages;
                self.blocks[next_at].extents.remove(next_place);
                self.blocks[next_at].refresh();
            }
            self.blocks[at].refresh();
            self.drop_if_empty(next_at);
        } else {
            self.blocks[at].refresh();
        }
    }

    fn drop_if_empty(&mut self, at: usize) {
        if self.blocks.len() > 1 && self.blocks[at].extents.is_empty() {
            self.blocks.remove(at);
        }
    }

    fn split_if_full(&mut self, at: usize) {
        let block = &mut self.blocks[at];
        if block.extents.len() > BLOCK_MAX {
            let upper = Block::of(block.extents.split_off(BLOCK_MAX / 2));
            block.refresh();
            self.blocks.insert(at + 1, upper);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rng::{Purpose, Stream, pick};

    /// The same by a map of single pages.
    struct Pages(Vec<bool>);

    impl Pages {
        fn take(&mut self, pages: u64) -> Option<u64> {
            let pages = pages as usize;
            let start =
                (0..=self.0.len().checked_sub(pages)?).find(|at| self.0[*at..at + pages].iter().all(|free| *free))?;
            self.0[start..start + pages].fill(false);
            Some(start as u64)
        }

        fn take_aligned(&mut self, pages: u64, align: usize, phase: usize) -> Option<u64> {
            let pages = pages as usize;
            let fits =
                |at: &usize| (at + phase).is_multiple_of(align) && self.0[*at..at + pages].iter().all(|free| *free);
            let start = (0..=self.0.len().checked_sub(pages)?).find(fits)?;
            self.0[start..start + pages].fill(false);
            Some(start as u64)
        }

        fn take_top(&mut self, pages: u64) -> Option<u64> {
            let pages = pages as usize;
            let fits = |at: &usize| self.0[*at..at + pages].iter().all(|free| *free);
            let start = (0..=self.0.len().checked_sub(pages)?).rev().find(fits)?;
            self.0[start..start + pages].fill(false);
            Some(start as u64)
        }
    }

    #[test]
    fn first_fit_is_what_a_map_of_pages_finds() {
        for seed in 0..20 {
            let mut stream = Stream::new(seed, 0, Purpose::Tasks);
            let size = 2_000;
            let (mut extents, mut pages) = (Extents::new(0, size), Pages(vec![true; size as usize]));
            let mut taken: Vec<Extent> = Vec::new();
            for _ in 0..3_000 {
                let choice = pick(stream.bits(), 100);
                if choice < 3 {
                    let start = extents.take_aligned(9, 8, 3);
                    assert_eq!(start, pages.take_aligned(9, 8, 3));
                    taken.extend(start.map(|start| Extent { start, pages: 9 }));
                } else if choice < 51 {
                    let want = 1 + pick(stream.bits(), 8) as u64;
                    let start = if choice < 40 { extents.take(want) } else { extents.take_top(want) };
                    assert_eq!(start, if choice < 40 { pages.take(want) } else { pages.take_top(want) });
                    taken.extend(start.map(|start| Extent { start, pages: want }));
                } else if !taken.is_empty() {
                    let extent = taken.swap_remove(pick(stream.bits(), taken.len()));
                    extents.give(extent);
                    pages.0[extent.start as usize..extent.end() as usize].fill(true);
                }
                let all: Vec<Extent> = extents.blocks.iter().flat_map(|block| block.extents.clone()).collect();
                assert!(all.windows(2).all(|pair| pair[0].end() < pair[1].start), "in order, and none touch");
            }
        }
    }
}
