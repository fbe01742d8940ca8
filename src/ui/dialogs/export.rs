//! The warning about errors before an export.

use yew::prelude::*;

use drydock::diagnostic::Severity;
use drydock::export::Format;
use drydock::playground::problems::Problem;
use drydock::playground::{Action, Analysis, text};

use crate::ui::icon;
use crate::ui::rich_text::rich_text;
use crate::ui::widgets::dialog::Dialog;

/// Maximum number of errors that are listed.
const MAX_LISTED: usize = 8;

/// The dialog.
pub fn dialog(format: &'static Format, analysis: &Analysis, dispatch: &Callback<Action>) -> Html {
    let on_close = dispatch.reform(|()| Action::CloseDialog);
    let cancel = dispatch.reform(|_: MouseEvent| Action::CloseDialog);
    let export = dispatch.reform(move |_: MouseEvent| Action::ExportAnyway(format));
    let item = |(index, problem): (usize, &Problem)| {
        html! {
            <li key={index}>
                { icon::severity(problem.diagnostic.severity) }
                <span>{ rich_text(&problem.diagnostic.message) }</span>
                if let Some(location) = &problem.location { <span class="location">{ location.full() }</span> }
            </li>
        }
    };
    let errors = analysis
        .problems
        .iter()
        .filter(|problem| problem.diagnostic.severity == Severity::Error);
    html! {
        <Dialog title={format!("Export: {}", format.title)} test_id="export-dialog" {on_close}>
            <p>{ consequence(analysis) }</p>
            <ul class="error-list">{ for errors.take(MAX_LISTED).enumerate().map(item) }</ul>
            <div class="dialog-footer">
                <button class="btn outline" type="button" data-testid="export-cancel" onclick={cancel}>{ "Cancel" }</button>
                <button class="btn primary" type="button" data-testid="export-anyway" onclick={export}>{ "Export anyway" }</button>
            </div>
        </Dialog>
    }
}

/// Describes what the errors mean for the export.
fn consequence(analysis: &Analysis) -> String {
    let errors = text::count(analysis.counts.errors, "error");
    if !analysis.failed {
        return format!("Docker Compose loads these files but can't build the images: {errors}.");
    }
    format!("Docker Compose rejects these files: {errors}.")
}
