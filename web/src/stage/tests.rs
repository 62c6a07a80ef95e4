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
    Rc::new(Stage::default()).reduce(Move::Show(Rc::new(lanes)))
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
