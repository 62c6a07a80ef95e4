//! The page, one component a file.

mod announcer;
mod app;
mod control;
mod controls;
mod copy_button;
mod fault_chart;
mod figure_table;
mod header;
mod latency_chart;
mod latency_table;
mod notices;
mod run_bar;
mod sources;
mod strategy;
mod svg;
mod terminal;
mod theme_switch;
mod verdict;

use crate::browser::{crash, document};

/// Draws the page into the place that index.html has for it.
pub fn start() {
    yew::set_custom_panic_hook(Box::new(crash::show));
    if let Some(root) = document().get_element_by_id("app") {
        yew::Renderer::<app::App>::with_root(root).render();
    }
}
