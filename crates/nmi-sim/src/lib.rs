//! nmi-sim
