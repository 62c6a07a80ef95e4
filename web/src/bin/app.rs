//! The Compare view's page.

fn main() {
    web::components::start();
}
