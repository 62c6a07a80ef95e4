//! Stepping: a run as a tree of states with one path through it. Going back is moving along the path; choosing
//! another event forks and keeps the old branch; nothing is ever thrown away.

use serde::{Deserialize, Serialize};

use crate::config::Config;
use crate::event::{Event, Refusal};
use crate::explain::{Explanation, Mark};
use crate::hazard::Outcome;
use crate::machine::{Machine, Step};
use crate::schedule::{Ignored, MOVES_MAX, Schedule};
use crate::state::State;

/// How far one step goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Grain {
    /// One event.
    MicroOp,
    /// To where another phase of the listing begins.
    Phase,
    /// To the next moment with a mark: something arrived, was taken, returned, began or broke.
    Event,
}

/// A branch that the path does not take.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
pub struct Branch {
    /// The step at which it leaves the path.
    pub step: u16,
    /// The event it starts with.
    pub event: Event,
    /// How many steps it has.
    pub len: u16,
    /// Its first node, for [`Run::take`].
    node: u32,
}

#[derive(Clone, Debug)]
struct Node {
    parent: u32,
    event: Event,
    state: State,
    /// Moves of the CPU up to here.
    boundary: u16,
    children: Vec<u32>,
    /// The child on the path last taken.
    taken: Option<u32>,
}

/// A run that can be stepped.
#[derive(Clone, Debug)]
pub struct Run {
    machine: Machine,
    nodes: Vec<Node>,
    /// The nodes of the path from the start; never empty.
    path: Vec<u32>,
    at: usize,
    ignored: Vec<Ignored>,
}

impl Run {
    /// A run at its start, with nothing ahead.
    ///
    /// # Errors
    /// The reason, if the configuration cannot exist.
    pub fn new(config: Config) -> Result<Run, &'static str> {
        let machine = Machine::new(config)?;
        let root = Node {
            parent: 0,
            event: Event::Run,
            state: machine.start(),
            boundary: 0,
            children: Vec::new(),
            taken: None,
        };
        Ok(Run { machine, nodes: vec![root], path: vec![0], at: 0, ignored: Vec::new() })
    }

    /// A run at its start, with the schedule's whole path ahead.
    ///
    /// # Errors
    /// The reason, if the configuration cannot exist.
    pub fn scheduled(config: Config, schedule: &Schedule) -> Result<Run, &'static str> {
        let mut run = Run::new(config)?;
        let replay = run.machine.replay(schedule);
        for &event in &replay.events {
            // The replay has just done the same steps.
            let stepped = run.choose(event);
            debug_assert!(stepped.is_ok());
        }
        run.ignored = replay.ignored;
        run.at = 0;
        Ok(run)
    }

    /// The machine.
    #[must_use]
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// What the schedule asked for and could not have.
    #[must_use]
    pub fn ignored(&self) -> &[Ignored] {
        &self.ignored
    }

    /// The state here.
    #[must_use]
    pub fn state(&self) -> &State {
        &self.node(self.at).state
    }

    /// The number of steps done.
    #[must_use]
    pub fn step(&self) -> u16 {
        self.at as u16
    }

    /// The number of steps on the path.
    #[must_use]
    pub fn len(&self) -> u16 {
        (self.path.len() - 1) as u16
    }

    /// Whether the path has no step.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The boundary here: how many moves the CPU has made.
    #[must_use]
    pub fn boundary(&self) -> u16 {
        self.node(self.at).boundary
    }

    /// The boundary of a step of the path.
    #[must_use]
    pub fn boundary_of(&self, step: u16) -> u16 {
        self.node(usize::from(step).min(self.path.len() - 1)).boundary
    }

    /// The state after a step of the path.
    #[must_use]
    pub fn state_at(&self, step: u16) -> &State {
        &self.node(usize::from(step).min(self.path.len() - 1)).state
    }

    fn node(&self, step: usize) -> &Node {
        &self.nodes[self.path[step] as usize]
    }

    /// Goes to a step of the path.
    pub fn go_to(&mut self, step: u16) {
        self.at = usize::from(step).min(self.path.len() - 1);
    }

    /// Goes on by one grain, along the path as far as there is one and then by [`Event::Run`]. False at the end.
    pub fn forward(&mut self, grain: Grain) -> bool {
        let from = self.at;
        while self.one_forward() {
            if self.is_stop(self.at, grain) {
                break;
            }
        }
        self.at != from
    }

    fn one_forward(&mut self) -> bool {
        if self.at + 1 < self.path.len() {
            self.at += 1;
            return true;
        }
        self.path.len() <= usize::from(MOVES_MAX) && self.choose(Event::Run).is_ok()
    }

    /// Goes back by one grain. False at the start.
    pub fn back(&mut self, grain: Grain) -> bool {
        let from = self.at;
        self.at = usize::from(self.behind(grain));
        self.at != from
    }

    /// The step that one grain leads to on the path as it is; its end where no stop comes before.
    #[must_use]
    pub fn ahead(&self, grain: Grain) -> u16 {
        let end = self.path.len() - 1;
        (self.at + 1..=end).find(|&step| self.is_stop(step, grain)).unwrap_or(end) as u16
    }

    /// The step that one grain back leads to.
    #[must_use]
    pub fn behind(&self, grain: Grain) -> u16 {
        (0..self.at).rev().find(|&step| self.is_stop(step, grain)).unwrap_or(0) as u16
    }

    /// Whether stepping by the grain stops at this step.
    fn is_stop(&self, step: usize, grain: Grain) -> bool {
        if step == 0 {
            return true;
        }
        match grain {
            Grain::MicroOp => true,
            Grain::Phase => {
                let phase = |step| self.machine.next_line(&self.node(step).state).phase();
                phase(step) != phase(step - 1)
            }
            Grain::Event => !self.marks_of(step).is_empty(),
        }
    }

    /// Lets the event happen here. If the path goes on differently, it forks, and the old branch is kept.
    ///
    /// # Errors
    /// Why the event cannot happen here.
    pub fn choose(&mut self, event: Event) -> Result<(), Refusal> {
        let here = self.path[self.at];
        let known =
            self.nodes[here as usize].children.iter().copied().find(|&child| self.nodes[child as usize].event == event);
        let child = match known {
            Some(child) => child,
            None => self.add(here, event)?,
        };
        self.follow(here, child);
        self.at += 1;
        Ok(())
    }

    fn add(&mut self, parent: u32, event: Event) -> Result<u32, Refusal> {
        let from = &self.nodes[parent as usize];
        let state = self.machine.step(&from.state, event)?.state;
        let boundary = from.boundary.saturating_add(u16::from(event.is_move()));
        let child = self.nodes.len() as u32;
        self.nodes.push(Node { parent, event, state, boundary, children: Vec::new(), taken: None });
        self.nodes[parent as usize].children.push(child);
        Ok(child)
    }

    /// Makes the path go from a node on it to one of its children, and on as that one went last.
    fn follow(&mut self, parent: u32, child: u32) {
        self.nodes[parent as usize].taken = Some(child);
        let step = self.path.iter().position(|&n| n == parent).expect("the parent is on the path");
        self.path.truncate(step + 1);
        let mut next = Some(child);
        while let Some(node) = next {
            self.path.push(node);
            next = self.nodes[node as usize].taken;
        }
    }

    /// The branches that leave the path, in order.
    #[must_use]
    pub fn branches(&self) -> Vec<Branch> {
        let mut branches = Vec::new();
        for (step, &node) in self.path.iter().enumerate() {
            let on_path = self.path.get(step + 1);
            for &child in self.nodes[node as usize].children.iter().filter(|&child| Some(child) != on_path) {
                branches.push(Branch {
                    step: step as u16,
                    event: self.nodes[child as usize].event,
                    len: self.length_from(child),
                    node: child,
                });
            }
        }
        branches
    }

    fn length_from(&self, node: u32) -> u16 {
        let mut len = 1;
        let mut at = node;
        while let Some(next) = self.nodes[at as usize].taken {
            len += 1;
            at = next;
        }
        len
    }

    /// Makes a branch the path, and goes to the step where it leaves the old one.
    pub fn take(&mut self, branch: Branch) {
        let Some(node) = self.nodes.get(branch.node as usize) else { return };
        let parent = node.parent;
        if branch.node != parent && self.path.contains(&parent) {
            self.follow(parent, branch.node);
            self.go_to(branch.step);
        }
    }

    /// The events of the path.
    #[must_use]
    pub fn events(&self) -> Vec<Event> {
        self.path[1..].iter().map(|&n| self.nodes[n as usize].event).collect()
    }

    /// The path as a schedule. What it does not name runs on by itself.
    #[must_use]
    pub fn schedule(&self) -> Schedule {
        Schedule::of_events(&self.events())
    }

    /// The step that led here, explained; none at the start.
    #[must_use]
    pub fn explanation(&self) -> Option<Explanation> {
        self.explanation_of(self.step())
    }

    /// A step of the path, explained; none for step 0 and beyond the end.
    #[must_use]
    pub fn explanation_of(&self, step: u16) -> Option<Explanation> {
        let step = usize::from(step);
        if step == 0 || step >= self.path.len() {
            return None;
        }
        let before = &self.node(step - 1).state;
        let event = self.node(step).event;
        let taken = self.machine.step(before, event).expect("the step is on the path");
        Some(self.machine.explain(before, event, &taken))
    }

    fn marks_of(&self, step: usize) -> Vec<Mark> {
        let before = &self.node(step - 1).state;
        let event = self.node(step).event;
        let taken: Step = self.machine.step(before, event).expect("the step is on the path");
        self.machine.marks(before, event, &taken)
    }

    /// The marks of the path: step and kind.
    #[must_use]
    pub fn marks(&self) -> Vec<(u16, Mark)> {
        (1..self.path.len())
            .flat_map(|step| self.marks_of(step).into_iter().map(move |mark| (step as u16, mark)))
            .collect()
    }

    /// Lets the path run on to its end, and says what the whole run came to. The step stays where it is.
    pub fn finish(&mut self) -> Outcome {
        let here = self.at;
        self.at = self.path.len() - 1;
        let replay = self.machine.replay(&self.schedule());
        for &event in replay.events.get(self.path.len() - 1..).unwrap_or(&[]) {
            if self.choose(event).is_err() {
                break;
            }
        }
        self.at = here;
        self.machine.outcome(&replay.events, replay.end)
    }
}
