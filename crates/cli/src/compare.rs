//! `pgd compare`: one load under the three strategies.

use playground::CompareJob;
use scenario::View;

use crate::Refusal;
use crate::arguments::Format;
use crate::link::scenario;

pub(crate) fn run(text: &str, format: Format) -> Result<String, Refusal> {
    let scenario = scenario(View::Compare, text)?;
    let comparison = CompareJob::new(&scenario.compare).run();
    Ok(match format {
        Format::Table => export::table(&scenario, &comparison),
        Format::Json => export::json(&scenario, &comparison) + "\n",
        Format::Csv => export::csv(&comparison),
    })
}
