//! Event listeners for the whole page.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::events::EventListener;
use yew::Callback;
use yew::html::Scope;

use drydock::playground::{Action, ProjectId, UnsavedEdits};

use super::{App, Message};
use crate::ui::browser::{events, storage, theme};

/// Registers the listeners. Dropping them removes them.
pub fn listeners(link: &Scope<App>, unsaved: Rc<RefCell<UnsavedEdits>>) -> Vec<EventListener> {
    let save = link.callback(|()| Message::Dispatch(Action::Save));
    let mut listeners = events::on_leave(Callback::from(move |()| {
        save.emit(());
        // The message may not be processed before the page is gone.
        if let Some((key, text)) = unsaved.borrow().to_stored() {
            // A storage that is full is reported when the project is saved.
            let _ = storage::write(&key, &text);
        }
    }));
    listeners.extend(events::on_fragment_change(link.callback(|()| Message::FragmentChanged)));
    listeners.extend(events::on_stored_elsewhere(link.batch_callback(|key: String| {
        ProjectId::of_key(&key).map(Message::ProjectStoredElsewhere)
    })));
    listeners.extend(events::on_escape(link.callback(|()| Message::Escape)));
    listeners.extend(theme::on_system_change(link.callback(|()| Message::SystemThemeChanged)));
    listeners
}
