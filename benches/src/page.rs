//! The benchmark as a module for a browser. `xtask/scripts/browser-bench.mjs` measures the times.

use std::cell::RefCell;

use drydock::sim::Timeline;
use drydock::source::Workspace;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::cases::CASES;
use crate::simulation::{LoadedProject, sweep_boot};

thread_local! {
    static LARGE: RefCell<Option<LoadedProject>> = const { RefCell::new(None) };
    static SMALL: RefCell<Option<Timeline>> = const { RefCell::new(None) };
    static FILES: RefCell<Option<Workspace>> = const { RefCell::new(None) };
}

/// Prepares the project at an index for [`load`] and [`analyze`]. Returns its name, or an empty string after the last.
#[wasm_bindgen]
pub fn prepare(index: usize) -> String {
    let case = CASES.get(index);
    FILES.with_borrow_mut(|prepared| *prepared = case.map(|case| case.files()));
    case.map_or_else(String::new, |case| case.name())
}

/// Loads the project once and returns the number of diagnostics.
#[wasm_bindgen]
pub fn load() -> usize {
    FILES.with_borrow(|prepared| {
        prepared
            .as_ref()
            .map_or(0, |files| crate::load(files).diagnostics.len())
    })
}

/// Analyzes the project once.
#[wasm_bindgen]
pub fn analyze() -> usize {
    FILES.with_borrow(|prepared| prepared.as_ref().map_or(0, crate::analyze))
}

/// Prepares the projects of [`hour`] and [`sweep`].
#[wasm_bindgen]
pub fn prepare_simulations() {
    LARGE.with_borrow_mut(|prepared| *prepared = Some(LoadedProject::gated(500)));
    SMALL.with_borrow_mut(|prepared| *prepared = Some(LoadedProject::gated(10).up()));
}

/// Simulates an hour of 500 services.
#[wasm_bindgen]
pub fn hour() -> usize {
    LARGE.with_borrow(|prepared| prepared.as_ref().map_or(0, LoadedProject::hour))
}

/// Sweeps one parameter of 10 services over 200 values.
#[wasm_bindgen]
pub fn sweep() -> usize {
    SMALL.with_borrow(|prepared| prepared.as_ref().map_or(0, sweep_boot))
}
