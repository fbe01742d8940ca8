//! Exports: downloads and texts for the clipboard.

use super::super::action::Effect;
use super::super::drawing;
use super::super::exporting::{Download, Format};
use super::super::state::{Dialog, State};
use super::toast;
use crate::export::bundle::{self, BundleOptions};
use crate::export::{canonical, mermaid, svg};

/// Exports the project, or warns about its errors first.
pub fn export(state: &mut State, format: Format) -> Vec<Effect> {
    if state.analysis.counts.errors > 0 {
        state.dialog = Some(Dialog::ExportErrors(format));
        return Vec::new();
    }
    export_anyway(state, format)
}

/// Exports the project despite errors.
pub fn export_anyway(state: &mut State, format: Format) -> Vec<Effect> {
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
    match &state.preview {
        Some(preview) => vec![Effect::Copy(preview.resolved.clone())],
        None => vec![nothing_to_export(state)],
    }
}

/// Tells the visitor whether the browser copied a text.
pub fn report_copy(state: &mut State, done: bool) -> Vec<Effect> {
    let message = if done {
        "Copied"
    } else {
        "The browser blocked access to the clipboard"
    };
    vec![toast::show(state, message)]
}

/// Creates the file of a format. Returns `None` when the format needs a valid project and there is none.
fn download(state: &State, format: Format) -> Option<Download> {
    let name = state.project_name();
    let preview = state.preview.as_ref();
    let download = |name: String, media_type, bytes: Vec<u8>| {
        Some(Download {
            name,
            media_type,
            bytes: bytes.into(),
        })
    };
    match format {
        Format::Zip => download(
            format!("{name}.zip"),
            "application/zip",
            bundle::write(&state.analysis.workspace, &BundleOptions::default()),
        ),
        Format::Canonical => {
            let text = canonical::write(&preview?.project);
            download("compose.yaml".to_owned(), "application/yaml", text.into_bytes())
        }
        Format::Svg => {
            let preview = preview?;
            let captions = svg::Captions::of(&preview.project);
            let text = svg::write(&preview.graph, &preview.drawing.layout, &drawing::sizes(), &captions);
            download(format!("{name}.svg"), "image/svg+xml", text.into_bytes())
        }
        Format::Mermaid => download(format!("{name}.mmd"), "text/plain", mermaid_text(state)?.into_bytes()),
    }
}

fn mermaid_text(state: &State) -> Option<String> {
    let preview = state.preview.as_ref();
    preview.map(|preview| mermaid::write(&preview.graph))
}

fn nothing_to_export(state: &mut State) -> Effect {
    toast::show(state, "Nothing to export: the project has not loaded yet")
}
