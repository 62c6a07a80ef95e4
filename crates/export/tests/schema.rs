//! The schemas in the repository are those of today's structs, and what is written keeps to them.
//! `UPDATE_GOLDEN=1 cargo test -p export --test schema` renews them.

#![cfg(not(target_arch = "wasm32"))]

use std::fs;
use std::path::{Path, PathBuf};

use export::SweepFormat;
use playground::{CompareJob, Explore, ExploreJob, NmiRun, Sweep};
use scenario::{Link, PRESETS, Scenario, nmi_presets};
use serde_json::Value;

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn is_fresh(file: &str, text: &str) {
    let path = root().join(file);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, text).unwrap_or_else(|error| panic!("{file}: {error}"));
    }
    let committed = fs::read_to_string(&path).unwrap_or_default();
    assert!(committed == text, "{file} is not of today's structs; how to renew it stands above");
}

fn keeps_to(name: &str, text: &str) {
    let value = |text: &str| serde_json::from_str::<Value>(text).expect("JSON");
    let schema = value(&export::schema(name).expect(name));
    let validator = jsonschema::draft202012::new(&schema).expect("a schema");
    let text = value(text);
    let errors: Vec<String> =
        validator.iter_errors(&text).map(|error| format!("{}: {error}", error.instance_path())).collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
}

#[test]
fn what_is_committed_is_of_today() {
    for name in export::SCHEMAS {
        is_fresh(&format!("docs/schema/{name}.json"), &export::schema(name).expect(name));
    }
}

#[test]
fn comparisons_keep_to_their_schema() {
    for preset in PRESETS {
        // A moment of it is enough for its shape.
        let scenario = preset.scenario().with("time", "2ms").expect("within limits");
        keeps_to("comparison", &export::json(&scenario, &CompareJob::new(&scenario.compare).run()));
    }
}

#[test]
fn sweeps_keep_to_their_schema() {
    let scenario = Link::read("#v=1&time=1ms").scenario;
    let sweep = Sweep::over(&scenario, "procs=10..100", 3).expect("a range");
    let all: Vec<_> = sweep.points.iter().map(|(_, point)| CompareJob::new(&point.compare).run()).collect();
    keeps_to("sweep", &SweepFormat::Json.whole(&sweep, &all));
}

#[test]
fn runs_of_the_nmi_machine_keep_to_their_schema() {
    let more = ["#v=1&view=nmi&nmi=0,7&bp=3", "#v=1&view=nmi&handler=popf-ret&nmi=0,0,0"];
    let all = nmi_presets().into_iter().map(|preset| preset.scenario());
    for scenario in all.chain(more.map(|link| Link::read(link).scenario)) {
        let run = NmiRun::new(&scenario.nmi).expect("links are of runs that exist");
        keeps_to("nmi-run", &export::nmi_json(&scenario, &run));
        keeps_to("nmi-moment", &export::moment_json(&scenario, run.run()));
    }
}

#[test]
fn what_links_are_read_as_keeps_to_its_schema() {
    for link in ["", "#v=1&procs=soon&colour=blue&d=0123abcd", "#v=9&view=nmi&nmi.step=4", "#do=1us:vfree:a1"] {
        keeps_to("parsed", &export::parsed_json(&Link::read(link)));
    }
}

#[test]
fn tables_of_proofs_keep_to_their_schema() {
    let exploration = ExploreJob::new(&Explore::read("all", "1").expect("a question")).run();
    keeps_to("exploration", &export::explore_json(&exploration));
}

#[test]
fn a_key_that_no_schema_has_is_found() {
    let scenario = Scenario::default().with("time", "1ms").expect("within limits");
    let text = export::json(&scenario, &CompareJob::new(&scenario.compare).run());
    let wrong = text.replacen("\"walks\"", "\"wanders\"", 1);
    assert!(std::panic::catch_unwind(|| keeps_to("comparison", &wrong)).is_err());
}
