//! The table of proofs: what it links to, and how it is made.

use nmi_sim::{Context, Fault, Handler, Property};
use playground::{Explore, ExploreJob, Found, NmiRun, Proof};
use scenario::{Link, View};

#[test]
fn slices_change_nothing_and_progress_only_grows() {
    let explore = Explore { handlers: vec![Handler::Rostedt33, Handler::Fred], arrivals: 1 };
    let whole = ExploreJob::new(&explore).run();
    let mut job = ExploreJob::new(&explore);
    let (mut last, mut states) = (0, 0);
    let sliced = loop {
        if let Some(table) = job.advance(7) {
            break table;
        }
        assert!((last..=1000).contains(&job.permille()) && job.progress().states >= states);
        (last, states) = (job.permille(), job.progress().states);
    };
    assert_eq!(sliced, whole);
    assert_eq!(sliced.digest(), whole.digest());
    assert_eq!(whole.rows.len(), 2 * Context::ALL.len() * Fault::ALL.len());
}

#[test]
fn every_link_opens_right_before_its_property_breaks() {
    let table = ExploreJob::new(&Explore::default()).run();
    let mut links = 0;
    for row in &table.rows {
        for broken in row.broken() {
            let link = Link::read(&broken.fragment);
            assert_eq!(link.notices, [], "{}", broken.fragment);
            assert_eq!(link.scenario.fragment(), broken.fragment);
            let nmi = link.scenario.nmi;
            assert_eq!((link.scenario.view, nmi.handler, nmi.context), (View::Nmi, row.handler, row.context));
            assert_eq!(Fault::of(nmi.sources), Some(row.fault));

            let run = NmiRun::new(&nmi).expect("it exists");
            assert!(run.outcome().broken.contains(&broken.property), "{}", broken.fragment);
            assert_eq!(u32::from(run.run().step()) + 1, broken.steps);
            let broken_by = |step| run.run().state_at(step).broken().contains(broken.property);
            if broken.property != Property::Ends {
                assert!(!broken_by(nmi.step) && broken_by(nmi.step + 1), "{}", broken.fragment);
            }
            links += 1;
        }
    }
    assert!(links > 100, "{links}");
}

#[test]
fn what_is_known_of_a_property_is_one_of_three() {
    let table = ExploreJob::new(&Explore { handlers: vec![Handler::Naive], arrivals: 9 }).run();
    assert_eq!(table.arrivals, Explore::ARRIVALS_MAX);
    let row = |context, fault| {
        table.rows.iter().find(|row| row.context == context && row.fault == fault).expect("a row for each")
    };
    let quiet = row(Context::Kernel, Fault::None);
    assert_eq!(quiet.proof(Property::FrameReturns), Some(Proof::Proved(quiet.states())));
    let fault = row(Context::Kernel, Fault::PageFault);
    assert!(matches!(fault.proof(Property::BodyOnce), Some(Proof::Broken(broken)) if broken.steps > 1));
    let impossible = row(Context::Kernel, Fault::FaultingIret);
    assert!(matches!(&impossible.found, Found::Impossible { reason } if reason.contains("user mode")));
    assert_eq!(impossible.proof(Property::Ends), None);
}
