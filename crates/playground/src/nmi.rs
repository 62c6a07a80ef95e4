//! One run of the NMI machine, from its start to its end.

use nmi_sim::{Hazard, Outcome, Run, transcript};
use pgd_sim::Digest;
use scenario::Nmi;

/// A run that was carried out. It takes about as long as reading its link, so it is not done in slices.
///
/// ```
/// use nmi_sim::Property;
/// use playground::NmiRun;
/// use scenario::Link;
///
/// let preset = scenario::nmi_presets().into_iter().find(|preset| preset.name == "no-nmiret").unwrap();
/// let run = NmiRun::new(&preset.scenario().nmi)?;
/// assert!(run.outcome().broken.contains(&Property::FrameReturns));
/// assert!(run.transcript().contains("Broken: frame lost."));
/// # Ok::<(), &'static str>(())
/// ```
#[derive(Clone, Debug)]
pub struct NmiRun {
    run: Run,
    outcome: Outcome,
    transcript: String,
}

impl NmiRun {
    /// Carries out what the scenario asks for; the run then stands at the scenario's step.
    ///
    /// # Errors
    /// Where the combination cannot exist, and why. No scenario that was read from a link is such a one.
    pub fn new(nmi: &Nmi) -> Result<NmiRun, &'static str> {
        let mut run = Run::scheduled(nmi.config(), &nmi.schedule)?;
        let outcome = run.finish();
        run.go_to(nmi.step);
        Ok(NmiRun { run, outcome, transcript: transcript(nmi.config(), &nmi.schedule)? })
    }

    /// The run, to be stepped.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// What it came to.
    #[must_use]
    pub fn outcome(&self) -> &Outcome {
        &self.outcome
    }

    /// The properties that it broke, each with its step and the steps behind that.
    #[must_use]
    pub fn hazards(&self) -> Vec<Hazard> {
        self.run.hazards()
    }

    /// The run told step by step: the same bytes wherever it is made.
    #[must_use]
    pub fn transcript(&self) -> &str {
        &self.transcript
    }

    /// The transcript's fingerprint, sixteen hexadecimal digits.
    #[must_use]
    pub fn digest(&self) -> String {
        fingerprint(&self.transcript)
    }
}

/// The fingerprint of a text.
pub(crate) fn fingerprint(text: &str) -> String {
    let mut digest = Digest::new();
    text.bytes().for_each(|byte| digest.feed(byte.into()));
    format!("{:016x}", digest.value())
}
