//! The preview: its analysis, and the playhead of its simulation.

use super::super::action::Effect;
use super::super::analysis;
use super::super::playback::{Playback, Speed};
use super::super::shared::Shared;
use super::super::state::State;
use super::navigation;
use crate::sim::{Snapshot, Time, Timeline};

/// Analyzes the files. The preview always shows the current files, as far as they can be understood.
pub fn analyze(state: &mut State) -> Vec<Effect> {
    let outcome = analysis::analyze(&state.files, state.preview.as_deref());
    state.analysis = Shared::new(outcome.analysis);
    state.preview = outcome.preview.map(Shared::new);
    // Record numbers are only valid for the timeline that they come from.
    state.explanation = None;
    navigation::select_at_cursor(state);
    refresh_snapshot(state);
    vec![Effect::Annotate]
}

/// Starts or stops playback.
pub fn toggle(state: &mut State) -> Vec<Effect> {
    change(state, Playback::toggle)
}

/// Moves the playhead to a moment.
pub fn seek(state: &mut State, at: Time) -> Vec<Effect> {
    change(state, |playback, timeline| playback.seek(at.min(timeline.end)))
}

/// Moves the playhead by a number of milliseconds.
pub fn move_by(state: &mut State, by: i64) -> Vec<Effect> {
    change(state, |playback, timeline| {
        let at = playback.at(timeline).0.saturating_add_signed(by);
        playback.seek(Time(at).min(timeline.end));
    })
}

/// Changes the playback speed.
pub fn set_speed(state: &mut State, speed: Speed) -> Vec<Effect> {
    change(state, |playback, _| playback.speed = speed)
}

/// Advances playback by a number of real milliseconds.
pub fn advance(state: &mut State, elapsed: f64) -> Vec<Effect> {
    change(state, |playback, timeline| playback.advance(elapsed, timeline))
}

/// Changes the playhead and shows the states at its new position. Does nothing without a simulation.
fn change(state: &mut State, change: impl FnOnce(&mut Playback, &Timeline)) -> Vec<Effect> {
    let Some(preview) = &state.preview else {
        return Vec::new();
    };
    change(&mut state.playback, &preview.timeline);
    refresh_snapshot(state);
    if state.playback.playing {
        vec![Effect::RequestFrame]
    } else {
        Vec::new()
    }
}

fn refresh_snapshot(state: &mut State) {
    let now = state.now();
    let snapshot = match &state.preview {
        Some(preview) => preview.timeline.at(now),
        None => Snapshot::default(),
    };
    state.snapshot.set_if_changed(snapshot);
}
