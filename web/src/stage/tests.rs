use super::*;
use playground::LanesJob;
use scenario::Compare;

fn stage(compare: &Compare) -> Rc<Stage> {
    let mut job = LanesJob::new(compare);
    let lanes = loop {
        if let Some(lanes) = job.advance(100_000) {
            break lanes;
        }
    };
    Rc::new(Stage::default()).reduce(Move::Show(Rc::new(lanes), None))
}

fn short() -> Compare {
    Compare { time: Ps(200_000_000_000), ..Compare::default() }
}

#[test]
fn it_opens_at_the_first_walk_with_all_of_it_in_view() {
    let stage = stage(&short());
    let walk = stage.happening(stage.picked.expect("something is picked"));
    assert_eq!(walk.sign, Sign::Walk);
    assert!(stage.view.0 < walk.from.0 && walk.until.0 < stage.view.1);
    let said = stage.receipt(stage.picked.expect("picked"));
    assert!(said.contains("pgd_lock is held for 3.0") && said.contains("wait for it meanwhile"), "{said}");
}

#[test]
fn forward_and_back_is_where_one_was() {
    let mut here = stage(&short()).reduce(Move::Go(0));
    let mut seen = Vec::new();
    for _ in 0..100 {
        here = here.reduce(Move::Step { ahead: true, stop: Stop::Any });
        seen.push(here.picked);
        assert!((here.view.0..=here.view.1).contains(&here.at), "one sees where one is");
    }
    for picked in seen.iter().rev().skip(1) {
        here = here.reduce(Move::Step { ahead: false, stop: Stop::Any });
        assert_eq!(here.picked, *picked);
    }
}

#[test]
fn the_view_never_leaves_the_run() {
    let mut stage = stage(&short());
    for action in [
        Move::Zoom(1, 0),
        Move::Pan(-500),
        Move::Zoom(100_000, u64::MAX / 4),
        Move::Pan(500),
        Move::Go(u64::MAX),
        Move::Zoom(1, u64::MAX),
        Move::Tick(500),
        Move::Whole,
    ] {
        stage = stage.reduce(action.clone());
        assert!(stage.view.0 < stage.view.1 && stage.view.1 <= stage.end(), "{action:?} to {:?}", stage.view);
    }
}

#[test]
fn every_happening_has_its_receipt() {
    let stage = stage(&Compare { nmi: 5_000, ..short() });
    for lane in Lane::ALL {
        for at in 0..stage.lanes.track(lane).happenings.len() {
            let said = stage.receipt((lane, at));
            assert!(said.starts_with(lane.title()) && said.ends_with('.'), "{said}");
        }
    }
}

#[test]
fn time_goes_on_only_while_it_is_let_go_on() {
    let here = stage(&short()).reduce(Move::Go(0)).reduce(Move::Tick(4));
    assert_eq!(here.at, 0, "a late tick");
    let gone_on = here.reduce(Move::Play(true)).reduce(Move::Tick(4));
    assert!(gone_on.at > 0 && gone_on.playing);
    let at_the_end = gone_on.reduce(Move::Go(u64::MAX)).reduce(Move::Tick(4));
    assert!(!at_the_end.playing);
}

#[test]
fn a_run_of_nothing_has_a_stage_too() {
    let stage = stage(&Compare { vmalloc: 0, fork: 0, touch: 0, switch: 0, irq: 0, nmi: 0, ..short() });
    assert_eq!(stage.picked, None);
    let stepped = stage.reduce(Move::Step { ahead: true, stop: Stop::NewSlot });
    assert_eq!((stepped.at, stepped.view.0), (0, 0));
}

#[test]
fn a_stand_leads_back_to_where_one_was() {
    let opened = stage(&short());
    assert_eq!((opened.stand(), Stage::default().stand()), (None, None), "where it opens by itself need not be said");
    for lane in Lane::ALL {
        for at in 0..opened.lanes.track(lane).happenings.len() {
            let picked = Rc::clone(&opened).reduce(Move::Pick(Some((lane, at))));
            let there = Rc::clone(&opened).reduce(Move::Show(Rc::clone(&opened.lanes), picked.stand()));
            assert_eq!((there.picked, there.at), (picked.picked, picked.at));
            assert!((there.view.0..=there.view.1).contains(&there.at), "it is in view");
        }
    }
    let gone = Rc::clone(&opened).reduce(Move::Go(123_456_789));
    assert_eq!(gone.stand(), Some(Stand::At(Ps(123_456_789))));
    assert_eq!(*gone.reduce(Move::Stand(None)), *opened, "Back leads to where it opened");
}

#[test]
fn what_a_link_picks_and_the_run_has_not_is_told_and_kept() {
    let opened = stage(&short());
    let pick = Pick { lane: Lane::Lazy, sign: Sign::Oops, cpu: CpuId(3), from: Ps(5_000_000), slot: None };
    let there = Rc::clone(&opened).reduce(Move::Show(Rc::clone(&opened.lanes), Some(Stand::Picked(pick))));
    assert_eq!((there.picked, there.at, there.stand()), (None, 5_000_000, Some(Stand::Picked(pick))));
    assert!(there.nothing_picked().contains("“oops”"), "{}", there.nothing_picked());
    assert!(there.reduce(Move::Go(0)).lost.is_none());
}
