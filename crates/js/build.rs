//! Makes the types of the results, from the structs that write them.

use std::path::Path;
use std::{env, fs, io};

fn main() -> io::Result<()> {
    let folder = env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo gives build scripts a folder"))?;
    fs::write(Path::new(&folder).join("reports.d.ts"), export::types())
}
