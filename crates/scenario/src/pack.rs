//! Long scripts, packed: `z=s1:…` holds the operations of `do=…` as bytes, in base64 for addresses (RFC 4648, section 5). What
//! stands before the colon says how it is packed, so that another way can join this one.
//!
//! An operation is a byte with its verb, the unit of its gap and the gap's sign; the gap to the instant of the operation
//! before, in that unit; and the verb's numbers. Numbers are written in groups of seven bits, the lowest first, each byte but
//! the last with its highest bit set. A general compressor would weigh more than all the rest of reading links (20 KB of a
//! page's 340), and its bytes would be its version's; these are the same for ever, and hold no more than they show.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use pgd_sim::{Act, AreaName, ChildName, CpuId, Mapping, PAGE_BYTES, Page, Ps, Scripted, Who};

use crate::error::ScenarioError;
use crate::script::{self, SCRIPT_MAX, write_script};

/// The key of a packed script in a link.
pub(crate) const KEY: &str = "z";

const PREFIX: &str = "s1:";

/// The bit of a gap that leads back in time.
const BACK: u8 = 1 << 6;

/// What gaps are counted in: ps, ns, µs and ms.
const UNITS_PS: [u64; 4] = [1, 1_000, 1_000_000, 1_000_000_000];

/// Packs a script.
#[must_use]
pub(crate) fn pack(script: &[Scripted]) -> String {
    let mut bytes = Vec::new();
    let mut before = 0;
    for &Scripted { at: Ps(at), act } in script {
        let (verb, numbers) = taken_apart(act);
        let gap = at.abs_diff(before);
        let unit = (0..UNITS_PS.len()).rev().find(|unit| gap % UNITS_PS[*unit] == 0).unwrap_or_default();
        bytes.push(verb | (unit as u8) << 4 | if at < before { BACK } else { 0 });
        put_number(&mut bytes, gap / UNITS_PS[unit]);
        numbers.into_iter().for_each(|number| put_number(&mut bytes, number));
        before = at;
    }
    format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// Unpacks a script. Whether it speaks of what is there is not looked at here.
///
/// # Errors
/// Where it was packed in no way that is known, is not whole, or is not one that could be written out.
pub(crate) fn unpack(packed: &str) -> Result<Vec<Scripted>, ScenarioError> {
    let error = |expected: &str| ScenarioError::new(KEY, packed, expected);
    let code = packed.strip_prefix(PREFIX).ok_or_else(|| error("a packed script begins with s1:"))?;
    let bytes = URL_SAFE_NO_PAD.decode(code).ok();
    let script =
        bytes.and_then(|bytes| operations(&bytes)).ok_or_else(|| error("it is not whole; copy the link again"))?;
    // The limits of what is packed are those of what is written out.
    script::read(&write_script(&script))
}

fn operations(bytes: &[u8]) -> Option<Vec<Scripted>> {
    let mut bytes = Bytes(bytes);
    let mut script = Vec::new();
    let mut before: u64 = 0;
    // One too many is enough to be told so.
    while !bytes.0.is_empty() && script.len() <= SCRIPT_MAX {
        let head = bytes.byte()?;
        let gap = bytes.number::<u64>()?.checked_mul(UNITS_PS[usize::from(head >> 4 & 3)])?;
        let at = if head & BACK == 0 { before.checked_add(gap)? } else { before.checked_sub(gap)? };
        let act = bytes.act(head & 15)?;
        script.push(Scripted { at: Ps(at), act });
        before = at;
    }
    Some(script)
}

/// An operation's verb and numbers.
fn taken_apart(act: Act) -> (u8, Vec<u64>) {
    let number = |cpu: CpuId| u64::from(cpu.0);
    let paged = |first: u64, Page { area, page }: Page| vec![first, u64::from(area.0), page];
    match act {
        Act::Vmalloc { cpu, area, pages, mapping: Mapping::Pages } => (0, vec![number(cpu), area.0.into(), pages]),
        Act::Vmalloc { cpu, area, pages, mapping: Mapping::TopDown } => (1, vec![number(cpu), area.0.into(), pages]),
        Act::Vmalloc { cpu, area, mapping: Mapping::Huge, .. } => (2, vec![number(cpu), area.0.into()]),
        Act::Vfree(area) => (3, vec![area.0.into()]),
        Act::Fork { cpu, child } => (4, vec![number(cpu), child.0.into()]),
        Act::Exit(child) => (5, vec![child.0.into()]),
        Act::Exec(who) => (6, vec![numbered(who)]),
        Act::Switch(who) => (7, vec![numbered(who)]),
        Act::Touch(who, page) => (8, paged(numbered(who), page)),
        Act::Kthread(cpu, page) => (9, paged(number(cpu), page)),
        Act::Irq(cpu, page) => (10, paged(number(cpu), page)),
        Act::Nmi(cpu, page) => (11, paged(number(cpu), page)),
    }
}

/// Processes that were there have even numbers, children odd ones.
fn numbered(who: Who) -> u64 {
    match who {
        Who::Initial(process) => u64::from(process) * 2,
        Who::Child(child) => u64::from(child.0) * 2 + 1,
    }
}

fn put_number(bytes: &mut Vec<u8>, mut number: u64) {
    while number > 0x7f {
        bytes.push(number as u8 | 0x80);
        number >>= 7;
    }
    bytes.push(number as u8);
}

/// Bytes not read yet.
struct Bytes<'a>(&'a [u8]);

impl Bytes<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*first)
    }

    fn number<T: TryFrom<u64>>(&mut self) -> Option<T> {
        let mut number = 0_u64;
        for shift in (0..64).step_by(7) {
            let byte = self.byte()?;
            let bits = u64::from(byte & 0x7f);
            // Nothing may fall off the upper end.
            number |= bits.checked_shl(shift).filter(|shifted| shifted >> shift == bits)?;
            if byte & 0x80 == 0 {
                return T::try_from(number).ok();
            }
        }
        None
    }

    fn area(&mut self) -> Option<AreaName> {
        self.number().map(AreaName)
    }

    fn cpu(&mut self) -> Option<CpuId> {
        self.number().map(CpuId)
    }

    fn child(&mut self) -> Option<ChildName> {
        self.number().map(ChildName)
    }

    fn page(&mut self) -> Option<Page> {
        Some(Page { area: self.area()?, page: self.number()? })
    }

    fn who(&mut self) -> Option<Who> {
        let number: u64 = self.number()?;
        if number & 1 == 0 {
            u32::try_from(number / 2).ok().map(Who::Initial)
        } else {
            u16::try_from(number / 2).ok().map(ChildName).map(Who::Child)
        }
    }

    /// The operation of a verb, with its numbers.
    fn act(&mut self, verb: u8) -> Option<Act> {
        let vmalloc = |bytes: &mut Self, mapping| {
            let (cpu, area) = (bytes.cpu()?, bytes.area()?);
            let pages = if mapping == Mapping::Huge { 1 } else { bytes.number()? };
            // So many that their bytes can be counted.
            (pages <= u64::MAX / PAGE_BYTES).then_some(Act::Vmalloc { cpu, area, pages, mapping })
        };
        Some(match verb {
            0 => vmalloc(self, Mapping::Pages)?,
            1 => vmalloc(self, Mapping::TopDown)?,
            2 => vmalloc(self, Mapping::Huge)?,
            3 => Act::Vfree(self.area()?),
            4 => Act::Fork { cpu: self.cpu()?, child: self.child()? },
            5 => Act::Exit(self.child()?),
            6 => Act::Exec(self.who()?),
            7 => Act::Switch(self.who()?),
            8 => Act::Touch(self.who()?, self.page()?),
            9 => Act::Kthread(self.cpu()?, self.page()?),
            10 => Act::Irq(self.cpu()?, self.page()?),
            11 => Act::Nmi(self.cpu()?, self.page()?),
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EVERY_VERB: &str = "0s:vmalloc:0:a1:8MiB,3us:percpu:1:a2:4KiB,3us:ioremap:1:a3,5ns:vfree:a65535,1ms:fork:3:c7,\
        2ms:exit:c7,3ms:exec:p70000,4ms:switch:c8,1234567ps:touch:p0:a1.2047,6ms:kthread:255:a1,7ms:irq:0:a1.300,8ms:nmi:2:a2";

    fn packed(text: &str) -> String {
        pack(&script::read(text).expect(text))
    }

    #[test]
    fn what_is_packed_is_unpacked() {
        let script = script::read(EVERY_VERB).expect("a script");
        assert_eq!(unpack(&pack(&script)), Ok(script));
        let text: Vec<String> = (0..200).map(|at| format!("{at}us:touch:p{}:a1.{at}", at % 8)).collect();
        let text = text.join(",");
        assert!(packed(&text).len() < text.len() / 2, "{} of {}", packed(&text).len(), text.len());
    }

    #[test]
    fn the_bytes_are_the_same_for_ever() {
        assert_eq!(packed("0s:vmalloc:0:a1:8MiB,20us:touch:p3:a1.5,30us:fork:1:c2"), "s1:MAAAAYAQKBQGAQUkCgEC");
    }

    #[test]
    fn what_is_not_whole_says_so() {
        let whole = packed(EVERY_VERB);
        for wrong in [&whole[..whole.len() - 2], &whole[3..], "s1:%%%", "s1:____", "d1:AAAA", "s1:AP__________fw", ""] {
            let error = unpack(wrong).expect_err(wrong);
            assert_eq!(error.field, "z");
        }
        assert_eq!(unpack("s1:"), Ok(Vec::new()));
    }

    #[test]
    fn the_limits_are_those_of_a_script_written_out() {
        let long = format!("s1:{}", "MwAB".repeat(SCRIPT_MAX + 500));
        let error = unpack(&long).expect_err("too long");
        assert!(error.expected.contains("at most 1000 operations"), "{error}");
    }
}
