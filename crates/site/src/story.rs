//! A preset with what comes of it, in the words and figures of its page.

use nmi_sim::End;
use pgd_sim::{Figure, FigureUnit};
use playground::{CompareJob, Comparison, Lane, NmiRun};
use scenario::{Nmi, PRESETS, Scenario, View, nmi_presets};

/// What a page of figures has, as far as it is not zero in all lanes.
const FIGURES: [&str; 14] = [
    "vmalloc_ns.max",
    "fork_ns.max",
    "touch_ns.max",
    "switch_ns.max",
    "slots_new",
    "walks",
    "faults.task",
    "faults.irq",
    "faults.nmi",
    "failed_vmallocs",
    "oopses",
    "double_faults",
    "stale_accesses",
    "sync_ns_total",
];

/// A preset of either view.
pub struct Story {
    pub name: &'static str,
    pub title: &'static str,
    pub sentence: &'static str,
    pub source: &'static str,
    pub fragment: String,
    pub view: View,
    pub told: Told,
    pub digest: String,
}

impl Story {
    /// Whether nothing happens until the reader does something.
    pub fn is_still(&self) -> bool {
        matches!(&self.told, Told::Figures(rows) if rows.is_empty())
    }
}

/// What came of it.
pub enum Told {
    /// Figures of the three strategies.
    Figures(Vec<Row>),
    /// How the run of the NMI machine ended, in sentences.
    Outcome(Vec<String>),
}

/// A figure in the order of [`Lane::ALL`].
pub struct Row {
    pub label: &'static str,
    pub values: [String; 3],
}

/// All presets in the order of the page's menus.
pub fn all() -> Vec<Story> {
    let compared = PRESETS.iter().map(|preset| {
        let scenario = preset.scenario();
        let comparison = CompareJob::new(&scenario.compare).run();
        Story {
            name: preset.name,
            title: preset.title,
            sentence: preset.sentence,
            source: preset.source,
            fragment: scenario.fragment(),
            view: View::Compare,
            told: Told::Figures(rows(&comparison)),
            digest: comparison.digest(),
        }
    });
    let stepped = nmi_presets().into_iter().map(|preset| {
        let Scenario { nmi, .. } = preset.scenario();
        let run = NmiRun::new(&nmi).expect("presets are of runs that exist");
        Story {
            name: preset.name,
            title: preset.title,
            sentence: preset.sentence,
            source: preset.source,
            fragment: preset.fragment,
            view: View::Nmi,
            told: Told::Outcome(outcome(&nmi, &run)),
            digest: run.digest(),
        }
    });
    compared.chain(stepped).collect()
}

fn rows(comparison: &Comparison) -> Vec<Row> {
    let figures = FIGURES.iter().map(|id| Figure::named(id).expect("the table of figures has each"));
    let row = |figure: &Figure| {
        let values = Lane::ALL.map(|lane| figure.of(comparison.report(lane)));
        values
            .iter()
            .any(|value| *value > 0)
            .then(|| Row { label: figure.label, values: values.map(|v| words(figure, v)) })
    };
    figures.filter_map(row).collect()
}

fn words(figure: &Figure, value: u64) -> String {
    let quantity = match figure.unit {
        FigureUnit::Nanoseconds => plot::nanoseconds(value),
        FigureUnit::Bytes => plot::bytes(value),
        FigureUnit::Count => plot::count(value),
    };
    quantity.to_string()
}

fn outcome(nmi: &Nmi, run: &NmiRun) -> Vec<String> {
    let outcome = run.outcome();
    let mut told = vec![nmi.handler.sentence().to_owned()];
    told.push(match outcome.end {
        End::Finished => "The run ends, and the interrupted code goes on.".to_owned(),
        End::Crashed => "The run ends in a crash.".to_owned(),
        End::Loops { lap } => format!("The run goes round for ever, {lap} moves a lap."),
        End::Cut => "The run was cut short.".to_owned(),
    });
    told.push(format!("The handlers' body runs {}.", times(outcome.bodies)));
    match run.hazards().as_slice() {
        [] => told.push("Every property holds.".to_owned()),
        hazards => told.extend(hazards.iter().map(|hazard| {
            format!(
                "▲ Step {}: {}. What should hold: {}",
                hazard.step,
                hazard.property.broken(),
                hazard.property.sentence()
            )
        })),
    }
    told
}

fn times(count: u16) -> String {
    match count {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        count => format!("{count} times"),
    }
}
