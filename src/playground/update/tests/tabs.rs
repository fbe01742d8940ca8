//! Tests of several tabs with the same storage.

use super::*;

/// Returns two tabs that have the same stored project open.
fn two_tabs() -> (Page, Page) {
    let mut first = Page::with_compose_file(GOOD);
    first.send(Action::AddFile("notes".to_owned()));
    first.send(Action::DeleteFile("notes".to_owned()));
    first.send(Action::DismissUndo);
    let second = first.new_tab();
    assert_eq!((second.text(), &second.state.project), (GOOD, &first.state.project));
    (first, second)
}

/// Delivers storage events between tabs until no tab stores a project in response.
fn settle(tabs: &mut [&mut Page]) {
    for _ in 0..10 {
        let answers: Vec<bool> = tabs.iter_mut().map(|tab| tab.receive_storage_events()).collect();
        if !answers.contains(&true) {
            return;
        }
    }
    panic!("the tabs overwrite each other forever");
}

#[test]
fn tab_without_changes_follows_another_tab() {
    let (mut first, mut second) = two_tabs();
    first.edit(&format!("{GOOD}# first\n"));
    second.receive_storage_events();
    assert_eq!(second.text(), format!("{GOOD}# first\n"));
    assert!(second.effects.contains(&Effect::WriteFile("compose.yaml".to_owned())));
    second.edit(&format!("{GOOD}# first\n# second\n"));
    first.receive_storage_events();
    assert_eq!(first.text(), second.text());
    assert!(first.state.undo.is_none());
}

#[test]
fn conflicting_changes_of_two_tabs_are_both_kept() {
    let (mut first, mut second) = two_tabs();
    first.edit(&format!("{GOOD}# first\n"));
    let mine = format!("{GOOD}# second\n");
    second.edit_without_saving(&mine);
    // Saving reads the other version before the storage event arrives.
    second.send(Action::Save);
    settle(&mut [&mut first, &mut second]);
    assert_eq!((first.text(), second.text()), (mine.as_str(), mine.as_str()));
    for page in [&first, &second, &first.reload()] {
        assert_eq!(page.names(), ["demo", "demo-other-tab"]);
    }
    second.send(Action::Undo);
    assert_eq!(second.text(), format!("{GOOD}# first\n"));
    second.send(Action::Undo);
    assert_eq!(second.text(), mine);
}

#[test]
fn other_version_stays_in_the_list_after_further_actions() {
    let (mut first, mut second) = two_tabs();
    first.edit(&format!("{GOOD}# first\n"));
    second.edit_without_saving(&format!("{GOOD}# second\n"));
    second.receive_storage_events();
    assert_eq!(
        second.state.undo.as_ref().map(|undo| undo.label),
        Some("Show the other version")
    );
    second.send(Action::OpenExample("flask-mariadb-broken".to_owned()));
    second.send(Action::DismissUndo);
    let other = second.id("demo-other-tab");
    second.send(Action::OpenProject(other));
    assert_eq!(second.text(), format!("{GOOD}# first\n"));
}

#[test]
fn another_project_in_another_tab_replaces_nothing() {
    let (mut first, mut second) = two_tabs();
    first.send(Action::OpenExample("flask-mariadb-broken".to_owned()));
    first.edit("services:\n  mine:\n    image: nginx:1.29\n");
    second.edit(&format!("{GOOD}# second\n"));
    settle(&mut [&mut first, &mut second]);
    assert_eq!(
        (second.text(), second.state.files.name.as_str()),
        (format!("{GOOD}# second\n").as_str(), "demo")
    );
    assert_eq!(second.state.undo, None);
    assert!(first.text().contains("mine"));
    assert_eq!(first.names(), ["flask-mariadb-broken", "demo"]);
    assert_eq!(second.names(), ["demo", "flask-mariadb-broken"]);
    assert!(first.reload().text().contains("mine"));
    assert!(second.reload().text().ends_with("# second\n"));
}

#[test]
fn opening_a_project_in_another_tab_is_not_a_conflict() {
    let (mut first, mut second) = two_tabs();
    first.send(Action::OpenExample("flask-mariadb-broken".to_owned()));
    second.edit_without_saving(&format!("{GOOD}# second\n"));
    let demo = first.id("demo");
    first.send(Action::OpenProject(demo));
    settle(&mut [&mut first, &mut second]);
    assert_eq!((first.text(), first.names()), (second.text(), vec!["demo".to_owned()]));
    assert!(first.text().ends_with("# second\n"));
}

#[test]
fn rename_in_another_tab_keeps_pending_edits() {
    let (mut first, mut second) = two_tabs();
    let mine = format!("{GOOD}# second\n");
    second.edit_without_saving(&mine);
    let id = first.state.project.clone();
    first.send(Action::RenameProject {
        id,
        name: "Shop".to_owned(),
    });
    settle(&mut [&mut first, &mut second]);
    for page in [&first, &second] {
        assert_eq!((page.text(), page.names()), (mine.as_str(), vec!["shop".to_owned()]));
    }
}

#[test]
fn deletion_in_another_tab_keeps_what_is_on_screen() {
    for is_pending in [false, true] {
        let (mut first, mut second) = two_tabs();
        let mine = format!("{GOOD}# second\n");
        if is_pending {
            second.edit_without_saving(&mine);
        }
        let id = first.state.project.clone();
        first.send(Action::DeleteProject(id.clone()));
        assert_eq!((first.storage.project(&id), first.names().len()), (None, 1));
        settle(&mut [&mut first, &mut second]);
        if !is_pending {
            assert_eq!((second.text(), &second.state.save_status), (GOOD, &SaveStatus::Deleted));
            second.send(Action::KeepProject);
            assert_eq!(second.state.save_status, SaveStatus::Saved);
            settle(&mut [&mut first, &mut second]);
        }
        let expected = if is_pending { mine.as_str() } else { GOOD };
        assert_eq!(second.reload().text(), expected);
        first.send(Action::OpenProject(id));
        assert_eq!(first.text(), expected);
    }
}

#[test]
fn deletion_keeps_a_version_that_another_tab_has_stored_meanwhile() {
    let (mut first, mut second) = two_tabs();
    second.edit(&format!("{GOOD}# second\n"));
    let id = first.state.project.clone();
    first.send(Action::DeleteProject(id.clone()));
    assert!(first.storage.project(&id).is_some_and(|text| text.contains("# second")));
    assert!(first.names().contains(&"demo".to_owned()));
}

#[test]
fn unreadable_project_of_another_tab_is_kept_and_does_not_prevent_saving() {
    let (_, mut page) = two_tabs();
    let later = "{\"version\":9}";
    page.edit_without_saving(&format!("{GOOD}# mine\n"));
    page.storage
        .texts
        .borrow_mut()
        .insert(StorageKey::Project(page.state.project.clone()), later.to_owned());
    page.receive_storage_events();
    assert_eq!(page.stored(StorageKey::Project(ProjectId::new("damaged"))), Some(later));
    assert!(page.stored_projects().iter().any(|text| text.contains("# mine")));
}

#[test]
fn example_that_another_tab_has_left_is_not_reported_as_deleted() {
    let mut first = Page::open(StoredTexts::default(), "");
    first.send(Action::OpenExample("flask-mariadb-broken".to_owned()));
    let mut second = first.new_tab();
    assert_eq!(first.state.project, second.state.project);
    first.send(Action::NewProject);
    settle(&mut [&mut first, &mut second]);
    assert_eq!(second.state.save_status, SaveStatus::Saved);
    second.edit(GOOD);
    assert_eq!(second.reload().text(), GOOD);
}

#[test]
fn undoing_the_opening_of_a_project_keeps_what_another_tab_wrote_in_it() {
    let pasted = "services:\n  api:\n    image: caddy:2\n";
    let mut first = Page::open(StoredTexts::default(), "");
    first.send(Action::Paste {
        path: "compose.yaml".to_owned(),
        text: pasted.to_owned(),
    });
    let mut second = first.new_tab();
    assert_eq!(second.state.project, first.state.project);
    let edited = format!("{pasted}# second\n");
    second.edit(&edited);
    settle(&mut [&mut first, &mut second]);
    assert_eq!(first.text(), edited);
    first.send(Action::Undo);
    settle(&mut [&mut first, &mut second]);
    assert_eq!(second.reload().text(), edited);
    // The undo can itself be undone.
    first.send(Action::Undo);
    assert_eq!(first.text(), edited);
}

#[test]
fn undoing_a_deletion_keeps_what_another_tab_wrote_since() {
    let (mut first, mut second) = two_tabs();
    first.send(Action::AddFile("notes".to_owned()));
    first.send(Action::DeleteFile("notes".to_owned()));
    settle(&mut [&mut first, &mut second]);
    let edited = format!("{GOOD}# second\n");
    second.edit(&edited);
    settle(&mut [&mut first, &mut second]);
    first.send(Action::Undo);
    first.send(Action::Undo);
    assert_eq!(first.text(), edited);
}
