//! `pgd compare`: one load under the three strategies.

use playground::{CompareJob, RecordJob, SPANS_MAX};
use scenario::View;

use crate::Refusal;
use crate::arguments::{CompareFormat, Format};
use crate::link::scenario;

pub(crate) fn run(text: &str, format: CompareFormat) -> Result<String, Refusal> {
    let scenario = scenario(View::Compare, text)?;
    let comparison = || CompareJob::new(&scenario.compare).run();
    Ok(match format {
        CompareFormat::Figures(Format::Table) => export::table(&scenario, &comparison()),
        CompareFormat::Figures(Format::Json) => export::json(&scenario, &comparison()) + "\n",
        CompareFormat::Figures(Format::Csv) => export::csv(&comparison()),
        CompareFormat::Perfetto => export::perfetto(&scenario, &RecordJob::new(&scenario.compare, SPANS_MAX).run()),
    })
}
