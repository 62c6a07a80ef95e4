//! The break-even map: who wins, walks or faults, over processes and the share of them that access an area.

use std::rc::Rc;

use playground::{BreakEven, Lane, Verdict};
use plot::{Span, px};
use scenario::{Link, MEASURES, Mapped, Scenario, Unit};
use yew::prelude::*;

use crate::break_even::{Place, Sheet};
use crate::components::chart::{is_narrow, twin};
use crate::components::strategy::{class, name};
use crate::components::svg;
use crate::components::sweep_view::{button, option, value};
use crate::hooks::{Progress, use_runs, use_width};
use crate::state::{Action, Write};

const ROW: f64 = 34.0;
const TOP: f64 = 22.0;
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 46.0;
/// The choices for how often each process comes; another one may stand in a link.
const EACH: [u32; 4] = [10, 30, 100, 1_000];

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// What is asked, and how the map of it is shown.
    pub scenario: Scenario,
    /// What to do.
    pub act: Callback<Action>,
}

/// The map with a cursor that is read out and opens runs, how its runs stand, and the same as a table.
#[function_component]
pub fn BreakEvenView(props: &Props) -> Html {
    let node = use_node_ref();
    let width = use_width(&node, 620.0);
    let runs = use_runs();
    let at = use_state_eq(|| None::<(usize, usize)>);
    let mapped = props.scenario.shown.map;

    let map = BreakEven::of(&props.scenario);
    let runnable = map.cells.iter().filter_map(|cell| cell.scenario.as_ref());
    let wanted = Rc::new(runnable.map(|scenario| scenario.compare.clone()).collect::<Vec<_>>());
    let of_this = runs.of(&wanted);
    let got = of_this.map(|runs| runs.got.clone()).unwrap_or_default();
    let progress = of_this.map(|runs| runs.progress.clone()).unwrap_or_default();
    let done = got.iter().flatten().count();
    let height = TOP + ROW * playground::SHARES_PERCENT.len() as f64;
    let (across, down) = (Span::new(LEFT, (width - 8.0).max(LEFT + 120.0)), Span::new(TOP, height));
    let sheet = Sheet::new(&map, mapped.measure, &props.scenario.compare, &got, across, down);
    let last = (sheet.rows.len() - 1, sheet.processes.len() - 1);
    let nearest = || {
        let procs = props.scenario.compare.procs;
        let column = (0..=last.1).min_by_key(|column| sheet.processes[*column].abs_diff(procs)).unwrap_or(0);
        (last.0 / 2, column)
    };
    let now = at.unwrap_or_else(nearest);
    let place = &sheet.rows[now.0][now.1];

    let load = {
        let (act, link) = (props.act.clone(), place.cell.scenario.clone());
        Callback::from(move |()| {
            if let Some(scenario) = &link {
                let link = Link { scenario: scenario.clone(), ..Link::default() };
                act.emit(Action::Open(Box::new(link), Write::Push));
            }
        })
    };
    let on_key = {
        let (set, load) = (at.setter(), load.clone());
        Callback::from(move |event: KeyboardEvent| {
            let (row, column) = now;
            let next = match event.key().as_str() {
                "ArrowLeft" => (row, column.saturating_sub(1)),
                "ArrowRight" => (row, (column + 1).min(last.1)),
                "ArrowUp" => (row.saturating_sub(1), column),
                "ArrowDown" => ((row + 1).min(last.0), column),
                "Home" => (row, 0),
                "End" => (row, last.1),
                "Enter" => return load.emit(()),
                _ => return,
            };
            event.prevent_default();
            set.set(Some(next));
        })
    };
    let show = props.act.reform(|mapped: Mapped| Action::Edit("map", mapped.text()));
    let on_measure = show.reform(move |event: Event| {
        Mapped::read(&value(&event)).map_or(mapped, |to| Mapped { measure: to.measure, ..mapped })
    });
    let on_each =
        show.reform(move |event: Event| Mapped { each: value(&event).parse().unwrap_or(mapped.each), ..mapped });
    let each = |each: u32| {
        let (value, label) = (each.to_string(), Unit::Count.write(each.into()));
        html! { <option key={each} {value} selected={each == mapped.each}>{label}</option> }
    };
    let unlisted = (!EACH.contains(&mapped.each)).then_some(mapped.each);
    let told = Told { progress: &progress, done, all: wanted.len(), shared: sheet.shared() };
    html! {
        <section class="sweep even" aria-labelledby="even-title">
            <h2 id="even-title">{"Break-even: a walk over all, or faults in some?"}</h2>
            <p class="ask">
                <label for="even-measure">{"Who wins on"}</label>
                <select id="even-measure" onchange={on_measure}>
                    { for MEASURES.iter().map(|choice| option(choice.id, choice.label, choice.value == mapped.measure)) }
                </select>
                <label for="even-each">{"if each process that comes there does so"}</label>
                <select id="even-each" onchange={on_each}>{ for EACH.into_iter().chain(unlisted).map(each) }</select>
                <span>{"times a second"}</span>
                {button("Run the map", &runs, &wanted, &progress)}
            </p>
            {told.standing()}
            <figure class="chart" aria-label="Break-even map">
                <p class="readout">{readout(place, &load)}</p>
                <div class="paper" ref={node}>
                    <svg
                        class="map"
                        width={px(width)}
                        height={px(height + BOTTOM)}
                        role="group"
                        aria-labelledby="even-svg-title even-svg-desc"
                    >
                        <title id="even-svg-title">{format!("Who wins on {}: Eager's walks or Lazy's faults", mapped.measure.choice().label)}</title>
                        <desc id="even-svg-desc">
                            {"Across: processes. Up: the share of them that ever access an area. The same is in the table below."}
                        </desc>
                        {axes(&sheet, width, height)}
                        <g
                            key="cells"
                            role="grid"
                            tabindex="0"
                            class="cells"
                            aria-label="Processes by share that access an area. Arrow keys move, Enter loads the run"
                            aria-activedescendant={id(now.0, now.1)}
                            onkeydown={on_key}
                            onclick={load.reform(|_: MouseEvent| ())}
                        >
                            { for (0..sheet.rows.len()).map(|row| cells(&sheet, row, now, &at.setter())) }
                        </g>
                        { for sheet.frontier().map(|d| svg::path("frontier", d)) }
                    </svg>
                </div>
                <p class="told">{told.words(sheet.frontier().is_some())}</p>
                {table(&sheet)}
            </figure>
        </section>
    }
}

fn id(row: usize, column: usize) -> String {
    format!("even-{row}-{column}")
}

fn axes(sheet: &Sheet, width: f64, height: f64) -> Html {
    let (wide, high) = sheet.size();
    let column = |(at, procs): (usize, &u32)| {
        svg::text(
            "tick across",
            sheet.corner(0, at).x + wide / 2.0,
            height + 17.0,
            &Unit::Count.write(u64::from(*procs)),
        )
    };
    let narrow = is_narrow(width);
    let title = if narrow {
        "share that accesses an area"
    } else {
        "share that accesses an area; judged by model time, not a benchmark"
    };
    let row = |(at, row): (usize, &Vec<Place>)| {
        let percent = row.first().map_or(0, |place| place.cell.percent);
        svg::text("tick up", LEFT - 8.0, sheet.corner(at, 0).y + high / 2.0 + 4.0, &format!("{percent} %"))
    };
    html! {
        <g key="axes" class="axes" aria-hidden="true">
            <g key="across">{ for sheet.processes.iter().enumerate().map(column) }</g>
            <g key="up">{ for sheet.rows.iter().enumerate().map(row) }</g>
            {svg::text("axis across", (LEFT + width) / 2.0, height + 38.0, "Processes")}
            {svg::text("axis", 0.0, 11.0, title)}
        </g>
    }
}

fn cells(sheet: &Sheet, row: usize, now: (usize, usize), set: &UseStateSetter<Option<(usize, usize)>>) -> Html {
    let (wide, high) = sheet.size();
    let cell = |(column, place): (usize, &Place)| {
        let corner = sheet.corner(row, column);
        let lane = match place.verdict {
            Some(Verdict::Wins(lane, _)) => class(lane),
            Some(Verdict::Even) | None => classes!("nobody"),
        };
        let ran = if place.found.is_some() { "ran" } else { "paper-only" };
        let here = now == (row, column);
        let set = set.clone();
        let on_point = Callback::from(move |_: PointerEvent| set.set(Some((row, column))));
        html! {
            <g
                key={column}
                id={id(row, column)}
                role="gridcell"
                class={classes!("cell", lane, ran, format!("strength-{}", place.strength()), here.then_some("here"))}
                aria-label={format!("{}: {}", place.what(), place.words())}
                aria-selected={here.to_string()}
                onpointerover={on_point.clone()}
                onpointerdown={on_point}
            >
                <rect x={px(corner.x + 1.0)} y={px(corner.y + 1.0)} width={px(wide - 2.0)} height={px(high - 2.0)} rx="3" />
                <text x={px(corner.x + wide / 2.0)} y={px(corner.y + high / 2.0 + 4.5)}>{place.letter()}</text>
            </g>
        }
    };
    html! { <g key={row} role="row">{ for sheet.rows[row].iter().enumerate().map(cell) }</g> }
}

fn readout(place: &Place, load: &Callback<()>) -> Html {
    html! {
        <>
            <span key="what" class="what"><strong>{place.what()}</strong>{":"}</span>
            <span key="values" class="values">
                <span class="value">{place.words()}</span>
                <button
                    key="load"
                    type="button"
                    class="button quiet"
                    disabled={place.cell.scenario.is_none()}
                    onclick={load.reform(|_: MouseEvent| ())}
                >
                    {"Load this run"}
                </button>
            </span>
        </>
    }
}

/// How the runs stand.
struct Told<'a> {
    progress: &'a Progress,
    done: usize,
    all: usize,
    shared: (usize, usize),
}

impl Told<'_> {
    fn standing(&self) -> Html {
        let (done, all) = (self.done, self.all);
        let text = match self.progress {
            Progress::Running => {
                return html! {
                    <p class="standing">
                        <label for="even-progress">{format!("{done} of {all} places")}</label>
                        {" "}
                        <progress id="even-progress" max={all.to_string()} value={done.to_string()}></progress>
                    </p>
                };
            }
            Progress::Done => format!("{all} places, each run with all three strategies."),
            Progress::Idle if done > 0 => format!("Stopped after {done} of {all} places; the others are on paper."),
            Progress::Idle => {
                format!("Hollow letters are the closed form. {all} runs take some seconds; they begin when you say so.")
            }
            Progress::Broken(trouble) => format!("▲ {trouble} {}", trouble.remedy()),
        };
        html! { <p class="standing">{text}</p> }
    }

    fn words(&self, line: bool) -> String {
        let mut told = vec![
            "The stronger a place, the clearer: less than twice, less than ten times, more. = is alike to a hundredth."
                .to_owned(),
        ];
        if line {
            told.push("Thin: where a walk takes as long as the faults on paper, if each of those processes comes to each new slot.".to_owned());
        }
        match self.shared {
            (0, _) => {}
            (ran, best) if ran == best => told.push(
                "Shared would do no worse than either in any place that was run: it has neither walk nor fault."
                    .to_owned(),
            ),
            (ran, best) => told.push(format!(
                "Shared would do no worse than either, and fail no vmalloc, in {best} of {ran} places that were run."
            )),
        }
        told.join(" ")
    }
}

fn table(sheet: &Sheet) -> Html {
    let heads = ["Processes", "Access an area", "Share", "Who wins"].map(Html::from);
    let lanes = [Lane::Eager, Lane::Lazy].map(name);
    let row = |place: &Place| {
        let found =
            |at: usize| place.found.map_or_else(|| "–".to_owned(), |found| plot::nanoseconds(found[at]).to_string());
        let wins = match place.verdict {
            Some(Verdict::Wins(lane, _)) => name(lane),
            Some(Verdict::Even) => "=".into(),
            None => "–".into(),
        };
        let cells = vec![
            place.cell.touchers.to_string().into(),
            format!("{} %", place.cell.percent).into(),
            wins,
            found(0).into(),
            found(1).into(),
        ];
        (place.cell.procs.to_string().into(), cells)
    };
    twin("The map as a table", heads.into_iter().chain(lanes).collect(), sheet.rows.iter().flatten().map(row).collect())
}
