//! The worker, which runs the machine so that the page stays alive.

fn main() {
    web::engine::start(web::engine::comparisons);
}
