//! The page's side of the worker for comparisons: numbers its runs, and hears what comes of them.

use pgd_sim::Ps;
use playground::Comparison;
use scenario::Compare;
use yew::Callback;

use crate::port::{Heard, Port, Trouble};
use crate::protocol::{Answer, Request, fields};
use crate::stage_answer::StageAnswer;

/// Trunk's name of the file that starts the worker of comparisons.
const COMPARISONS: &str = "worker_loader.js";
/// The same for what happens when.
const STAGE: &str = "deeper_worker_loader.js";

/// What the page hears of a run.
#[derive(Clone, Debug, PartialEq)]
pub enum RunEvent {
    /// It goes on.
    Progress {
        /// The number given to it.
        run: u32,
        /// How far, in thousandths.
        permille: u32,
    },
    /// It is complete.
    Done {
        /// The number given to it.
        run: u32,
        /// The result.
        comparison: Box<Comparison>,
    },
    /// There is no worker any more.
    Broken(Trouble),
}

/// A worker for comparisons. Cheap to clone; the worker ends with the last clone.
#[derive(Clone, PartialEq)]
pub struct Client(Port);

impl Client {
    /// A client of the worker of comparisons, which tells `on_event` what happens. The worker starts at once, to be ready
    /// when it is needed.
    #[must_use]
    pub fn new(on_event: Callback<RunEvent>) -> Client {
        let on_heard = Callback::from(move |heard: Heard| {
            on_event.emit(match heard.map(Answer::decode) {
                Ok(Some(Answer::Progress { run, permille })) => RunEvent::Progress { run, permille },
                Ok(Some(Answer::Done { run, comparison })) => RunEvent::Done { run, comparison },
                // It has said that it is of this build.
                Ok(None) => RunEvent::Broken(Trouble::Crashed("an answer that is none".to_owned())),
                Err(trouble) => RunEvent::Broken(trouble),
            });
        });
        Client::hearing(COMPARISONS, on_heard)
    }

    /// A client of the stage's worker, which tells `on_answer` what comes of it. Nothing comes of a worker that breaks.
    #[must_use]
    pub fn of_stage(on_answer: Callback<StageAnswer>) -> Client {
        let on_heard = Callback::from(move |heard: Heard| {
            if let Some(answer) = heard.ok().and_then(StageAnswer::decode) {
                on_answer.emit(answer);
            }
        });
        Client::hearing(STAGE, on_heard)
    }

    fn hearing(worker: &'static str, on_heard: Callback<Heard>) -> Client {
        let port = Port::new(worker, on_heard);
        port.make_sure();
        Client(port)
    }

    /// Runs a scenario, instead of the one that may be under way.
    pub fn run(&self, run: u32, compare: &Compare) {
        self.0.make_sure();
        self.0.unsay();
        self.0.say(Request::Run { run, fields: fields(compare) }.encode());
    }

    /// Asks which table has which entry at an instant of a run that is there, instead of what has not been answered yet.
    pub fn look(&self, run: u32, at: Ps) {
        self.0.say(Request::Look { run, at }.encode());
    }

    /// Stops a run.
    pub fn cancel(&self, run: u32) {
        self.0.unsay();
        self.0.say(Request::Cancel { run }.encode());
    }
}
