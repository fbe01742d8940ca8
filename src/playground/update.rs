//! The update function: how each action changes the state, and the effects that it asks for.

mod editing;
mod exporting;
mod fixing;
mod importing;
mod navigation;
mod opening;
mod other_tab;
mod preview;
mod profiles;
mod projects;
mod saving;
#[cfg(test)]
mod tests;
mod toast;

use super::action::{Action, Effect};
use super::state::State;

/// Applies an action. Returns the effects for the browser to perform.
pub fn update(state: &mut State, action: Action) -> Vec<Effect> {
    match action {
        Action::Start {
            stored,
            page_url,
            fragment,
        } => opening::start(state, stored, page_url, &fragment),
        Action::SetClock(now) => no_effects(|| state.clock = now),
        Action::OpenExample(name) => opening::open_example(state, &name),
        Action::ImportFiles(import) => importing::import(state, import),
        Action::AddInstead => importing::add_instead(state),
        Action::NewProject => projects::create(state),
        Action::OpenProject(id) => opening::open_project(state, id),
        Action::RenameProject { id, name } => projects::rename(state, &id, &name),
        Action::DuplicateProject(id) => projects::duplicate(state, &id),
        Action::DeleteProject(id) => projects::delete(state, &id),
        Action::RestoreProject(id) => projects::restore(state, &id),
        Action::DownloadDamaged(id) => projects::download_damaged(state, &id),
        Action::KeepProject => projects::keep(state),
        Action::InsertSkeleton => projects::insert_skeleton(state),
        Action::Undo => opening::undo(state),
        Action::UndoOpening => opening::undo_opening(state),
        Action::DismissUndo => opening::dismiss_undo(state),
        Action::FragmentChanged(fragment) => opening::change_fragment(state, &fragment),
        Action::KeepLinkCopy => opening::keep_link_copy(state),
        Action::CloseLinkCopy => opening::close_link_copy(state),

        Action::Edit { path, text } => editing::edit(state, &path, text),
        Action::Paste { path, text } => importing::paste(state, &path, text),
        Action::OpenFile(path) => navigation::open_file(state, &path),
        Action::AddFile(path) => editing::add(state, &path),
        Action::RenameFile { from, to } => editing::rename(state, &from, &to),
        Action::DeleteFile(path) => editing::delete(state, &path),
        Action::ApplyFix { problem, fix } => fixing::apply(state, problem, fix),
        Action::ApplyFixToAll(problem) => fixing::apply_to_all(state, problem),
        Action::ApplyFixByIndex(index) => fixing::apply_by_index(state, index),
        Action::ApplySafeFixes => fixing::apply_safe(state),
        Action::ApplySuggestion => fixing::apply_suggestion(state),
        Action::UndoFix => fixing::undo(state),

        Action::TurnOnProfile(profile) => profiles::turn_on(state, &profile),

        Action::Analyze => preview::analyze(state),
        Action::RecordAnalysisTime(milliseconds) => no_effects(|| state.analysis_time = Some(milliseconds)),

        Action::MoveCursor { path, offset } => no_effects(|| navigation::move_cursor(state, &path, offset)),
        Action::GoTo(location) => navigation::go_to(state, location),
        Action::GoToService(name) => navigation::go_to_service(state, &name),
        Action::GoToDependency { dependent, dependency } => navigation::go_to_dependency(state, dependent, dependency),
        Action::ShowView(view) => no_effects(|| state.views.open(view)),
        Action::Explain(record) => no_effects(|| navigation::explain(state, record)),
        Action::CloseExplanation => no_effects(|| state.explanation = None),
        Action::OpenDialog(dialog) => navigation::open_dialog(state, dialog),
        Action::CloseDialog => no_effects(|| navigation::close_dialog(state)),
        Action::DismissWelcome => saving::dismiss_welcome(state),
        Action::DismissNotice => no_effects(|| state.notice = None),
        Action::HideToast(id) => no_effects(|| toast::hide(state, id)),

        Action::Export(format) => exporting::export(state, format),
        Action::ExportAnyway(format) => exporting::export_anyway(state, format),
        Action::CopyMermaid => exporting::copy_mermaid(state),
        Action::CopyLink => vec![Effect::Copy(state.link())],
        Action::CopyResolved => exporting::copy_resolved(state),
        Action::Copied(done) => exporting::report_copy(state, done),

        Action::TogglePlayback => preview::toggle(state),
        Action::Seek(at) => preview::seek(state, at),
        Action::MovePlayhead(by) => preview::move_by(state, by),
        Action::SetSpeed(speed) => preview::set_speed(state, speed),
        Action::AdvancePlayback(elapsed) => preview::advance(state, elapsed),

        Action::NextTheme => saving::next_theme(state),
        Action::MoveSplit(split, share) => saving::move_split(state, split, share),
        Action::Save => saving::save(state),
        Action::Saved(id) => saving::saved(state, id),
        Action::Erased(id) => projects::erased(state, &id),
        Action::SaveFailed(key, reason) => saving::failed(state, key, reason),
        Action::ProjectStoredElsewhere(id, text) => other_tab::stored(state, &id, text),
    }
}

fn no_effects(change: impl FnOnce()) -> Vec<Effect> {
    change();
    Vec::new()
}
