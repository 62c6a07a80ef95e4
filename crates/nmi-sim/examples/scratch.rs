#![allow(missing_docs)]
use nmi_sim::*;
fn main() {
    let c = Config::new(Handler::Lutomirski42, Context::User, Fault::Breakpoint, 3);
    let r = Search::complete(Machine::new(c).unwrap(), STATES_MAX);
    if let Verdict::Broken { schedule, steps } = r.verdict(Property::FrameReturns) {
        println!("{steps} {schedule:?}");
        let t = transcript(c, schedule).unwrap();
        for l in t.lines() { if !l.starts_with("       ") { println!("{}", l.split(" [").next().unwrap()); } }
    }
}
