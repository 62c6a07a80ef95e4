//! The grammar from outside: what is written can be read, and nothing that is read can do harm.

use proptest::prelude::*;
use scenario::{FIELDS, Kind, Link, Notice, PRESETS, Scenario};

/// A text for one field that is within its limits.
fn any_text(kind: Kind) -> BoxedStrategy<String> {
    match kind {
        Kind::Number { unit, min, max, none, .. } => {
            let number = prop_oneof![min..=max, (min..=max.min(1_000_000).max(min))].prop_map(move |n| unit.write(n));
            match none {
                Some(none) => prop_oneof![number, Just(none.to_owned())].boxed(),
                None => number.boxed(),
            }
        }
        Kind::Choice { words } => {
            let ids: Vec<String> = words().iter().map(|(id, _)| (*id).to_owned()).collect();
            prop::sample::select(ids).boxed()
        }
    }
}

fn any_link() -> impl proptest::strategy::Strategy<Value = String> {
    let fields = (0..FIELDS.len()).prop_flat_map(|at| {
        let field = &FIELDS[at];
        any_text(field.kind).prop_map(move |text| format!("{}={text}", field.key))
    });
    prop::collection::vec(fields, 0..8).prop_map(|pairs| format!("#v=1&view=compare&{}", pairs.join("&")))
}

proptest! {
    #[test]
    fn a_link_written_and_read_again_is_the_same(text in any_link()) {
        let scenario = Link::read(&text).scenario;
        let again = Link::read(&scenario.fragment());
        prop_assert_eq!(&again.scenario, &scenario);
        prop_assert!(again.error().is_none(), "{:?}", again.notices);
        prop_assert_eq!(again.scenario.fragment(), scenario.fragment());
    }

    #[test]
    fn every_scenario_that_is_read_is_within_the_limits(text in any_link()) {
        let compare = Link::read(&text).scenario.compare;
        prop_assert!(compare.operations() <= scenario::OPERATIONS_MAX);
        prop_assert!(compare.used <= compare.geometry().bytes());
    }

    #[test]
    fn no_text_does_harm(text in ".{0,300}") {
        let link = Link::read(&text);
        let again = Link::read(&link.scenario.fragment());
        prop_assert_eq!(again.scenario, link.scenario);
    }

    #[test]
    fn a_bad_value_gives_a_notice_and_the_default(at in 0..FIELDS.len(), value in "[a-z!]{8,12}") {
        let field = &FIELDS[at];
        let link = Link::read(&format!("#v=1&{}={value}", field.key));
        prop_assert_eq!(field.value(&link.scenario.compare), field.value(&Scenario::default().compare));
        let names_it = link.notices.iter().any(|notice| match notice {
            Notice::Replaced { error, .. } => error.field == field.key && error.value == value,
            _ => false,
        });
        prop_assert!(names_it, "{:?}", link.notices);
    }
}

#[test]
fn defaults_are_left_out_and_keys_keep_their_order() {
    let link = Link::read("#seed=7&procs=20k&v=1&arch=x86_64");
    assert_eq!(link.scenario.fragment(), "v=1&view=compare&arch=x86_64&seed=7");
}

#[test]
fn unknown_keys_are_kept_and_named() {
    let link = Link::read("#v=1&procs=10k&colour=blue");
    assert!(link.notices.contains(&Notice::Unknown { key: "colour".to_owned() }));
    assert_eq!(link.scenario.fragment(), "v=1&view=compare&procs=10k&colour=blue");
}

#[test]
fn a_newer_grammar_says_so_and_a_wrong_one_too() {
    assert_eq!(Link::read("#v=9").error(), Some(&Notice::Newer { version: "9".to_owned() }));
    let notice = Link::read("#v=zero").error().expect("a notice").to_string();
    assert!(notice.starts_with("v: “zero” will not do"), "{notice}");
}

#[test]
fn ten_thousand_unknown_keys_cost_little() {
    let text: String = (0..10_000).map(|n| format!("k{n}=<b>&")).collect();
    let link = Link::read(&text);
    assert!(link.notices.len() < 100);
    assert!(link.scenario.fragment().len() < 2_000);
}

#[test]
fn combinations_that_cannot_be_name_the_field_and_what_would_do() {
    for (text, field, part) in [
        ("#used=1GiB", "used", "the vmalloc area has"),
        ("#used=8MiB&shared=single", "used", "one shared entry covers 4MiB"),
        ("#touch=1m/s&time=100s", "time", "would do"),
        ("#fork=3m/s&child=never", "fork", "page tables at once"),
        ("#vmalloc=100k/s&life=never", "vmalloc", "areas at once"),
    ] {
        let link = Link::read(text);
        let notice = link.error().expect(text);
        let Notice::Replaced { error, .. } = notice else { panic!("{notice}") };
        assert_eq!(error.field, field, "{text}");
        assert!(error.expected.contains(part), "{text}: {}", error.expected);
    }
}

#[test]
fn thirty_two_thousand_processes_are_remarked_and_taken() {
    let link = Link::read("#procs=40k&touchers=20");
    assert_eq!(link.scenario.compare.procs, 40_000);
    assert!(link.error().is_none());
    assert!(link.scenario.remarks().iter().any(|notice| notice.to_string().contains("32768")));
}

#[test]
fn presets_are_canonical_and_without_fault() {
    for preset in PRESETS {
        let link = Link::read(preset.fragment);
        assert!(link.error().is_none(), "{}: {:?}", preset.name, link.notices);
        assert_eq!(link.scenario.fragment(), preset.fragment, "{}", preset.name);
    }
}
