//! Our answers against those of the real Docker Compose, on recorded, generated and mutated projects, on exports and
//! on the examples of `tests/spec`.
//!
//! `cargo test` does not run these tests, because they fail without the program that `DOCKER_COMPOSE` names.
//! `cargo xtask test differential` and `cargo xtask fuzz` fetch it and run them.

mod answer;
#[path = "../it/cases.rs"]
mod cases;
mod corpus;
#[path = "../it/differences.rs"]
mod differences;
mod export;
#[path = "../it/flags.rs"]
mod flags;
mod generate;
#[path = "../it/known_failures.rs"]
mod known_failures;
mod minimize;
mod mutants;
mod mutate;
mod oracle;
mod random;
mod recorded;
mod spec;
#[path = "../it/spec_pages.rs"]
mod spec_pages;
mod workers;
