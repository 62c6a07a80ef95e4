//! The targets on what is in `corpus/`, and on random edits of it: a fixed number from a fixed seed.

use std::fs;
use std::path::PathBuf;

use fuzz::{TARGETS, Target};
use proptest::prelude::*;
use proptest::test_runner::{RngSeed, TestRunner};
use scenario::{FIELDS, Kind, MEASURES, NMI_FIELDS, NmiKind, PRESETS, SHOWN_FIELDS, Swept, nmi_presets};

/// Edited inputs of each target, a few seconds of an unoptimised build. More by hand: `cargo xtask fuzz`.
const LINKS: u32 = 1_000;
const SCRIPTS: u32 = 4_000;
const PACKED: u32 = 2_000;

/// The inputs of a target in `corpus/`.
fn corpus(name: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("corpus").join(name);
    let entries = fs::read_dir(&folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    // The order in which a file system lists them is by chance.
    files.sort();
    files.iter().map(|file| fs::read(file).expect("the corpus can be read")).collect()
}

/// An edit: what to do, where, with what, and how much of it.
type Edit = (u8, u16, u16, u8);

fn edited(mut bytes: Vec<u8>, edits: &[Edit], words: &[Vec<u8>], others: &[Vec<u8>]) -> Vec<u8> {
    for &(kind, place, which, count) in edits {
        let at = usize::from(place) % (bytes.len() + 1);
        let end = bytes.len().min(at + usize::from(count));
        match kind {
            // In a link a word ends at the next `&`.
            0..=3 => {
                let until = bytes[at..].iter().position(|byte| *byte == b'&').map_or(bytes.len(), |more| at + more);
                let word = &words[usize::from(which) % words.len()];
                bytes.splice(at..if kind == 0 { at } else { until }, word.iter().copied());
            }
            4 => drop(bytes.drain(at..end)),
            5 => drop(bytes.splice(at..at, [which as u8, count])),
            6 => {
                if let Some(byte) = bytes.get_mut(at) {
                    *byte = which as u8;
                }
            }
            _ => {
                let other = &others[usize::from(which) % others.len()];
                bytes.splice(at..end, other.iter().copied());
            }
        }
        bytes.truncate(2_000);
    }
    bytes
}

/// Runs what is known, and random edits of it.
fn try_all(target: Target, cases: u32, known: Vec<Vec<u8>>, words: Vec<Vec<u8>>) {
    known.iter().for_each(|bytes| (target.run)(bytes));
    let edits = prop::collection::vec((0_u8..8, any::<u16>(), any::<u16>(), 0_u8..40), 0..8);
    let config = ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(2_010),
        failure_persistence: None,
        ..ProptestConfig::default()
    };
    let outcome = TestRunner::new(config).run(&(0..known.len(), edits), |(which, edits)| {
        (target.run)(&edited(known[which].clone(), &edits, &words, &known));
        Ok(())
    });
    if let Err(error) = outcome {
        panic!("{}: {error}", target.name);
    }
}

#[test]
fn any_text_is_a_link() {
    let mut known = corpus("link");
    known.extend(PRESETS.iter().map(|preset| preset.fragment.as_bytes().to_vec()));
    known.extend(nmi_presets().into_iter().map(|preset| preset.fragment.into_bytes()));
    let mut words: Vec<String> = Vec::new();
    for field in FIELDS {
        words.extend([format!("{}=", field.key), format!("&compare.{}=1", field.key)]);
        if let Kind::Choice { words: choices } = field.kind {
            words.extend(choices().into_iter().map(|(id, _)| format!("&{}={id}", field.key)));
        }
        if let Kind::Number { min, max, .. } = field.kind {
            words.extend([min, max, max / 1_000].map(|number| format!("&{}={number}", field.key)));
        }
    }
    for field in SHOWN_FIELDS {
        words.extend([format!("&{}=", field.key), format!("&compare.{}=on", field.key)]);
    }
    words.extend(FIELDS.iter().filter(|field| Swept::can_change(field)).map(|field| format!("&sweep={}:", field.key)));
    words.extend(["fork_ns.max", ":0..1", ":1..18446744073709551615", ":5ms..10s"].map(str::to_owned));
    words.extend(MEASURES.iter().map(|measure| format!("&map={}:100000", measure.id)));
    for field in NMI_FIELDS {
        words.extend([format!("&{}=", field.key), format!("&nmi.{}=0", field.key)]);
        if let NmiKind::Word { words: choices, .. } = field.kind {
            words.extend(choices().into_iter().map(|(id, _)| format!("&{}={id}", field.key)));
        }
    }
    words.extend(
        [
            "0",
            "1",
            "1m",
            "7,3",
            "18446744073709551615",
            "99999999999999999999",
            "-1",
            "1e9",
            "5ms",
            "µs",
            "1TiB",
            "%",
            "%F0",
            "#",
            "&d=0123abcd",
            "&z=s1:",
            "AAAA",
        ]
        .map(str::to_owned),
    );
    let target = Target::named("link").expect("there is one");
    try_all(target, LINKS, known, words.into_iter().map(String::into_bytes).collect());
}

#[test]
fn any_bytes_are_a_script_or_refused() {
    // Operations of every kind, soon after the one before.
    let words = (0..=255_u8).map(|kind| vec![kind | 16, 0, 0, 1, 0, 0]).collect();
    try_all(Target::named("script").expect("there is one"), SCRIPTS, corpus("script"), words);
}

#[test]
fn any_bytes_are_a_packed_script_or_refused() {
    // A slot that is new, touches, a fork, a child's end; numbers of every length.
    let words = [&[0x30, 0, 0, 1, 0x80, 0x10][..], &[0x28, 1, 0, 1, 5], &[0x24, 9, 1, 2], &[0x25, 9, 2], &[0xff; 11]];
    let target = Target::named("packed").expect("there is one");
    try_all(target, PACKED, corpus("packed"), words.map(<[u8]>::to_vec).to_vec());
}

#[test]
fn each_target_has_a_corpus() {
    for target in TARGETS {
        assert!(corpus(target.name).len() > 3, "{}", target.name);
    }
}
