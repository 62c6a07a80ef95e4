//! What the worker of the stage answers, apart from what other workers do: only who looks at the stage downloads it.

use playground::{Hands, Lanes, Maps};
use wasm_bindgen::JsValue;

use crate::protocol::{message, parts};

/// Of a run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Staged {
    /// What each operation of a small machine's script came to.
    Hands(Box<Hands>),
    /// What happened when.
    Lanes(Box<Lanes>),
    /// Which table has which entry at an instant.
    Maps(Box<Maps>),
}

/// An answer with the number of its run.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StageAnswer {
    /// The page's number for it.
    pub run: u32,
    /// What is told.
    pub staged: Staged,
}

impl StageAnswer {
    fn parts(&self) -> (String, Vec<u64>) {
        let (word, words) = match &self.staged {
            Staged::Hands(hands) => ("hands", hands.words()),
            Staged::Lanes(lanes) => ("lanes", lanes.words()),
            Staged::Maps(maps) => ("maps", maps.words()),
        };
        (format!("{word} {}", self.run), words)
    }

    fn of(line: &str, words: Vec<u64>) -> Option<StageAnswer> {
        let (word, run) = line.split_once(' ')?;
        let staged = match word {
            "hands" => Staged::Hands(Box::new(Hands::from_words(words)?)),
            "lanes" => Staged::Lanes(Box::new(Lanes::from_words(words)?)),
            "maps" => Staged::Maps(Box::new(Maps::from_words(words)?)),
            _ => return None,
        };
        Some(StageAnswer { run: run.parse().ok()?, staged })
    }

    /// As a value that can be posted.
    #[must_use]
    pub fn encode(&self) -> JsValue {
        let (line, words) = self.parts();
        message(&line, &words)
    }

    /// From a value that was posted; none where it is something else.
    #[must_use]
    pub fn decode(message: JsValue) -> Option<StageAnswer> {
        let (line, words) = parts(message)?;
        StageAnswer::of(&line, words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_answer_crosses_and_nothing_else_is_one() {
        for staged in [Staged::Hands(Box::default()), Staged::Lanes(Box::default()), Staged::Maps(Box::default())] {
            let answer = StageAnswer { run: 5, staged };
            let (line, words) = answer.parts();
            assert_eq!(StageAnswer::of(&line, words), Some(answer));
        }
        for line in ["", "lanes", "lanes 5", "maps x", "done 4"] {
            assert_eq!(StageAnswer::of(line, Vec::new()), None, "{line}");
        }
    }
}
