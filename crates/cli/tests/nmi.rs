//! `pgd nmi` and `pgd explore` from outside.

mod program;

use std::collections::BTreeSet;

use playground::NmiRun;
use program::{pgd, printed, refused};
use scenario::nmi_presets;
use serde_json::Value;

fn json(arguments: &[&str]) -> Value {
    serde_json::from_str(&printed(arguments)).expect("JSON")
}

#[test]
fn a_transcript_is_the_same_bytes_by_name_by_link_and_from_the_library() {
    for preset in nmi_presets() {
        let by_name = printed(&["nmi", preset.name]);
        let link = format!("http://127.0.0.1/?theme=dark#{}", preset.fragment);
        assert_eq!(printed(&["nmi", &link, "--format=transcript"]), by_name);
        let run = NmiRun::new(&preset.scenario().nmi).expect("it exists");
        assert_eq!(by_name, run.transcript());
        let json = json(&["nmi", preset.name, "--format", "json"]);
        assert_eq!((&json["digest"], &json["scenario"]), (&run.digest().into(), &preset.fragment.into()));
    }
}

#[test]
fn a_run_needs_no_view_before_it_and_the_default_no_link() {
    assert_eq!(printed(&["nmi", "nmi=0,7"]), printed(&["nmi", "v=1&view=nmi&nmi=0,7"]));
    assert!(printed(&["nmi"]).contains("Every property holds."));
}

#[test]
fn json_of_a_run_has_the_keys_that_scripts_rest_on() {
    let run = json(&["nmi", "v=1&view=nmi&nmi=0,7,900&step=14", "--format", "json"]);
    assert_eq!((&run["handler"], &run["context"], &run["step"]), (&"naive".into(), &"kernel".into(), &14.into()));
    assert_eq!(run["schedule"]["nmi"], serde_json::json!([0, 7, 900]));
    let steps = run["steps"].as_array().expect("steps");
    for (number, step) in (1..).zip(steps) {
        assert_eq!(step["step"], number);
        for key in ["event", "sentence", "source", "standing", "phase"] {
            assert!(step[key].as_str().is_some_and(|text| !text.is_empty()), "{key} of {step}");
        }
        assert!(step["boundary"].is_u64() && step["marks"].is_array() && step["broke"].is_array(), "{step}");
        for change in step["changes"].as_array().expect("changes") {
            assert!(["name", "old", "new"].iter().all(|key| change[key].is_string()), "{change}");
            assert!(change["writer"].is_null() || change["writer"].as_array().is_some_and(|two| two.len() == 2));
        }
    }
    assert_eq!(run["outcome"]["end"], "loops");
    assert!(run["outcome"]["lap"].is_u64() && run["outcome"]["bodies"].is_u64() && run["outcome"]["rounds"].is_u64());
    let frame = &run["properties"]["frame-returns"];
    assert_eq!(frame["holds"], false);
    let broke = frame["step"].as_u64().expect("a step") as usize;
    assert_eq!(steps[broke - 1]["broke"], serde_json::json!(["frame-returns"]));
    assert!(frame["cause"].as_u64() <= frame["step"].as_u64() && frame["inevitable"].is_u64());
    assert_eq!(run["properties"]["cr2-survives"]["holds"], true);
    assert_eq!(run["properties"]["cr2-survives"]["step"], Value::Null);
}

#[test]
fn every_link_of_the_table_shows_its_property_broken() {
    let table = json(&["explore", "--format", "json"]);
    let mut links = BTreeSet::new();
    for row in table["rows"].as_array().expect("rows") {
        let Some(properties) = row["properties"].as_object() else {
            assert!(row["impossible"].as_str().is_some_and(|reason| !reason.is_empty()), "{row}");
            continue;
        };
        for (property, verdict) in properties {
            let Some(link) = verdict["scenario"].as_str() else {
                assert_eq!(verdict["verdict"], "proved", "{row}");
                continue;
            };
            let run = json(&["nmi", link, "--format", "json"]);
            assert_eq!(run["properties"][property]["holds"], false, "{link}");
            assert_eq!(run["scenario"], link);
            assert_eq!((&run["handler"], &run["context"]), (&row["handler"], &row["context"]));
            links.insert(link.to_owned());
        }
    }
    assert!(links.len() > 100, "{}", links.len());

    let text = printed(&["explore"]);
    let printed: BTreeSet<_> = text.lines().filter_map(|line| Some(line.split_once(" #")?.1.to_owned())).collect();
    assert_eq!(printed, links);
    assert!(text.contains(table["digest"].as_str().expect("a digest")));
}

#[test]
fn one_handler_and_one_nmi_can_be_asked_for() {
    let table = json(&["explore", "--handler", "rostedt-3.3", "--arrivals=1", "--format", "json"]);
    assert_eq!(table["arrivals"], 1);
    let rows = table["rows"].as_array().expect("rows");
    assert!(rows.iter().all(|row| row["handler"] == "rostedt-3.3"));
    let syscall = rows.iter().find(|row| row["context"] == "syscall" && row["faults"] == "none").expect("a row");
    assert_eq!(syscall["properties"]["nmi-served"]["verdict"], "broken");
    assert!(printed(&["explore", "--handler=fred", "--arrivals", "1"]).contains("one NMI"));
}

#[test]
fn what_cannot_be_had_is_refused() {
    for (arguments, part) in [
        (&["nmi", "handler=vax"][..], "handler: “vax” will not do; write one of naive"),
        (&["nmi", "nmi=0,1,2,3"], "nmi: “0,1,2,3” will not do; write up to 3 numbers"),
        (&["nmi", "handler=fred&context=syscall"], "kernel would do"),
        (&["nmi", "no-such-run"], "presets are no-nmiret"),
        (&["nmi", "view=compare"], "`pgd compare` runs it"),
        (&["compare", "view=nmi"], "`pgd nmi` runs it"),
        (&["sweep", "view=nmi", "--over=procs=1..2"], "`pgd nmi` runs it"),
        (&["nmi", "fred", "--format", "table"], "write one of transcript, json"),
        (&["explore", "--format", "csv"], "write one of table, json"),
        (&["explore", "--handler", "vax"], "--handler: “vax” will not do; write all, or one of naive"),
        (&["explore", "--arrivals", "4"], "from 1 to 3"),
        (&["explore", "--arrivals", "-1"], "from 1 to 3"),
        (&["explore", "fred"], "takes no scenario"),
        (&["nmi", "fred", "--arrivals", "2"], "--arrivals: nmi does not take it"),
    ] {
        let message = refused(arguments);
        assert!(message.contains(part), "{arguments:?}: {message}");
    }
}

#[test]
fn what_comes_to_nothing_is_a_note_and_progress_is_for_terminals() {
    let output = pgd(&["nmi", "nmi=0,900"]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("pgd: note: nmi: nothing happens at 900."));
    let output = pgd(&["explore", "--handler", "fred", "--arrivals", "1"]);
    assert!(output.status.success() && output.stderr.is_empty());
}
