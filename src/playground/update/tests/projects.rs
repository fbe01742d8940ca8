//! Tests of the list of projects.

use super::*;
use crate::import::Import;
use crate::playground::storage;

const OTHER: &str = "services:\n  other:\n    image: caddy:2\n";

/// Returns a page with the projects `demo`, which is open, and `other`.
fn with_two_projects() -> Page {
    let mut page = Page::open(StoredTexts::default(), "");
    for (name, text) in [("other", OTHER), ("demo", GOOD)] {
        page.send(Action::NewProject);
        page.edit(text);
        let id = page.state.project.clone();
        let name = name.to_owned();
        page.send(Action::RenameProject { id, name });
    }
    assert_eq!(page.names(), ["demo", "other"]);
    page
}

fn stored(texts: &[(&str, &str)]) -> StoredTexts {
    let project = |&(key, text): &(&str, &str)| (ProjectId::of_key(key).expect("a project's key"), text.to_owned());
    StoredTexts {
        projects: texts.iter().map(project).collect(),
        ..StoredTexts::default()
    }
}

fn files_json(name: &str, service: &str) -> String {
    format!(
        "{{\"name\":\"{name}\",\"open\":\"compose.yaml\",\"files\":[{{\"path\":\"compose.yaml\",\"text\":\
         \"services: {{{service}: {{image: redis}}}}\"}}]}}"
    )
}

#[test]
fn projects_of_earlier_versions_of_the_page_open() {
    let (old, before) = (files_json("old", "a"), files_json("before", "b"));
    let alone = format!("{{\"version\":1,\"files\":{old},\"before\":null}}");
    let replaced = format!("{{\"version\":1,\"files\":{old},\"before\":{before}}}");
    for (text, names) in [(&alone, vec!["old"]), (&replaced, vec!["old", "before"])] {
        let mut page = Page::open(stored(&[("drydock.project", text)]), "");
        assert_eq!(
            (page.services(), page.names()),
            (vec!["a"], names.clone().into_iter().map(str::to_owned).collect())
        );
        assert_eq!(
            page.new_tab().names().len(),
            names.len(),
            "the old text is stored on its own"
        );
        if names.len() == 2 {
            page.send(Action::Undo);
            assert_eq!(page.services(), ["b"]);
            page.send(Action::Undo);
        }
        page.edit("services: {c: {image: redis}}");
        assert_eq!(page.reload().services(), ["c"]);
    }
}

#[test]
fn link_copy_of_an_earlier_version_of_the_page_is_listed() {
    let text = format!(
        "{{\"version\":1,\"fragment\":\"1:x\",\"files\":{}}}",
        files_json("copy", "a")
    );
    assert_eq!(Page::open(stored(&[("drydock.copy", &text)]), "").names(), ["copy"]);
}

#[test]
fn damaged_projects_are_kept_and_others_open() {
    let good = format!("{{\"version\":1,\"files\":{}}}", files_json("good", "a"));
    for (texts, open) in [
        (vec![("drydock.project", "{damaged")], "flask-mariadb"),
        (
            vec![("drydock.project", "{damaged"), ("drydock.project.1", &good)],
            "good",
        ),
        (
            vec![("drydock.project.1", "{\"version\":9}"), ("drydock.project", &good)],
            "good",
        ),
    ] {
        let mut page = Page::open(stored(&texts), "");
        assert_eq!(page.state.files.name, open);
        assert!(page.state.notice.is_some());
        page.edit("services: {c: {image: redis}}");
        page.send(Action::NewProject);
        for (_, text) in &texts {
            assert!(
                page.stored_projects()
                    .iter()
                    .any(|stored| stored == text || *text == good),
                "{text}"
            );
        }
        assert!(page.reload().state.notice.is_none(), "reported once");
        let rows = page.state.project_rows();
        let damaged = rows.iter().find(|row| row.summary.is_none()).expect("it is listed");
        page.send(Action::DownloadDamaged(damaged.id.clone()));
        assert!(page.effects.iter().any(|effect| matches!(effect, Effect::Download(_))));
    }
}

#[test]
fn switching_saves_pending_edits() {
    let mut page = with_two_projects();
    let edited = format!("{GOOD}# pending\n");
    page.edit_without_saving(&edited);
    let (demo, other) = (page.state.project.clone(), page.id("other"));
    page.send(Action::OpenProject(other.clone()));
    assert_eq!(
        (page.text(), page.services(), page.names()),
        (OTHER, vec!["other"], vec!["other".into(), "demo".into()])
    );
    assert_eq!((&page.state.undo, page.tab_project.as_ref()), (&None, Some(&other)));
    page.send(Action::OpenProject(demo));
    assert_eq!(page.text(), edited);
}

#[test]
fn reload_opens_the_tabs_project_and_a_new_tab_the_last_one() {
    let mut first = with_two_projects();
    let mut second = first.new_tab();
    let other = second.id("other");
    second.send(Action::OpenProject(other));
    assert_eq!((first.reload().text(), second.reload().text()), (GOOD, OTHER));
    assert_eq!(first.new_tab().text(), OTHER);
    let demo = second.id("demo");
    first.edit(&format!("{GOOD}# last\n"));
    assert_eq!(first.new_tab().state.project, demo);
}

#[test]
fn unchanged_examples_and_empty_projects_are_not_kept() {
    let mut page = with_two_projects();
    for _ in 0..3 {
        page.send(Action::OpenExample("flask-mariadb".to_owned()));
        page.send(Action::OpenExample("flask-mariadb-broken".to_owned()));
        page.send(Action::NewProject);
    }
    assert_eq!(page.names(), ["project", "demo", "other"]);
    page.send(Action::OpenExample("flask-mariadb".to_owned()));
    page.edit(GOOD);
    page.send(Action::OpenExample("flask-mariadb".to_owned()));
    assert_eq!(page.names(), ["flask-mariadb", "flask-mariadb", "demo", "other"]);
    assert_eq!(page.reload().names(), page.names());
}

#[test]
fn edited_copy_of_a_link_stays_in_the_list() {
    let fragment = |text: &str| link::encode(&Page::with_compose_file(text).state);
    let mut page = with_two_projects();
    page.send(Action::FragmentChanged(fragment(OTHER)));
    page.edit("services: {one: {image: redis}}");
    page.send(Action::FragmentChanged(fragment(BROKEN)));
    assert_eq!(page.names().len(), 4, "the first copy, the second, and two projects");
    page.send(Action::OpenExample("flask-mariadb".to_owned()));
    assert_eq!((page.names().len(), page.state.link_copy.as_ref()), (4, None));
    assert!(page.effects.contains(&Effect::ClearFragment));
    page.send(Action::FragmentChanged(fragment(OTHER)));
    assert_eq!(page.services(), ["one"], "the changed copy is opened again");
}

#[test]
fn undo_of_a_new_project_removes_it_unless_it_was_edited() {
    let mut page = with_two_projects();
    let folder = |text: &str| {
        let mut import = Import::default();
        import.add("imported/compose.yaml", text.as_bytes());
        Action::ImportFiles(import)
    };
    page.send(folder(BROKEN));
    assert_eq!(page.names(), ["imported", "demo", "other"]);
    page.send(Action::Undo);
    assert_eq!(
        (page.names(), page.text()),
        (vec!["demo".to_owned(), "other".to_owned()], GOOD)
    );
    page.send(folder(BROKEN));
    page.edit(OTHER);
    page.send(Action::Undo);
    assert_eq!((page.names().len(), page.text()), (3, GOOD));
    page.send(Action::Undo);
    assert_eq!((page.state.files.name.as_str(), page.text()), ("imported", OTHER));
}

#[test]
fn names_are_normalized_as_docker_compose_does() {
    for (name, expected) in [
        ("shop", "shop"),
        ("My Shop!", "myshop"),
        ("_Shop-2_", "shop-2_"),
        ("\u{212A}elvin", "kelvin"),
        ("   ", "demo"),
        ("\u{65E5}\u{672C}", "demo"),
    ] {
        let mut page = with_two_projects();
        for from in ["demo", "other"] {
            let id = page.id(from);
            let name = name.to_owned();
            page.send(Action::RenameProject { id, name });
        }
        let other = if expected == "demo" { "other" } else { expected };
        assert_eq!(page.names(), [expected, other], "{name:?}");
        assert_eq!(
            (page.state.project_name(), page.reload().names()),
            (expected, page.names())
        );
    }
}

#[test]
fn name_in_the_compose_file_wins() {
    let mut page = with_two_projects();
    page.edit(&format!("name: shop\n{GOOD}"));
    let summary = |page: &Page, index: usize| {
        page.state.project_rows()[index]
            .summary
            .clone()
            .expect("it is readable")
    };
    let open = summary(&page, 0);
    assert_eq!(
        (open.title.as_str(), open.name.as_str(), open.services),
        ("shop", "demo", Some(2))
    );
    let other = page.id("other");
    page.send(Action::OpenProject(other));
    let (id, name) = (page.id("demo"), "renamed".to_owned());
    page.send(Action::RenameProject { id, name });
    let listed = summary(&page, 1);
    assert_eq!(
        (listed.title.as_str(), listed.name.as_str(), listed.files),
        ("shop", "renamed", 1)
    );
}

#[test]
fn deletion_can_be_undone() {
    for name in ["demo", "other"] {
        let mut page = with_two_projects();
        page.edit_without_saving(&format!("{GOOD}# pending\n"));
        page.send(Action::OpenDialog(Dialog::Projects));
        let id = page.id(name);
        page.send(Action::DeleteProject(id.clone()));
        assert_eq!(page.storage.project(&id), None);
        assert_eq!(page.names().len(), 1);
        assert_eq!(page.state.dialog, Some(Dialog::Projects));
        assert_eq!(
            page.text(),
            if name == "demo" {
                OTHER.to_owned()
            } else {
                format!("{GOOD}# pending\n")
            }
        );
        page.send(Action::RestoreProject(id.clone()));
        assert!(page.storage.project(&id).is_some());
        assert_eq!(page.names().len(), 2);
        page.send(Action::OpenProject(id));
        assert_eq!(
            page.text(),
            if name == "other" {
                OTHER.to_owned()
            } else {
                format!("{GOOD}# pending\n")
            }
        );
    }
}

#[test]
fn deleting_the_only_project_opens_the_example() {
    let mut page = Page::with_compose_file(GOOD);
    page.edit(OTHER);
    let id = page.state.project.clone();
    page.send(Action::DeleteProject(id.clone()));
    assert_eq!(page.state.files.name, examples::ALL[0].name);
    assert!(page.services().contains(&"web"));
    page.send(Action::RestoreProject(id.clone()));
    page.send(Action::OpenProject(id));
    assert_eq!(page.text(), OTHER);
}

#[test]
fn copy_has_the_files_and_another_name() {
    let mut page = with_two_projects();
    for name in ["demo", "other", "demo"] {
        let id = page.id(name);
        page.send(Action::DuplicateProject(id));
    }
    let mut names = page.names();
    names.sort();
    assert_eq!(names, ["demo", "demo-copy", "demo-copy-2", "other", "other-copy"]);
    assert_eq!(page.state.files.name, "demo");
    let copy = page.id("other-copy");
    page.send(Action::OpenProject(copy));
    assert_eq!(page.text(), OTHER);
}

#[test]
fn full_storage_loses_no_project_while_the_page_is_open() {
    let mut page = with_two_projects();
    page.storage.quota.set(Some(600));
    let large = format!("{GOOD}# {}\n", "large ".repeat(200));
    page.edit(&large);
    assert!(matches!(page.state.save_status, SaveStatus::Failed(_)) && page.state.notice.is_some());
    let (demo, other) = (page.state.project.clone(), page.id("other"));
    page.send(Action::OpenProject(other.clone()));
    assert_eq!((page.text(), &page.state.save_status), (OTHER, &SaveStatus::Saved));
    let row = page.state.project_rows().into_iter().find(|row| row.id == demo);
    assert_eq!(row.map(|row| row.is_stored), Some(false));
    page.send(Action::DismissNotice);
    page.edit(&format!("{OTHER}# small\n"));
    assert_eq!(page.state.notice, None, "the same reason is reported once");
    page.send(Action::OpenProject(demo.clone()));
    assert_eq!(page.text(), large);
    page.storage.quota.set(None);
    page.send(Action::DeleteProject(other));
    assert!(
        page.storage
            .project(&demo)
            .is_some_and(|text| text.contains("large large"))
    );
}

#[test]
fn unsaved_edits_of_a_project_that_is_not_open_are_stored() {
    let mut page = with_two_projects();
    let mut edits = UnsavedEdits::default();
    edits.set_project(&page.state);
    edits.record("compose.yaml", BROKEN);
    let (key, text) = edits.to_stored().expect("there is an edit");
    let (demo, other) = (page.state.project.clone(), page.id("other"));
    page.send(Action::OpenProject(other));
    page.storage.texts.borrow_mut().insert(key.clone(), text);
    let mut reloaded = page.reload();
    assert_eq!((reloaded.text(), page.storage.texts.borrow().get(&key)), (OTHER, None));
    reloaded.send(Action::OpenProject(demo));
    assert_eq!(reloaded.text(), BROKEN);
}

#[test]
fn new_project_gets_a_free_name() {
    let mut page = Page::open(StoredTexts::default(), "");
    for expected in ["project", "project-2", "project"] {
        page.send(Action::NewProject);
        assert_eq!(page.state.files.name, expected);
        page.edit(GOOD);
        if expected == "project-2" {
            let id = page.id("project");
            page.send(Action::DeleteProject(id));
        }
    }
    page.state.files.name = "renamed".to_owned();
    page.state.save_status = SaveStatus::Pending;
    page.send(Action::NewProject);
    assert_eq!(page.state.files.name, "project");
}

#[test]
fn new_project_is_empty_and_focused() {
    let mut page = with_two_projects();
    page.send(Action::NewProject);
    assert_eq!((page.state.files.name.as_str(), page.text()), ("project", ""));
    assert_eq!(page.state.analysis.empty, Some(EmptyReason::EmptyFile));
    assert_eq!(page.state.views.current(), View::Files);
    assert!(page.effects.contains(&Effect::FocusEditor));
    assert_eq!(page.reload().state.files.name, "project");
    page.send(Action::InsertSkeleton);
    assert_eq!((page.services(), page.state.analysis.counts.total()), (vec!["web"], 0));
    let text = page.text().to_owned();
    page.send(Action::InsertSkeleton);
    assert_eq!(page.text(), text);
}

#[test]
fn stored_text_of_a_project_is_small() {
    let mut page = with_two_projects();
    page.send(Action::OpenExample("flask-mariadb".to_owned()));
    page.edit(BROKEN);
    let text = page.storage.project(&page.state.project).expect("it is stored");
    let project = storage::read_project(&text).expect("it is readable");
    assert!(project.before.is_none() && project.before_project.is_some());
}
