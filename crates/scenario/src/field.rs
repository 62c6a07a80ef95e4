//! The table of fields: each with its key, words, limits and text form. Links, controls and help are made from it.

use pgd_sim::{Arch, Config, Ps};

use crate::choice::{
    ARCHES, COSTS, Choice, EAGER, FAULTS, HEATS, IRQS, LAZY, LEVELS, LIVES, POPULARITIES, SHARED, SIZES, STACKS,
    UNMAPS, WALKS,
};
use crate::compare::Compare;
use crate::error::ScenarioError;
use crate::quantity::Unit;

/// How controls are grouped, as a person thinks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Group {
    /// The computer.
    Machine,
    /// What is asked of it.
    Load,
    /// How the strategies are meant.
    Strategies,
    /// What steps take.
    Costs,
}

impl Group {
    /// All groups in the order of a page.
    pub const ALL: [Group; 4] = [Group::Machine, Group::Load, Group::Strategies, Group::Costs];

    /// Its heading.
    #[must_use]
    pub const fn title(self) -> &'static str {
        match self {
            Group::Machine => "Machine",
            Group::Load => "Load",
            Group::Strategies => "Strategies",
            Group::Costs => "Costs",
        }
    }
}

/// What kind of value a field takes, with its limits.
#[derive(Clone, Copy, Debug)]
pub enum Kind {
    /// A number.
    Number {
        /// What it counts.
        unit: Unit,
        /// The least.
        min: u64,
        /// The most.
        max: u64,
        /// The range in which one usually plays: the ends of a slider.
        usual: (u64, u64),
        /// The word for "no number", where there may be none.
        none: Option<&'static str>,
    },
    /// One of a few words.
    Choice {
        /// The words, with what to call them.
        words: fn() -> Vec<(&'static str, &'static str)>,
    },
}

/// The value of a field, whatever it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Value {
    /// A number, in the field's unit.
    Number(u64),
    /// No number, where that is allowed.
    None,
    /// The place of a word in the field's list.
    Choice(usize),
}

impl Value {
    fn number(self) -> u64 {
        match self {
            Value::Number(number) => number,
            Value::None | Value::Choice(_) => 0,
        }
    }

    fn optional(self) -> Option<u64> {
        match self {
            Value::Number(number) => Some(number),
            Value::None | Value::Choice(_) => None,
        }
    }

    fn of(&self, count: usize) -> usize {
        match self {
            Value::Choice(index) => (*index).min(count - 1),
            Value::Number(_) | Value::None => 0,
        }
    }
}

/// One thing that can be asked.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// Its key in a link.
    pub key: &'static str,
    /// Its name beside a control.
    pub label: &'static str,
    /// One sentence more.
    pub help: &'static str,
    /// Where it belongs.
    pub group: Group,
    /// What it takes.
    pub kind: Kind,
    /// Whether most people never touch it, so that a page folds it away.
    pub advanced: bool,
    get: fn(&Compare) -> Value,
    set: fn(&mut Compare, Value),
}

impl Field {
    /// Its value in a scenario.
    #[must_use]
    pub fn value(&self, compare: &Compare) -> Value {
        (self.get)(compare)
    }

    /// Its value in a scenario, as a link has it.
    #[must_use]
    pub fn text(&self, compare: &Compare) -> String {
        self.write(self.value(compare))
    }

    /// A value as a link has it.
    #[must_use]
    pub fn write(&self, value: Value) -> String {
        match (self.kind, value) {
            (Kind::Number { none, .. }, Value::None) => none.unwrap_or("none").to_owned(),
            (Kind::Number { unit, .. }, value) => unit.write(value.number()),
            (Kind::Choice { words }, value) => {
                let words = words();
                words[value.of(words.len())].0.to_owned()
            }
        }
    }

    /// Reads a text. Combinations with other fields are not looked at here.
    ///
    /// # Errors
    /// Where the text is not of the field's kind or beyond its limits.
    pub fn read(&self, text: &str) -> Result<Value, ScenarioError> {
        let refuse = |expected: String| ScenarioError::new(self.key, text, expected);
        match self.kind {
            Kind::Number { unit, min, max, none, .. } => {
                if none.is_some_and(|none| text.trim().eq_ignore_ascii_case(none)) {
                    return Ok(Value::None);
                }
                let or = none.map(|none| format!(", or {none}")).unwrap_or_default();
                let limits = format!("{} to {}{or}", unit.write(min), unit.write(max));
                let number = unit
                    .read(text)
                    .ok_or_else(|| refuse(format!("write a number such as {}, from {limits}", unit.example())))?;
                if (min..=max).contains(&number) {
                    Ok(Value::Number(number))
                } else {
                    Err(refuse(format!("write {limits}")))
                }
            }
            Kind::Choice { words } => {
                let words = words();
                let index = words.iter().position(|(id, _)| text.trim().eq_ignore_ascii_case(id));
                index.map(Value::Choice).ok_or_else(|| {
                    let ids: Vec<_> = words.iter().map(|(id, _)| *id).collect();
                    refuse(format!("write one of {}", ids.join(", ")))
                })
            }
        }
    }

    /// Puts a value into a scenario.
    pub fn put(&self, compare: &mut Compare, value: Value) {
        (self.set)(compare, value);
    }
}

/// The field of that key.
pub(crate) fn field(key: &str) -> Option<&'static Field> {
    FIELDS.iter().find(|field| field.key == key)
}

const fn count(min: u64, max: u64, usual: (u64, u64)) -> Kind {
    Kind::Number { unit: Unit::Count, min, max, usual, none: None }
}

const fn rate(usual_max: u64) -> Kind {
    Kind::Number { unit: Unit::PerSecond, min: 0, max: Config::RATE_MAX, usual: (0, usual_max), none: None }
}

const fn life() -> Kind {
    let (min, max) = (1_000, 1_000_000_000_000_000);
    Kind::Number { unit: Unit::Time, min, max, usual: (100_000_000, 10_000_000_000_000), none: Some("never") }
}

fn words<T>(choices: &[Choice<T>]) -> Vec<(&'static str, &'static str)> {
    choices.iter().map(|choice| (choice.id, choice.label)).collect()
}

fn index<T: PartialEq>(choices: &[Choice<T>], value: &T) -> Value {
    Value::Choice(choices.iter().position(|choice| choice.value == *value).unwrap_or(0))
}

fn chosen<T: Copy>(choices: &[Choice<T>], value: Value) -> T {
    choices[value.of(choices.len())].value
}

const fn bytes(min: u64, max: u64, usual: (u64, u64)) -> Kind {
    Kind::Number { unit: Unit::Bytes, min, max, usual, none: None }
}

const fn time(min: u64, max: u64, usual: (u64, u64), none: Option<&'static str>) -> Kind {
    Kind::Number { unit: Unit::Time, min, max, usual, none }
}

macro_rules! field {
    ($key:literal, $label:literal, $group:ident, $kind:expr, $get:expr, $set:expr, $help:literal) => {
        field!($key, $label, $group, $kind, $get, $set, $help, false)
    };
    ($key:literal, $label:literal, $group:ident, $kind:expr, $get:expr, $set:expr, $help:literal, advanced) => {
        field!($key, $label, $group, $kind, $get, $set, $help, true)
    };
    ($key:literal, $label:literal, $group:ident, $kind:expr, $get:expr, $set:expr, $help:literal, $advanced:literal) => {
        Field {
            key: $key,
            label: $label,
            help: $help,
            group: Group::$group,
            kind: $kind,
            advanced: $advanced,
            get: $get,
            set: $set,
        }
    };
}

macro_rules! choice {
    ($key:literal, $label:literal, $group:ident, $table:ident, $($place:tt).+, $help:literal $(, $advanced:tt)?) => {
        field!($key, $label, $group, Kind::Choice { words: || words($table) },
            |c| index($table, &c.$($place).+), |c, v| c.$($place).+ = chosen($table, v), $help $(, $advanced)?)
    };
}

macro_rules! popularity {
    ($key:literal, $label:literal, $of:literal) => {
        field!(
            $key,
            $label,
            Load,
            Kind::Choice { words: || words(POPULARITIES) },
            |c| index(POPULARITIES, &c.popularity[$of]),
            |c, v| c.popularity[$of] = chosen(POPULARITIES, v),
            "Which of the areas that are there these accesses go to.",
            advanced
        )
    };
}

/// One's own figure for a step; its label and its sources are those of the cost table.
macro_rules! own {
    ($key:literal, $step:ident, $label:literal) => {
        field!(
            $key,
            $label,
            Costs,
            time(0, 1_000_000_000_000, (1_000, 10_000_000), Some("set")),
            |c| c.own.$step.map_or(Value::None, |own| Value::Number(own.0)),
            |c, v| c.own.$step = v.optional().map(Ps),
            "A figure of one's own instead of the set's.",
            advanced
        )
    };
}

/// All fields of the Compare view, in the order of links and controls.
#[rustfmt::skip] // a table: one field, three lines
pub const FIELDS: &[Field] = &[
    choice!("arch", "Architecture", Machine, ARCHES, arch,
        "How much one entry of the spread level covers: on i386 new slots are frequent, on x86_64 rare."),
    field!("reserve", "vmalloc reserve", Machine,
        bytes(Arch::RESERVE_MIN, Arch::RESERVE_MAX, (64 << 20, 512 << 20)),
        |c| Value::Number(c.reserve), |c, v| c.reserve = v.number(),
        "Address space set aside for the area on 32-bit, as by the kernel's parameter vmalloc=; 128 MiB leave 30 slots.",
        advanced),
    field!("procs", "Processes", Machine, count(1, Config::PROCESSES_MAX as u64, (10, Config::PROCESSES_MAX as u64)),
        |c| Value::Number(c.procs.into()), |c, v| c.procs = v.number() as u32,
        "Page tables alive at the start, each with its own copy of the kernel's entries."),
    field!("cpus", "CPUs", Machine, count(1, Config::CPUS_MAX as u64, (1, Config::CPUS_MAX as u64)),
        |c| Value::Number(c.cpus.into()), |c, v| c.cpus = v.number() as u8,
        "Each runs its own share of the processes."),
    field!("used", "In use at boot", Machine, bytes(0, 12_800 << 40, (0, 128 << 20)),
        |c| Value::Number(c.used), |c, v| c.used = v.number(),
        "Bytes of the vmalloc area taken before the first process, from its start."),
    field!("time", "Model time", Load,
        time(1_000_000, 1_000_000_000_000_000, (1_000_000_000, 100_000_000_000_000), None),
        |c| Value::Number(c.time.0), |c, v| c.time = Ps(v.number()),
        "How long operations are asked for."),
    field!("vmalloc", "vmalloc", Load, rate(10_000),
        |c| Value::Number(c.vmalloc), |c, v| c.vmalloc = v.number(),
        "Allocations a second, over all CPUs."),
    field!("size", "Size", Load, bytes(1, 1 << 50, (4 << 10, 16 << 20)),
        |c| Value::Number(c.size), |c, v| c.size = v.number(),
        "Mean bytes of an allocation; each takes whole pages and one guard page more."),
    choice!("sizes", "Sizes are", Load, SIZES, sizes,
        "How sizes are spread around the mean."),
    field!("life", "Area lives", Load, life(),
        |c| c.life.map_or(Value::None, |life| Value::Number(life.0)), |c, v| c.life = v.optional().map(Ps),
        "Mean time from vmalloc to vfree; never means that it is kept."),
    field!("percpu", "Per-CPU areas", Load, rate(1_000),
        |c| Value::Number(c.percpu), |c, v| c.percpu = v.number(),
        "Allocations for per-CPU data a second: they go top down, and so open far slots. They are kept.", advanced),
    field!("unit", "Size of those", Load, bytes(1, 1 << 50, (4 << 10, 16 << 20)),
        |c| Value::Number(c.unit), |c, v| c.unit = v.number(),
        "Bytes of each allocation for per-CPU data.", advanced),
    field!("ioremap", "ioremap", Load, rate(10_000),
        |c| Value::Number(c.ioremap), |c, v| c.ioremap = v.number(),
        "Calls a second that map a whole slot by one huge page, with PAE; they live as long as areas, and their entries go.",
        advanced),
    field!("fork", "fork", Load, rate(100_000),
        |c| Value::Number(c.fork), |c, v| c.fork = v.number(),
        "Forks a second, over all CPUs."),
    field!("child", "Child lives", Load, life(),
        |c| c.child.map_or(Value::None, |life| Value::Number(life.0)), |c, v| c.child = v.optional().map(Ps),
        "Mean time from fork to the child's exit; never means that it stays."),
    choice!("lives", "Lives are", Load, LIVES, lives,
        "How the lives of areas and children are spread around their mean.", advanced),
    field!("exec", "exec", Load, rate(100_000),
        |c| Value::Number(c.exec), |c, v| c.exec = v.number(),
        "Calls of exec a second: a process gets a new table and gives the old one up.", advanced),
    field!("touch", "Accesses", Load, rate(1_000_000),
        |c| Value::Number(c.touch), |c, v| c.touch = v.number(),
        "Accesses to vmalloc areas by processes, a second, over all CPUs."),
    field!("touchers", "Made by", Load,
        Kind::Number { unit: Unit::Count, min: 1, max: Config::PROCESSES_MAX as u64, usual: (1, 100_000), none: Some("all") },
        |c| c.touchers.map_or(Value::None, |n| Value::Number(n.into())), |c, v| c.touchers = v.optional().map(|n| n as u32),
        "How many of the processes ever access an area."),
    field!("kthread", "Kernel threads' accesses", Load, rate(1_000_000),
        |c| Value::Number(c.kthread), |c, v| c.kthread = v.number(),
        "Accesses a second by kernel threads, which borrow the table of whoever ran before them.", advanced),
    field!("switch", "Context switches", Load, rate(100_000),
        |c| Value::Number(c.switch), |c, v| c.switch = v.number(),
        "Switches a second to a process drawn from those of the CPU."),
    field!("irq", "Interrupts", Load, rate(100_000),
        |c| Value::Number(c.irq), |c, v| c.irq = v.number(),
        "Interrupts a second that access an area through whatever table is loaded."),
    field!("nmi", "NMIs", Load, rate(100_000),
        |c| Value::Number(c.nmi), |c, v| c.nmi = v.number(),
        "NMIs a second that do so, as perf's did in 2010."),
    popularity!("pop", "Tasks access", 0),
    popularity!("pop-irq", "Interrupts access", 1),
    popularity!("pop-nmi", "NMIs access", 2),
    choice!("shared", "Shared is", Strategies, SHARED, shared,
        "All entries filled at boot, or literally one entry, after which vmalloc has no more room."),
    choice!("eager", "Eager walks", Strategies, EAGER, eager,
        "Whether a second allocation in a new slot waits for the walk, or goes on as in Linux 5.8 on 32-bit x86.", advanced),
    choice!("walk", "Walks cover", Strategies, WALKS, walk,
        "Which slots a walk goes through.", advanced),
    choice!("lazy", "Lazy catches up", Strategies, LAZY, lazy,
        "Whether a table that is behind is brought up at context switches too.", advanced),
    choice!("fault", "A missing entry's fault", Strategies, FAULTS, fault,
        "What the page-fault handler does about an entry that a table lacks.", advanced),
    choice!("unmap", "Before addresses are reused", Strategies, UNMAPS, unmap,
        "Whether all tables are told of entries that have gone, before their addresses are given out again.", advanced),
    choice!("stacks", "Kernel stacks are", Strategies, STACKS, stacks,
        "A switch loads the next process's table while the last one's stack is still in use.", advanced),
    choice!("irqs", "Interrupts under the lock", Strategies, IRQS, irqs_off,
        "Whether interrupts wait while pgd_lock is waited for or held."),
    choice!("costs", "Costs", Costs, COSTS, costs,
        "What each step takes: a named set of figures with sources."),
    choice!("level", "Of each figure the", Costs, LEVELS, level,
        "Each figure has a low, a typical and a high value."),
    choice!("heat", "Walks find tables", Costs, HEATS, heat,
        "Whether the tables that a walk writes are in a cache."),
    own!("c.entry", entry, "Own: one entry, cold"),
    own!("c.entry_hot", entry_hot, "Own: one entry, hot"),
    own!("c.walk_call", walk_call, "Own: a walk, once"),
    own!("c.walk_slot", walk_slot, "Own: a walk, each slot"),
    own!("c.walk_table", walk_table, "Own: a walk, each table"),
    own!("c.fill", fill, "Own: a fault that fills"),
    own!("c.lock", lock, "Own: pgd_lock"),
    own!("c.handoff", handoff, "Own: pgd_lock handed on"),
    own!("c.pgd_alloc", pgd_alloc, "Own: new table"),
    own!("c.pgd_copy", pgd_copy, "Own: new table, locked"),
    own!("c.pgd_unlist", pgd_unlist, "Own: freed table, locked"),
    own!("c.vmalloc", vmalloc, "Own: vmalloc"),
    own!("c.vmalloc_page", vmalloc_page, "Own: vmalloc, each page"),
    own!("c.vfree", vfree, "Own: vfree"),
    own!("c.access", access, "Own: access"),
    own!("c.switch", switch, "Own: context switch"),
    own!("c.catch_up", catch_up, "Own: catch-up copy"),
    own!("c.irq", irq, "Own: interrupt handler"),
    own!("c.nmi_entry", nmi_entry, "Own: NMI in and out"),
    own!("c.nmi_body", nmi_body, "Own: NMI body"),
    field!("seed", "Seed", Load, Kind::Number { unit: Unit::Count, min: 0, max: u64::MAX, usual: (1, 100), none: None },
        |c| Value::Number(c.seed), |c, v| c.seed = v.number(),
        "From which all chance is drawn: the same seed is the same run."),
];
