//! Toasts: short messages that disappear on their own.

use super::super::action::Effect;
use super::super::state::{AppliedFix, State, Toast};

/// Shows a message for a few seconds.
pub fn show(state: &mut State, text: impl Into<String>) -> Effect {
    replace(state, text.into(), None)
}

/// Shows a message about a fix, with a button that undoes it.
pub fn show_fix(state: &mut State, text: impl Into<String>, fix: AppliedFix) -> Effect {
    replace(state, text.into(), Some(fix))
}

fn replace(state: &mut State, text: String, fix: Option<AppliedFix>) -> Effect {
    let id = state.toast.as_ref().map_or(0, |toast| toast.id) + 1;
    state.toast = Some(Toast { text, id, fix });
    Effect::ScheduleToastEnd(id)
}

/// Hides a toast, unless another one has replaced it.
pub fn hide(state: &mut State, id: u32) {
    state.toast.take_if(|toast| toast.id == id);
}
