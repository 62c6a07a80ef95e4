//! Many runs side by side: a few workers beside the one of the page's own run, and a queue before them.
//!
//! Workers start when there is first something to do, and stay. Who asked for runs holds a [`Ticket`]; dropping it takes back
//! what has not been done yet.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::rc::Rc;

use playground::Comparison;
use scenario::Compare;
use yew::Callback;

use crate::browser::window;
use crate::client::{Client, RunEvent};
use crate::port::Trouble;

/// The most workers, however many CPUs there are: beyond that a page is no guest any more.
const WORKERS_MAX: u32 = 4;

/// What became of one of the runs asked for.
#[derive(Clone, Debug)]
pub enum Outcome {
    /// It is done: its place in the list, and the result.
    Done(usize, Rc<Comparison>),
    /// Nothing more will come.
    Broken(Trouble),
}

/// The right to the results.
pub struct Ticket(Rc<Batch>);

struct Batch {
    compares: Rc<Vec<Compare>>,
    on_outcome: Callback<Outcome>,
    live: Cell<bool>,
}

#[derive(Clone)]
struct Job {
    batch: Rc<Batch>,
    at: usize,
}

struct Hand {
    client: Client,
    /// The number of its run, and what that is for.
    job: Option<(u32, Job)>,
}

#[derive(Default)]
struct Pool {
    hands: RefCell<Vec<Hand>>,
    queue: RefCell<VecDeque<Job>>,
    runs: Cell<u32>,
}

thread_local! {
    static POOL: Rc<Pool> = Rc::default();
}

/// Asks for runs, and is told of each as it is done.
#[must_use]
pub fn run(compares: Rc<Vec<Compare>>, on_outcome: Callback<Outcome>) -> Ticket {
    POOL.with(|pool| {
        let batch = Rc::new(Batch { compares, on_outcome, live: Cell::new(true) });
        let jobs = (0..batch.compares.len()).map(|at| Job { batch: Rc::clone(&batch), at });
        pool.queue.borrow_mut().extend(jobs);
        pool.staff();
        pool.hand_out();
        Ticket(batch)
    })
}

impl Drop for Ticket {
    fn drop(&mut self) {
        self.0.live.set(false);
        POOL.with(|pool| pool.forget(&self.0));
    }
}

impl Pool {
    /// Starts the workers: one fewer than CPUs, since the page needs one too.
    fn staff(self: &Rc<Pool>) {
        if !self.hands.borrow().is_empty() {
            return;
        }
        let cpus = window().navigator().hardware_concurrency() as u32;
        for at in 0..cpus.saturating_sub(1).clamp(1, WORKERS_MAX) as usize {
            let pool = Rc::downgrade(self);
            let client = Client::new(Callback::from(move |event| {
                if let Some(pool) = pool.upgrade() {
                    pool.hear(at, event);
                }
            }));
            self.hands.borrow_mut().push(Hand { client, job: None });
        }
    }

    fn hand_out(&self) {
        // A worker that cannot be started says so at once, so nothing is borrowed while one is asked.
        while let Some((client, run, job)) = self.next() {
            client.run(run, &job.batch.compares[job.at]);
        }
    }

    /// Gives the next job to a hand that is free.
    fn next(&self) -> Option<(Client, u32, Job)> {
        let mut hands = self.hands.borrow_mut();
        let hand = hands.iter_mut().find(|hand| hand.job.is_none())?;
        let job = self.queue.borrow_mut().pop_front()?;
        let run = self.runs.get() + 1;
        self.runs.set(run);
        hand.job = Some((run, job.clone()));
        Some((hand.client.clone(), run, job))
    }

    fn hear(&self, at: usize, event: RunEvent) {
        let job_of = |run: Option<u32>| {
            let mut hands = self.hands.borrow_mut();
            let hand = hands.get_mut(at)?;
            let is_it = |(number, _): &mut (u32, Job)| run.is_none_or(|run| run == *number);
            hand.job.take_if(is_it).map(|(_, job)| job)
        };
        let told = match event {
            RunEvent::Progress { .. } => return,
            RunEvent::Done { run, comparison } => {
                job_of(Some(run)).map(|job| (Outcome::Done(job.at, Rc::from(comparison)), job))
            }
            RunEvent::Broken(trouble) => job_of(None).map(|job| (Outcome::Broken(trouble), job)),
        };
        if let Some((outcome, job)) = told.filter(|(_, job)| job.batch.live.get()) {
            if matches!(outcome, Outcome::Broken(_)) {
                job.batch.live.set(false);
                self.forget(&job.batch);
            }
            job.batch.on_outcome.emit(outcome);
        }
        self.hand_out();
    }

    /// Takes back what was asked for and not done.
    fn forget(&self, batch: &Rc<Batch>) {
        self.queue.borrow_mut().retain(|job| !Rc::ptr_eq(&job.batch, batch));
        for hand in self.hands.borrow_mut().iter_mut() {
            if let Some((run, _)) = hand.job.take_if(|(_, job)| Rc::ptr_eq(&job.batch, batch)) {
                hand.client.cancel(run);
            }
        }
    }
}
