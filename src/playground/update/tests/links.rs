//! Tests of links, and of the address while the copy of a link is edited.

use super::*;

#[test]
fn link_opens_as_a_copy() {
    let mut sender = Page::with_compose_file(GOOD);
    sender.send(Action::Seek(Time(500)));
    sender.edit(&format!("{GOOD}# sent\n"));
    let fragment = sender.state.fragment.clone();
    let mut page = Page::open(StoredTexts::default(), &fragment);
    assert!(page.text().ends_with("# sent\n"));
    assert_eq!((page.state.now(), page.state.files.name.as_str()), (Time(500), "demo"));
    assert_eq!(page.stored_projects(), Vec::<String>::new());
    page.edit("services: {}\n");
    assert_eq!(page.stored_projects().len(), 1);
    let stored = page.storage.read(page.tab_project.clone());
    let reopened = Page::open_in(page.storage.clone(), stored, &fragment);
    assert_eq!(reopened.text(), "services: {}\n");
    page.send(Action::CloseLinkCopy);
    assert_eq!(
        (page.state.link_copy.as_ref(), page.state.files.name.as_str()),
        (None, examples::ALL[0].name)
    );
    page.send(Action::Undo);
    assert_eq!(page.text(), "services: {}\n");
}

#[test]
fn link_copy_can_become_the_own_project() {
    let fragment = link::encode(&Page::with_compose_file(GOOD).state);
    let mut page = Page::open(StoredTexts::default(), &fragment);
    page.send(Action::KeepLinkCopy);
    assert!(page.effects.contains(&Effect::ClearFragment));
    assert!(page.stored_projects().iter().any(|text| text.contains("redis")));
    page.send(Action::Undo);
    assert_eq!(page.state.files.name, examples::ALL[0].name);
}

#[test]
fn damaged_link_changes_nothing() {
    let mut page = Page::with_compose_file(GOOD);
    for fragment in ["1:AAAA", "99:x", "nonsense"] {
        page.send(Action::FragmentChanged(fragment.to_owned()));
        assert!(page.state.notice.take().is_some(), "{fragment}");
        assert_eq!((page.text(), page.state.link_copy.as_ref()), (GOOD, None));
    }
}

/// Returns the fragment of the address after the page's effects. `opened` is the one that the page was opened with.
fn address(page: &Page, opened: &str) -> String {
    let mut address = opened.to_owned();
    for effect in &page.effects {
        match effect {
            Effect::ClearFragment => address.clear(),
            Effect::ReplaceFragment(fragment) => address.clone_from(fragment),
            _ => {}
        }
    }
    address
}

/// Opens a page with what another one has stored.
fn reopen(page: &Page, fragment: &str) -> Page {
    let stored = page.storage.read(page.tab_project.clone());
    Page::open_in(page.storage.clone(), stored, fragment)
}

#[test]
fn address_follows_the_edited_copy_of_a_link() {
    let fragment = link::encode(&Page::with_compose_file(GOOD).state);
    let mut page = Page::open(StoredTexts::default(), &fragment);
    assert_eq!(address(&page, &fragment), fragment);
    for text in ["services:\n  a:\n    image: b\n", "services:\n  c:\n    image: d\n"] {
        page.edit(text);
        let address = address(&page, &fragment);
        assert_ne!(address, fragment);
        assert_eq!(
            Page::open(StoredTexts::default(), &address).text(),
            text,
            "in another browser"
        );
        assert_eq!(reopen(&page, &address).text(), text, "after a reload");
        page.send(Action::FragmentChanged(address));
        assert!(page.state.undo.is_none(), "the link is open already");
    }
    assert_eq!(
        Page::open(StoredTexts::default(), &fragment).text(),
        GOOD,
        "the sent link does not change"
    );
}

#[test]
fn reload_during_a_save_keeps_the_edit_of_a_link_copy() {
    let fragment = link::encode(&Page::with_compose_file(GOOD).state);
    let mut page = Page::open(StoredTexts::default(), &fragment);
    page.edit("services:\n  a:\n    image: b\n");
    let reloaded = reopen(&page, &fragment);
    assert_eq!(reloaded.text(), page.text());
    assert_eq!(address(&reloaded, &fragment), address(&page, &fragment));
}

#[test]
fn saving_a_link_copy_keeps_later_edits_that_are_not_stored() {
    let fragment = link::encode(&Page::with_compose_file(GOOD).state);
    let mut page = Page::open(StoredTexts::default(), &fragment);
    let mut edits = UnsavedEdits::default();
    edits.set_project(&page.state);
    edits.record("compose.yaml", "services: {} # later");
    page.edit("services: {}\n");
    edits.set_project(&page.state);
    let (_, unsaved) = edits.to_stored().expect("the later edit is not stored");
    let stored = StoredTexts {
        unsaved_edits: vec![unsaved],
        ..page.storage.read(page.tab_project.clone())
    };
    let reopened = Page::open_in(page.storage.clone(), stored, &address(&page, &fragment));
    assert_eq!(reopened.text(), "services: {} # later");
}

#[test]
fn link_that_was_sent_opens_its_changed_copy_again() {
    let fragment = link::encode(&Page::with_compose_file(GOOD).state);
    let mut page = Page::open(StoredTexts::default(), &fragment);
    page.edit("services: {}\n");
    let copied = address(&page, &fragment);
    page.send(Action::FragmentChanged(fragment.clone()));
    assert_eq!(
        (page.text(), address(&page, &fragment)),
        ("services: {}\n", copied.clone())
    );
    let reopened = reopen(&page, &fragment);
    assert_eq!(
        (reopened.text(), address(&reopened, &fragment)),
        ("services: {}\n", copied)
    );
}

#[test]
fn address_is_the_one_of_the_link_that_was_opened_last() {
    let first = link::encode(&Page::with_compose_file(GOOD).state);
    let second = link::encode(&Page::with_compose_file("services:\n  x:\n    image: y\n").state);
    let mut page = Page::open(StoredTexts::default(), &first);
    page.edit("services: {}\n");
    page.state.files.write("compose.yaml", "services: {a: {}}\n".to_owned());
    page.state.save_status = SaveStatus::Pending;
    page.send(Action::FragmentChanged(second.clone()));
    assert_eq!((address(&page, &second), page.services()), (second, vec!["x"]));
    page.send(Action::CloseLinkCopy);
    assert_eq!(address(&page, &first), "");
}

#[test]
fn link_that_cannot_be_opened_leaves_the_address() {
    let mut page = Page::with_compose_file(GOOD);
    page.send(Action::FragmentChanged("1:AAAA".to_owned()));
    assert_eq!(address(&page, "1:AAAA"), "");
    page.send(Action::FragmentChanged("99:x".to_owned()));
    assert_eq!(address(&page, "99:x"), "", "only the first one was removed");
    let fragment = link::encode(&page.state);
    let mut page = Page::open(StoredTexts::default(), &fragment);
    page.send(Action::FragmentChanged("1:AAAA".to_owned()));
    assert_eq!(address(&page, "1:AAAA"), fragment);
}

#[test]
fn shared_link_has_the_open_file_views_and_playhead_of_this_moment() {
    let mut page = Page::with_compose_file(GOOD);
    page.send(Action::AddFile(".env".to_owned()));
    page.send(Action::ShowView(View::Resolved));
    page.send(Action::ShowView(View::Problems));
    page.send(Action::Seek(Time(700)));
    page.send(Action::OpenDialog(Dialog::Share));
    let link = page.state.link();
    let (_, fragment) = link.split_once('#').expect("the link has a fragment");
    let opened = Page::open(StoredTexts::default(), fragment);
    assert_eq!(
        (opened.state.files.open.as_str(), opened.state.now()),
        (".env", Time(700))
    );
    assert_eq!(
        (opened.state.views.current(), opened.state.views.tab()),
        (View::Problems, View::Resolved)
    );
}

#[test]
fn address_follows_another_tab_with_the_same_link_copy() {
    let fragment = link::encode(&Page::with_compose_file(GOOD).state);
    let mut first = Page::open(StoredTexts::default(), &fragment);
    let mut second = Page::open_in(first.storage.clone(), first.storage.read(None), &fragment);
    first.edit("services: {}\n");
    second.receive_storage_events();
    assert_eq!(second.text(), "services: {}\n");
    assert_eq!(address(&second, &fragment), address(&first, &fragment));
    let reopened = reopen(&second, &address(&second, &fragment));
    assert_eq!(reopened.state.project, first.state.project);
}
