//! Tests of the introduction and the help dialogs.

use super::*;
use crate::playground::HelpTopic;

#[test]
fn introduction_is_shown_until_it_is_dismissed() {
    let mut page = Page::open(StoredTexts::default(), "");
    assert!(!page.state.settings.is_welcome_dismissed);
    page.send(Action::NextTheme);
    assert!(!page.state.settings.is_welcome_dismissed);
    page.send(Action::DismissWelcome);
    let stored = StoredTexts {
        settings: page.stored(StorageKey::Settings).map(str::to_owned),
        ..StoredTexts::default()
    };
    let settings = Page::open(stored, "").state.settings;
    assert!(settings.is_welcome_dismissed);
    assert_eq!(settings.theme, Theme::Light);
}

#[test]
fn help_topics_open_and_close() {
    let mut page = Page::open(StoredTexts::default(), "");
    for topic in HelpTopic::ALL {
        page.send(Action::OpenDialog(Dialog::Help(topic)));
        assert_eq!(page.state.dialog, Some(Dialog::Help(topic)));
        page.send(Action::CloseDialog);
        assert_eq!(page.state.dialog, None);
    }
}
