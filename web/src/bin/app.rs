//! The page.

fn main() {
    web::components::start();
}
