//! The benchmark as a module for a browser: a script there takes the times.

use std::cell::RefCell;

use drydock::source::Workspace;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::generate::{Shape, example, project};

thread_local! {
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
