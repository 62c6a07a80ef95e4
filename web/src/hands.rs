//! Hands on: what a click adds to the script, and what each strategy made of it, in words.

use pgd_sim::{Act, AreaName, ChildName, Mapping, PAGE_BYTES, Page, Ps, Scripted, Who};
use playground::{Deed, Hands, Person};
use plot::nanoseconds;
use scenario::SCRIPT_MAX;

/// Operations are asked for at whole steps of this, each after the one before is over.
const STEP: u64 = 10_000_000;

/// Something to do, as the process that is chosen or on its CPU.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Click {
    /// vmalloc of as much as a slot has, so that one more is needed.
    Vmalloc,
    /// fork.
    Fork,
    /// An access in a slot.
    Touch(u16),
    /// A switch to it.
    Switch,
    /// An NMI on its CPU, which makes an access in a slot through the table that is loaded there.
    Nmi(u16),
    /// Its exit; only children go.
    Exit,
}

/// The script with what a click adds; none where that cannot be done.
#[must_use]
pub fn clicked(
    script: &[Scripted],
    hands: &Hands,
    slot_bytes: u64,
    person: &Person,
    click: Click,
) -> Option<Vec<Scripted>> {
    let Person { who, cpu, .. } = *person;
    let next = |number: fn(&Act) -> Option<u16>| {
        script.iter().filter_map(|scripted| number(&scripted.act)).max().unwrap_or(0).checked_add(1)
    };
    let act = match click {
        Click::Vmalloc => {
            let area = next(|act| if let Act::Vmalloc { area, .. } = act { Some(area.0) } else { None })?;
            Act::Vmalloc { cpu, area: AreaName(area), pages: slot_bytes / PAGE_BYTES, mapping: Mapping::Pages }
        }
        Click::Fork => {
            let child = next(|act| if let Act::Fork { child, .. } = act { Some(child.0) } else { None })?;
            Act::Fork { cpu, child: ChildName(child) }
        }
        Click::Touch(slot) => Act::Touch(who, page_in(script, hands, slot)?),
        Click::Switch => Act::Switch(who),
        Click::Nmi(slot) => Act::Nmi(cpu, page_in(script, hands, slot)?),
        Click::Exit => match who {
            Who::Child(child) => Act::Exit(child),
            Who::Initial(_) => return None,
        },
    };
    if script.len() == SCRIPT_MAX {
        return None;
    }
    let before = hands.end.max(script.last().map_or(Ps::ZERO, |last| last.at));
    let at = Ps((before.0 / STEP + 1) * STEP);
    Some(script.iter().copied().chain([Scripted { at, act }]).collect())
}

/// Slots in which there is something to access, the newest first.
#[must_use]
pub fn touchable(script: &[Scripted], hands: &Hands) -> Vec<u16> {
    let last = hands.areas.iter().map(|(.., last)| *last).max().unwrap_or(0);
    (0..=last).rev().filter(|slot| page_in(script, hands, *slot).is_some()).collect()
}

/// A page of an area in a slot, where there is one: the end of one that ends there, or the start of one that begins there.
#[must_use]
pub fn page_in(script: &[Scripted], hands: &Hands, slot: u16) -> Option<Page> {
    let ends = hands.areas.iter().rfind(|(.., last)| *last == slot);
    if let Some((area, ..)) = ends {
        return Some(Page { area: *area, page: pages(script, *area)? - 1 });
    }
    let begins = hands.areas.iter().rfind(|(_, first, _)| *first == slot);
    begins.map(|(area, ..)| Page { area: *area, page: 0 })
}

fn pages(script: &[Scripted], name: AreaName) -> Option<u64> {
    script.iter().find_map(|scripted| match scripted.act {
        Act::Vmalloc { area, pages, .. } if area == name => Some(pages),
        _ => None,
    })
}

/// The slot of a page.
fn slot_of(script: &[Scripted], hands: &Hands, page: Page) -> Option<u16> {
    let (_, first, last) = *hands.areas.iter().find(|(area, ..)| *area == page.area)?;
    let at_the_end = pages(script, page.area) == Some(page.page + 1);
    Some(if at_the_end { last } else { first })
}

/// What the operation was about, for a mark in the picture: a process, or all, and a slot.
#[must_use]
pub fn about(script: &[Scripted], hands: &Hands) -> Option<(Option<Who>, u16)> {
    match script.last()?.act {
        Act::Vmalloc { area, .. } => {
            hands.areas.iter().find(|(name, ..)| *name == area).map(|(.., last)| (None, *last))
        }
        Act::Touch(who, page) => slot_of(script, hands, page).map(|slot| (Some(who), slot)),
        Act::Kthread(cpu, page) | Act::Irq(cpu, page) | Act::Nmi(cpu, page) => {
            let loaded = hands.people.iter().find(|person| person.cpu == cpu && person.loaded)?;
            slot_of(script, hands, page).map(|slot| (Some(loaded.who), slot))
        }
        _ => None,
    }
}

/// A process, as a script names it.
#[must_use]
pub fn called(who: Who) -> String {
    match who {
        Who::Initial(process) => format!("p{process}"),
        Who::Child(child) => format!("c{}", child.0),
    }
}

/// What was asked for.
#[must_use]
pub fn asked(script: &[Scripted], hands: &Hands, act: &Act) -> String {
    let slot = |page: &Page| {
        slot_of(script, hands, *page).map_or_else(|| format!("a{}", page.area.0), |slot| format!("slot {slot}"))
    };
    match act {
        Act::Vmalloc { cpu, area, .. } => format!("CPU {} allocates a{}", cpu.0, area.0),
        Act::Vfree(area) => format!("a{} is freed", area.0),
        Act::Fork { cpu, child } => format!("CPU {} forks c{}", cpu.0, child.0),
        Act::Exit(child) => format!("c{} exits", child.0),
        Act::Exec(who) => format!("{} execs", called(*who)),
        Act::Switch(who) => format!("{} is switched to", called(*who)),
        Act::Touch(who, page) => format!("{} touches {}", called(*who), slot(page)),
        Act::Kthread(cpu, page) => format!("a kernel thread on CPU {} touches {}", cpu.0, slot(page)),
        Act::Irq(cpu, page) => format!("an interrupt on CPU {} touches {}", cpu.0, slot(page)),
        Act::Nmi(cpu, page) => format!("an NMI on CPU {} touches {}", cpu.0, slot(page)),
    }
}

/// What a strategy made of the operation in a place of the script.
#[must_use]
pub fn told(script: &[Scripted], deeds: &[Deed], at: usize) -> String {
    let (Some(Scripted { act, .. }), Some(deed)) = (script.get(at), deeds.get(at)) else { return String::new() };
    let all_from_boot = deeds[..=at].iter().all(|deed| deed.slots_new == 0);
    let took = nanoseconds(deed.took.as_ns());
    let sync = nanoseconds(deed.sync.as_ns());
    match act {
        Act::Vmalloc { .. } if deed.no_room > 0 => "No room: the allocation fails.".to_owned(),
        Act::Vmalloc { .. } if deed.walked > 0 => {
            format!("Walks {} tables under pgd_lock, {sync} of {took}.", deed.walked)
        }
        Act::Vmalloc { .. } if deed.slots_new > 0 => {
            format!("Puts it into the reference table alone; nobody is told. {took}.")
        }
        Act::Vmalloc { .. } if all_from_boot => format!("The entry is in all tables from boot. {took}."),
        Act::Vmalloc { .. } => format!("No slot is new: nothing to spread. {took}."),
        _ if deed.oopses > 0 => "An oops: the entry is missing, and nobody fills it.".to_owned(),
        Act::Nmi(..) if deed.faults > 0 => {
            let window = nanoseconds(deed.window.as_ns());
            format!("A fault inside the NMI handler, {sync}; its IRET unblocks NMIs {window} too early.")
        }
        _ if deed.faults > 0 => format!("The entry is missing: a fault fills it, {sync} of {took}."),
        Act::Touch(..) | Act::Kthread(..) | Act::Irq(..) | Act::Nmi(..) => format!("The entry is there. {took}."),
        Act::Fork { .. } => format!("The child’s table is a copy of the reference table, and so up to date. {took}."),
        Act::Switch(_) => format!("Its table is loaded, behind or not. {took}."),
        Act::Exit(_) => format!("Its table leaves the list. {took}."),
        Act::Exec(_) => format!("It gets a new copy of the reference table. {took}."),
        Act::Vfree(_) => format!("The area goes, its entries stay. {took}."),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground::{HandsJob, Lane};
    use scenario::{Compare, Link, write_script};

    const SMALL: &str = "v=1&procs=8&cpus=2&vmalloc=0&fork=0&touch=0&switch=0&irq=0&nmi=0";

    fn hands(compare: &Compare) -> Hands {
        let mut job = HandsJob::new(compare).expect("a small machine");
        loop {
            if let Some(hands) = job.advance(1_000) {
                return hands;
            }
        }
    }

    /// Clicks one after the other, each as a process; what was said of the last.
    fn after(clicks: &[(Who, Click)]) -> (Compare, Hands) {
        let mut compare = Link::read(SMALL).scenario.compare;
        for (who, click) in clicks {
            let hands = hands(&compare);
            let person = hands.people.iter().find(|person| person.who == *who).expect("it is there");
            let slot_bytes = compare.geometry().slot_bytes();
            compare.script = clicked(&compare.script, &hands, slot_bytes, person, *click).expect("it can be done");
            // What a link says is what is run.
            let link = Link::read(&format!("{SMALL}&do={}", write_script(&compare.script)));
            assert_eq!((link.error(), &link.scenario.compare), (None, &compare));
        }
        let hands = hands(&compare);
        (compare, hands)
    }

    fn said((compare, hands): &(Compare, Hands)) -> [String; 3] {
        Lane::ALL.map(|lane| told(&compare.script, hands.deeds(lane), compare.script.len() - 1))
    }

    const P0: Who = Who::Initial(0);
    const P3: Who = Who::Initial(3);
    const C1: Who = Who::Child(ChildName(1));

    #[test]
    fn a_new_slot_is_there_walked_or_left() {
        let here = after(&[(P0, Click::Vmalloc)]);
        let [shared, eager, lazy] = said(&here);
        assert!(shared.starts_with("The entry is in all tables from boot."), "{shared}");
        assert!(eager.starts_with("Walks 8 tables under pgd_lock, 1."), "{eager}");
        assert!(lazy.contains("the reference table alone"), "{lazy}");
        assert_eq!(about(&here.0.script, &here.1), Some((None, 1)));
        assert_eq!(touchable(&here.0.script, &here.1), [1, 0]);
    }

    #[test]
    fn who_touches_faults_once_and_a_child_never() {
        let new = (P0, Click::Vmalloc);
        let [_, eager, lazy] = said(&after(&[new, (P3, Click::Touch(1))]));
        assert!(eager.starts_with("The entry is there") && lazy.starts_with("The entry is missing: a fault fills it"));
        for more in [[(P3, Click::Touch(1)), (P3, Click::Touch(1))], [(P3, Click::Fork), (C1, Click::Touch(1))]] {
            let here = after(&[&[new], &more[..]].concat());
            assert!(said(&here)[2].starts_with("The entry is there"), "{:?}", said(&here));
        }
        let nmi = said(&after(&[new, (P3, Click::Switch), (P3, Click::Nmi(1))]));
        assert!(nmi[2].contains("its IRET unblocks NMIs") && nmi[1].starts_with("The entry is there"), "{nmi:?}");
    }

    #[test]
    fn children_go_and_others_stay() {
        let here = after(&[(P0, Click::Fork), (C1, Click::Exit)]);
        assert_eq!(here.1.people.len(), 8);
        let person = here.1.people[0];
        assert_eq!(clicked(&here.0.script, &here.1, 4 << 20, &person, Click::Exit), None);
        assert_eq!(
            clicked(&here.0.script, &here.1, 4 << 20, &person, Click::Nmi(1)),
            None,
            "nothing is there to touch"
        );
    }

    #[test]
    fn every_slot_can_be_made_until_there_is_no_room() {
        let clicks = [(P0, Click::Vmalloc); 32];
        let here = after(&clicks);
        let new: Vec<u32> = here.1.deeds(Lane::Lazy).iter().map(|deed| deed.slots_new).collect();
        assert!(new[..20].iter().all(|new| *new == 1), "{new:?}");
        assert_eq!(said(&here)[0], "No room: the allocation fails.");
    }
}
