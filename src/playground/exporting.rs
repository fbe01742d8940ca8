//! Export formats and downloads.

use std::rc::Rc;

/// A format that a project can be exported in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// The files as written, in a ZIP.
    Zip,
    /// The canonical file.
    Canonical,
    /// The graph as an SVG image.
    Svg,
    /// The graph as Mermaid text.
    Mermaid,
}

impl Format {
    /// All formats, most useful first.
    pub const ALL: [Format; 4] = [Format::Zip, Format::Canonical, Format::Svg, Format::Mermaid];

    /// Returns the title in the menu.
    pub fn title(self) -> &'static str {
        match self {
            Format::Zip => "Project as ZIP",
            Format::Canonical => "Canonical compose.yaml",
            Format::Svg => "Graph as SVG",
            Format::Mermaid => "Graph as Mermaid",
        }
    }

    /// Returns the description in the menu.
    pub fn about(self) -> &'static str {
        match self {
            Format::Zip => "All files as written, with .env.example",
            Format::Canonical => "As docker compose config prints it",
            Format::Svg => "For documents and slides",
            Format::Mermaid => "For Markdown that renders Mermaid",
        }
    }

    /// Returns the identifier of the format in the page.
    pub fn name(self) -> &'static str {
        match self {
            Format::Zip => "zip",
            Format::Canonical => "canonical",
            Format::Svg => "svg",
            Format::Mermaid => "mermaid",
        }
    }
}

/// A file to download.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Download {
    /// File name.
    pub name: String,
    /// Media type.
    pub media_type: &'static str,
    /// Content.
    pub bytes: Rc<[u8]>,
}
