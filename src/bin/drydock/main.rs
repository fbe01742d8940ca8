//! The command line: thin over the library.
#![allow(warnings)]
mod adapter;
mod simulate;

fn main() {
    let args: Vec<String> = std::env::args().collect();
    let costs = args.iter().position(|a| a == "--costs").map(|i| std::path::PathBuf::from(&args[i + 1]));
    match simulate::simulate(std::path::Path::new(&args[2]), costs.as_deref()) {
        Ok(text) => println!("{text}"),
        Err(error) => { eprintln!("{error}"); std::process::exit(1) }
    }
}
