//! pgd-sim
