//! The page's side of the NMI view's worker, which is started when it is first needed.

use yew::Callback;

use crate::nmi::protocol::{Answer, Request};
use crate::port::{Heard, Port, Trouble};

/// Trunk's name of the file that starts the worker.
const WORKER: &str = "nmi_worker_loader.js";

/// A worker for strips and proofs. It ends with its last clone.
#[derive(Clone, PartialEq)]
pub struct Client(Port);

impl Client {
    /// A client that tells `on_answer` what the worker says.
    #[must_use]
    pub fn new(on_answer: Callback<Result<Answer, Trouble>>) -> Client {
        let on_heard = Callback::from(move |heard: Heard| {
            let answer = heard.and_then(|message| {
                let answer = message.as_string().as_deref().and_then(Answer::read);
                // It has said that it is of this build.
                answer.ok_or_else(|| Trouble::Crashed("an answer that is none".to_owned()))
            });
            on_answer.emit(answer);
        });
        Client(Port::new(WORKER, on_heard))
    }

    /// Asks, now or as soon as the worker listens.
    pub fn ask(&self, request: &Request) {
        self.0.make_sure();
        self.0.say(request.text().into());
    }
}
