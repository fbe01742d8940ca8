//! What is wrong with a project that is about to be exported.

use yew::prelude::*;

use drydock::diagnostic::Severity;
use drydock::playground::problems::Problem;
use drydock::playground::{Action, Analysis, Format, spell};

use crate::ui::icon;
use crate::ui::prose::prose;
use crate::ui::widgets::dialog::Dialog;

/// So many errors are listed.
const MOST: usize = 8;

/// The dialog.
pub fn dialog(format: Format, analysis: &Analysis, dispatch: &Callback<Action>) -> Html {
    let on_close = dispatch.reform(|()| Action::CloseDialog);
    let cancel = dispatch.reform(|_: MouseEvent| Action::CloseDialog);
    let anyway = dispatch.reform(move |_: MouseEvent| Action::ExportAnyway(format));
    let errors = spell::count(analysis.counts.errors, "error");
    let words = match format {
        _ if !analysis.failed => {
            format!("Docker Compose loads these files, but can't build them: they have {errors}.")
        }
        Format::Zip => format!("Docker Compose will not accept these files: they have {errors}."),
        _ => format!("The files have {errors}. What is exported is the last version that loaded."),
    };
    let line = |(index, problem): (usize, &Problem)| {
        html! {
            <li key={index}>
                { icon::severity(problem.finding.severity) }
                <span>{ prose(&problem.finding.message) }</span>
                if let Some(spot) = &problem.spot { <span class="loc">{ spot.full() }</span> }
            </li>
        }
    };
    let listed = analysis
        .problems
        .iter()
        .filter(|problem| problem.finding.severity == Severity::Error);
    html! {
        <Dialog title={format!("Export: {}", format.title())} testid="export-dialog" {on_close}>
            <p>{ words }</p>
            <ul class="error-list">{ for listed.take(MOST).enumerate().map(line) }</ul>
            <div class="dialog-foot">
                <button class="btn ghost" type="button" data-testid="export-cancel" onclick={cancel}>{ "Cancel" }</button>
                <button class="btn primary" type="button" data-testid="export-anyway" onclick={anyway}>{ "Export anyway" }</button>
            </div>
        </Dialog>
    }
}
