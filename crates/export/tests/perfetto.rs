//! Traces keep to what Perfetto's importer asks for, for all presets and for random scenarios.
#![cfg(not(target_arch = "wasm32"))]

use std::collections::{BTreeMap, BTreeSet};

use playground::{Lane, RecordJob, Recordings};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use scenario::{Link, PRESETS, Scenario};
use serde_json::Value;

/// A span as the importer sees it: nanoseconds and a name.
struct Slice {
    from: u64,
    until: u64,
    name: String,
}

type Track = (u64, u64);

/// What was seen while going through a trace.
#[derive(Default)]
struct Seen {
    named: BTreeSet<(u64, Option<u64>)>,
    tracks: BTreeMap<Track, Vec<Slice>>,
    /// By id: where and when each end is, and category and name.
    flows: BTreeMap<u64, Vec<(String, Track, u64, String)>>,
    counters: BTreeMap<(u64, String), Vec<(u64, u64)>>,
    faults: BTreeMap<u64, u64>,
}

fn number(event: &Value, key: &str) -> u64 {
    event[key].as_u64().unwrap_or_else(|| panic!("{key} is a whole number in {event}"))
}

fn word<'a>(event: &'a Value, key: &str) -> &'a str {
    event[key].as_str().filter(|word| !word.is_empty()).unwrap_or_else(|| panic!("{key} is a word in {event}"))
}

/// Nanoseconds of a field in microseconds, which is written with three decimals.
fn nanoseconds(line: &str, key: &str) -> u64 {
    let (_, rest) = line.split_once(&format!("\"{key}\":")).unwrap_or_else(|| panic!("{key} is in {line}"));
    let text = rest.split([',', '}']).next().expect("split gives something");
    let (whole, decimals) = text.split_once('.').unwrap_or_else(|| panic!("{key} has decimals in {line}"));
    assert_eq!(decimals.len(), 3, "{line}");
    whole.parse::<u64>().expect("a number") * 1_000 + decimals.parse::<u64>().expect("a number")
}

impl Seen {
    fn take(&mut self, line: &str) {
        let event: Value = serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
        let pid = number(&event, "pid");
        let track = || (pid, number(&event, "tid"));
        let ts = || nanoseconds(line, "ts");
        match word(&event, "ph") {
            "M" => {
                let tid = event["tid"].as_u64();
                match (word(&event, "name"), tid) {
                    ("process_name", None) | ("thread_name", Some(_)) => {
                        word(&event["args"], "name");
                        self.named.insert((pid, tid));
                    }
                    ("process_sort_index", None) | ("thread_sort_index", Some(_)) => {
                        number(&event["args"], "sort_index");
                    }
                    _ => panic!("no such metadata: {line}"),
                }
            }
            "X" => {
                let (from, name) = (ts(), word(&event, "name").to_owned());
                word(&event, "cat");
                *self.faults.entry(pid).or_default() += u64::from(name.starts_with("page fault"));
                let slice = Slice { from, until: from + nanoseconds(line, "dur"), name };
                self.tracks.entry(track()).or_default().push(slice);
            }
            "i" => {
                assert_eq!(word(&event, "s"), "t", "{line}");
                let named = self.named.contains(&(pid, Some(track().1)));
                assert!(named && !word(&event, "name").is_empty(), "{line} at {}", ts());
            }
            "C" => {
                let arguments = event["args"].as_object().expect("arguments");
                let values: Vec<u64> = arguments.values().map(|value| value.as_u64().expect("a number")).collect();
                assert_eq!(values.len(), 1, "{line}");
                self.counters.entry((pid, word(&event, "name").to_owned())).or_default().push((ts(), values[0]));
            }
            end @ ("s" | "f") => {
                assert_eq!(event["bp"].as_str(), (end == "f").then_some("e"), "{line}");
                let what = format!("{} {}", word(&event, "cat"), word(&event, "name"));
                self.flows.entry(number(&event, "id")).or_default().push((end.to_owned(), track(), ts(), what));
            }
            other => panic!("{other} is none of the events of a trace: {line}"),
        }
    }

    /// Slices by start, outer ones first where they begin together, lie within each other or apart.
    fn assert_nested(&self) {
        for (track, slices) in &self.tracks {
            let (mut outer, mut last): (Vec<&Slice>, u64) = (Vec::new(), 0);
            for slice in slices {
                assert!(slice.from >= last, "{track:?} is in order at {}", slice.from);
                last = slice.from;
                outer.retain(|outer| outer.until > slice.from);
                if let Some(outer) = outer.last() {
                    assert!(slice.until <= outer.until, "{track:?}: {} overlaps {}", slice.name, outer.name);
                }
                outer.push(slice);
            }
        }
    }

    /// Whether a span of such a name has begun and not ended: a flow binds to spans that are open.
    fn is_in(&self, track: Track, at: u64, name: &str) -> bool {
        let slices = self.tracks.get(&track).map(Vec::as_slice).unwrap_or_default();
        slices.iter().any(|slice| slice.name.starts_with(name) && (slice.from..slice.until).contains(&at))
    }

    fn assert_flows(&self) {
        for (id, ends) in &self.flows {
            let [(start, from, made, what), (end, to, missed, same)] = ends.as_slice() else {
                panic!("flow {id} has two ends")
            };
            assert_eq!((start.as_str(), end.as_str(), what), ("s", "f", same), "flow {id}");
            assert!(made <= missed, "flow {id} goes forward");
            // A fork makes an entry where its stack is in the area.
            let made = ["vmalloc", "fork"].iter().any(|call| self.is_in(*from, *made, call));
            assert!(made && self.is_in(*to, *missed, "page fault"), "flow {id}");
        }
    }
}

/// Goes through a trace and fails at the first rule that it breaks.
fn check(scenario: &Scenario, recordings: &Recordings) -> Seen {
    let text = export::perfetto(scenario, recordings);
    let document: Value = serde_json::from_str(&text).expect("JSON");
    let about = &document["otherData"];
    assert_eq!(about["digest"], recordings.comparison.digest());
    assert_eq!(Link::read(word(about, "scenario")).scenario, *scenario);
    assert_eq!(document["displayTimeUnit"], "ns");

    let mut seen = Seen::default();
    let events = document["traceEvents"].as_array().expect("events").len();
    let lines: Vec<&str> = text.lines().filter(|line| line.starts_with("{\"ph\"")).collect();
    assert_eq!(lines.len(), events, "an event a line");
    lines.iter().for_each(|line| seen.take(line.trim_end_matches(',')));
    seen.assert_nested();
    seen.assert_flows();
    assert!(seen.tracks.keys().all(|(pid, tid)| seen.named.contains(&(*pid, Some(*tid)))), "all tracks have names");
    for (lane, report) in recordings.comparison.lanes() {
        let pid = lane as u64 + 1;
        assert!(seen.named.contains(&(pid, None)));
        let sampling = &about["sampling"][lane.id()];
        if number(sampling, "remarkable_one_in") == 1 {
            assert_eq!(seen.faults.get(&pid).copied().unwrap_or(0), report.faults.total(), "{lane:?}");
        }
        for counter in ["pgd_lock", "table entries missing"] {
            let values = &seen.counters[&(pid, counter.to_owned())];
            assert!(values.windows(2).all(|pair| pair[0].0 <= pair[1].0), "{counter} is in order");
        }
        assert_eq!(seen.counters[&(pid, "pgd_lock".to_owned())].last().map(|(_, waiting)| *waiting), Some(0));
    }
    seen
}

#[test]
fn presets_keep_to_the_rules() {
    let mut flows = 0;
    for preset in PRESETS {
        let scenario = preset.scenario();
        let seen = check(&scenario, &RecordJob::new(&scenario.compare, 4_000).run());
        flows += seen.flows.len();
    }
    assert!(flows > 300, "vmallocs and the faults for them are tied: {flows}");
}

#[test]
fn random_scenarios_keep_to_the_rules() {
    let machine = (
        prop::sample::select(vec!["i386", "i386-pae", "x86_64", "arm64"]),
        1_u32..3_000,
        1_u8..9,
        prop::sample::select(vec![
            "",
            "&irqs=off",
            "&eager=races&fault=oopses",
            "&lazy=catch-up",
            "&shared=single&used=0B",
        ]),
    );
    let load = (
        0_u32..5_000,
        4_u32..4_000,
        0_u32..50_000,
        0_u32..300_000,
        0_u32..50_000,
        0_u32..400_000,
        any::<u64>(),
        20_usize..3_000,
    );
    let config = ProptestConfig {
        cases: 40,
        rng_seed: RngSeed::Fixed(2_010),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let sampled = std::cell::Cell::new(0);
    let outcome = TestRunner::new(config).run(&(machine, load), |((arch, procs, cpus, form), load)| {
        let (vmalloc, kib, fork, touch, irq, nmi, seed, spans) = load;
        let fragment = format!(
            "v=1&arch={arch}&procs={procs}&cpus={cpus}&time=8ms&vmalloc={vmalloc}&size={kib}KiB&fork={fork}&child=2ms\
             &touch={touch}&touchers=all&switch=5k&irq={irq}&nmi={nmi}&seed={seed}{form}"
        );
        let link = Link::read(&fragment);
        let recordings = RecordJob::new(&link.scenario.compare, spans).run();
        let lazy = &recordings.lanes[Lane::Lazy as usize].timeline;
        sampled.set(sampled.get() + u32::from(lazy.sampling.remarkable > 1));
        check(&link.scenario, &recordings);
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{error}");
    }
    assert!(sampled.get() > 3, "some of them are thinned out");
}
