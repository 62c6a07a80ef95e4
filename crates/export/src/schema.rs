//! What the JSON of this crate looks like, for programs that read it: as JSON Schema and as types of TypeScript. Both are made
//! from the very structs that are written.

use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, Schema};
use serde_json::json;
use ts_rs::{Config, TS};

use crate::{explore, json, moment, nmi};

/// The documents, each by the name of its file in `docs/schema/`.
pub const SCHEMAS: [&str; 6] = ["comparison", "sweep", "nmi-run", "nmi-moment", "exploration", "parsed"];

/// The JSON Schema (draft 2020-12) of a document; none where there is no such document.
///
/// ```
/// let schema = export::schema("comparison").unwrap();
/// assert!(schema.contains("\"title\": \"Comparison\""));
/// assert_eq!(export::schema("poem"), None);
/// ```
#[must_use]
pub fn schema(name: &str) -> Option<String> {
    let mut schema = match name {
        "comparison" => of::<json::Document>(),
        "sweep" => {
            let mut points = of::<json::Document>();
            let definitions = points.remove("$defs").expect("it has parts");
            let dialect = points.remove("$schema").expect("it says what it is");
            json!({
                "$schema": dialect,
                "title": "Sweep",
                "description": "A comparison for each value of the field that changes, in ascending order.",
                "type": "array",
                "items": points,
                "$defs": definitions,
            })
            .try_into()
            .expect("an object is a schema")
        }
        "nmi-run" => of::<nmi::Document>(),
        "nmi-moment" => of::<moment::Moment>(),
        "parsed" => of::<moment::Parsed>(),
        "exploration" => of::<explore::Document<'_>>(),
        _ => return None,
    };
    shut(schema.ensure_object());
    Some(serde_json::to_string_pretty(&schema).expect("a schema can be written") + "\n")
}

fn of<T: JsonSchema>() -> Schema {
    SchemaSettings::draft2020_12().for_serialize().into_generator().into_root_schema_for::<T>()
}

/// Says of every object with named keys that it has no others: a key that is added shows in the schema.
fn shut(schema: &mut serde_json::Map<String, serde_json::Value>) {
    if schema.contains_key("properties") {
        schema.insert("additionalProperties".to_owned(), false.into());
    }
    for value in schema.values_mut() {
        match value {
            serde_json::Value::Object(inner) => shut(inner),
            serde_json::Value::Array(all) => all.iter_mut().filter_map(|each| each.as_object_mut()).for_each(shut),
            _ => {}
        }
    }
}

/// A declaration with a line for each key.
fn laid_out(declaration: &str) -> String {
    let lines = declaration.replace("{ \n", "{\n").replace(", };", ",\n};");
    let lines = lines.replace("/**\n * ", "/** ").replace("\n */\n", " */\n");
    let inside = |line: &str| !line.starts_with("type ") && !line.starts_with("};");
    let line = |line: &str| format!("{}{}", if inside(line) { "  " } else { "" }, line.trim_end());
    lines.lines().map(line).collect::<Vec<_>>().join("\n")
}

/// The same documents as types of TypeScript.
#[must_use]
pub fn types() -> String {
    // Numbers of JSON; those beyond 2^53 would be less exact, and no count comes near.
    let config = Config::new().with_large_int("number");
    let mut text =
        String::from("// What the functions give: made from the structs that `pgd … --format json` writes.\n");
    let mut declare = |docs: Option<String>, declaration: String| {
        let docs = docs.unwrap_or_default().replace("/**\n * ", "/** ").replace("\n */\n", " */\n");
        text += &format!("\n{docs}export {}\n", laid_out(&declaration));
    };
    macro_rules! declare {
        ($($of:ty),*) => { $(declare(<$of>::docs(), <$of>::decl(&config));)* };
    }
    declare!(json::Document, json::Strategies, json::Strategy, json::Distribution, json::Delay);
    declare!(json::FaultCounts, json::Lock, json::Windows);
    declare!(nmi::Document, nmi::ScheduleOf, nmi::Step, nmi::Changed, nmi::Ignored, nmi::Outcome, nmi::Held);
    declare!(moment::Moment, moment::FieldOf, moment::StackOf, moment::SlotOf, moment::ChoiceOf);
    declare!(moment::Parsed, moment::NoticeOf);
    declare!(explore::Document<'_>, explore::Row<'_>, explore::Verdict<'_>);
    text
}
