//! The delay of saves: until a pause in typing, but at most a fixed time.

/// Pause after which changes are saved, in milliseconds.
const PAUSE: f64 = 200.0;
/// Maximum time from a change to its save, in milliseconds.
const MAX_WAIT: f64 = 2000.0;

/// Decides when changes are saved.
#[derive(Debug, Clone, Copy, Default)]
pub struct SaveTimer {
    /// The time of the first change that is not saved.
    first_change: Option<f64>,
}

impl SaveTimer {
    /// Records a change at a time in milliseconds. Returns the milliseconds until the save.
    pub fn delay(&mut self, now: f64) -> f64 {
        let first_change = *self.first_change.get_or_insert(now);
        PAUSE.min(first_change + MAX_WAIT - now).max(0.0)
    }

    /// Records that the changes were saved.
    pub fn reset(&mut self) {
        self.first_change = None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steady_typing_is_saved_after_two_seconds() {
        let mut timer = SaveTimer::default();
        for (now, expected) in [
            (0.0, 200.0),
            (150.0, 200.0),
            (1900.0, 100.0),
            (2000.0, 0.0),
            (2600.0, 0.0),
        ] {
            assert_eq!(timer.delay(now), expected, "{now}");
        }
        timer.reset();
        assert_eq!(timer.delay(2700.0), 200.0);
    }
}
