//! The page-table machine: geometries, forms of the strategies, costs, fields and presets.

use pgd_sim::{CostRange, CostSet, CostTable, Curve, Geometry, Ps, Sharing};
use scenario::{ARCHES, COSTS, Compare, FIELDS, Field, Group, Kind, PRESETS, Unit, Value};

use super::markdown::{Document, code};

pub(super) fn geometries(document: &mut Document) {
    document.heading(2, "Geometries");
    for arch in ARCHES {
        let geometry = arch.value.geometry();
        document.heading(3, arch.label);
        document.list(described(arch.id, &geometry));
    }
}

fn described(id: &str, geometry: &Geometry) -> Vec<String> {
    let last = geometry.start + (geometry.bytes() - 1);
    let whose = match geometry.sharing {
        Sharing::PerProcess => "each process's table has a copy of the entries, which have to be spread",
        Sharing::OneTable => "all processes use one table, so that nothing has to be spread",
    };
    let mut lines = vec![
        format!("in links {}", code(format!("arch={id}"))),
        format!("vmalloc area {}, {} pages", code(format!("{:x}-{last:x}", geometry.start)), geometry.pages),
        format!(
            "{} slots: entries of the level {}, from index {}, {} each",
            geometry.slots(),
            code(geometry.level),
            geometry.first_index,
            Unit::Bytes.write(geometry.slot_bytes())
        ),
        whose.to_owned(),
    ];
    if let Some(most) = geometry.arch.most_processes() {
        lines.push(format!(
            "a real kernel has at most {most} live processes there (`PID_MAX_DEFAULT` in Linux include/linux/threads.h, and \
             as seen with 6.1); the model goes on beyond that, with a notice"
        ));
    }
    lines.push(format!("source: {}", geometry.source));
    lines
}

/// The fields whose words say how a strategy is meant, and which of a cost's values is used.
const FORMS: [&str; 10] = ["shared", "eager", "walk", "lazy", "fault", "unmap", "stacks", "irqs", "heat", "level"];

pub(super) fn forms(document: &mut Document) {
    document.heading(2, "Forms of the strategies");
    for field in FORMS.iter().filter_map(|key| FIELDS.iter().find(|field| field.key == *key)) {
        let Kind::Choice { words } = field.kind else { continue };
        document.text(&format!("**{}** ({}). {}", field.label, code(field.key), field.help));
        let default = field.text(&Compare::default());
        document.list(words().into_iter().map(|(id, label)| {
            let note = if id == default { " (default)" } else { "" };
            format!("{}: {label}{note}", code(id))
        }));
    }
}

pub(super) fn costs(document: &mut Document) {
    document.heading(2, "Costs");
    document.text(
        "What each step takes: low, typical and high, in the unit of the set. “Derived” means arithmetic from cited figures, \
         “model choice” that no source was found and a plausible value was taken, “unverified” that it is believed and no \
         source for it was read.",
    );
    for set in COSTS {
        document.heading(3, set.label);
        let unit = match set.value.unit {
            "ns" => "nanoseconds",
            other => other,
        };
        document.text(&format!("{}: {}. In {unit}.", code(format!("costs={}", set.id)), set.value.about));
        table(document, &set.value.ranges, |_| true);
        if let Some(pae) = set.value.pae {
            document.text("With PAE these differ:");
            let differs = |name: &str| {
                let plain = set.value.ranges.items();
                let with_pae = pae.items();
                plain.iter().zip(&with_pae).any(|(a, b)| a.name == name && a.value != b.value)
            };
            table(document, pae, differs);
        }
        if let Some(curves) = set.value.curves {
            walks(document, curves);
        }
    }
}

fn table(document: &mut Document, ranges: &CostTable<CostRange>, told: impl Fn(&str) -> bool) {
    let items = ranges.items().into_iter().filter(|item| told(item.name));
    let rows = items.map(|item| {
        let CostRange { low, typical, high, source } = item.value;
        [code(item.name), item.label.to_owned(), figure(low), figure(typical), figure(high), source.to_owned()]
    });
    document.table(["step", "what it is", "low", "typical", "high", "source"], rows);
}

/// Nanoseconds, exactly.
fn figure(ps: Ps) -> String {
    let (ns, rest) = (ps.0 / 1_000, ps.0 % 1_000);
    if rest == 0 { ns.to_string() } else { format!("{ns}.{rest:03}").trim_end_matches('0').to_owned() }
}

fn walks(document: &mut Document, [cold, hot]: [Curve; 2]) {
    document.text(
        "One slot written into all tables, as measured; in between straight lines, beyond the ends the nearest goes on:",
    );
    let points = cold.iter().zip(hot);
    let rows = points.map(|((tables, cold), (_, hot))| [tables.to_string(), cold.to_string(), hot.to_string()]);
    document.table(["tables", "in no cache, ns", "in a cache, ns"], rows);
}

/// Every figure of the sets that a reader should not take for a measured one.
pub(super) fn unsourced(document: &mut Document) {
    document.text("Of the costs these are model choices or unverified:");
    let doubtful = |source: &str| source.contains("model choice") || source.contains("unverified");
    let rows = CostSet::ALL.iter().filter(|set| set.curves.is_none()).flat_map(|set| {
        let items = set.ranges.items().into_iter().filter(|item| doubtful(item.value.source));
        items.map(|item| [code(set.id), item.label.to_owned(), item.value.source.to_owned()])
    });
    document.table(["set", "step", "what is known"], rows);
}

pub(super) fn fields(document: &mut Document) {
    document.heading(2, "What can be asked");
    document.text(
        "The fields of the Compare view, as in a link: `#v=1&view=compare&procs=10k`. A field that a link does not name has \
         its default, which is part of the grammar and does not change.",
    );
    let default = Compare::default();
    for group in Group::ALL {
        document.heading(3, group.title());
        let rows = FIELDS
            .iter()
            .filter(|field| field.group == group)
            .map(|field| [code(field.key), field.help.to_owned(), field.text(&default), limits(field)]);
        document.table(["key", "what it is", "default", "from … to"], rows);
    }
}

fn limits(field: &Field) -> String {
    match field.kind {
        Kind::Number { min, max, none, .. } => {
            let or = none.map(|none| format!(", or {none}")).unwrap_or_default();
            format!("{} … {}{or}", field.write(Value::Number(min)), field.write(Value::Number(max)))
        }
        Kind::Choice { words } => words().into_iter().map(|(id, _)| id).collect::<Vec<_>>().join(", "),
    }
}

pub(super) fn presets(document: &mut Document) {
    document.heading(2, "Stories");
    let rows = PRESETS
        .iter()
        .map(|preset| [code(preset.name), format!("{}. {}", preset.title, preset.sentence), preset.source.to_owned()]);
    document.table(["preset", "what it shows", "source"], rows);
}
