//! Any bytes as a script: most of them speak of what is not there, and are refused with the place; the others run.

use pgd_sim::{
    Act, Arch, AreaName, ChildName, Config, CpuId, EagerForm, Load, Machine, Mapping, Page, Ps, Scope, ScriptError,
    Scripted, Second, SharedForm, Spans, Stacks, Strategy, Unmap, Who, check,
};
use scenario::Compare;

use crate::bytes::Bytes;

/// The most operations; a longer script shows nothing that a short one does not.
const ACTS_MAX: usize = 60;
/// The most events. No operation needs so many (a walk before reuse has an event or two for each slot), so that a script which
/// has not come to its end then never will.
const EVENTS: u32 = 600 * ACTS_MAX as u32;
/// Names, CPUs and processes a little beyond those that are there.
const NAMES: u16 = 6;
const PROCESSES: u32 = 5;
const CPUS: u8 = 3;
/// Instants go beyond what the clock can hold (2^58 ps), and sizes beyond what any area has.
const LAST: u64 = 1 << 60;
const PAGES: u64 = 1 << 50;

const STRATEGIES: [Strategy; 7] = [
    Strategy::Shared(SharedForm::Preallocated),
    Strategy::Shared(SharedForm::Single),
    Strategy::Shared(SharedForm::Skipped),
    Strategy::Eager(EagerForm::STRICT),
    Strategy::Eager(EagerForm { scope: Scope::ToTop, second: Second::Races }),
    Strategy::Lazy,
    Strategy::CatchUp,
];

/// Makes a script of the bytes. It is refused at a place that it has, or runs to its end.
pub(crate) fn script(bytes: &[u8]) {
    let mut bytes = Bytes(bytes);
    let mut config = config(&mut bytes);
    let script = acts(&mut bytes);
    let script = match check(&script, config.processes, config.cpus) {
        Ok(homes) => {
            assert_eq!(homes.len(), script.len());
            assert!(homes.iter().all(|cpu| cpu.0 < CPUS), "each operation has a CPU that is there");
            script
        }
        Err(error) => before(error, script, &config),
    };
    config.script = script;
    let mut machine = Machine::observed(config, Spans::bounded(1_000));
    assert!(machine.advance(EVENTS), "a script comes to its end");
    let report = machine.report();
    let timeline = machine.observer().timeline();
    assert_eq!(timeline.sampling.remarkable, 1, "so few spans are all kept");
    assert!(report.entries_written == 0 || report.slots_new + report.slots_present > 0);
}

/// What stands before the operation that is refused, which must be sound.
fn before(error: ScriptError, mut script: Vec<Scripted>, config: &Config) -> Vec<Scripted> {
    assert!((1..=script.len()).contains(&error.position), "{error}");
    assert!(!error.to_string().is_empty());
    script.truncate(error.position - 1);
    assert!(check(&script, config.processes, config.cpus).is_ok(), "only the first wrong operation is named");
    script
}

fn config(bytes: &mut Bytes) -> Config {
    let compare = Compare { arch: bytes.pick(&Arch::ALL), procs: PROCESSES, cpus: CPUS, ..Compare::default() };
    let config = compare.config(bytes.pick(&STRATEGIES));
    // Near the edge of the first slot, so that slots are new on every architecture.
    let slot = config.geometry.under_one_entry().bytes().min(config.geometry.slot_bytes());
    let boot_bytes = slot.saturating_sub(bytes.u16().into());
    let forms = bytes.u8();
    Config {
        boot_bytes,
        irqs_off: forms & 1 == 1,
        unmap: if forms & 2 == 2 { Unmap::Walks } else { Unmap::Forgets },
        stacks: [Stacks::Direct, Stacks::Vmalloc, Stacks::VmallocSynced, Stacks::Direct][usize::from(forms >> 2 & 3)],
        duration: Ps::ZERO,
        load: Load::default(),
        ..config
    }
}

fn acts(bytes: &mut Bytes) -> Vec<Scripted> {
    let (mut script, mut at) = (Vec::new(), 0);
    while !bytes.is_empty() && script.len() < ACTS_MAX {
        let kind = bytes.u8();
        // Mostly in order, and close enough to meet; now and then long after, or back in time.
        at = match kind >> 4 {
            0 => bytes.u64() % LAST,
            wait => at + u64::from(wait - 1) * 100_000,
        };
        script.push(Scripted { at: Ps(at), act: act(kind & 15, bytes) });
    }
    script
}

fn act(kind: u8, bytes: &mut Bytes) -> Act {
    let name = |bytes: &mut Bytes| AreaName(bytes.u16() % NAMES);
    let child = |bytes: &mut Bytes| ChildName(bytes.u16() % NAMES);
    let cpu = |bytes: &mut Bytes| CpuId(bytes.u8() % (CPUS + 1));
    let page = |bytes: &mut Bytes| Page { area: name(bytes), page: bytes.u64() };
    let who = |bytes: &mut Bytes| match bytes.u8() {
        choice if choice < 128 => Who::Initial(u32::from(choice) % (PROCESSES + 1)),
        _ => Who::Child(child(bytes)),
    };
    match kind {
        0..=3 => Act::Vmalloc {
            cpu: cpu(bytes),
            area: name(bytes),
            pages: if kind == 0 { bytes.u64() % PAGES } else { bytes.u8().into() },
            mapping: [Mapping::Pages, Mapping::TopDown, Mapping::Huge, Mapping::Pages][usize::from(kind)],
        },
        4 => Act::Vfree(name(bytes)),
        5 | 6 => Act::Fork { cpu: cpu(bytes), child: child(bytes) },
        7 => Act::Exit(child(bytes)),
        8 => Act::Exec(who(bytes)),
        9 => Act::Switch(who(bytes)),
        10 | 11 => Act::Touch(who(bytes), page(bytes)),
        12 => Act::Kthread(cpu(bytes), page(bytes)),
        13 => Act::Irq(cpu(bytes), page(bytes)),
        _ => Act::Nmi(cpu(bytes), page(bytes)),
    }
}
