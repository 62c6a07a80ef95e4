//! The one sentence on top: what came out, in live numbers. It is put together from the reports, so it is true of every
//! scenario, the empty and the failing ones too.

use pgd_sim::{Report, SharedForm};
use playground::{Comparison, Lane};
use plot::{Quantity, bytes, count, nanoseconds, ratio};
use scenario::Compare;

/// A piece of a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Part {
    /// Words.
    Words(String),
    /// A number that came out, or was asked for.
    Figure {
        /// As written.
        text: String,
        /// Whose it is.
        lane: Option<Lane>,
        /// Where it comes from, in words.
        source: String,
    },
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The sentence.
    pub main: Vec<Part>,
    /// What else one should know, a sentence each.
    pub more: Vec<Vec<Part>>,
}

impl Verdict {
    /// The whole as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let sentences = std::iter::once(&self.main).chain(&self.more);
        sentences.map(|parts| text(parts)).collect::<Vec<_>>().join(" ")
    }
}

/// A sentence as plain text.
#[must_use]
pub fn text(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Words(text) | Part::Figure { text, .. } => text.as_str(),
        })
        .collect()
}

/// The verdict on a comparison.
#[must_use]
pub fn verdict(compare: &Compare, comparison: &Comparison) -> Verdict {
    let case = Case {
        compare,
        shared: comparison.report(Lane::Shared),
        eager: comparison.report(Lane::Eager),
        lazy: comparison.report(Lane::Lazy),
    };
    let more = [case.shared_way(), case.totals(), case.nmis(), case.full()];
    Verdict { main: case.main(), more: more.into_iter().flatten().collect() }
}

struct Case<'a> {
    compare: &'a Compare,
    shared: &'a Report,
    eager: &'a Report,
    lazy: &'a Report,
}

impl Case<'_> {
    fn main(&self) -> Vec<Part> {
        let calls = self.eager.vmalloc.count;
        let slots = self.eager.slots_new;
        if calls == 0 {
            return Sentence::new()
                .words("Nothing calls vmalloc in this load: no slot becomes new, and the three ways cost the same.")
                .0;
        }
        if slots == 0 {
            let calls = amount(calls, "call", "calls");
            return Sentence::new()
                .words("No slot becomes new in ")
                .plain(calls, "as many as the load asked for")
                .words(" of vmalloc: there is nothing to spread, and the three ways cost the same.")
                .0;
        }
        let sentence = Sentence::new()
            .words("With ")
            .plain(amount(self.compare.procs.into(), "process", "processes"), "field “Processes”")
            .words(", ");
        let sentence = if slots == 1 {
            sentence.words("one new slot ")
        } else {
            sentence.words("each of ").plain(format!("{} new slots", count(slots)), "counted by eager's run").words(" ")
        };
        self.left_to_faults(self.if_walked(sentence), slots).0
    }

    /// "stops every fork for up to 3.00 ms if all tables are walked"
    fn if_walked(&self, sentence: Sentence) -> Sentence {
        let held = nanoseconds(self.eager.lock.hold_ns_max);
        let source = "eager: the longest time that pgd_lock was held";
        let sentence = if self.eager.fork.count > 0 {
            sentence.words("stops every fork for ")
        } else {
            sentence.words("holds pgd_lock for ")
        };
        let sentence = if self.eager.walks > 1 { sentence.words("up to ") } else { sentence };
        sentence.figure(held, Lane::Eager, source).words(" if all tables are walked")
    }

    /// ", and costs 31.2 µs in 156 faults if it is left to them."
    fn left_to_faults(&self, sentence: Sentence, slots: u64) -> Sentence {
        let faults = self.lazy.faults.total();
        if faults == 0 {
            return sentence
                .words(", and costs ")
                .lane("nothing".to_owned(), Lane::Lazy, "lazy: no faults")
                .words(" if it is left to faults: nobody touches it through a table that lacks it.");
        }
        let cost = nanoseconds(self.lazy.sync_ns_total);
        let taken = amount(faults, "fault", "faults");
        let (before, after) = match (slots, faults) {
            (1, 1) => (", and costs ", " if it is left to that."),
            (1, _) => (", and costs ", " if it is left to them."),
            _ => ("; left to faults, all of them together cost ", "."),
        };
        sentence
            .words(before)
            .figure(cost, Lane::Lazy, "lazy: the time of all faults that filled an entry")
            .words(" in ")
            .lane(taken, Lane::Lazy, "lazy: faults that filled an entry, in tasks, interrupts and NMIs")
            .words(after)
    }

    fn shared_way(&self) -> Option<Vec<Part>> {
        let (failed, calls) = (self.shared.failed_vmallocs, self.shared.vmalloc.count);
        match self.compare.shared {
            SharedForm::Single if failed > self.eager.failed_vmallocs => {
                let room = bytes(self.compare.arch.geometry().slot_bytes());
                let sentence = Sentence::new()
                    .words("One shared entry spares both, and ends vmalloc after ")
                    .figure(room, Lane::Shared, "what one entry covers on this architecture")
                    .words(": ")
                    .lane(count(failed).to_string(), Lane::Shared, "shared: calls of vmalloc that found no room")
                    .words(" of ")
                    .plain(amount(calls, "call", "calls"), "as many as the load asked for");
                Some(sentence.words(if failed == 1 { " fails." } else { " fail." }).0)
            }
            SharedForm::Preallocated if self.eager.slots_new > 0 => {
                let tables = bytes(self.shared.table_bytes);
                let sentence = Sentence::new()
                    .words("Shared from boot, it costs neither, only ")
                    .figure(tables, Lane::Shared, "shared: the kernel's own tables under all slots of the area")
                    .words(" of tables in place of ")
                    .plain(
                        bytes(self.lazy.table_bytes).to_string(),
                        "eager and lazy: tables under the slots in use at the end",
                    );
                Some(sentence.words(".").0)
            }
            SharedForm::Single | SharedForm::Preallocated => None,
        }
    }

    /// Who is cheaper altogether; the sentence on top compares the worst pause with the total.
    fn totals(&self) -> Option<Vec<Part>> {
        let (eager, lazy) = (self.eager.sync_ns_total, self.lazy.sync_ns_total);
        let (dear, cheap, lane, way) = if eager >= lazy {
            (eager, lazy, Lane::Lazy, "Faults are")
        } else {
            (lazy, eager, Lane::Eager, "Walking is")
        };
        let times = ratio(dear, cheap).filter(|_| dear > cheap)?;
        let sentence = Sentence::new()
            .words("Altogether the walks take ")
            .figure(nanoseconds(eager), Lane::Eager, "eager: all walks and the waiting for their lock")
            .words(" and the faults ")
            .figure(nanoseconds(lazy), Lane::Lazy, "lazy: the time of all faults that filled an entry")
            .words(&format!(". {way} cheaper by "))
            .lane(times, lane, "one total over the other");
        Some(sentence.words(".").0)
    }

    /// The one thing that speaks against the third way.
    fn nmis(&self) -> Option<Vec<Part>> {
        let faults = self.lazy.faults.nmi;
        if faults == 0 {
            return None;
        }
        let sentence = Sentence::new()
            .lane(amount(faults, "fault", "faults"), Lane::Lazy, "lazy: faults in NMI handlers")
            .words(if faults == 1 { " hits" } else { " hit" })
            .words(" an NMI handler, and the fault's IRET unblocks NMIs before the handler is through: ");
        let hit = self.lazy.nmi_windows.hit;
        let source = "lazy: windows in which a further NMI was due";
        let sentence = match hit {
            0 => sentence.words("no other NMI is due in that time."),
            1 => sentence
                .lane("once".to_owned(), Lane::Lazy, source)
                .words(" another NMI is due in that time and would nest."),
            _ => sentence
                .lane(format!("{} times", count(hit)), Lane::Lazy, source)
                .words(" another NMI is due in that time and would nest."),
        };
        Some(sentence.0)
    }

    /// The area itself is full, whatever the strategy.
    fn full(&self) -> Option<Vec<Part>> {
        let (failed, calls) = (self.lazy.failed_vmallocs, self.lazy.vmalloc.count);
        if failed == 0 {
            return None;
        }
        let sentence = Sentence::new()
            .words("The area of ")
            .plain(bytes(self.compare.arch.geometry().bytes()).to_string(), "the vmalloc area of this architecture")
            .words(" runs full: with eager and lazy ")
            .plain(count(failed).to_string(), "lazy: calls of vmalloc that found no room")
            .words(" of ")
            .plain(amount(calls, "call", "calls"), "as many as the load asked for");
        Some(sentence.words(if failed == 1 { " fails." } else { " fail." }).0)
    }
}

/// "one process", "20,000 processes".
fn amount(number: u64, one: &str, many: &str) -> String {
    if number == 1 { format!("one {one}") } else { format!("{} {many}", count(number)) }
}

/// A sentence under construction.
struct Sentence(Vec<Part>);

impl Sentence {
    fn new() -> Sentence {
        Sentence(Vec::new())
    }

    fn words(mut self, text: &str) -> Sentence {
        self.0.push(Part::Words(text.to_owned()));
        self
    }

    fn figure(self, quantity: Quantity, lane: Lane, source: &str) -> Sentence {
        self.lane(quantity.to_string(), lane, source)
    }

    fn lane(mut self, text: String, lane: Lane, source: &str) -> Sentence {
        self.0.push(Part::Figure { text, lane: Some(lane), source: source.to_owned() });
        self
    }

    fn plain(mut self, text: String, source: &str) -> Sentence {
        self.0.push(Part::Figure { text, lane: None, source: source.to_owned() });
        self
    }
}
