//! Scripts in links: `do=10us:vmalloc:0:a1:64KiB,20us:fork:1:c3,30us:touch:p3:a1.2`, operations apart by commas, their parts
//! by colons.
//!
//! First the instant, then what to do, then on which CPU or by whom, then the rest. Areas are `a1`, children `c3`, the
//! processes that are there from the start `p7`, the third page of an area `a1.2`; its first is just `a1`.

use pgd_sim::{Act, AreaName, ChildName, CpuId, Mapping, PAGE_BYTES, Page, Ps, Scripted, Who, check};

use crate::error::ScenarioError;
use crate::quantity::Unit;

/// The key of a script in a link.
pub const KEY: &str = "do";

/// The most operations of a script.
pub const SCRIPT_MAX: usize = 1_000;

/// The latest instant, and the most bytes of one area: those of the fields `time` and `size`.
const TIME_MAX: Ps = Ps(1_000_000_000_000_000);
const BYTES_MAX: u64 = 1 << 50;

/// How each operation is written, for who gets it wrong.
const FORMS: [(&str, &str); 11] = [
    ("vmalloc", "10us:vmalloc:CPU:a1:64KiB"),
    ("percpu", "10us:percpu:CPU:a1:64KiB"),
    ("ioremap", "10us:ioremap:CPU:a1"),
    ("vfree", "10us:vfree:a1"),
    ("fork", "10us:fork:CPU:c1"),
    ("exit", "10us:exit:c1"),
    ("exec", "10us:exec:p0"),
    ("switch", "10us:switch:p0"),
    ("touch", "10us:touch:p0:a1"),
    ("kthread", "10us:kthread:CPU:a1"),
    ("irq", "10us:irq:CPU:a1, and nmi likewise"),
];

/// Writes a script as a link has it.
#[must_use]
pub fn write_script(script: &[Scripted]) -> String {
    let operations: Vec<String> = script.iter().map(write).collect();
    operations.join(",")
}

fn write(scripted: &Scripted) -> String {
    let at = if scripted.at == Ps::ZERO { "0s".to_owned() } else { Unit::Time.write(scripted.at.0) };
    match scripted.act {
        Act::Vmalloc { cpu, area, mapping: Mapping::Huge, .. } => format!("{at}:ioremap:{}:a{}", cpu.0, area.0),
        Act::Vmalloc { cpu, area, pages, mapping } => {
            let verb = if mapping == Mapping::TopDown { "percpu" } else { "vmalloc" };
            format!("{at}:{verb}:{}:a{}:{}", cpu.0, area.0, Unit::Bytes.write(pages * PAGE_BYTES))
        }
        Act::Vfree(area) => format!("{at}:vfree:a{}", area.0),
        Act::Fork { cpu, child } => format!("{at}:fork:{}:c{}", cpu.0, child.0),
        Act::Exit(child) => format!("{at}:exit:c{}", child.0),
        Act::Exec(who) => format!("{at}:exec:{}", whose(who)),
        Act::Switch(who) => format!("{at}:switch:{}", whose(who)),
        Act::Touch(who, page) => format!("{at}:touch:{}:{}", whose(who), paged(page)),
        Act::Kthread(cpu, page) => format!("{at}:kthread:{}:{}", cpu.0, paged(page)),
        Act::Irq(cpu, page) => format!("{at}:irq:{}:{}", cpu.0, paged(page)),
        Act::Nmi(cpu, page) => format!("{at}:nmi:{}:{}", cpu.0, paged(page)),
    }
}

fn whose(who: Who) -> String {
    match who {
        Who::Initial(process) => format!("p{process}"),
        Who::Child(child) => format!("c{}", child.0),
    }
}

fn paged(page: Page) -> String {
    if page.page == 0 { format!("a{}", page.area.0) } else { format!("a{}.{}", page.area.0, page.page) }
}

/// Reads a script. Whether it speaks of what is there is not looked at here.
///
/// # Errors
/// At the first operation that cannot be read, with its position.
pub(crate) fn read(text: &str) -> Result<Vec<Scripted>, ScenarioError> {
    let text = text.trim();
    if text.is_empty() {
        return Ok(Vec::new());
    }
    let operations = text.split(',').enumerate().map(|(at, operation)| {
        if at == SCRIPT_MAX {
            return Err(error(at, operation, &format!("a script has at most {SCRIPT_MAX} operations")));
        }
        operation_of(operation).map_err(|expected| error(at, operation, &expected))
    });
    operations.collect()
}

/// What is wrong with a script under so many processes and CPUs, with how many of its operations are sound before that.
pub(crate) fn conflict(script: &[Scripted], processes: u32, cpus: u8) -> Option<(ScenarioError, usize)> {
    let wrong = check(script, processes, cpus).err()?;
    let at = wrong.position - 1;
    Some((ScenarioError::new(KEY, &write(&script[at]), wrong.to_string()), at))
}

fn error(at: usize, operation: &str, expected: &str) -> ScenarioError {
    ScenarioError::new(KEY, operation, format!("operation {}: {expected}", at + 1))
}

fn operation_of(text: &str) -> Result<Scripted, String> {
    let mut parts = text.trim().split(':');
    let at = parts.next().unwrap_or_default();
    let verb = parts.next().unwrap_or_default();
    let parts: Vec<&str> = parts.collect();
    let at = Unit::Time.read(at).map(Ps).filter(|at| *at <= TIME_MAX);
    let at = at.ok_or_else(|| format!("begin with an instant such as 10us, up to {}", Unit::Time.write(TIME_MAX.0)))?;
    let looked_up = if verb == "nmi" { "irq" } else { verb };
    let Some((_, form)) = FORMS.iter().find(|(known, _)| *known == looked_up) else {
        let verbs: Vec<_> = FORMS.iter().map(|(verb, _)| *verb).collect();
        return Err(format!("after the instant comes one of {}, nmi", verbs.join(", ")));
    };
    let act = act(verb, &parts).ok_or_else(|| format!("write it like {form}"))?;
    Ok(Scripted { at, act })
}

fn act(verb: &str, parts: &[&str]) -> Option<Act> {
    Some(match (verb, parts) {
        ("vmalloc" | "percpu", [cpu, name, bytes]) => Act::Vmalloc {
            cpu: cpu_of(cpu)?,
            area: AreaName(numbered('a', name)?),
            pages: Unit::Bytes.read(bytes).filter(|bytes| (1..=BYTES_MAX).contains(bytes))?.div_ceil(PAGE_BYTES),
            mapping: if verb == "percpu" { Mapping::TopDown } else { Mapping::Pages },
        },
        ("ioremap", [cpu, name]) => {
            let (cpu, area) = (cpu_of(cpu)?, AreaName(numbered('a', name)?));
            Act::Vmalloc { cpu, area, pages: 1, mapping: Mapping::Huge }
        }
        ("vfree", [name]) => Act::Vfree(AreaName(numbered('a', name)?)),
        ("fork", [cpu, name]) => Act::Fork { cpu: cpu_of(cpu)?, child: ChildName(numbered('c', name)?) },
        ("exit", [name]) => Act::Exit(ChildName(numbered('c', name)?)),
        ("exec", [who]) => Act::Exec(who_of(who)?),
        ("switch", [who]) => Act::Switch(who_of(who)?),
        ("touch", [who, page]) => Act::Touch(who_of(who)?, page_of(page)?),
        ("kthread", [cpu, page]) => Act::Kthread(cpu_of(cpu)?, page_of(page)?),
        ("irq", [cpu, page]) => Act::Irq(cpu_of(cpu)?, page_of(page)?),
        ("nmi", [cpu, page]) => Act::Nmi(cpu_of(cpu)?, page_of(page)?),
        _ => return None,
    })
}

fn cpu_of(text: &str) -> Option<CpuId> {
    text.parse().ok().map(CpuId)
}

/// A number behind its letter.
fn numbered<T: core::str::FromStr>(letter: char, text: &str) -> Option<T> {
    text.strip_prefix(letter)?.parse().ok()
}

fn who_of(text: &str) -> Option<Who> {
    numbered('p', text).map(Who::Initial).or_else(|| numbered('c', text).map(|child| Who::Child(ChildName(child))))
}

fn page_of(text: &str) -> Option<Page> {
    let (area, page) = text.split_once('.').unwrap_or((text, "0"));
    Some(Page { area: AreaName(numbered('a', area)?), page: page.parse().ok()? })
}
