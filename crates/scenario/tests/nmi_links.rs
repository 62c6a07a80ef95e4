//! The grammar of the NMI view from outside.

use nmi_sim::Machine;
use proptest::prelude::*;
use scenario::{Link, NMI_FIELDS, NmiField, NmiKind, Notice, PRESETS, RIVALS_MAX, Scenario, View, nmi_presets};

/// A text for one field that is within its limits.
fn any_text(field: &'static NmiField) -> BoxedStrategy<String> {
    let words = || field.words().into_iter().map(|(id, _)| id.to_owned()).collect::<Vec<_>>();
    match field.kind {
        NmiKind::Word { .. } => prop::sample::select(words()).boxed(),
        NmiKind::Faults => prop::sample::subsequence(words(), 0..=words().len()).prop_map(listed).boxed(),
        NmiKind::Boundaries { most, .. } => {
            let boundary = prop_oneof![0..60_u16, 0..nmi_sim::MOVES_MAX].prop_map(|at| at.to_string());
            prop::collection::vec(boundary, 0..=most).prop_map(listed).boxed()
        }
        NmiKind::Rivals => prop::sample::subsequence(words(), 0..=RIVALS_MAX).prop_map(listed).boxed(),
        NmiKind::Step => (0..4_000_u16).prop_map(|step| step.to_string()).boxed(),
    }
}

fn listed(items: Vec<String>) -> String {
    if items.is_empty() { "none".to_owned() } else { items.join(",") }
}

fn any_link() -> impl Strategy<Value = String> {
    let fields = (0..NMI_FIELDS.len()).prop_flat_map(|at| {
        let field = &NMI_FIELDS[at];
        any_text(field).prop_map(move |text| format!("{}={text}", field.key))
    });
    prop::collection::vec(fields, 0..8).prop_map(|pairs| format!("#v=1&view=nmi&{}", pairs.join("&")))
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
    fn every_run_that_is_read_exists(text in any_link()) {
        let nmi = Link::read(&text).scenario.nmi;
        prop_assert_eq!(nmi.config().inapplicable(), None);
    }

    #[test]
    fn no_text_does_harm(text in "[a-z=&,.0-9-]{0,200}") {
        let link = Link::read(&format!("#view=nmi&{text}"));
        let again = Link::read(&link.scenario.fragment());
        prop_assert_eq!(again.scenario, link.scenario);
    }

    #[test]
    fn a_bad_value_gives_a_notice_and_the_default(at in 0..NMI_FIELDS.len(), value in "[a-z!]{8,8}|-1|70000|1e3") {
        let field = &NMI_FIELDS[at];
        let link = Link::read(&format!("#v=1&view=nmi&{}={value}", field.key));
        prop_assert_eq!(&link.scenario.nmi, &Scenario::default().nmi);
        let names_it = link.notices.iter().any(|notice| match notice {
            Notice::Replaced { error, .. } => error.field == field.key && error.value == value,
            _ => false,
        });
        prop_assert!(names_it, "{:?}", link.notices);
    }

    #[test]
    fn a_field_that_is_changed_reads_as_in_a_link(at in 0..NMI_FIELDS.len(), seed in any_link()) {
        let field = &NMI_FIELDS[at];
        let scenario = Link::read(&seed).scenario;
        // Its own text changes nothing.
        prop_assert_eq!(scenario.with(field.key, &field.text(&scenario.nmi)), Ok(scenario));
    }
}

#[test]
fn both_views_are_kept_whichever_is_shown() {
    let link = "v=1&view=nmi&handler=fred&nmi=0,7&step=12&compare.procs=10k&compare.nmi=7";
    let scenario = Link::read(link).scenario;
    assert_eq!(scenario.fragment(), link);
    assert_eq!((scenario.compare.procs, scenario.compare.nmi), (10_000, 7));
    assert_eq!(scenario.nmi.schedule.nmi, [0, 7]);

    let mut turned = scenario;
    turned.view = View::Compare;
    let link = "v=1&view=compare&procs=10k&nmi=7&nmi.handler=fred&nmi.nmi=0,7&nmi.step=12";
    assert_eq!(turned.fragment(), link);
    assert_eq!(Link::read(link).scenario, turned);
}

#[test]
fn keys_need_no_view_before_them_where_only_one_view_has_them() {
    let link = Link::read("#procs=10k&handler=fred&nmi=0,7&compare.seed=7&nmi.step=3&view=nmi");
    assert_eq!(link.scenario.fragment(), "v=1&view=nmi&handler=fred&nmi=0,7&step=3&compare.procs=10k&compare.seed=7");
    assert_eq!(link.notices, []);
}

#[test]
fn a_place_may_say_which_view_it_means() {
    assert_eq!(Link::read_as(View::Nmi, "nmi=0,7").scenario.nmi.schedule.nmi, [0, 7]);
    assert_eq!(Link::read_as(View::Nmi, "view=compare&nmi=7").scenario.compare.nmi, 7);
}

#[test]
fn lists_are_read_as_people_write_them_and_written_in_order() {
    for (text, written) in [
        ("nmi=7,0", "&nmi=0,7"),
        ("nmi=7%2C%200", "&nmi=0,7"),
        ("nmi=0", ""),
        ("nmi=", "&nmi=none"),
        ("nmi=None", "&nmi=none"),
        ("faults=Machine-Check,+breakpoint", "&faults=breakpoint,machine-check"),
        ("slots=present&faults=none", "&slots=present"),
        ("duel=fred,POPF-RET,fred", "&duel=popf-ret,fred"),
        ("pane=CPU", "&pane=cpu"),
    ] {
        let link = Link::read(&format!("#view=nmi&{text}"));
        assert_eq!(link.error(), None, "{text}");
        assert_eq!(link.scenario.fragment(), format!("v=1&view=nmi{written}"), "{text}");
    }
}

#[test]
fn what_is_too_long_or_too_far_is_refused_with_what_would_do() {
    for (text, field, part) in [
        ("nmi=0,1,2,3", "nmi", "up to 3 numbers from 0 to 4095"),
        ("nmi=4096", "nmi", "from 0 to 4095"),
        ("mc=1,2", "mc", "one number"),
        ("faults=breakpoint,cosmic-ray", "faults", "any of breakpoint, single-step"),
        ("handler=windows", "handler", "one of naive, popf-ret"),
        ("step=9999", "step", "from 0 to 4099"),
        ("duel=fred,naive,popf-ret,linus-2010", "duel", "up to 3 of naive, popf-ret"),
        ("pane=left", "pane", "one of listing, cpu, events"),
    ] {
        let link = Link::read(&format!("#view=nmi&{text}"));
        let Some(Notice::Replaced { error, .. }) = link.error() else { panic!("{text}: {:?}", link.notices) };
        assert_eq!(error.field, field, "{text}");
        assert!(error.expected.contains(part), "{text}: {}", error.expected);
    }
    let hostile = format!("#view=nmi&bp={}", "1,".repeat(100_000));
    assert_eq!(Link::read(&hostile).notices.len(), 1);
}

#[test]
fn combinations_that_cannot_exist_blame_a_field_and_name_what_would_do() {
    for (text, fields, fragment) in [
        ("handler=fred&context=syscall", &["context"][..], "&handler=fred"),
        ("handler=i386-latch&context=syscall", &["context"], "&handler=i386-latch"),
        ("faults=breakpoint,faulting-iret", &["faults"], "&faults=breakpoint"),
        ("handler=fred&context=user&faults=faulting-iret", &["faults"], "&handler=fred&context=user"),
        ("handler=fred&faults=breakpoint,stack-edge", &["faults"], "&handler=fred&faults=breakpoint"),
        (
            "handler=fred&context=syscall&faults=stack-edge,faulting-iret",
            &["context", "faults", "faults"],
            "&handler=fred",
        ),
    ] {
        let link = Link::read(&format!("#view=nmi&{text}"));
        let blamed: Vec<_> = link
            .notices
            .iter()
            .map(|notice| match notice {
                Notice::Replaced { error, used } => {
                    assert!(error.expected.ends_with(&format!("{used} would do")), "{error}");
                    error.field.as_str()
                }
                other => panic!("{text}: {other}"),
            })
            .collect();
        assert_eq!(blamed, fields, "{text}");
        assert_eq!(link.scenario.fragment(), format!("v=1&view=nmi{fragment}"), "{text}");
    }
    let syscall = Link::read("#view=nmi&context=syscall").scenario;
    assert_eq!(syscall.with("handler", "fred").expect_err("no such machine").field, "context");
    assert!(syscall.with("nobody", "1").expect_err("no such field").expected.contains("handler, context"));
}

#[test]
fn what_comes_to_nothing_is_remarked() {
    for (text, remark) in [
        ("nmi=0,4000", "nmi: nothing happens at 4000. The interrupted code has come to its end."),
        ("bp=3,4,5", "bp: nothing happens at 3. This run has no such fault. (2 more come to nothing.)"),
        ("step=4000", "it is opened at its end"),
    ] {
        let link = Link::read(&format!("#view=nmi&{text}"));
        assert_eq!(link.error(), None, "{text}");
        let remarks = link.scenario.remarks();
        assert!(remarks.iter().any(|notice| notice.to_string().contains(remark)), "{text}: {remarks:?}");
    }
}

#[test]
fn presets_are_canonical_and_come_out_as_they_say() {
    let presets = nmi_presets();
    assert!(presets.len() >= 15);
    for (preset, run) in presets.iter().zip(nmi_sim::Preset::all()) {
        assert_eq!(preset.name, run.id);
        let link = Link::read(&preset.fragment);
        assert_eq!((link.notices, link.scenario.remarks()), (vec![], vec![]), "{}", preset.name);
        assert_eq!(link.scenario.fragment(), preset.fragment, "{}", preset.name);
        assert_eq!((link.scenario.view, link.scenario.nmi.step), (View::Nmi, run.step), "{}", preset.name);

        let nmi = link.scenario.nmi;
        let machine = Machine::new(nmi.config()).expect("presets exist");
        let replay = machine.replay(&nmi.schedule);
        let outcome = machine.outcome(&replay.events, replay.end);
        assert_eq!(outcome.broken, run.breaks, "{}", preset.name);
        assert!(run.bodies.is_none_or(|bodies| outcome.bodies == bodies), "{}", preset.name);
        // One list of names for both kinds.
        assert!(PRESETS.iter().all(|compare| compare.name != preset.name), "{}", preset.name);
    }
}
