//! What page and worker say to each other.
//!
//! A scenario crosses as the texts of its fields. The worker has no use for the grammar of links, nor for what it brings.
//!
//! The worker speaks first, with the name of its build: a page must not talk to the worker of another release, whose files
//! have the same names and may come from a cache. Runs are numbered by the page; an answer to a run that is no longer
//! wanted is dropped by its number.

use playground::Comparison;
use scenario::{Compare, FIELDS};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::JsValue;

/// The name of the sources that this side was built from; see the build script.
pub const BUILD: &str = env!("PGD_BUILD");

/// From the page.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Request {
    /// Run this scenario now and drop what was being run.
    Run {
        /// The page's number for it.
        run: u32,
        /// Key and text of each field that is not as by default.
        fields: Vec<(String, String)>,
    },
    /// Stop, if this is what is being run.
    Cancel {
        /// The number.
        run: u32,
    },
}

/// From the worker.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Answer {
    /// It listens from now on.
    Ready {
        /// The name of its sources.
        build: String,
    },
    /// It is still at it.
    Progress {
        /// The run.
        run: u32,
        /// How far, in thousandths.
        permille: u32,
    },
    /// What came of it.
    Done {
        /// The run.
        run: u32,
        /// The three reports.
        comparison: Box<Comparison>,
    },
    /// A fault of the program itself: the worker is of no more use.
    Broken {
        /// What it said last.
        message: String,
    },
}

/// The fields of a scenario that are not as by default, for [`Request::Run`].
#[must_use]
pub fn fields(compare: &Compare) -> Vec<(String, String)> {
    let default = Compare::default();
    let set = FIELDS.iter().filter(|field| field.value(compare) != field.value(&default));
    set.map(|field| (field.key.to_owned(), field.text(compare))).collect()
}

/// The scenario of [`fields`].
///
/// # Errors
/// Where they are not of this build.
pub fn scenario(fields: &[(String, String)]) -> Result<Compare, String> {
    let mut compare = Compare::default();
    for (key, text) in fields {
        let field = FIELDS.iter().find(|field| field.key == key).ok_or_else(|| format!("no field {key}"))?;
        let value = field.read(text).map_err(|error| error.to_string())?;
        field.put(&mut compare, value);
    }
    Ok(compare)
}

/// As a value that can be posted.
///
/// # Errors
/// Where a number is beyond 2^53, which JavaScript cannot hold; no run within the limits of a scenario comes near.
pub fn encode<T: Serialize>(message: &T) -> Result<JsValue, String> {
    message.serialize(&Serializer::json_compatible()).map_err(|error| error.to_string())
}

/// From a value that was posted.
///
/// # Errors
/// Where it is not a message of this protocol.
pub fn decode<T: DeserializeOwned>(message: JsValue) -> Result<T, String> {
    serde_wasm_bindgen::from_value(message).map_err(|error| error.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use scenario::PRESETS;

    #[test]
    fn every_preset_crosses() {
        for preset in PRESETS {
            let compare = preset.scenario().compare;
            assert_eq!(scenario(&fields(&compare)).as_ref(), Ok(&compare), "{}", preset.name);
        }
        assert!(scenario(&[("colour".to_owned(), "red".to_owned())]).is_err());
    }
}
