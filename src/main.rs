//! The playground's binary: mounts the page.

fn main() {}
