//! Event listeners for the whole page.

use gloo::events::EventListener;
use yew::html::Scope;

use drydock::playground::Action;

use super::{App, Message};
use crate::ui::browser::{events, theme};

/// Registers the listeners. Dropping them removes them.
pub fn listeners(link: &Scope<App>) -> Vec<EventListener> {
    let save = link.callback(|()| Message::Dispatch(Action::Save));
    let mut listeners = events::on_leave(save);
    listeners.extend(events::on_fragment_change(link.callback(|()| Message::FragmentChanged)));
    listeners.extend(events::on_escape(link.callback(|()| Message::Escape)));
    listeners.extend(theme::on_system_change(link.callback(|()| Message::SystemThemeChanged)));
    listeners
}
