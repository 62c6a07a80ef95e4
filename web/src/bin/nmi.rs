//! The NMI view's page: a program of its own, so that nobody downloads both who wants one.

fn main() {
    web::nmi::start();
}
