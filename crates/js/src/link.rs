//! Links: what one is read as, and those that have a name.

use js_sys::{Array, Object, Reflect};
use scenario::{Link, PRESETS, Scenario, View, nmi_presets};
use wasm_bindgen::prelude::*;

use crate::{parsed, refused};

#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** A scenario with a name. */
export interface Preset {
  name: string;
  view: "compare" | "nmi";
  title: string;
  /** What it shows. */
  sentence: string;
  /** Its link's fragment, without `#`. */
  scenario: string;
}
"#;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(typescript_type = "Parsed")]
    pub type Parsed;

    #[wasm_bindgen(typescript_type = "Preset[]")]
    pub type Presets;
}

/// What a link is read as: a fragment with or without `#`, or a whole address. It never fails: what is wrong is in `notices`.
#[wasm_bindgen]
pub fn parse(link: &str) -> Parsed {
    parsed(&export::parsed_json(&Link::read(link))).unchecked_into()
}

/// The scenarios with a name, those of both views.
#[wasm_bindgen]
pub fn presets() -> Presets {
    let compare = PRESETS.iter().map(|it| (it.name, View::Compare, it.title, it.sentence, it.fragment.to_owned()));
    let nmi = nmi_presets().into_iter().map(|it| (it.name, View::Nmi, it.title, it.sentence, it.fragment));
    let preset = |(name, view, title, sentence, scenario): (&str, View, &str, &str, String)| {
        let object = Object::new();
        let fields =
            [("name", name), ("view", view.id()), ("title", title), ("sentence", sentence), ("scenario", &scenario)];
        for (key, value) in fields {
            // An object of our own takes any key.
            let _ = Reflect::set(&object, &key.into(), &value.into());
        }
        JsValue::from(object)
    };
    compare.chain(nmi).map(preset).collect::<Array>().unchecked_into()
}

/// The scenario that a function is asked to run: of a link or a preset's name.
///
/// # Errors
/// At the first thing that the link asks for and cannot have, or where it opens the other view.
pub fn scenario(view: View, text: &str) -> Result<Scenario, JsValue> {
    let of_preset = || {
        let compare = PRESETS.iter().find(|preset| preset.name == text).map(|preset| preset.fragment.to_owned());
        compare.or_else(|| nmi_presets().into_iter().find(|preset| preset.name == text).map(|preset| preset.fragment))
    };
    let link = Link::read_as(view, &of_preset().unwrap_or_else(|| text.to_owned()));
    match link.error() {
        Some(notice) => Err(refused(notice)),
        None if link.scenario.view != view => Err(refused(format!(
            "view: “{}” will not do; this runs the {} view",
            link.scenario.view.id(),
            view.title()
        ))),
        None => Ok(link.scenario),
    }
}
