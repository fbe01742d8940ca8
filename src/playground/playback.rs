//! The playhead: which moment of the simulation is shown, and how fast it moves.

use crate::sim::{Time, Timeline};

/// How much faster than life a simulation is played.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Speed {
    /// As it would be.
    Real,
    /// Ten times as fast.
    #[default]
    Ten,
    /// A hundred times as fast.
    Hundred,
}

impl Speed {
    /// All, slowest first.
    pub const ALL: [Speed; 3] = [Speed::Real, Speed::Ten, Speed::Hundred];

    /// The factor.
    pub fn factor(self) -> u32 {
        match self {
            Speed::Real => 1,
            Speed::Ten => 10,
            Speed::Hundred => 100,
        }
    }
}

/// The playhead.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Playback {
    /// The moment chosen by the reader, in milliseconds with fractions; `None`: wherever it rests.
    chosen: Option<f64>,
    /// It is moving.
    pub playing: bool,
    /// How fast.
    pub speed: Speed,
}

impl Playback {
    /// The moment that is shown: the chosen one, or else the first at which everything is ready, or
    /// else the end.
    pub fn at(&self, timeline: &Timeline) -> Time {
        match self.chosen {
            Some(at) => Time(at as u64).min(timeline.end),
            None => rest(timeline),
        }
    }

    /// The chosen moment, if there is one.
    pub fn chosen(&self) -> Option<Time> {
        self.chosen.map(|at| Time(at as u64))
    }

    /// Goes to a moment.
    pub fn seek(&mut self, at: Time) {
        self.chosen = Some(at.0 as f64);
    }

    /// Back to where it rests, standing still.
    pub fn reset(&mut self) {
        self.chosen = None;
        self.playing = false;
    }

    /// Starts or stops; from the end, or from where it rests, it starts at the beginning.
    pub fn toggle(&mut self, timeline: &Timeline) {
        self.playing = !self.playing;
        let from_start = self.chosen.is_none() || self.at(timeline) >= timeline.end;
        if self.playing && from_start {
            self.seek(Time::ZERO);
        }
    }

    /// Moves on by so many real milliseconds; stops at the end.
    pub fn advance(&mut self, elapsed: f64, timeline: &Timeline) {
        if !self.playing {
            return;
        }
        let start = self.chosen.unwrap_or_default();
        let next = start + elapsed.clamp(0.0, 250.0) * f64::from(self.speed.factor());
        let end = timeline.end.0 as f64;
        self.playing = next < end;
        self.chosen = Some(next.min(end));
    }
}

fn rest(timeline: &Timeline) -> Time {
    timeline.ready.unwrap_or(timeline.end).min(timeline.end)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::fixture;

    #[test]
    fn it_rests_where_everything_is_ready() {
        let timeline = fixture::timeline();
        assert_eq!(Playback::default().at(&timeline), Time(31_020));
    }

    #[test]
    fn playing_begins_at_the_beginning_and_stops_at_the_end() {
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
