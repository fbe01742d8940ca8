//! What an action changes, and what it asks of the browser.

mod editing;
mod keeping;
mod opening;
mod showing;

use super::action::{Action, Effect};
use super::state::{State, Toast};

/// Applies an action.
pub fn update(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Start {
            stored,
            address,
            fragment,
        } => opening::start(state, stored, address, &fragment),
        Action::OpenExample(name) => opening::example(state, &name),
        Action::DropFiles {
            folder,
            files,
            left_out,
        } => opening::dropped(state, folder, files, left_out),
        Action::Undo => opening::undo(state),
        Action::FragmentChanged(fragment) => opening::fragment(state, &fragment),
        Action::KeepCopy => opening::keep_copy(state),
        Action::BackToMine => opening::back_to_mine(state),
        Action::DismissUndo => keeping::dismiss_undo(state),

        Action::Edit { path, text } => editing::edit(state, &path, text),
        Action::AddFile(path) => editing::add(state, &path),
        Action::RenameFile { from, to } => editing::rename(state, &from, &to),
        Action::DeleteFile(path) => editing::delete(state, &path),
        Action::ApplyFix { problem, fix } => editing::apply_fix(state, problem, fix),
        Action::ApplyNumberedFix(number) => editing::apply_numbered_fix(state, number),
        Action::FixAllSafe => editing::fix_all_safe(state),
        Action::ApplyInsight => editing::apply_insight(state),

        Action::Save => keeping::save(state),
        Action::Saved => keeping::saved(state),
        Action::SaveFailed(why) => keeping::failed(state, why),
        Action::NextTheme => keeping::next_theme(state),
        Action::MoveBorder(border, share) => keeping::move_border(state, border, share),

        other => showing::update(state, other),
    }
}

/// Shows a few words for a while.
fn toast(state: &mut State, text: impl Into<String>) -> Effect {
    let number = state.toast.as_ref().map_or(0, |toast| toast.number) + 1;
    state.toast = Some(Toast {
        text: text.into(),
        number,
    });
    Effect::EndToast(number)
}

#[cfg(test)]
mod tests;
