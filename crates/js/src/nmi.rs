//! The NMI machine, step by step.

use nmi_sim::{Event, Grain, Run};
use playground::NmiRun;
use scenario::{Link, Nmi, Scenario, ScenarioError, View};
use wasm_bindgen::prelude::*;

use crate::link::scenario;
use crate::{parsed, refused};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** How far one step goes: one event, to the next phase of the listing, or to the next moment at which something arrives, is
 * taken, returns, begins or breaks. */
export type Grain = "micro-op" | "phase" | "event";
/** What can happen at a boundary. */
export type NmiEvent = "run" | "nmi" | "breakpoint" | "machine-check" | "iret-fault";
"#;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Grain")]
    pub type GrainValue;

    #[wasm_bindgen(typescript_type = "NmiEvent")]
    pub type EventValue;

    #[wasm_bindgen(typescript_type = "NmiMoment")]
    pub type MomentValue;

    #[wasm_bindgen(typescript_type = "NmiRun")]
    pub type RunValue;
}

/// A run of the NMI machine that can be stepped both ways, and made to go on otherwise.
#[wasm_bindgen]
pub struct NmiStepper {
    scenario: Scenario,
    run: Run,
}

#[wasm_bindgen]
impl NmiStepper {
    /// The run of a link or of a preset's name, at the link's step.
    #[wasm_bindgen(constructor)]
    pub fn new(link: &str) -> Result<NmiStepper, JsValue> {
        let scenario = scenario(View::Nmi, link)?;
        let mut run = Run::scheduled(scenario.nmi.config(), &scenario.nmi.schedule).map_err(refused)?;
        run.finish();
        run.go_to(scenario.nmi.step);
        Ok(NmiStepper { scenario, run })
    }

    /// Steps done.
    #[wasm_bindgen(getter)]
    pub fn step(&self) -> u16 {
        self.run.step()
    }

    /// Steps of the whole path.
    #[wasm_bindgen(getter)]
    pub fn length(&self) -> u16 {
        self.run.len()
    }

    /// The link that opens the run where it stands: a fragment without `#`.
    #[wasm_bindgen(getter)]
    pub fn scenario(&self) -> String {
        self.now().fragment()
    }

    /// Goes to a step; beyond the last one to that.
    #[wasm_bindgen(js_name = goTo)]
    pub fn go_to(&mut self, step: u32) {
        self.run.go_to(u16::try_from(step).unwrap_or(u16::MAX));
    }

    /// Goes on. False at the end.
    pub fn forward(&mut self, grain: Option<GrainValue>) -> Result<bool, JsValue> {
        let before = self.run.step();
        self.run.go_to(self.run.ahead(grain_of(grain)?));
        Ok(self.run.step() > before)
    }

    /// Goes back. False at the start.
    pub fn back(&mut self, grain: Option<GrainValue>) -> Result<bool, JsValue> {
        Ok(self.run.back(grain_of(grain)?))
    }

    /// Lets an event happen here; the path goes on from it to its end.
    pub fn choose(&mut self, event: EventValue) -> Result<(), JsValue> {
        let text = JsValue::from(event).as_string().unwrap_or_default();
        let event = Event::ALL.into_iter().find(|event| event.name() == text).ok_or_else(|| {
            let names = Event::ALL.map(Event::name).join(", ");
            refused(ScenarioError::new("event", &text, format!("write one of {names}")))
        })?;
        let before = self.run.clone();
        self.run.choose(event).map_err(|refusal| refused(refusal.sentence()))?;
        self.run.finish();
        // What no link can hold could not be passed on.
        if let Some(notice) = Link::read(&self.now().fragment()).error() {
            self.run = before;
            return Err(refused(notice));
        }
        Ok(())
    }

    /// The machine as it stands: CPU, stacks, what has just happened and what can happen next.
    pub fn moment(&self) -> MomentValue {
        parsed(&export::moment_json(&self.now(), &self.run)).unchecked_into()
    }

    /// The whole run, step by step, and what it came to. What `pgd nmi --format json` prints.
    pub fn report(&self) -> Result<RunValue, JsValue> {
        Ok(parsed(&export::nmi_json(&self.now(), &self.told()?)).unchecked_into())
    }

    /// The same as text. What `pgd nmi` prints.
    pub fn transcript(&self) -> Result<String, JsValue> {
        Ok(self.told()?.transcript().to_owned())
    }

    /// The fingerprint of that.
    pub fn digest(&self) -> Result<String, JsValue> {
        Ok(self.told()?.digest())
    }

    fn now(&self) -> Scenario {
        let schedule = self.run.schedule();
        self.scenario.with_nmi(Nmi { schedule, step: self.run.step(), ..self.scenario.nmi.clone() })
    }

    fn told(&self) -> Result<NmiRun, JsValue> {
        NmiRun::new(&self.now().nmi).map_err(refused)
    }
}

fn grain_of(grain: Option<GrainValue>) -> Result<Grain, JsValue> {
    let Some(text) = grain.map(|grain| JsValue::from(grain).as_string().unwrap_or_default()) else {
        return Ok(Grain::MicroOp);
    };
    match text.as_str() {
        "micro-op" => Ok(Grain::MicroOp),
        "phase" => Ok(Grain::Phase),
        "event" => Ok(Grain::Event),
        _ => Err(refused(ScenarioError::new("grain", &text, "write one of micro-op, phase, event"))),
    }
}
