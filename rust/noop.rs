//! Stands in for the build scripts of packages that replay does not compile: prints nothing, succeeds.

fn main() {}
