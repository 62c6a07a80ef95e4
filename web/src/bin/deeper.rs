//! What stands further down in the Compare view: a program of its own, loaded when it comes into sight.

fn main() {
    web::deeper::start();
}
