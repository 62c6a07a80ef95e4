//! The lanes on paper: a few paths each, however many happenings there are, so that moving through them stays light.

use pgd_sim::SlowCall;
use playground::{Happening, Lane, Sign, Track};
use plot::{nanoseconds, px};
use scenario::Slower;
use yew::prelude::*;

use crate::components::lanes_tail;
use crate::components::strategy::class;
use crate::components::svg;
use crate::stage::{Place, Stage, instant};

/// Where time begins, right of the rows' names.
const LEFT: f64 = 92.0;
/// The name of a lane, and the room above it.
const TITLE: f64 = 24.0;
const ROW: f64 = 15.0;
const BAR: f64 = 11.0;
/// The rows of a lane, with what they show.
const ROWS: [&str; 5] = ["vmalloc", "pgd_lock held", "waits for it", "faults", "NMIs open"];
const LANE: f64 = TITLE + ROW * ROWS.len() as f64 + 6.0;
const AXIS: f64 = 40.0;
/// The least width of a bar: shorter ones cannot be seen.
const LEAST: f64 = 1.4;
/// The cross of an access that goes wrong.
const CROSS: f64 = 6.0;
/// How near the pointer has to be.
const NEAR: f64 = 4.0;

/// The paper and its scale.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Drawing {
    width: f64,
    view: (u64, u64),
    end: u64,
    cpus: f64,
}

/// The row of a sign, and what of the row's height it takes; what belongs to a whole lane has none.
const fn row(sign: Sign) -> Option<(usize, f64)> {
    match sign {
        Sign::Vmalloc | Sign::NoRoom => Some((0, 1.0)),
        Sign::Walk => Some((1, 1.0)),
        Sign::ForkWaits | Sign::VmallocWaits | Sign::OtherWaits => Some((2, 1.0)),
        // The worse the context, the longer the stroke.
        Sign::TaskFault => Some((3, 0.4)),
        Sign::IrqFault => Some((3, 0.7)),
        Sign::NmiFault | Sign::Oops | Sign::Stale | Sign::DoubleFault => Some((3, 1.0)),
        Sign::NmiWindow | Sign::NmiNests => Some((4, 1.0)),
        Sign::SlotNew => None,
    }
}

/// What is drawn in one colour and one manner.
const STROKES: [(&str, &[Sign]); 8] = [
    ("new", &[Sign::SlotNew]),
    ("call", &[Sign::Vmalloc]),
    ("hold", &[Sign::Walk]),
    ("wait", &[Sign::ForkWaits, Sign::VmallocWaits, Sign::OtherWaits]),
    ("fault", &[Sign::TaskFault]),
    ("fault irq", &[Sign::IrqFault]),
    ("hazard", &[Sign::NmiFault, Sign::NmiWindow, Sign::NoRoom, Sign::NmiNests]),
    ("wrong", &[Sign::Oops, Sign::Stale, Sign::DoubleFault]),
];

impl Drawing {
    /// For a stage on paper of this width.
    #[must_use]
    pub fn new(stage: &Stage, width: f64, cpus: u8) -> Drawing {
        Drawing { width: width.max(LEFT + 80.0), view: stage.view, end: stage.end(), cpus: f64::from(cpus.max(1)) }
    }

    /// How wide the part with time on it is.
    #[must_use]
    pub fn wide(&self) -> f64 {
        self.width - LEFT
    }

    /// The place of an instant; what is out of view is at the edge.
    fn x(&self, ps: u64) -> f64 {
        let share = ps.saturating_sub(self.view.0) as f64 / (self.view.1 - self.view.0) as f64;
        LEFT + self.wide() * share.min(1.0)
    }

    /// The instant at a place.
    #[must_use]
    pub fn instant(&self, x: f64) -> u64 {
        let share = ((x - LEFT) / self.wide()).clamp(0.0, 1.0);
        self.view.0 + ((self.view.1 - self.view.0) as f64 * share) as u64
    }

    fn inside(&self, it: &Happening) -> bool {
        it.until.0 >= self.view.0 && it.from.0 <= self.view.1
    }

    /// Left, top, width and height.
    fn bar(&self, lane: Lane, it: &Happening) -> [f64; 4] {
        let top = LANE * lane as usize as f64 + TITLE;
        let (x, end) = (self.x(it.from.0), self.x(it.until.0));
        let width = (end - x).max(LEAST);
        let Some((row, share)) = row(it.sign) else { return [x, top, LEAST / 2.0, ROW * ROWS.len() as f64] };
        let top = top + ROW * row as f64;
        if it.sign.waits() {
            // Each CPU that waits is a layer: the higher the stack, the more of the machine stands still.
            let layer = BAR / self.cpus;
            return [x, top + layer * f64::from(it.cpu), width, layer.max(1.0)];
        }
        [x, top + BAR * (1.0 - share), width, BAR * share]
    }

    /// All bars of some signs as one path. What would be drawn over what is there already is left out.
    fn path(&self, lane: Lane, track: &Track, signs: &[Sign]) -> String {
        let mut path = String::new();
        let mut drawn = vec![f64::MIN; 256];
        for it in track.happenings.iter().filter(|it| signs.contains(&it.sign) && self.inside(it)) {
            let [x, y, width, height] = self.bar(lane, it);
            let layer = &mut drawn[usize::from(it.cpu)];
            if x + width > *layer + 0.4 {
                *layer = x + width;
                if it.sign.goes_wrong() {
                    let (left, top) = (px(x - CROSS / 2.0), px(y + (height - CROSS) / 2.0));
                    path.push_str(&format!("M{left} {top}l{CROSS} {CROSS}m0 -{CROSS}l-{CROSS} {CROSS}"));
                    continue;
                }
                let (width, height) = (px(width), px(height));
                path.push_str(&format!("M{} {}h{width}v{height}h-{width}z", px(x), px(y)));
            }
        }
        path
    }

    /// What is under the pointer: of several the shortest.
    #[must_use]
    pub fn hit(&self, stage: &Stage, x: f64, y: f64) -> Option<Place> {
        let lane = *Lane::ALL.get((y / LANE) as usize)?;
        let at_row = ((y - LANE * lane as usize as f64 - TITLE) / ROW).floor();
        let near = |it: &Happening| {
            let [left, top, width, height] = self.bar(lane, it);
            let layered = !it.sign.waits() || (top - NEAR..=top + height + NEAR).contains(&y);
            row(it.sign).is_some_and(|(row, _)| row as f64 == at_row)
                && layered
                && (left - NEAR..=left + width + NEAR).contains(&x)
        };
        let track = stage.lanes.track(lane).happenings.iter().enumerate();
        let hits = track.filter(|(_, it)| self.inside(it) && near(it));
        hits.min_by_key(|(_, it)| it.until.0 - it.from.0).map(|(at, _)| (lane, at))
    }

    /// The picture.
    pub fn draw(&self, stage: &Stage, looked_at: Option<Place>, tail: Option<Slower>) -> Html {
        let height = LANE * 3.0 + AXIS;
        let x = self.x(stage.at);
        let in_view = (self.view.0..=self.view.1).contains(&stage.at);
        let related = looked_at.map(|place| stage.related(place)).unwrap_or_default();
        let marked = |place: Place, class: &'static str| {
            let [x, y, width, height] = self.bar(place.0, stage.happening(place));
            let (wide, high) = (px(width + 4.0), px(height + 4.0));
            let around = format!("M{} {}h{wide}v{high}h-{wide}z", px(x - 2.0), px(y - 2.0));
            self.inside(stage.happening(place)).then(|| svg::path(class, around))
        };
        html! {
            <svg width={px(self.width)} height={px(height)} role="img" aria-labelledby="lanes-svg-title">
                <title id="lanes-svg-title">{"What happens when, with the three strategies"}</title>
                {self.axis(height)}
                { for Lane::ALL.map(|lane| self.lane(stage, lane)) }
                <g key="tails">{for tail.iter().flat_map(|tail| Lane::ALL.map(|lane| self.tail(stage, lane, *tail)))}</g>
                <g key="tied">{for related.into_iter().filter_map(|place| marked(place, "tied"))}</g>
                <g key="picked">{for looked_at.and_then(|place| marked(place, "picked"))}</g>
                <g key="hair">{for in_view.then(|| svg::path("hair", format!("M{} {}V{}", px(x), px(4.0), px(height - AXIS))))}</g>
            </svg>
        }
    }

    /// The calls of a tail, each a bracket over its row.
    fn tail(&self, stage: &Stage, lane: Lane, slower: Slower) -> Html {
        let row = lanes_tail::row(slower.kind);
        let (top, high) = (px(LANE * lane as usize as f64 + TITLE + ROW * row as f64 - 2.0), px(BAR + 3.0));
        let calls = lanes_tail::calls(stage.lanes.track(lane), slower).iter();
        let inside = calls.filter(|call| call.until.0 >= self.view.0 && call.from.0 <= self.view.1);
        let bracket = |call: &SlowCall| {
            let (x, end) = (self.x(call.from.0), self.x(call.until.0));
            format!(
                "M{} {top}v{high}M{} {top}v{high}M{} {top}H{}",
                px(x),
                px(end.max(x + LEAST)),
                px(x),
                px(end.max(x + LEAST))
            )
        };
        svg::path("tail", inside.map(bracket).collect())
    }

    fn lane(&self, stage: &Stage, lane: Lane) -> Html {
        let top = LANE * lane as usize as f64;
        let track = stage.lanes.track(lane);
        let row = |(at, name): (usize, &'static str)| {
            let ground = top + TITLE + ROW * at as f64 + BAR;
            html! {
                <g key={name}>
                    {svg::text("tick up", LEFT - 8.0, ground - 1.0, name)}
                    {svg::path("grid", format!("M{} {}H{}", px(LEFT), px(ground + 2.0), px(self.width)))}
                </g>
            }
        };
        html! {
            <g key={lane.id()} class={class(lane)}>
                {svg::text("end", 0.0, top + 16.0, &format!("{} {}", lane.letter(), lane.title()))}
                <g key="rows" class="axes" aria-hidden="true">{for ROWS.into_iter().enumerate().map(row)}</g>
                { for STROKES.map(|(name, signs)| html! {
                    <path key={name} class={name} d={self.path(lane, track, signs)} />
                }) }
            </g>
        }
    }

    /// Ticks of equal round distances, told from the left edge on: at such depths all instants begin alike.
    fn axis(&self, height: f64) -> Html {
        let ground = height - AXIS;
        let length = self.view.1 - self.view.0;
        let most = (self.wide() / 110.0).max(2.0) as u64;
        let mut steps = (3..17).flat_map(|exponent| [1, 2, 5].map(|figure| figure * 10_u64.pow(exponent)));
        let step = steps.find(|step| length / step <= most).unwrap_or(length);
        let ticks = (0..=length / step).map(|at| {
            let (x, label) = (self.x(self.view.0 + at * step), nanoseconds(at * step / 1_000));
            let label = if at == 0 { String::new() } else { format!("+{}", label.round()) };
            html! {
                <g key={at.to_string()}>
                    {svg::path("grid", format!("M{} {}V{}", px(x), px(4.0), px(ground + 4.0)))}
                    {svg::text("tick across", x.min(self.width - 26.0), ground + 18.0, &label)}
                </g>
            }
        });
        html! {
            <g key="axis" class="axes" aria-hidden="true">
                <g key="ticks">{for ticks}</g>
                {svg::text("axis", LEFT, ground + 35.0, &format!("model time from {}", instant(self.view.0)))}
            </g>
        }
    }

    /// The whole run small: new slots, walks and faults, and which part is in view.
    pub fn overview(&self, stage: &Stage) -> Html {
        let x = |ps: u64| self.width * ps as f64 / self.end as f64;
        let mut ticks = String::new();
        for (lane, top) in Lane::ALL.into_iter().zip([0.0, 5.0, 10.0]) {
            let mut drawn = f64::MIN;
            for it in stage.lanes.track(lane).happenings.iter().filter(|it| it.sign != Sign::Vmalloc) {
                let place = x(it.from.0);
                if place > drawn + 1.0 {
                    drawn = place;
                    ticks.push_str(&format!("M{} {}v4", px(place), px(top)));
                }
            }
        }
        let (from, to) = (x(self.view.0), x(self.view.1));
        html! {
            <svg key="overview" class="overview" width={px(self.width)} height="16" aria-hidden="true">
                {svg::rect(classes!("seen"), (from, 0.5), ((to - from).max(2.0), 15.0))}
                {svg::path("ticks", ticks)}
            </svg>
        }
    }
}
