//! The page, one component a file.

pub mod announcer;
mod app;
pub mod break_even_view;
mod chart;
mod control;
mod controls;
pub mod copy_button;
mod deeper_place;
mod fault_chart;
mod figure_table;
mod folded;
pub mod hands_on;
pub mod header;
mod lanes_drawing;
mod lanes_table;
mod lanes_tail;
pub mod lanes_view;
mod latency_chart;
mod latency_table;
pub mod notices;
mod run_bar;
mod script_box;
mod scrub;
mod share_sheet;
pub mod sources;
mod strategy;
mod svg;
mod sweep_chart;
pub mod sweep_view;
mod table_map;
pub mod take_along;
pub mod terminal;
pub mod theme_switch;
mod verdict;
pub mod work_chart;

use scenario::View;

use crate::browser::place;

/// Draws the Compare view into its place while the address asks for it.
pub fn start() {
    place::keep::<app::App>(View::Compare);
}
