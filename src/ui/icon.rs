//! Icons of buttons, severities and container states. Each state has its own shape, so that nothing depends on color
//! alone.

use yew::prelude::*;

use drydock::diagnostic::Severity;
use drydock::sim::Phase;

/// An icon.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// Drydock's logo.
    Logo,
    /// Close or dismiss.
    Close,
    /// Add or zoom in.
    Plus,
    /// Zoom out.
    Minus,
    /// A menu that opens downwards.
    ChevronDown,
    /// Start playback.
    Play,
    /// Stop playback.
    Pause,
    /// Time.
    Clock,
    /// The light theme.
    Sun,
    /// The dark theme.
    Moon,
    /// The operating system's theme.
    Contrast,
    /// Rename.
    Pencil,
    /// Delete.
    Trash,
    /// Copy.
    Copy,
    /// A text file.
    Document,
    /// The dependency graph.
    Graph,
    /// A problem.
    Alert,
    /// The resolved project.
    Checklist,
    /// An opened link.
    Link,
    /// The examples.
    Stack,
    /// Download.
    Download,
    /// Help.
    Question,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Logo => "M2 2.7v10h12v-10M4.3 8.3h7.4l-1.2 2.7H5.5zM6 8.3V6h2v2.3M8 6V4.3",
            Icon::Close => "M4 4l8 8M12 4l-8 8",
            Icon::Plus => "M8 3v10M3 8h10",
            Icon::Minus => "M3 8h10",
            Icon::ChevronDown => "M4.5 6.5L8 10l3.5-3.5",
            Icon::Play => "M5 3.5v9l7-4.5z",
            Icon::Pause => "M5.5 4v8M10.5 4v8",
            Icon::Clock => "M8 1.8a6.2 6.2 0 1 0 .01 0zM8 4.5V8l2.4 1.5",
            Icon::Sun => {
                "M8 5.2a2.8 2.8 0 1 0 .01 0zM8 1v1.5M8 13.5V15M1 8h1.5M13.5 8H15M3 3l1.1 1.1M11.9 11.9L13 13M13 3l-1.1 1.1M4.1 11.9L3 13"
            }
            Icon::Moon => "M13 9.6A5.5 5.5 0 1 1 6.4 3a4.5 4.5 0 0 0 6.6 6.6z",
            Icon::Contrast => "M8 2a6 6 0 1 0 .01 0zM8 2v12M8 5h4.8M8 8h5.9M8 11h4.8",
            Icon::Pencil => "M10.5 3l2.5 2.5L6 12.5l-3 .5.5-3z",
            Icon::Trash => "M3 4.5h10M6.5 4.5V3h3v1.5M4.3 4.5l.6 8.5h6.2l.6-8.5M7 7v3.5M9 7v3.5",
            Icon::Copy => "M6 6h7v7H6zM10 6V3H3v7h3",
            Icon::Document => "M4 2h5.5L12 4.5V14H4zM6.2 7h3.6M6.2 9.5h3.6",
            Icon::Graph => "M2.5 5.5h4v5h-4zM9.5 2.5h4v4h-4zM9.5 9.5h4v4h-4zM6.5 7.5l3-2M6.5 8.5l3 2.5",
            Icon::Alert => "M8 2.5L14 13H2zM8 6.5v3M8 11.2v.1",
            Icon::Checklist => "M2.5 4.5l1 1 2-2M2.5 11l1 1 2-2M8 5h5.5M8 11.5h5.5",
            Icon::Stack => "M2.5 5.5 8 3l5.5 2.5L8 8zM2.5 8.3 8 10.8l5.5-2.5M2.5 11.1 8 13.6l5.5-2.5",
            Icon::Download => "M8 2.5V10M4.8 7 8 10.2 11.2 7M3 13h10",
            Icon::Question => {
                "M8 14A6 6 0 1 0 8 2a6 6 0 0 0 0 12zM6.2 6.4a1.8 1.8 0 1 1 2.7 1.5c-.6.4-.9.7-.9 1.4M8 11.3v.1"
            }
            Icon::Link => "M8 10V2.5M5 5l3-3 3 3M3 9v4.5h10V9",
        }
    }
}

/// Renders an icon. It is hidden from screen readers, so it needs a label beside it or on its button.
pub fn icon(icon: Icon) -> Html {
    html! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d={icon.path()} /></svg>
    }
}

/// Renders the icon of a severity, with a label for screen readers.
pub fn severity(severity: Severity) -> Html {
    let path = match severity {
        Severity::Error => "M8 2a6 6 0 1 0 .01 0z",
        Severity::Warning => "M8 2.5L14.2 13.5H1.8z",
        Severity::Info => "M3 3h10v10H3z",
    };
    html! {
        <svg class={classes!("severity", severity.name())} viewBox="0 0 16 16" role="img" aria-label={severity.name()}>
            <path d={path} />
        </svg>
    }
}

/// Returns the path of a state's icon, which is filled, in a box of 12 by 12 pixels.
pub fn phase_path(phase: Phase) -> &'static str {
    match phase {
        Phase::Absent | Phase::Removed => "M2.5 5.2h7v1.6h-7z",
        Phase::Created => "M6 1.5a4.5 4.5 0 1 0 .01 0zM6 3.1a2.9 2.9 0 1 1-.01 0z",
        Phase::Waiting => "M2.5 1.2h7v1.6L6.9 6l2.6 3.2v1.6h-7V9.2L5.1 6 2.5 2.8z",
        Phase::Starting => "M6 1.2a4.8 4.8 0 0 1 0 9.6zM6 1.2A4.8 4.8 0 0 0 6 10.8V9.4a3.4 3.4 0 0 1 0-6.8z",
        Phase::Running => "M2.5 1.2l8 4.8-8 4.8z",
        Phase::Healthy => {
            "M6 10.8C3 8.6 1 7 1 4.9 1 3.4 2.1 2.4 3.4 2.4c1 0 1.9.5 2.6 1.5.7-1 1.6-1.5 2.6-1.5C9.9 2.4 11 3.4 11 4.9c0 2.1-2 3.7-5 5.9z"
        }
        Phase::Unhealthy => {
            "M5 10C2.7 8.3 1 6.8 1 4.9 1 3.4 2.1 2.4 3.4 2.4c.8 0 1.5.3 2.1.9L4.6 5.6l1.7.9zM6.8 10l.9-3.9L6 5.2l.8-2.1c.5-.5 1.1-.7 1.8-.7C9.9 2.4 11 3.4 11 4.9c0 1.9-1.8 3.4-4.2 5.1z"
        }
        Phase::Restarting => {
            "M6 1.2a4.8 4.8 0 1 0 4.8 4.8H9.2A3.2 3.2 0 1 1 6 2.8c.9 0 1.6.3 2.2.9L6.8 5.1h4V1.1L9.4 2.5A4.8 4.8 0 0 0 6 1.2z"
        }
        Phase::Paused => "M2.5 1.5h2.5v9H2.5zM7 1.5h2.5v9H7z",
        Phase::Done => "M4.7 10.2L1 6.5l1.4-1.4 2.3 2.3 4.9-5L11 3.8z",
        Phase::Failed => "M2.4 1L6 4.6 9.6 1 11 2.4 7.4 6 11 9.6 9.6 11 6 7.4 2.4 11 1 9.6 4.6 6 1 2.4z",
        Phase::Stopped => "M2 2h8v8H2z",
    }
}

/// Returns the CSS class that sets a state's color.
pub fn phase_class(phase: Phase) -> &'static str {
    match phase {
        Phase::Absent | Phase::Removed => "is-absent",
        Phase::Created => "is-created",
        Phase::Waiting => "is-waiting",
        Phase::Starting => "is-starting",
        Phase::Running => "is-running",
        Phase::Healthy => "is-healthy",
        Phase::Unhealthy => "is-unhealthy",
        Phase::Restarting => "is-restarting",
        Phase::Paused => "is-paused",
        Phase::Done => "is-done",
        Phase::Failed => "is-failed",
        Phase::Stopped => "is-stopped",
    }
}
