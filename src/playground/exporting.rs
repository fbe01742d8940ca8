//! What the page hands out.

use std::rc::Rc;

use super::drawing;
use super::state::State;
use crate::export::bundle::{self, BundleOptions};
use crate::export::{canonical, mermaid as mermaid_text, svg};

/// A form to hand a project out in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The files as written, in a ZIP.
    Zip,
    /// The canonical file.
    Canonical,
    /// The graph as an image.
    Svg,
    /// The graph as Mermaid's text.
    Mermaid,
}

impl Format {
    /// All, most useful first.
    pub const ALL: [Format; 4] = [Format::Zip, Format::Canonical, Format::Svg, Format::Mermaid];

    /// What it is called.
    pub fn title(self) -> &'static str {
        match self {
            Format::Zip => "Project as ZIP",
            Format::Canonical => "Canonical compose.yaml",
            Format::Svg => "Graph as SVG",
            Format::Mermaid => "Graph as Mermaid",
        }
    }

    /// What is in it.
    pub fn about(self) -> &'static str {
        match self {
            Format::Zip => "All files as written, with .env.example",
            Format::Canonical => "As docker compose config prints it",
            Format::Svg => "For documents and slides",
            Format::Mermaid => "For Markdown that draws it",
        }
    }

    /// The word it is known by in the page.
    pub fn word(self) -> &'static str {
        match self {
            Format::Zip => "zip",
            Format::Canonical => "canonical",
            Format::Svg => "svg",
            Format::Mermaid => "mermaid",
        }
    }
}

/// A file for the reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// Its name.
    pub name: String,
    /// Its media type.
    pub media_type: &'static str,
    /// What is in it.
    pub bytes: Rc<[u8]>,
}

/// Makes the file; `None` when there is nothing to make it of.
pub fn export(state: &State, format: Format) -> Option<Download> {
    let name = state.project_name();
    let picture = state.picture.as_ref();
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
            let text = canonical::write(&picture?.project);
            download("compose.yaml".to_owned(), "application/yaml", text.into_bytes())
        }
        Format::Svg => {
            let picture = picture?;
            let captions = svg::Captions::of(&picture.project);
            let text = svg::write(&picture.graph, &picture.drawing.layout, &drawing::sizes(), &captions);
            download(format!("{name}.svg"), "image/svg+xml", text.into_bytes())
        }
        Format::Mermaid => download(format!("{name}.mmd"), "text/plain", mermaid(state)?.into_bytes()),
    }
}

/// The graph as Mermaid's text.
pub fn mermaid(state: &State) -> Option<String> {
    state
        .picture
        .as_ref()
        .map(|picture| mermaid_text::write(&picture.graph))
}
