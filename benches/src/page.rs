//! The benchmark as a module for a browser: a script there takes the times.

use std::cell::RefCell;

use drydock::sim::Timeline;
use drydock::source::Workspace;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::generate::{Shape, example, project};
use crate::simulation::{Ready, sweep_boot};

thread_local! {
    static LARGE: RefCell<Option<Ready>> = const { RefCell::new(None) };
    static SMALL: RefCell<Option<Timeline>> = const { RefCell::new(None) };
    static FILES: RefCell<Option<Workspace>> = const { RefCell::new(None) };
}

/// Makes the project that is measured from now on: the example for no services.
#[wasm_bindgen]
pub fn prepare(chain: bool, services: usize) {
    let shape = if chain { Shape::Chain } else { Shape::Diamonds };
    let files = if services == 0 {
        example()
    } else {
        project(shape, services)
    };
    FILES.with_borrow_mut(|kept| *kept = Some(files));
}

/// Analyses the project once.
#[wasm_bindgen]
pub fn analyse() -> usize {
    FILES.with_borrow(|kept| kept.as_ref().map_or(0, crate::analyse))
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
