//! Faults by context, one bar a strategy.

use std::rc::Rc;

use playground::Lane;
use plot::{CONTEXTS, HAZARD_MARK, Linear, Scale, Span, Tick, count, linear, px, stack};
use yew::prelude::*;

use crate::components::chart::twin;
use crate::components::strategy::{class, name};
use crate::components::svg;
use crate::hooks::use_width;
use crate::state::Picture;

const TOP: f64 = 8.0;
const ROW: f64 = 58.0;
const BAR: f64 = 24.0;
const BOTTOM: f64 = 46.0;
/// Where bars begin, right of the strategies' names.
const LEFT: f64 = 74.0;
/// Room for a total at a bar's end.
const RIGHT: f64 = 52.0;
/// The least length of a piece that is there: shorter ones cannot be seen.
const LEAST: f64 = 4.0;

/// What is shown.
#[derive(PartialEq, Properties)]
pub struct Props {
    /// The result.
    pub picture: Rc<Picture>,
}

/// The chart, and the same as a table.
#[function_component]
pub fn FaultChart(props: &Props) -> Html {
    let node = use_node_ref();
    let width = use_width(&node, 320.0);
    let rows: Vec<(Lane, [u64; 3])> =
        props.picture.comparison.lanes().map(|(lane, report)| (lane, counts(report))).collect();
    let most = rows.iter().map(|(_, counts)| counts.iter().sum::<u64>()).max().unwrap_or(0);
    let scale = Linear::to(most as f64, Span::new(LEFT, (width - RIGHT).max(LEFT + 60.0)));
    let height = TOP + 3.0 * ROW + BOTTOM;
    html! {
        <figure class="chart faults" aria-labelledby="faults-title">
            <figcaption><h2 id="faults-title">{"Faults by context"}</h2></figcaption>
            <div class="paper" ref={node}>
                <svg width={px(width)} height={px(height)} role="group" aria-labelledby="faults-svg-title faults-svg-desc">
                    <title id="faults-svg-title">{"Faults that filled an entry, by what they interrupted, for the three strategies"}</title>
                    <desc id="faults-svg-desc">{"A bar each, stacked: tasks, interrupts, NMIs. The same figures are in the table below."}</desc>
                    <defs>
                        <pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
                            <rect class="hatch-ground" width="6" height="6" />
                            <rect class="hatch-line" width="2.5" height="6" />
                        </pattern>
                    </defs>
                    {axis(&scale, height - BOTTOM)}
                    { for rows.iter().enumerate().map(|(index, (lane, counts))| bar(index, *lane, counts, &scale)) }
                </svg>
            </div>
            {table(&rows)}
            {onward(&rows, props)}
        </figure>
    }
}

/// Where a fault fell into an NMI: the way to what it can do there.
fn onward(rows: &[(Lane, [u64; 3])], props: &Props) -> Html {
    let in_nmis = rows.iter().any(|(_, counts)| counts[2] > 0);
    let href = in_nmis.then(|| format!("#{}", props.picture.scenario.nmi_start().fragment()));
    html! {
        <p key="onward" class="onward" hidden={!in_nmis}>
            <a {href}>{"What a fault inside an NMI can do, step by step"}</a>
        </p>
    }
}

fn counts(report: &pgd_sim::Report) -> [u64; 3] {
    [report.faults.task, report.faults.irq, report.faults.nmi]
}

fn bar(index: usize, lane: Lane, counts: &[u64; 3], scale: &Linear) -> Html {
    let top = TOP + ROW * index as f64;
    let total: u64 = counts.iter().sum();
    let pieces = stack(counts, scale, LEAST);
    let end = pieces.last().map_or(LEFT, |piece| piece.from + piece.length);
    let pieces = pieces.into_iter().map(|piece| {
        let class = classes!("piece", CONTEXTS[piece.index].id);
        svg::rect(class, (piece.from, top), ((piece.length - 1.0).max(1.0), BAR))
    });
    let said: Vec<_> = (0..3).filter(|at| counts[*at] > 0).map(|at| words(at, counts[at])).collect();
    let spoken =
        if said.is_empty() { "no faults".to_owned() } else { format!("{} faults: {}", count(total), said.join(", ")) };
    let middle = top + BAR / 2.0 + 4.5;
    let room = scale.place(scale.max()) + RIGHT - 4.0;
    html! {
        <g key={lane.id()} class={class(lane)} role="img" tabindex="0" aria-label={format!("{}: {spoken}", lane.title())}>
            {svg::rect(classes!("focus"), (1.0, top - 4.0), (room, ROW - 6.0))}
            {svg::text("end", 4.0, middle, &format!("{} {}", lane.letter(), lane.title()))}
            {svg::path("base", format!("M{} {}v{}", px(LEFT), px(top), px(BAR)))}
            <g key="pieces">{for pieces}</g>
            {svg::text("total", end + 7.0, middle, &count(total).to_string())}
            <text key="said" class="said" x="4" y={px(top + BAR + 16.0)}>
                { for (0..3).filter(|at| counts[*at] > 0).map(|at| html! {
                    <tspan key={at} class={CONTEXTS[at].id} dx={if at == 0 { "0" } else { "7" }}>{words(at, counts[at])}</tspan>
                }) }
            </text>
        </g>
    }
}

fn words(at: usize, number: u64) -> String {
    let mark = if CONTEXTS[at].id == "nmi" { format!("{HAZARD_MARK} ") } else { String::new() };
    format!("{mark}{} {}", count(number), CONTEXTS[at].title)
}

fn axis(scale: &Linear, ground: f64) -> Html {
    let ticks = linear(scale, 3);
    let line = |tick: &Tick| svg::path("grid", format!("M{} {}V{}", px(tick.place), px(TOP), px(ground)));
    let label = |tick: &Tick| svg::text("tick across", tick.place, ground + 17.0, &tick.label);
    html! {
        <g key="axes" class="axes" aria-hidden="true">
            <g key="lines">{for ticks.iter().map(line)}</g>
            <g key="labels">{for ticks.iter().map(label)}</g>
            {svg::text("axis", LEFT, ground + BOTTOM - 8.0, "faults over the whole run")}
        </g>
    }
}

fn table(rows: &[(Lane, [u64; 3])]) -> Html {
    let heads = ["Strategy"].into_iter().chain(CONTEXTS.map(|context| context.title)).chain(["Total"]);
    let row = |(lane, counts): &(Lane, [u64; 3])| {
        let figures = counts.iter().copied().chain([counts.iter().sum()]);
        (name(*lane), figures.map(|number| count(number).to_string().into()).collect())
    };
    twin("Faults as a table", heads.map(Html::from).collect(), rows.iter().map(row).collect())
}
