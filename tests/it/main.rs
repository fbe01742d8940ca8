//! The integration tests, in one binary so that a change links once. `cargo test --test it MODULE::` runs one module.

mod bounds;
mod bundle;
mod cases;
mod codes;
mod command_line;
mod conformance;
mod differences;
mod explain;
mod fields;
mod flags;
mod graph;
mod known_failures;
mod links;
mod lint;
mod load_properties;
mod printed;
mod provenance;
mod simulation;
mod simulation_properties;
mod simulation_questions;
mod simulation_state;
mod spans;
mod spec;
mod spec_pages;
mod text_properties;
mod tidy;
