//! The view's own sentences. What happened in a step is told by the machine; here is what a reader may do next, and what the
//! run as a whole comes to.

use nmi_sim::{End, Event, Grain, Handler, Hazard, Injected, Mark, Outcome, Property};

/// The headline: what is about to happen, or has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    /// The sentence.
    pub text: String,
    /// Whether it is about something that breaks.
    pub grave: bool,
}

/// What the next press of a key does where that breaks something; where the run stands otherwise.
#[must_use]
pub fn headline(step: u16, len: u16, hazards: &[Hazard], outcome: &Outcome) -> Headline {
    let of = |text: String, grave| Headline { text, grave };
    let first =
        |at: fn(&Hazard) -> u16| hazards.iter().filter(|h| at(h) > step).min_by_key(|h| (at(h), h.step)).copied();
    let damage = first(|hazard| hazard.cause);
    let ahead = first(|hazard| hazard.step);
    if let Some(hazard) = damage.filter(|hazard| hazard.cause == step + 1) {
        return of(format!("Press → once more: {}.", about_to(hazard)), true);
    }
    if let Some(hazard) = ahead.filter(|hazard| hazard.step == step + 1) {
        return of(format!("Press → once more: {}.", falls_due(hazard.property)), true);
    }
    let done = hazards.iter().find(|hazard| hazard.cause <= step && hazard.step > step && hazard.cause < hazard.step);
    if let Some(&hazard) = done {
        let text = format!(
            "{}. {} on, {}.",
            first_upper(about_to(hazard)),
            steps(hazard.step - step),
            falls_due(hazard.property)
        );
        return of(text, true);
    }
    if let Some(hazard) = damage {
        return of(format!("Press → to step. {} on, {}.", steps(hazard.cause - step), about_to(hazard)), true);
    }
    if let Some(hazard) = hazards.iter().max_by_key(|hazard| hazard.step) {
        let names: Vec<&str> = hazards.iter().map(|hazard| hazard.property.broken()).collect();
        let text =
            format!("Broken: {}. It was bound to happen from step {} on.", names.join(", "), earliest(hazards, hazard));
        return of(text, true);
    }
    let came_to = ended(outcome);
    if step >= len {
        return of(format!("Every property holds. {came_to}"), false);
    }
    of(format!("Press → to step. Nothing breaks in this run: {}", lower_first(&came_to)), false)
}

fn earliest(hazards: &[Hazard], last: &Hazard) -> u16 {
    hazards.iter().map(|hazard| hazard.inevitable).min().unwrap_or(last.inevitable)
}

fn steps(number: u16) -> String {
    if number == 1 { "1 step".to_owned() } else { format!("{number} steps") }
}

fn first_upper(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_uppercase().chain(chars).collect()).unwrap_or_default()
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// What the step of the damage does.
fn about_to(hazard: Hazard) -> &'static str {
    if hazard.cause == hazard.step {
        return falls_due(hazard.property);
    }
    match hazard.property {
        Property::FrameReturns => "the first frame is gone",
        Property::Cr2Survives => "the interrupted code's fault address is gone",
        Property::NmiServed => "an NMI is dropped",
        property => falls_due(property),
    }
}

/// What it means that the property breaks.
fn falls_due(property: Property) -> &'static str {
    match property {
        Property::FrameReturns => "a return goes where nobody came from",
        Property::BodyOnce => "the handlers are entered while they are running",
        Property::NmiServed => "an NMI is lost",
        Property::Cr2Survives => "a page-fault handler reads an address that is not its own",
        Property::StackInBounds => "a push leaves its stack",
        Property::Ends => "the CPU goes round for ever",
        Property::EndsUnblocked => "the interrupted code goes on with NMIs still blocked",
        Property::ResumesAtOnce => "a trap falls between the flags and the place they belong to",
    }
}

/// What a run came to, as a sentence.
#[must_use]
pub fn ended(outcome: &Outcome) -> String {
    let bodies = times(outcome.bodies);
    match outcome.end {
        End::Finished => format!("The handlers ran {bodies} and the interrupted code goes on."),
        End::Crashed => "The CPU is down.".to_owned(),
        End::Loops { lap } => format!("The CPU goes round for ever, {lap} moves a lap."),
        End::Cut => "The run was cut.".to_owned(),
    }
}

fn times(number: u16) -> String {
    match number {
        0 => "not once".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        more => format!("{more} times"),
    }
}

/// A step of a grain, for a button's name.
#[must_use]
pub const fn grain(grain: Grain) -> &'static str {
    match grain {
        Grain::MicroOp => "micro-op",
        Grain::Phase => "phase",
        Grain::Event => "event",
    }
}

/// An event's name on its button.
#[must_use]
pub const fn event(event: Event) -> &'static str {
    match event {
        Event::Run => "Run on",
        Event::Nmi => "An NMI arrives",
        Event::Breakpoint => "The breakpoint fires",
        Event::MachineCheck => "A machine check comes",
        Event::IretFault => "This IRET faults",
    }
}

/// A mark's name.
#[must_use]
pub const fn mark(mark: Mark) -> &'static str {
    match mark {
        Mark::Held => "NMI held",
        Mark::Nmi => "NMI taken",
        Mark::Fault => "exception",
        Mark::Return => "return",
        Mark::Body => "body begins",
        Mark::Round => "another round",
        Mark::Hazard => "hazard",
    }
}

/// A cell's mark on the strip.
#[must_use]
pub const fn injected(injected: Injected) -> char {
    match injected {
        Injected::Taken => '·',
        Injected::Held => '–',
        Injected::Repeated => '↻',
        Injected::Merged => '=',
        Injected::Broke(property) => property.letter(),
    }
}

/// What FRED's frame bit replaces of a handler: facts of the listings and of Linux's FRED entry, which pushes registers, calls,
/// pops and returns (Documentation/arch/x86/x86_64/fred.rst, entry_64_fred.S).
#[must_use]
pub const fn replaced(handler: Handler) -> &'static str {
    match handler {
        Handler::Naive => "There is nothing to replace: this handler does not expect an NMI inside an NMI.",
        Handler::PopfRet => {
            "It replaces the return by POPF and RET, and with it that return's limits: TF, RF and the stack's edge."
        }
        Handler::Linus2010 => {
            "It replaces the mark, the nested NMI's way out without IRET, and the test of the outer one's last instructions."
        }
        Handler::Rostedt33 => {
            "It replaces the flag on the NMI stack, the two copies of the frame, and the tests of RIP and RSP on entry."
        }
        Handler::Lutomirski42 => {
            "It replaces the flag, the two copies, the tests of RIP, RSP and the direction flag, and the switch of stacks on entry from user mode."
        }
        Handler::I386Latch => "It replaces the three states per CPU and the rounds in C.",
        Handler::Fred => {
            "It replaces the flag on the stack, the copies of the frame, and every test for nesting: the frame itself says if an NMI made it."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use nmi_sim::{Preset, Run};

    fn at(preset: &str, step: impl Fn(&Run, &[Hazard]) -> u16) -> String {
        let preset = Preset::find(preset).expect("there is one");
        let mut run = Run::scheduled(preset.config, &preset.schedule).expect("it exists");
        let outcome = run.finish();
        let hazards = run.hazards();
        headline(step(&run, &hazards), run.len(), &hazards, &outcome).text
    }

    #[test]
    fn the_headline_says_what_the_next_press_does() {
        let opening = |run: &Run, _: &[Hazard]| run.opening_step();
        assert_eq!(at("no-nmiret", opening), "Press → once more: the first frame is gone.");
        assert_eq!(
            at("no-nmiret", |run, _| run.opening_step() - 3),
            "Press → to step. 4 steps on, the first frame is gone."
        );
        let after = at("no-nmiret", |run, _| run.opening_step() + 1);
        assert!(
            after.starts_with("The first frame is gone. ") && after.ends_with("a return goes where nobody came from."),
            "{after}"
        );
        let last = at("no-nmiret", |run, _| run.len());
        assert!(last.starts_with("Broken: frame lost, body entered twice, never ends."), "{last}");
        assert!(at("fred", opening).starts_with("Press → to step. Nothing breaks in this run: the handlers ran twice"));
        assert!(at("fred", |run, _| run.len()).starts_with("Every property holds. The handlers ran twice"));
    }

    #[test]
    fn every_step_of_every_preset_has_a_headline() {
        for preset in Preset::all() {
            let mut run = Run::scheduled(preset.config, &preset.schedule).expect("it exists");
            let outcome = run.finish();
            let hazards = run.hazards();
            for step in 0..=run.len() {
                let Headline { text, grave } = headline(step, run.len(), &hazards, &outcome);
                assert_eq!(grave, !hazards.is_empty(), "{} {step}: {text}", preset.id);
                assert!(text.ends_with('.'), "{} {step}: {text}", preset.id);
            }
        }
    }
}
