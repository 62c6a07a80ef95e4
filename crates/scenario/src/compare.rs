//! The scenario of the Compare view: one machine and one load, run by the three strategies.

use pgd_sim::{
    Arch, Config, CostSet, CostTable, Costs, EagerForm, FaultHandler, Geometry, Heat, Level, Lives, Load, PerSecond,
    Popularity, Ps, Scope, Scripted, Second, SharedForm, Sharing, Size, Stacks, Strategy, Touchers, Unmap,
};

use crate::choice::{LazyForm, SizeShape};
use crate::error::{Notice, ScenarioError};
use crate::field::{FIELDS, Value, field};
use crate::quantity::Unit;
use crate::script::{self, write_script};

/// The most operations of one run. At tens of nanoseconds each that is well under a second for each strategy.
pub const OPERATIONS_MAX: u64 = 5_000_000;

/// The most page tables at once: what is there at the start, and as many children again.
const TABLES_MAX: u64 = 2 * Config::PROCESSES_MAX as u64;

/// The most areas at once; beyond it the search for a free address would be what one measures.
const AREAS_MAX: u64 = 20_000;

/// The most looks at tables for entries that go: some seconds.
const LOOKS_MAX: u128 = 2_000_000_000;

/// What the three strategies are compared on.
#[derive(Clone, Debug, PartialEq)]
pub struct Compare {
    /// Architecture.
    pub arch: Arch,
    /// Bytes set aside for the area; counts on 32-bit only.
    pub reserve: u64,
    /// Processes at the start.
    pub procs: u32,
    /// CPUs.
    pub cpus: u8,
    /// Bytes of the area in use since boot.
    pub used: u64,
    /// How long operations are asked for.
    pub time: Ps,
    /// Calls of vmalloc a second.
    pub vmalloc: u64,
    /// Their mean size in bytes.
    pub size: u64,
    /// How sizes are spread.
    pub sizes: SizeShape,
    /// Allocations of per-CPU data a second.
    pub percpu: u64,
    /// Bytes of each.
    pub unit: u64,
    /// Calls of ioremap a second, each for a whole slot.
    pub ioremap: u64,
    /// Mean life of an area.
    pub life: Option<Ps>,
    /// Forks a second.
    pub fork: u64,
    /// Mean life of a child.
    pub child: Option<Ps>,
    /// How lives are spread.
    pub lives: Lives,
    /// Calls of exec a second.
    pub exec: u64,
    /// Accesses by processes a second.
    pub touch: u64,
    /// How many processes make them at most; none is all.
    pub touchers: Option<u32>,
    /// Accesses by kernel threads a second.
    pub kthread: u64,
    /// Context switches a second.
    pub switch: u64,
    /// Interrupts a second that access an area.
    pub irq: u64,
    /// NMIs a second that do.
    pub nmi: u64,
    /// Which areas are accessed: by tasks, by interrupts, by NMIs.
    pub popularity: [Popularity; 3],
    /// What "shared" means.
    pub shared: SharedForm,
    /// What a second allocation in a new slot does while the walk is under way.
    pub eager: Second,
    /// Which slots a walk covers.
    pub walk: Scope,
    /// How lazy tables come to a new entry.
    pub lazy: LazyForm,
    /// What the fault handler does about a missing entry.
    pub fault: FaultHandler,
    /// Interrupts off while `pgd_lock` is held.
    pub irqs_off: bool,
    /// What is done before freed addresses are used again.
    pub unmap: Unmap,
    /// Where processes have their kernel stacks.
    pub stacks: Stacks,
    /// What steps take.
    pub costs: &'static CostSet,
    /// Which value of each figure.
    pub level: Level,
    /// Whether walks find the tables in a cache.
    pub heat: Heat,
    /// One's own figures, where there are any.
    pub own: CostTable<Option<Ps>>,
    /// From which all chance is drawn.
    pub seed: u64,
    /// Operations at explicit instants, beside the drawn ones.
    pub script: Vec<Scripted>,
}

impl Default for Compare {
    /// What a link without fields means. Part of grammar 1: it must never change.
    fn default() -> Compare {
        Compare {
            arch: Arch::I386,
            reserve: Arch::RESERVE_DEFAULT,
            procs: 20_000,
            cpus: 8,
            used: 1 << 20,
            time: Ps(1_000_000_000_000),
            vmalloc: 200,
            size: 256 << 10,
            sizes: SizeShape::Exponential,
            percpu: 0,
            unit: 256 << 10,
            ioremap: 0,
            life: None,
            fork: 2_000,
            child: Some(Ps(50_000_000_000)),
            lives: Lives::Exponential,
            exec: 0,
            touch: 20_000,
            touchers: Some(20),
            kthread: 0,
            switch: 2_000,
            irq: 200,
            nmi: 100,
            popularity: [Popularity::Even; 3],
            shared: SharedForm::Preallocated,
            eager: Second::Waits,
            walk: Scope::NewSlots,
            lazy: LazyForm::Faults,
            fault: FaultHandler::Fills,
            irqs_off: false,
            unmap: Unmap::Forgets,
            stacks: Stacks::Direct,
            costs: &CostSet::ZEN_2024,
            level: Level::Typical,
            heat: Heat::Cold,
            own: CostSet::ZEN_2024.ranges.map(|_| None),
            seed: 42,
            script: Vec::new(),
        }
    }
}

impl Compare {
    /// What one strategy is to run.
    #[must_use]
    pub fn config(&self, strategy: Strategy) -> Config {
        Config {
            geometry: self.geometry(),
            strategy,
            fault: self.fault,
            costs: self.costs(),
            processes: self.procs,
            cpus: self.cpus,
            seed: self.seed,
            duration: self.time,
            irqs_off: self.irqs_off,
            unmap: self.unmap,
            stacks: self.stacks,
            boot_bytes: self.used,
            script: self.script.clone(),
            load: Load {
                vmalloc: PerSecond(self.vmalloc),
                size: match self.sizes {
                    SizeShape::Exponential => Size::Exponential(self.size),
                    SizeShape::Fixed => Size::Fixed(self.size),
                    SizeShape::LogUniform => Size::LogUniform(self.size),
                },
                percpu: PerSecond(self.percpu),
                percpu_bytes: self.unit,
                ioremap: PerSecond(self.ioremap),
                area_life: self.life,
                fork: PerSecond(self.fork),
                child_life: self.child,
                lives: self.lives,
                exec: PerSecond(self.exec),
                touch: PerSecond(self.touch),
                touchers: self.touchers.map_or(Touchers::All, |touchers| Touchers::Some(touchers.min(self.procs))),
                kthread: PerSecond(self.kthread),
                popularity: self.popularity,
                switch: PerSecond(self.switch),
                irq: PerSecond(self.irq),
                nmi: PerSecond(self.nmi),
            },
        }
    }

    /// The three configurations, in the order shared, eager, lazy.
    #[must_use]
    pub fn configs(&self) -> [Config; 3] {
        let eager = EagerForm { scope: self.walk, second: self.eager };
        let lazy = match self.lazy {
            LazyForm::Faults => Strategy::Lazy,
            LazyForm::CatchUp => Strategy::CatchUp,
        };
        [Strategy::Shared(self.shared), Strategy::Eager(eager), lazy].map(|strategy| self.config(strategy))
    }

    /// The vmalloc area and its slots.
    #[must_use]
    pub const fn geometry(&self) -> Geometry {
        self.arch.geometry_with(self.reserve)
    }

    /// What steps take: those of the set, and one's own.
    #[must_use]
    pub fn costs(&self) -> Costs {
        self.costs.costs(self.arch, self.level, self.heat).replaced_by(&self.own)
    }

    /// How many operations to expect.
    #[must_use]
    pub fn operations(&self) -> u64 {
        let rates = [
            self.vmalloc,
            self.percpu,
            self.ioremap,
            self.fork,
            self.exec,
            self.touch,
            self.kthread,
            self.switch,
            self.irq,
            self.nmi,
        ];
        in_time(rates.into_iter().map(u128::from).sum(), self.time)
    }

    /// What is wrong with the script as things are, with how many of its operations are sound before that.
    pub(crate) fn script_conflict(&self) -> Option<(ScenarioError, usize)> {
        script::conflict(&self.script, self.procs, self.cpus)
    }

    /// Key and text of each field that is not as by default, in the order of a link.
    #[must_use]
    pub fn texts(&self) -> Vec<(&'static str, String)> {
        let default = Compare::default();
        let set = FIELDS.iter().filter(|field| field.value(self) != field.value(&default));
        let set = set.map(|field| (field.key, field.text(self)));
        let script = (!self.script.is_empty()).then(|| (script::KEY, write_script(&self.script)));
        set.chain(script).collect()
    }

    /// The scenario of [`Compare::texts`]. Combinations are not looked at: it is for what has been read before.
    ///
    /// # Errors
    /// At the first text that is not one of a field.
    pub fn of<'a>(texts: impl IntoIterator<Item = (&'a str, &'a str)>) -> Result<Compare, ScenarioError> {
        let mut compare = Compare::default();
        for (key, text) in texts {
            if key == script::KEY {
                compare.script = script::read(text)?;
                continue;
            }
            let field = field(key).ok_or_else(|| ScenarioError::new(key, text, "no such field"))?;
            field.put(&mut compare, field.read(text)?);
        }
        Ok(compare)
    }

    /// What cannot be together, each with the field to blame and a value that would do.
    pub(crate) fn conflicts(&self) -> Vec<(ScenarioError, Value)> {
        let mut conflicts = Vec::new();
        let mut blame = |key: &str, expected: String, used: u64| {
            let field = field(key).expect("blamed fields are in the table");
            conflicts.push((ScenarioError::new(key, &field.text(self), expected), Value::Number(used)));
        };
        let area = self.geometry();
        let room = match self.shared {
            SharedForm::Preallocated | SharedForm::Skipped => area.bytes(),
            SharedForm::Single => area.under_one_entry().bytes(),
        };
        if self.used > room {
            let of = if room < area.bytes() { "the one shared entry covers" } else { "the vmalloc area has" };
            blame("used", format!("{of} {} on this architecture", Unit::Bytes.write(room)), room);
        }
        if self.ioremap > 0 && !area.huge() {
            let expected =
                "huge pages of a whole slot exist with PAE only, and elsewhere entries never go; 0/s would do";
            blame("ioremap", expected.to_owned(), 0);
        }
        let looks = u128::from(in_time(self.ioremap.into(), self.time)) * u128::from(self.procs);
        if looks > LOOKS_MAX {
            let most = round_down((LOOKS_MAX * SECOND / u128::from(self.procs) / u128::from(self.time.0)) as u64);
            let expected = format!(
                "each end of such a mapping looks at every table, which comes to {looks} looks and the most is {LOOKS_MAX}; \
                 {} would do",
                Unit::PerSecond.write(most)
            );
            blame("ioremap", expected, most);
        }
        if self.operations() > OPERATIONS_MAX {
            let most = self.time.0 / self.operations().div_ceil(OPERATIONS_MAX);
            let most = round_down(most);
            let expected = format!(
                "the load comes to {} operations and the most is {}; {} would do",
                Unit::Count.write(self.operations()),
                Unit::Count.write(OPERATIONS_MAX),
                Unit::Time.write(most)
            );
            blame("time", expected, most);
        }
        for (key, rate, life, base, most) in [
            ("fork", self.fork, self.child, u64::from(self.procs), TABLES_MAX),
            ("percpu", self.percpu, None, 0, AREAS_MAX),
            ("ioremap", self.ioremap, self.life, 0, AREAS_MAX),
            ("vmalloc", self.vmalloc, self.life, 0, AREAS_MAX),
        ] {
            let span = life.map_or(self.time, |life| life.min(self.time));
            let at_once = base + in_time(rate.into(), span);
            if at_once > most {
                let used = round_down((u128::from(most - base) * SECOND / u128::from(span.0.max(1))) as u64);
                let what = if key == "fork" { "page tables" } else { "areas" };
                let expected = format!(
                    "it comes to {} {what} at once and the most is {}; {} would do",
                    Unit::Count.write(at_once),
                    Unit::Count.write(most),
                    Unit::PerSecond.write(used)
                );
                blame(key, expected, used);
            }
        }
        conflicts
    }

    /// What a reader should know of a scenario that is fine as it is.
    #[must_use]
    pub fn remarks(&self) -> Vec<Notice> {
        let mut remarks = Vec::new();
        if let Some(most) = self.arch.most_processes()
            && self.procs > most
        {
            remarks.push(Notice::Remark {
                field: "procs",
                text: format!(
                    "a 32-bit kernel has at most {most} live processes, as its process numbers end there; the model goes on"
                ),
            });
        }
        if let Some(touchers) = self.touchers.filter(|touchers| *touchers > self.procs) {
            remarks.push(Notice::Remark {
                field: "touchers",
                text: format!(
                    "of the {touchers} asked for, only the {} processes there are can make accesses",
                    self.procs
                ),
            });
        }
        if self.geometry().sharing == Sharing::OneTable {
            remarks.push(Notice::Remark {
                field: "arch",
                text: "all processes use one kernel table here, so that nothing has to be spread and the three ways are one"
                    .to_owned(),
            });
        }
        let used_and_asked =
            u128::from(self.used) + u128::from(in_time(self.vmalloc.into(), self.time)) * u128::from(self.size);
        if matches!(self.arch, Arch::X86_64 | Arch::X86_64FiveLevel)
            && self.percpu == 0
            && self.stacks == Stacks::Direct
            && used_and_asked < u128::from(self.geometry().slot_bytes())
        {
            remarks.push(Notice::Remark {
                field: "arch",
                text: format!(
                    "one slot covers {} here, and this load stays below that: no slot is expected to be new. \
                     Raise “used” towards a slot's edge to see one",
                    Unit::Bytes.write(self.geometry().slot_bytes())
                ),
            });
        }
        remarks
    }
}

const SECOND: u128 = 1_000_000_000_000;

/// How many of `rate` a second fall into `span`.
fn in_time(rate: u128, span: Ps) -> u64 {
    u64::try_from(rate * u128::from(span.0) / SECOND).unwrap_or(u64::MAX)
}

/// The number with its first two digits, the rest zero: what one would propose to a person.
fn round_down(number: u64) -> u64 {
    let mut unit = 1;
    while number / unit >= 100 {
        unit *= 10;
    }
    number / unit * unit
}
