//! The program from outside: what it prints, and how it refuses.

mod program;

use program::{pgd, printed, refused};
use serde_json::Value;

#[test]
fn json_has_the_keys_that_scripts_rest_on() {
    let text = printed(&["compare", "v=1&procs=1k&time=20ms", "--format", "json"]);
    let json: Value = serde_json::from_str(&text).expect("JSON");
    assert_eq!(json["scenario"], "v=1&view=compare&procs=1k&time=20ms");
    assert_eq!(json["digest"].as_str().map(str::len), Some(16));
    for strategy in ["shared", "eager", "lazy"] {
        let report = &json["strategies"][strategy];
        for latency in ["vmalloc_ns", "fork_ns", "touch_ns", "switch_ns"] {
            for figure in ["count", "p50", "p90", "p99", "p999", "max"] {
                assert!(report[latency][figure].is_u64(), "{strategy}.{latency}.{figure}");
            }
        }
        for path in [
            "/faults/task",
            "/faults/irq",
            "/faults/nmi",
            "/entries_written",
            "/lock/hold_ns_max",
            "/lock/wait_ns_total",
            "/failed_vmallocs",
            "/table_bytes",
            "/nmi_windows/opened",
            "/nmi_windows/hit",
        ] {
            assert!(report.pointer(path).is_some_and(Value::is_u64), "{strategy}{path}");
        }
    }
    assert_eq!(json["strategies"]["eager"]["faults"]["task"], 0);
}

#[test]
fn csv_has_a_row_for_each_figure_and_agrees_with_json() {
    let csv = printed(&["compare", "procs=1k&time=20ms", "--format=csv"]);
    let json: Value =
        serde_json::from_str(&printed(&["compare", "procs=1k&time=20ms", "--format=json"])).expect("JSON");
    let mut rows = csv.lines();
    assert_eq!(rows.next(), Some("figure,unit,shared,eager,lazy"));
    let mut count = 0;
    for row in rows {
        let cells: Vec<_> = row.split(',').collect();
        let pointer = format!("/{}", cells[0].replace('.', "/"));
        for (strategy, cell) in ["shared", "eager", "lazy"].iter().zip(&cells[2..]) {
            let value = json["strategies"][strategy].pointer(&pointer).unwrap_or_else(|| panic!("{pointer}"));
            assert_eq!(value.to_string(), *cell, "{row}");
        }
        count += 1;
    }
    assert!(count > 30, "{count}");
}

#[test]
fn a_table_is_for_people() {
    let table = printed(&["compare", "one-line-answer"]);
    assert!(table.contains("vmalloc p99"), "{table}");
    assert!(table.contains("model time, not a benchmark"), "{table}");
    assert!(!table.contains('\u{a0}'), "plain spaces on a terminal");
}

#[test]
fn every_preset_that_is_listed_can_be_run() {
    let list = printed(&["presets"]);
    let names: Vec<_> = list.lines().filter(|line| !line.is_empty() && !line.starts_with(' ')).collect();
    assert!(names.len() >= 4, "{names:?}");
    let (compare, nmi) = names.split_at(scenario::PRESETS.len());
    for name in compare {
        printed(&["compare", name, "--format", "json"]);
    }
    assert!(nmi.len() >= 15, "{nmi:?}");
    for name in nmi {
        printed(&["nmi", name, "--format", "json"]);
    }
}

#[test]
fn a_wrong_scenario_is_refused_in_one_line_that_says_what_would_do() {
    for (fragment, field, remedy) in [
        ("procs=many", "procs", "write a number such as 20k"),
        ("procs=2000000", "procs", "1 to 1048576"),
        ("arch=vax", "arch", "i386"),
        ("touch=10m&time=100s", "time", "would do"),
        ("used=1GiB", "used", "the vmalloc area has"),
        ("v=7", "v", "knows up to 1"),
        ("view=nowhere", "view", "compare"),
    ] {
        let message = refused(&["compare", fragment]);
        assert!(message.starts_with(&format!("pgd: {field}:")), "{message}");
        assert!(message.contains(remedy), "{message}");
    }
}

#[test]
fn a_sweep_gives_each_point_in_order_as_a_run_of_its_own_would() {
    let sweep = printed(&["sweep", "time=20ms", "--over", "procs=10..10k", "--points=4", "--format=json"]);
    let points: Vec<Value> = serde_json::from_str(&sweep).expect("JSON");
    let scenarios: Vec<_> = points.iter().map(|point| point["scenario"].as_str().expect("a scenario")).collect();
    let wanted = ["10", "100", "1k", "10k"].map(|procs| format!("v=1&view=compare&procs={procs}&time=20ms"));
    assert_eq!(scenarios, wanted);
    for point in &points {
        let alone = printed(&["compare", point["scenario"].as_str().expect("a scenario"), "--format", "json"]);
        assert_eq!(serde_json::from_str::<Value>(&alone).expect("JSON"), *point);
    }
    let csv = printed(&["sweep", "time=20ms", "--over=procs=10..10k", "--points=4", "--format=csv"]);
    let firsts: Vec<_> = csv.lines().filter_map(|line| line.split(',').next()).collect();
    assert_eq!(firsts, ["procs", "10", "100", "1000", "10000"]);
    let shown = printed(&["sweep", "time=20ms&sweep=procs:fork_ns.max:10..10k", "--points=4", "--format=csv"]);
    assert_eq!(shown, csv, "what a link shows needs no --over");
    let table = printed(&["sweep", "time=20ms", "--over=procs=10..10k", "--points=4"]);
    assert!(table.contains("vmalloc E") && table.lines().count() >= 6, "{table}");
}

#[test]
fn a_trace_is_of_the_same_run() {
    let trace: Value = serde_json::from_str(&printed(&["compare", "time=20ms", "--format", "perfetto"])).expect("JSON");
    let figures: Value = serde_json::from_str(&printed(&["compare", "time=20ms", "--format=json"])).expect("JSON");
    assert_eq!(trace["otherData"]["digest"], figures["digest"]);
    assert!(trace["traceEvents"].as_array().expect("events").len() > 100);
    assert!(refused(&["sweep", "--over", "procs=1..10", "--format", "perfetto"]).contains("table, json, csv"));
}

#[test]
fn the_document_about_the_model_is_what_the_code_says() {
    let file = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/model.md");
    let committed = std::fs::read_to_string(file).expect("docs/model.md is there");
    assert!(committed == printed(&["facts"]), "docs/model.md is old; cargo run -p pgd-cli -- facts > docs/model.md");
}

#[test]
fn a_wrong_sweep_is_refused() {
    assert!(refused(&["sweep", "sweep=procs:speed"]).contains("name in CSV"));
    assert!(refused(&["sweep", "--over", "procs"]).contains("procs=10..1m"));
    assert!(refused(&["sweep", "--over", "arch=1..2"]).contains("fields with numbers"));
    assert!(refused(&["sweep", "--over", "procs=1k..10"]).contains("smaller number first"));
    assert!(refused(&["sweep", "--over", "procs=1..10", "--points", "0"]).contains("1 to 1000"));
    assert!(refused(&["compare", "--over", "procs=1..10"]).contains("does not take it"));
}

#[test]
fn wrong_arguments_are_refused() {
    assert!(refused(&["compare", "--format", "xml"]).contains("table, json, csv"));
    assert!(refused(&["compare", "--colour"]).contains("--colour"));
    assert!(refused(&["simulate"]).contains("compare, sweep, nmi, explore, check-url, presets and facts"));
    assert!(refused(&["compare", "default", "default"]).contains("one scenario"));
    assert!(refused(&["compare", "no-such-preset"]).contains("one-line-answer"));
    assert!(refused(&["presets", "default"]).contains("takes no scenario"));
}

#[test]
fn what_is_only_remarkable_is_a_note() {
    let output = pgd(&["compare", "procs=40k&time=10ms", "--format", "json"]);
    assert!(output.status.success());
    assert!(String::from_utf8_lossy(&output.stderr).contains("pgd: note: procs: a 32-bit kernel"));
}
