//! Event listeners for the whole page.

use gloo::events::EventListener;
use yew::html::Scope;

use drydock::playground::{Action, StorageKey};

use super::{App, Message};
use crate::ui::browser::{events, theme};

/// Registers the listeners. Dropping them removes them.
pub fn listeners(link: &Scope<App>) -> Vec<EventListener> {
    let save = link.callback(|()| Message::Dispatch(Action::Save));
    let mut listeners = events::on_leave(save);
    listeners.extend(events::on_fragment_change(link.callback(|()| Message::FragmentChanged)));
    listeners.extend(events::on_stored_elsewhere(link.batch_callback(|(key, text)| {
        (key == StorageKey::Project.name()).then_some(Message::ProjectStoredElsewhere(text))
    })));
    listeners.extend(events::on_escape(link.callback(|()| Message::Escape)));
    listeners.extend(theme::on_system_change(link.callback(|()| Message::SystemThemeChanged)));
    listeners
}
