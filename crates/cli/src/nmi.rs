//! `pgd nmi`: one run of the NMI machine.

use playground::NmiRun;
use scenario::View;

use crate::Refusal;
use crate::arguments::NmiFormat;
use crate::link::scenario;

pub(crate) fn run(text: &str, format: NmiFormat) -> Result<String, Refusal> {
    let scenario = scenario(View::Nmi, text)?;
    let run = NmiRun::new(&scenario.nmi).map_err(|reason| Refusal(reason.to_owned()))?;
    Ok(match format {
        NmiFormat::Transcript => run.transcript().to_owned(),
        NmiFormat::Json => export::nmi_json(&scenario, &run) + "\n",
    })
}
