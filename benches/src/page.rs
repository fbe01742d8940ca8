//! The benchmark as a module for a browser: a script there takes the times.

use std::cell::RefCell;

use drydock::sim::Timeline;
use drydock::source::Workspace;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::cases::CASES;
use crate::simulation::{Ready, sweep_boot};

thread_local! {
    static LARGE: RefCell<Option<Ready>> = const { RefCell::new(None) };
    static SMALL: RefCell<Option<Timeline>> = const { RefCell::new(None) };
    static FILES: RefCell<Option<Workspace>> = const { RefCell::new(None) };
}

/// Makes the project of an index that is measured from now on; its name, empty past the last one.
#[wasm_bindgen]
pub fn prepare(index: usize) -> String {
    let case = CASES.get(index);
    FILES.with_borrow_mut(|kept| *kept = case.map(|case| case.files()));
    case.map_or_else(String::new, |case| case.name())
}

/// Loads the project once; the number of its findings.
#[wasm_bindgen]
pub fn load() -> usize {
    FILES.with_borrow(|kept| kept.as_ref().map_or(0, |files| crate::load(files).diagnostics.len()))
}

/// Analyzes the project once.
#[wasm_bindgen]
pub fn analyze() -> usize {
    FILES.with_borrow(|kept| kept.as_ref().map_or(0, crate::analyze))
}

/// Makes the projects of [`hour`] and [`sweep`].
#[wasm_bindgen]
pub fn prepare_simulations() {
    LARGE.with_borrow_mut(|kept| *kept = Some(Ready::gated(500)));
    SMALL.with_borrow_mut(|kept| *kept = Some(Ready::gated(10).up()));
}

/// Simulates an hour of 500 services.
#[wasm_bindgen]
pub fn hour() -> usize {
    LARGE.with_borrow(|kept| kept.as_ref().map_or(0, Ready::hour))
}

/// Sweeps one setting of 10 services over 200 values.
#[wasm_bindgen]
pub fn sweep() -> usize {
    SMALL.with_borrow(|kept| kept.as_ref().map_or(0, sweep_boot))
}
