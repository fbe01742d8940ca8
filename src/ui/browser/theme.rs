//! Light and dark.

use drydock::playground::Theme;
use gloo::events::EventListener;
use yew::Callback;

const QUERY: &str = "(prefers-color-scheme: dark)";

/// Shows the page in a theme.
pub fn apply(theme: Theme) {
    let root = web_sys::window()
        .and_then(|window| window.document())
        .and_then(|document| document.document_element());
    let Some(root) = root else { return };
    // An attribute of that name is always allowed.
    let _ = match theme {
        Theme::System => root.remove_attribute("data-theme"),
        Theme::Light | Theme::Dark => root.set_attribute("data-theme", theme.word()),
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

/// Calls when the system goes from light to dark or back.
pub fn on_system_change(callback: Callback<()>) -> Option<EventListener> {
    let query = query()?;
    Some(EventListener::new(&query, "change", move |_| callback.emit(())))
}

fn query() -> Option<web_sys::MediaQueryList> {
    web_sys::window()?.match_media(QUERY).ok()?
}
