//! The listings of a configuration laid out in one row, with the places that the machine looks up.

use crate::config::Config;
use crate::event::Vector;
use crate::handlers::{Listing, listings};
use crate::op::{Label, Line, Op};

/// A stretch of code as shown: its name and its lines, the first of them at the place `start`.
#[derive(Clone, Debug)]
pub struct Section {
    /// The listing's name.
    pub name: &'static str,
    /// The place of its first line.
    pub start: u8,
    /// Its lines.
    pub lines: Vec<Line>,
}

/// Everything that can run, and where it is.
#[derive(Clone, Debug)]
pub(crate) struct Program {
    lines: Vec<Line>,
    sections: Vec<Section>,
    places: [Option<u8>; Label::UserSignal as usize + 1],
}

impl Program {
    pub(crate) fn new(config: &Config) -> Program {
        let mut program =
            Program { lines: Vec::new(), sections: Vec::new(), places: [None; Label::UserSignal as usize + 1] };
        for Listing { name, lines } in listings(config) {
            let start = program.next_place();
            for line in &lines {
                if let Some(label) = line.label {
                    let place = &mut program.places[label as usize];
                    assert!(place.is_none() || label == Label::ByIret, "label {label:?} is placed twice");
                    *place = Some(u8::try_from(program.lines.len()).expect("checked by next_place"));
                }
                program.lines.push(*line);
            }
            resolve_local(&mut program.lines, start);
            program.next_place();
            program.sections.push(Section { name, start, lines });
        }
        program
    }

    fn next_place(&self) -> u8 {
        u8::try_from(self.lines.len()).expect("the listings of one configuration fit into 256 lines")
    }

    pub(crate) fn line(&self, at: u8) -> &Line {
        &self.lines[usize::from(at)]
    }

    pub(crate) fn op(&self, at: u8) -> Op {
        self.lines[usize::from(at)].op
    }

    pub(crate) fn exists(&self, at: u8) -> bool {
        usize::from(at) < self.lines.len()
    }

    pub(crate) fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// Where a label is, if this configuration has it.
    pub(crate) fn find(&self, label: Label) -> Option<u8> {
        self.places[label as usize]
    }

    /// Where a label is that this configuration must have.
    pub(crate) fn place(&self, label: Label) -> u8 {
        self.find(label).expect("a listing refers only to labels of its own configuration")
    }

    pub(crate) fn entry(&self, vector: Vector) -> u8 {
        self.place(match vector {
            Vector::Nmi => Label::Nmi,
            Vector::PageFault => Label::PageFault,
            Vector::Breakpoint => Label::Breakpoint,
            Vector::Debug => Label::Debug,
            Vector::MachineCheck => Label::MachineCheck,
            Vector::Protection => Label::Protection,
        })
    }

    /// Whether the place lies from the first label up to the second, that one excluded.
    pub(crate) fn within(&self, at: u8, from: Label, to: Label) -> bool {
        self.place(from) <= at && at < self.place(to)
    }

    /// A place as text, such as `nmi+3`.
    pub(crate) fn place_name(&self, at: u8) -> String {
        match self.sections.iter().rev().find(|s| s.start <= at) {
            Some(section) if self.exists(at) => format!("{}+{}", section.name, at - section.start),
            _ => format!("place {at}"),
        }
    }
}

/// [`Label::ByIret`] is the one label that several listings have; a jump to it stays in its own listing.
fn resolve_local(lines: &mut [Line], start: u8) {
    let start = usize::from(start);
    let Some(offset) = lines[start..].iter().position(|l| l.label == Some(Label::ByIret)) else { return };
    let target = u8::try_from(start + offset).expect("checked by next_place");
    for line in &mut lines[start..] {
        if let Op::If(cond, Label::ByIret) = line.op {
            line.op = Op::IfPlace(cond, target);
        }
    }
}
