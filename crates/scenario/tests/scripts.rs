//! Scripts in links: what they mean, what is refused and with which words.

use pgd_sim::{Act, AreaName, ChildName, CpuId, Mapping, Page, Ps, Scripted, Who};
use proptest::prelude::*;
use scenario::{Compare, Link, SCRIPT_MAX, Scenario, write_script};

const ALL: &str = "0s:vmalloc:0:a1:64KiB,1us:percpu:1:a2:1MiB,2us:ioremap:0:a3,3us:fork:1:c1,4us:touch:p3:a1.2,5us:touch:c1:a1,\
                   6us:kthread:0:a2,7us:irq:1:a1,8us:nmi:1:a1.15,9us:exec:c1,10us:switch:p2,1.5ms:exit:c1,2ms:vfree:a1";

fn read(script: &str) -> Link {
    Link::read(&format!("v=1&view=compare&procs=10&cpus=2&do={script}"))
}

#[test]
fn every_operation_is_read_and_written_as_it_was() {
    let link = read(ALL);
    assert_eq!(link.notices, []);
    assert_eq!(link.scenario.fragment(), format!("v=1&view=compare&procs=10&cpus=2&do={ALL}"));
    let script = &link.scenario.compare.script;
    assert_eq!(
        script[1],
        Scripted {
            at: Ps::from_ns(1_000),
            act: Act::Vmalloc { cpu: CpuId(1), area: AreaName(2), pages: 256, mapping: Mapping::TopDown }
        }
    );
    assert_eq!(script[4].act, Act::Touch(Who::Initial(3), Page { area: AreaName(1), page: 2 }));
    assert_eq!(script[9].act, Act::Exec(Who::Child(ChildName(1))));
    assert_eq!(script.len(), 13);
}

#[test]
fn a_link_may_have_colons_and_commas_escaped() {
    let escaped = ALL.replace(':', "%3A").replace(',', "%2C");
    assert_eq!(read(&escaped).scenario, read(ALL).scenario);
}

#[test]
fn what_cannot_be_read_is_refused_with_its_position_and_how_to_write_it() {
    for (script, says) in [
        ("soon:fork:0:c1", "operation 1: begin with an instant"),
        ("1us:fork:0:c1,2us:dance", "operation 2: after the instant comes one of vmalloc"),
        ("1us:fork:zero:c1", "operation 1: write it like 10us:fork:CPU:c1"),
        ("1us:vmalloc:0:a1", "operation 1: write it like 10us:vmalloc:CPU:a1:64KiB"),
        ("1us:vmalloc:0:a1:0B", "operation 1: write it like"),
        ("1us:vmalloc:0:a1:4096TiB", "operation 1: write it like"),
        ("1us:touch:p0:a1.x", "operation 1: write it like"),
        ("1us:fork:0:c99999", "operation 1: write it like"),
        ("9999999s:fork:0:c1", "operation 1: begin with an instant such as 10us, up to 1000s"),
        (",", "operation 1: begin with an instant"),
    ] {
        let link = read(script);
        let notice = link.error().unwrap_or_else(|| panic!("{script} is refused")).to_string();
        assert!(notice.starts_with("do: ") && notice.contains(says), "{script}: {notice}");
        assert!(link.scenario.compare.script.is_empty());
        assert_eq!(Scenario::default().with("do", script).unwrap_err().field, "do");
    }
}

#[test]
fn what_speaks_of_what_is_not_there_keeps_what_was_sound_before() {
    for (script, says, kept) in [
        ("1us:vfree:a1", "operation 1: area 1 is not there", 0),
        ("1us:vmalloc:0:a1:4KiB,2us:touch:p0:a1.1", "operation 2: area 1 has no page 1", 1),
        ("1us:vmalloc:0:a1:4KiB,2us:touch:p10:a1", "operation 2: there is no process 10", 1),
        ("1us:vmalloc:0:a1:4KiB,2us:nmi:2:a1", "operation 2: there is no CPU 2", 1),
        ("1us:fork:0:c1,2us:exit:c1,3us:switch:c1", "operation 3: child 1 is not there", 2),
        ("1us:fork:0:c1,2us:fork:0:c1", "operation 2: an earlier child is called 1", 1),
        ("1us:fork:0:c1,2us:exit:c1,3us:fork:1:c1", "operation 3: an earlier child is called 1", 2),
        ("2us:fork:0:c1,1us:fork:0:c2", "operation 2: it stands behind a later one", 1),
    ] {
        let link = read(script);
        let notice = link.error().unwrap_or_else(|| panic!("{script} is refused")).to_string();
        assert!(notice.contains(says), "{script}: {notice}");
        assert_eq!(link.scenario.compare.script.len(), kept);
    }
    // A change elsewhere that a script does not bear is refused too.
    let scenario = read("1us:switch:p9").scenario;
    assert_eq!(scenario.with("procs", "5").unwrap_err().field, "do");
}

#[test]
fn a_script_beyond_the_limit_is_refused() {
    let long = vec!["1us:switch:p0"; SCRIPT_MAX + 1].join(",");
    assert!(read(&long).error().is_some_and(|notice| notice.to_string().contains("at most 1000 operations")));
    assert_eq!(read(&long[..long.len() - 14]).scenario.compare.script.len(), SCRIPT_MAX);
}

#[test]
fn a_script_crosses_as_texts() {
    let compare = read(ALL).scenario.compare;
    let texts = compare.texts();
    assert_eq!(Compare::of(texts.iter().map(|(key, text)| (*key, text.as_str()))), Ok(compare));
    assert!(Compare::of([("colour", "red")]).is_err());
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused_in_words(script in "([0-9a-z.:,]|us|ms|vmalloc|fork|touch|p0|a1|c1){0,60}") {
        let link = read(&script);
        let written = write_script(&link.scenario.compare.script);
        prop_assert_eq!(read(&written).scenario.compare.script, link.scenario.compare.script);
    }
}
