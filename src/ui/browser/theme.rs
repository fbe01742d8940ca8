//! Light and dark themes.

use gloo::events::EventListener;
use yew::Callback;

use drydock::playground::Theme;

const QUERY: &str = "(prefers-color-scheme: dark)";

/// Applies a theme to the page.
pub fn apply(theme: Theme) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    let Some(root) = root else { return };
    // Changing a valid attribute can't fail.
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.name()),
    };
}

/// Whether the page is dark in a theme.
pub fn is_dark(theme: Theme) -> bool {
    match theme {
        Theme::System => query().is_some_and(|query| query.matches()),
        Theme::Light => false,
        Theme::Dark => true,
    }
}

/// Calls back when the operating system switches between light and dark.
pub fn on_system_change(callback: Callback<()>) -> Option<EventListener> {
    let query = query()?;
    Some(EventListener::new(&query, "change", move |_| callback.emit(())))
}

fn query() -> Option<web_sys::MediaQueryList> {
    web_sys::window()?.match_media(QUERY).ok()?
}
