//! The NMI view's worker, which searches so that the page stays alive.

fn main() {
    web::nmi::worker::start();
}
