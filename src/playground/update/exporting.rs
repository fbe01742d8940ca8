//! Exports: downloads and texts for the clipboard.

use super::super::action::Effect;
use super::super::download::Download;
use super::super::drawing;
use super::super::state::{Dialog, State};
use super::toast;
use crate::export::{Format, GraphExport, Writer, mermaid};

/// Exports the project, or warns about its errors first. A project that does not load can only be exported as files.
pub fn export(state: &mut State, format: &'static Format) -> Vec<Effect> {
    if !matches!(format.writer, Writer::Files(_)) && state.complete_preview().is_none() {
        return vec![nothing_to_export(state)];
    }
    if state.analysis.counts.errors > 0 {
        state.dialog = Some(Dialog::ExportErrors(format));
        return Vec::new();
    }
    export_anyway(state, format)
}

/// Exports the project despite errors.
pub fn export_anyway(state: &mut State, format: &'static Format) -> Vec<Effect> {
    state.dialog = None;
    match download(state, format) {
        Some(download) => {
            let message = format!("Downloaded {}", download.name);
            vec![Effect::Download(download), toast::show(state, message)]
        }
        None => vec![nothing_to_export(state)],
    }
}

/// Copies the graph as Mermaid text.
pub fn copy_mermaid(state: &mut State) -> Vec<Effect> {
    match mermaid_text(state) {
        Some(text) => vec![Effect::Copy(text)],
        None => vec![nothing_to_export(state)],
    }
}

/// Copies the canonical file.
pub fn copy_resolved(state: &mut State) -> Vec<Effect> {
    match state.preview.as_ref().and_then(|preview| preview.resolved.clone()) {
        Some(resolved) => vec![Effect::Copy(resolved)],
        None => vec![nothing_to_export(state)],
    }
}

/// Shows the visitor whether the browser copied a text.
pub fn report_copy(state: &mut State, done: bool) -> Vec<Effect> {
    let message = if done {
        "Copied"
    } else {
        "The browser blocked access to the clipboard"
    };
    vec![toast::show(state, message)]
}

/// Creates the file of a format. Returns `None` when the format needs a valid project and there is none.
fn download(state: &State, format: &Format) -> Option<Download> {
    let bytes = match format.writer {
        Writer::Files(write) => write(&state.analysis.workspace),
        Writer::Project(write) => write(&state.complete_preview()?.project).into_bytes(),
        Writer::Graph(write) => {
            let preview = state.complete_preview()?;
            let export = GraphExport {
                project: &preview.project,
                graph: &preview.graph,
                layout: Some((&preview.drawing.layout, &drawing::sizes())),
            };
            write(&export).into_bytes()
        }
    };
    Some(Download {
        name: format.file_name(state.project_name()),
        media_type: format.media_type,
        bytes: bytes.into(),
    })
}

fn mermaid_text(state: &State) -> Option<String> {
    let preview = state.complete_preview();
    preview.map(|preview| mermaid::flowchart(&preview.graph))
}

fn nothing_to_export(state: &mut State) -> Effect {
    toast::show(state, "Nothing to export: the project does not load")
}
