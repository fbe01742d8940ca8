//! The browser's clock.

/// Returns the milliseconds since the page was opened, with fractions.
pub fn now() -> f64 {
    web_sys::window()
        .and_then(|window| window.performance())
        .map_or(0.0, |performance| performance.now())
}

/// Returns the milliseconds since 1970.
pub fn unix_time() -> u64 {
    js_sys::Date::now() as u64
}
