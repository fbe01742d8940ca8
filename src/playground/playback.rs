//! The playhead: which moment of the simulation is shown, and how fast it moves.

use crate::sim::{Time, Timeline};

/// Playback speed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Speed {
    /// Real time.
    Real,
    /// Ten times real time.
    #[default]
    Ten,
    /// A hundred times real time.
    Hundred,
}

impl Speed {
    /// All speeds, slowest first.
    pub const ALL: [Speed; 3] = [Speed::Real, Speed::Ten, Speed::Hundred];

    /// Returns the factor to real time.
    pub fn factor(self) -> u32 {
        match self {
            Speed::Real => 1,
            Speed::Ten => 10,
            Speed::Hundred => 100,
        }
    }
}

/// The longest time that one animation frame counts for, in real milliseconds.
const LONGEST_FRAME: f64 = 250.0;

/// The playhead.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Playback {
    /// The position that the visitor chose, in milliseconds with fractions. `None` at the default position.
    position: Option<f64>,
    /// Whether the playhead is moving.
    pub playing: bool,
    /// Playback speed.
    pub speed: Speed,
}

impl Playback {
    /// Returns the playhead's position: the chosen one, or else the first moment at which all services are
    /// ready, or else the end.
    pub(super) fn at(&self, timeline: &Timeline) -> Time {
        match self.position {
            Some(at) => Time(at as u64).min(timeline.end),
            None => default_position(timeline),
        }
    }

    /// Returns the chosen position, if any.
    pub(super) fn chosen(&self) -> Option<Time> {
        self.position.map(|at| Time(at as u64))
    }

    /// Moves the playhead to a moment.
    pub(super) fn seek(&mut self, at: Time) {
        self.position = Some(at.0 as f64);
    }

    /// Stops and returns to the default position.
    pub(super) fn reset(&mut self) {
        self.position = None;
        self.playing = false;
    }

    /// Starts or stops. From the end or from the default position, it starts at the beginning.
    pub(super) fn toggle(&mut self, timeline: &Timeline) {
        self.playing = !self.playing;
        let from_start = self.position.is_none() || self.at(timeline) >= timeline.end;
        if self.playing && from_start {
            self.seek(Time::ZERO);
        }
    }

    /// Advances by a number of real milliseconds. Stops at the end.
    pub(super) fn advance(&mut self, elapsed: f64, timeline: &Timeline) {
        if !self.playing {
            return;
        }
        let start = self.position.unwrap_or_default();
        let next = start + elapsed.clamp(0.0, LONGEST_FRAME) * f64::from(self.speed.factor());
        let end = timeline.end.0 as f64;
        self.playing = next < end;
        self.position = Some(next.min(end));
    }
}

fn default_position(timeline: &Timeline) -> Time {
    timeline.ready.unwrap_or(timeline.end).min(timeline.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::fixture;

    #[test]
    fn default_position_is_when_all_are_ready() {
        let timeline = fixture::timeline();
        assert_eq!(Playback::default().at(&timeline), Time(31_020));
    }

    #[test]
    fn playing_starts_at_the_beginning_and_stops_at_the_end() {
        let timeline = fixture::timeline();
        let mut playback = Playback::default();
        playback.toggle(&timeline);
        assert_eq!((playback.playing, playback.at(&timeline)), (true, Time::ZERO));
        playback.advance(100.0, &timeline);
        assert_eq!(playback.at(&timeline), Time(1000));
        playback.speed = Speed::Hundred;
        for _ in 0..9 {
            playback.advance(99_999.0, &timeline);
        }
        assert_eq!((playback.playing, playback.at(&timeline)), (false, timeline.end));
        playback.toggle(&timeline);
        assert_eq!(playback.at(&timeline), Time::ZERO);
    }
}
