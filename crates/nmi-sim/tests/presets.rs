//! Every preset comes out as it says.
#![allow(missing_docs)]

use nmi_sim::{Machine, Preset};

#[test]
fn presets_come_out_as_they_say() {
    for preset in Preset::all() {
        let machine = Machine::new(preset.config).unwrap();
        let replay = machine.replay(&preset.schedule);
        assert_eq!(replay.ignored, [], "{}", preset.id);
        let outcome = machine.outcome(&replay.events, replay.end);
        println!(
            "{:28} {:?} bodies {} rounds {} {:?} opens at {}",
            preset.id, preset.schedule, outcome.bodies, outcome.rounds, outcome.broken, preset.step
        );
        assert_eq!(outcome.broken, preset.breaks, "{}", preset.id);
        if let Some(bodies) = preset.bodies {
            assert_eq!(outcome.bodies, bodies, "{}", preset.id);
        }
    }
}
