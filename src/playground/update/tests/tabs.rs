//! Tests of two tabs with the same storage.

use super::*;

/// Sends the project that one tab stored last to another tab.
fn deliver(from: &Page, to: &mut Page) {
    let text = from.stored(StorageKey::Project).expect("a project was stored");
    to.send(Action::ProjectStoredElsewhere(text.to_owned()));
}

#[test]
fn tab_without_changes_follows_another_tab() {
    let (mut first, mut second) = (Page::with_compose_file(GOOD), Page::with_compose_file(GOOD));
    first.edit(&format!("{GOOD}# first\n"));
    deliver(&first, &mut second);
    assert_eq!(second.text(), format!("{GOOD}# first\n"));
    assert!(second.effects.contains(&Effect::WriteFile("compose.yaml".to_owned())));
    second.edit(&format!("{GOOD}# first\n# second\n"));
    deliver(&second, &mut first);
    assert_eq!(first.text(), second.text());
    assert!(first.state.undo.is_none());
}

#[test]
fn conflicting_changes_of_two_tabs_are_both_kept() {
    let (mut first, mut second) = (Page::with_compose_file(GOOD), Page::with_compose_file(GOOD));
    first.edit(&format!("{GOOD}# first\n"));
    let mine = format!("{GOOD}# second\n");
    second.state.files.write("compose.yaml", mine.clone());
    second.state.save_status = SaveStatus::Pending;
    deliver(&first, &mut second);
    assert_eq!(second.text(), mine);
    let stored = second.stored(StorageKey::Project).expect("both versions are stored");
    assert!(stored.contains("# first") && stored.contains("# second"));
    second.send(Action::Undo);
    assert_eq!(second.text(), format!("{GOOD}# first\n"));
    second.send(Action::Undo);
    assert_eq!(second.text(), mine);
}

#[test]
fn another_project_in_another_tab_replaces_nothing() {
    let (mut first, mut second) = (Page::with_compose_file(GOOD), Page::with_compose_file(GOOD));
    first.send(Action::OpenExample("flask-mariadb-broken".to_owned()));
    deliver(&first, &mut second);
    assert_eq!((second.text(), second.state.files.name.as_str()), (GOOD, "demo"));
    assert_eq!(
        second.state.undo.as_ref().map(|undo| undo.label),
        Some("Show the other version")
    );
}

/// Delivers stored projects between two tabs until a delivery stores nothing. Returns the number of deliveries.
fn deliveries_until_settled(mut from: Page, mut to: Page) -> (usize, [Page; 2]) {
    for count in 1..20 {
        let before = to.effects.len();
        deliver(&from, &mut to);
        let is_project = |effect: &Effect| matches!(effect, Effect::Store(StorageKey::Project, _));
        if !to.effects[before..].iter().any(is_project) {
            return (count, [from, to]);
        }
        std::mem::swap(&mut from, &mut to);
    }
    panic!("the tabs overwrite each other forever");
}

#[test]
fn tabs_with_different_projects_settle_and_keep_both() {
    let (mut first, second) = (Page::with_compose_file(GOOD), Page::with_compose_file(GOOD));
    first.send(Action::OpenExample("flask-mariadb-broken".to_owned()));
    first.edit("services:\n  mine:\n    image: nginx:1.29\n");
    let (_, [last, mut other]) = deliveries_until_settled(first, second);
    let stored = last.stored(StorageKey::Project).expect("a project was stored");
    assert!(stored.contains("mine") && stored.contains("redis"));
    let text = other.text().to_owned();
    other.edit(&format!("{text}# edited\n"));
    let (_, tabs) = deliveries_until_settled(other, last);
    assert!(tabs.iter().any(|tab| tab.text().ends_with("# edited\n")));
}

#[test]
fn unreadable_project_of_another_tab_is_kept_and_stops_no_save() {
    let mut page = Page::with_compose_file(GOOD);
    page.state.files.write("compose.yaml", format!("{GOOD}# mine\n"));
    page.state.save_status = SaveStatus::Pending;
    page.send(Action::ProjectStoredElsewhere("{\"version\":9}".to_owned()));
    assert_eq!(page.stored(StorageKey::Damaged), Some("{\"version\":9}"));
    assert!(
        page.stored(StorageKey::Project)
            .is_some_and(|text| text.contains("# mine"))
    );
}
