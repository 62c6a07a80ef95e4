//! What page and worker say to each other.
//!
//! A message is a line of text, and behind it, where a comparison goes along, its numbers as one array of 64-bit words: both
//! cross as they are, and neither side carries code for a richer format. A scenario crosses as the texts of its fields; the
//! worker has no use for the grammar of links, nor for what it brings.
//!
//! Runs are numbered by the page; an answer to a run that is no longer wanted is dropped by its number.

use js_sys::{Array, BigUint64Array};
use pgd_sim::Ps;
use playground::Comparison;
use scenario::Compare;
use wasm_bindgen::{JsCast, JsValue};

/// From the page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Run this scenario now and drop what was being run.
    Run {
        /// The page's number for it.
        run: u32,
        /// Key and text of each field that is not as by default.
        fields: Vec<(String, String)>,
    },
    /// Stop, if this is what is being run.
    Cancel {
        /// The number.
        run: u32,
    },
    /// Tell which table has which entry at an instant of this run, instead of what was asked before and not answered yet.
    Look {
        /// The number.
        run: u32,
        /// When.
        at: Ps,
    },
}

/// From the worker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It is still at it.
    Progress {
        /// The run.
        run: u32,
        /// How far, in thousandths.
        permille: u32,
    },
    /// What came of it.
    Done {
        /// The run.
        run: u32,
        /// The three reports.
        comparison: Box<Comparison>,
    },
}

/// The fields of a scenario that are not as by default, for [`Request::Run`].
#[must_use]
pub fn fields(compare: &Compare) -> Vec<(String, String)> {
    compare.texts().into_iter().map(|(key, text)| (key.to_owned(), text)).collect()
}

/// The scenario of [`fields`].
///
/// # Errors
/// Where they are not of this build.
pub fn scenario(fields: &[(String, String)]) -> Result<Compare, String> {
    Compare::of(fields.iter().map(|(key, text)| (key.as_str(), text.as_str()))).map_err(|error| error.to_string())
}

fn lines(fields: &[(String, String)]) -> String {
    fields.iter().map(|(key, text)| format!("\n{key}={text}")).collect()
}

impl Request {
    /// As a line of text: a word, the number, and `key=text` for each field, apart by line ends, which no field has.
    #[must_use]
    pub fn line(&self) -> String {
        match self {
            Request::Run { run, fields } => format!("run {run}{}", lines(fields)),
            Request::Cancel { run } => format!("cancel {run}"),
            Request::Look { run, at } => format!("look {run} {}", at.0),
        }
    }

    /// From a line.
    ///
    /// # Errors
    /// Where it is not a request of this protocol.
    pub fn read(line: &str) -> Result<Request, String> {
        let strange = || format!("not a request: {line}");
        let (head, fields) = line.split_once('\n').unwrap_or((line, ""));
        let (word, rest) = head.split_once(' ').ok_or_else(strange)?;
        let (run, at) = rest.split_once(' ').unwrap_or((rest, "0"));
        let run = run.parse().map_err(|_| strange())?;
        match word {
            "look" => Ok(Request::Look { run, at: Ps(at.parse().map_err(|_| strange())?) }),
            "run" => {
                let pair = |line: &str| line.split_once('=').map(|(key, text)| (key.to_owned(), text.to_owned()));
                let fields: Option<_> = fields.lines().map(pair).collect();
                Ok(Request::Run { run, fields: fields.ok_or_else(strange)? })
            }
            "cancel" => Ok(Request::Cancel { run }),
            _ => Err(strange()),
        }
    }

    /// As a value that can be posted.
    #[must_use]
    pub fn encode(&self) -> JsValue {
        self.line().into()
    }

    /// From a value that was posted.
    ///
    /// # Errors
    /// Where it is not a request of this protocol.
    pub fn decode(message: &JsValue) -> Result<Request, String> {
        Request::read(&message.as_string().ok_or("a request is a text")?)
    }
}

impl Answer {
    fn parts(&self) -> (String, Vec<u64>) {
        match self {
            Answer::Progress { run, permille } => (format!("progress {run} {permille}"), Vec::new()),
            Answer::Done { run, comparison } => (format!("done {run}"), comparison.words()),
        }
    }

    fn of(line: &str, words: Vec<u64>) -> Option<Answer> {
        let (word, rest) = line.split_once(' ')?;
        match word {
            "progress" => {
                let (run, permille) = rest.split_once(' ')?;
                Some(Answer::Progress { run: run.parse().ok()?, permille: permille.parse().ok()? })
            }
            "done" => {
                let comparison = Box::new(Comparison::from_words(words)?);
                Some(Answer::Done { run: rest.parse().ok()?, comparison })
            }
            _ => None,
        }
    }

    /// As a value that can be posted.
    #[must_use]
    pub fn encode(&self) -> JsValue {
        let (line, words) = self.parts();
        message(&line, &words)
    }

    /// From a value that was posted; none where it is not an answer of this protocol.
    #[must_use]
    pub fn decode(message: JsValue) -> Option<Answer> {
        let (line, words) = parts(message)?;
        Answer::of(&line, words)
    }
}

/// A line and numbers as a value that can be posted.
pub(crate) fn message(line: &str, words: &[u64]) -> JsValue {
    let message = Array::of1(&line.into());
    if !words.is_empty() {
        message.push(&BigUint64Array::from(words));
    }
    message.into()
}

/// The line and the numbers of [`message`].
pub(crate) fn parts(message: JsValue) -> Option<(String, Vec<u64>)> {
    let message: Array = message.dyn_into().ok()?;
    let words = message.get(1).dyn_into::<BigUint64Array>().map(|words| words.to_vec());
    Some((message.get(0).as_string()?, words.unwrap_or_default()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use playground::CompareJob;
    use scenario::PRESETS;

    #[test]
    fn every_preset_crosses() {
        for preset in PRESETS {
            let compare = preset.scenario().compare;
            let request = Request::Run { run: 7, fields: fields(&compare) };
            let Ok(Request::Run { run: 7, fields }) = Request::read(&request.line()) else { panic!("{request:?}") };
            assert_eq!(scenario(&fields).as_ref(), Ok(&compare), "{}", preset.name);
        }
        let look = Request::Look { run: 7, at: Ps(1_250_000_000) };
        assert_eq!(Request::read(&look.line()), Ok(look));
        assert!(scenario(&[("colour".to_owned(), "red".to_owned())]).is_err());
    }

    #[test]
    fn every_answer_crosses_and_nothing_else_is_one() {
        let comparison =
            Box::new(CompareJob::new(&Compare { time: pgd_sim::Ps(1_000_000_000), ..Compare::default() }).run());
        let answers = [Answer::Progress { run: 3, permille: 250 }, Answer::Done { run: 4, comparison }];
        for answer in answers {
            let (line, words) = answer.parts();
            assert_eq!(Answer::of(&line, words), Some(answer));
        }
        for line in ["", "ready", "done 4", "progress 3", "progress x 1", "hello you"] {
            assert_eq!(Answer::of(line, Vec::new()), None, "{line}");
        }
        for line in ["", "run", "run x", "run 1\nprocs", "walk 1", "look 1 soon"] {
            assert!(Request::read(line).is_err(), "{line}");
        }
    }
}
