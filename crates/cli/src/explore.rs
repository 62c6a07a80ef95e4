//! `pgd explore`: the table of proofs.

use playground::{Explore, ExploreJob, SLICE_STATES};

use crate::arguments::ExploreFormat;
use crate::progress;

pub(crate) fn run(explore: &Explore, format: ExploreFormat) -> String {
    let mut job = ExploreJob::new(explore);
    let bar = progress::bar(u64::from(job.progress().rows_total), "rows");
    let exploration = loop {
        if let Some(exploration) = job.advance(SLICE_STATES) {
            break exploration;
        }
        bar.set_position(u64::from(job.progress().rows));
    };
    bar.finish_and_clear();
    match format {
        ExploreFormat::Table => export::explore_table(&exploration),
        ExploreFormat::Json => export::explore_json(&exploration) + "\n",
    }
}
