//! The worker of what stands further down: it tells what happens when.

fn main() {
    web::engine::start(web::stage_engine::lanes);
}
