//! The one sentence on top: what came out, in live numbers. It is put together from the reports, so it is true of every
//! scenario, the empty and the failing ones too.

use pgd_sim::{Report, SharedForm, Sharing};
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
    /// A number that was asked for, and can be asked for otherwise.
    Asked {
        /// The field's key.
        key: &'static str,
        /// As written.
        text: String,
    },
}

/// What came out.
#[derive(Clone, Debug, PartialEq)]
pub struct Verdict {
    /// The sentence.
    pub main: Vec<Part>,
    /// What else one should know: a sentence each, with the strategy it is about.
    pub more: Vec<(Option<Lane>, Vec<Part>)>,
}

impl Verdict {
    /// The whole as plain text.
    #[must_use]
    pub fn text(&self) -> String {
        let sentences = std::iter::once(&self.main).chain(self.more.iter().map(|(_, parts)| parts));
        sentences.map(|parts| text(parts)).collect::<Vec<_>>().join(" ")
    }
}

/// A sentence as plain text.
#[must_use]
pub fn text(parts: &[Part]) -> String {
    parts
        .iter()
        .map(|part| match part {
            Part::Words(text) | Part::Figure { text, .. } | Part::Asked { text, .. } => text.as_str(),
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
    let shared = case.shared_way().map(|parts| (Some(Lane::Shared), parts));
    let nmis = case.nmis().map(|parts| (Some(Lane::Lazy), parts));
    let full = case.full().map(|parts| (None, parts));
    let early = case.early().map(|parts| (Some(Lane::Eager), parts));
    let stale = case.stale().map(|parts| (None, parts));
    let stacks = case.stacks().map(|parts| (Some(Lane::Lazy), parts));
    let more = [stale, stacks, shared, early, case.totals(), nmis, full];
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
        let sentence = Sentence::new();
        if self.compare.geometry().sharing == Sharing::OneTable {
            let text = "All processes use one kernel table on this architecture: a new entry is everywhere at once, and the three ways \
                        cost the same.";
            return sentence.words(text).0;
        }
        if calls == 0 && slots == 0 {
            return sentence
                .words("Nothing calls vmalloc in this load: no slot becomes new, and the three ways cost the same.")
                .0;
        }
        if slots == 0 {
            return sentence
                .words("No slot becomes new in ")
                .plain(amount(calls, "call", "calls"), "as many as the load asked for")
                .words(" of vmalloc: there is nothing to spread, and the three ways cost the same.")
                .0;
        }
        let sentence = sentence
            .words("With ")
            .asked("procs", count(self.compare.procs.into()).to_string())
            .words(if self.compare.procs == 1 { " process, " } else { " processes, " });
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
        let one = slots == 1;
        let all = format!("all {}", count(slots));
        let (faults, oopses, copies) = (self.lazy.faults.total(), self.lazy.oopses, self.lazy.catch_ups);
        let cost = nanoseconds(self.lazy.sync_ns_total);
        let cost_source = "lazy: the time of all faults that filled an entry, and of copies at context switches";
        let taken = amount(faults, "fault", "faults");
        let taken_source = "lazy: faults that filled an entry, in tasks, interrupts and NMIs";
        if oopses > 0 {
            return sentence
                .words("; left to faults, ")
                .lane(
                    amount(oopses, "access", "accesses"),
                    Lane::Lazy,
                    "lazy: accesses to a missing entry that nobody fills",
                )
                .words(if oopses == 1 { " finds" } else { " find" })
                .words(" an entry missing that nobody fills: an oops.");
        }
        if copies > 0 {
            return sentence
                .words("; caught up at ")
                .lane(
                    amount(copies, "context switch", "context switches"),
                    Lane::Lazy,
                    "lazy: switches that copied the area's entries",
                )
                .words(" and by ")
                .lane(taken, Lane::Lazy, taken_source)
                .words(&if one { ", it costs ".to_owned() } else { format!(", {all} cost ") })
                .figure(cost, Lane::Lazy, cost_source)
                .words(".");
        }
        if self.lazy.double_faults > 0 {
            return self.stops(sentence.words("; left to faults, "));
        }
        if faults == 0 && self.lazy.entries_written > 0 {
            return sentence
                .words(&if one { ", and costs ".to_owned() } else { format!("; {all} cost ") })
                .figure(cost, Lane::Lazy, cost_source)
                .words(" if context switches copy the entry of the stack in use, and nobody faults.");
        }
        if faults == 0 {
            return sentence
                .words(&if one { ", and costs ".to_owned() } else { format!("; {all} cost ") })
                .lane("nothing".to_owned(), Lane::Lazy, "lazy: no faults")
                .words(if one { " if it is" } else { " if they are" })
                .words(" left to faults: nobody comes through a table that lacks an entry.");
        }
        let (before, after) = match (one, faults) {
            (true, 1) => (", and costs ".to_owned(), " if it is left to that."),
            (true, _) => (", and costs ".to_owned(), " if it is left to them."),
            (false, _) => (format!("; left to faults, {all} cost "), "."),
        };
        sentence
            .words(&before)
            .figure(cost, Lane::Lazy, cost_source)
            .words(" in ")
            .lane(taken, Lane::Lazy, taken_source)
            .words(after)
    }

    fn shared_way(&self) -> Option<Vec<Part>> {
        let (failed, calls) = (self.shared.failed_vmallocs, self.shared.vmalloc.count);
        match self.compare.shared {
            SharedForm::Single if failed > self.eager.failed_vmallocs => {
                let room = bytes(self.compare.geometry().under_one_entry().bytes());
                let sentence = Sentence::new()
                    .words("One shared entry spares both, and ends vmalloc after ")
                    .figure(room, Lane::Shared, "what one entry covers on this architecture")
                    .words(": ")
                    .lane(count(failed).to_string(), Lane::Shared, "shared: calls of vmalloc that found no room")
                    .words(" of ")
                    .plain(amount(calls, "call", "calls"), "as many as the load asked for");
                Some(sentence.words(if failed == 1 { " fails." } else { " fail." }).0)
            }
            SharedForm::Skipped if self.shared.oopses + self.shared.faults.total() > 0 => {
                let missed = self.shared.oopses + self.shared.faults.total();
                let sentence = Sentence::new()
                    .lane(
                        amount(missed, "access", "accesses"),
                        Lane::Shared,
                        "shared: accesses to an entry that boot left out",
                    )
                    .words(if missed == 1 { " finds" } else { " find" })
                    .words(" an entry missing that boot has skipped");
                Some(sentence.words(if self.shared.oopses > 0 { ": an oops." } else { ", and a fault fills it." }).0)
            }
            SharedForm::Preallocated if self.eager.walks > 0 => {
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
            SharedForm::Single | SharedForm::Skipped | SharedForm::Preallocated => None,
        }
    }

    /// Accesses that did not wait for the walk.
    fn early(&self) -> Option<Vec<Part>> {
        let (faults, oopses) = (self.eager.faults.total(), self.eager.oopses);
        if faults + oopses == 0 {
            return None;
        }
        let sentence = Sentence::new()
            .lane(
                amount(faults + oopses, "access", "accesses"),
                Lane::Eager,
                "eager: accesses to an entry that the walk had not brought",
            )
            .words(if faults + oopses == 1 { " comes" } else { " come" })
            .words(" before the walk has reached the table");
        Some(sentence.words(if oopses > 0 { ": an oops." } else { ", and a fault fills it." }).0)
    }

    /// Accesses that reach what is no more the area's.
    fn stale(&self) -> Option<Vec<Part>> {
        let (eager, lazy) = (self.eager.stale_accesses, self.lazy.stale_accesses);
        if eager + lazy == 0 {
            return None;
        }
        let source = |lane: Lane| format!("{}: accesses through an entry whose mapping has gone", lane.id());
        let sentence = Sentence::new()
            .words("No table is told of entries that have gone: with eager ")
            .lane(amount(eager, "access", "accesses"), Lane::Eager, &source(Lane::Eager))
            .words(" and with lazy ")
            .lane(count(lazy).to_string(), Lane::Lazy, &source(Lane::Lazy))
            .words(" reach memory that is somebody else’s by then.");
        Some(sentence.0)
    }

    /// What becomes of stacks that older tables lack, where the sentence on top speaks of something else.
    fn stacks(&self) -> Option<Vec<Part>> {
        if self.lazy.double_faults == 0 || self.lazy.oopses + self.lazy.catch_ups == 0 {
            return None;
        }
        Some(self.stops(Sentence::new()).0)
    }

    /// Context switches that stop the kernel, and why.
    fn stops(&self, sentence: Sentence) -> Sentence {
        let stops = self.lazy.double_faults;
        sentence
            .lane(
                amount(stops, "context switch", "context switches"),
                Lane::Lazy,
                "lazy: switches into a table that lacks the stack in use",
            )
            .words(if stops == 1 { " loads" } else { " load" })
            .words(" a table without the stack in use: a double fault, and the kernel stops.")
    }

    /// Who is cheaper altogether; the sentence on top compares the worst pause with the total.
    fn totals(&self) -> Option<(Option<Lane>, Vec<Part>)> {
        let (eager, lazy) = (self.eager.sync_ns_total, self.lazy.sync_ns_total);
        let (dear, cheap) = if eager >= lazy { (Lane::Eager, Lane::Lazy) } else { (Lane::Lazy, Lane::Eager) };
        let (most, least) = (eager.max(lazy), eager.min(lazy));
        let times = ratio(most, least).filter(|_| most > least)?;
        let source = |lane| match lane {
            Lane::Lazy => "lazy: all faults that filled an entry, and copies at context switches",
            Lane::Eager | Lane::Shared => "eager: all walks and the waiting for their lock",
        };
        let touchers = self.compare.touchers.map_or_else(|| "all".to_owned(), |n| count(n.into()).to_string());
        let sentence = Sentence::new()
            .words("With ")
            .asked("touch", count(self.compare.touch).to_string())
            .words(" accesses a second made by ")
            .asked("touchers", touchers)
            .words(&format!(" of them, spreading takes {} ", dear.id()))
            .figure(nanoseconds(most), dear, source(dear))
            .words(&format!(" and {} ", cheap.id()))
            .figure(nanoseconds(least), cheap, source(cheap))
            .words(" altogether: a factor of ")
            .plain(times.trim_end_matches('×').to_owned(), "one total over the other");
        Some((Some(cheap), sentence.words(".").0))
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
            .words(" an NMI handler, and the fault’s IRET unblocks NMIs before the handler is through: ");
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
            .plain(bytes(self.compare.geometry().bytes()).to_string(), "the vmalloc area of this architecture")
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

    fn asked(mut self, key: &'static str, text: String) -> Sentence {
        self.0.push(Part::Asked { key, text });
        self
    }

    fn plain(mut self, text: String, source: &str) -> Sentence {
        self.0.push(Part::Figure { text, lane: None, source: source.to_owned() });
        self
    }
}

#[cfg(test)]
mod tests;
