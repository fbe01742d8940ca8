//! Tests of imports: dropped, picked and pasted files.

use super::*;
use crate::import::Import;
use crate::playground::{Effect, examples};

const PASTED: &str = "services:\n  api:\n    image: caddy:2\n  queue:\n    image: nats:2\n";

fn paste(page: &mut Page, text: &str) {
    page.send(Action::Paste {
        path: "compose.yaml".to_owned(),
        text: text.to_owned(),
    });
}

fn import(page: &mut Page, files: &[(&str, &str)]) {
    let mut import = Import::default();
    for (path, text) in files {
        import.add(path, text.as_bytes());
    }
    page.send(Action::ImportFiles(import));
}

fn paths(page: &Page) -> Vec<&str> {
    page.state.files.iter().map(|file| file.path.as_str()).collect()
}

fn undo_message(page: &Page) -> &str {
    page.state.undo.as_ref().map_or("", |undo| undo.message.as_str())
}

/// Opens the page with the first example, and returns its files too.
fn page_with_example() -> (Page, Files) {
    let page = Page::open(StoredTexts::default(), "");
    let files = page.state.files.clone();
    assert!(files.iter().count() > 2);
    (page, files)
}

#[test]
fn whole_file_pasted_over_an_example_opens_its_own_project() {
    for (text, name) in [
        (PASTED.to_owned(), "project"),
        (format!("name: shop\n{PASTED}"), "shop"),
    ] {
        let (mut page, example) = page_with_example();
        paste(&mut page, &text);
        assert_eq!(
            (page.services(), paths(&page)),
            (vec!["api", "queue"], vec!["compose.yaml"])
        );
        assert_eq!(page.state.files.name, name);
        assert!(page.effects.contains(&Effect::ForgetAllFiles));
        page.send(Action::Undo);
        assert_eq!(page.state.files, example);
    }
}

#[test]
fn pasted_file_can_be_added_to_the_project_instead() {
    let (mut page, example) = page_with_example();
    paste(&mut page, PASTED);
    page.edit(&format!("{PASTED}# edited\n"));
    let label = page.state.undo.as_ref().and_then(|undo| undo.add_instead_label());
    assert_eq!(label.as_deref(), Some("Add to flask-mariadb instead"));
    page.send(Action::AddInstead);
    assert_eq!(
        (page.text(), page.state.files.name.as_str()),
        (format!("{PASTED}# edited\n").as_str(), "flask-mariadb")
    );
    assert_eq!(
        paths(&page),
        example.iter().map(|file| file.path.as_str()).collect::<Vec<_>>()
    );
    assert_eq!(undo_message(&page), "Replaced compose.yaml.");
    page.send(Action::Undo);
    assert_eq!(page.state.files, example);
    page.send(Action::AddInstead);
    assert_eq!(page.state.files, example);
}

#[test]
fn file_pasted_into_the_emptied_compose_file_opens_its_own_project() {
    let (mut page, example) = page_with_example();
    page.edit("");
    paste(&mut page, PASTED);
    assert_eq!(paths(&page), ["compose.yaml"]);
    page.send(Action::Undo);
    assert_eq!(page.state.files, example);

    page.edit("");
    let mut reopened = page.reload();
    paste(&mut reopened, PASTED);
    assert_eq!(paths(&reopened), ["compose.yaml"]);
}

#[test]
fn other_pastes_are_edits() {
    let (mut page, example) = page_with_example();
    let text = page.text().to_owned();
    for pasted in [
        "  web:\n    image: nginx\n".to_owned(),
        "just words\n".to_owned(),
        format!("{text}\n# more\n"),
        text.replace("    ", "        "),
    ] {
        page.state.files = example.clone();
        paste(&mut page, &pasted);
        assert_eq!(
            (page.text(), paths(&page).len()),
            (pasted.as_str(), example.iter().count()),
            "{pasted}"
        );
        assert_eq!(page.state.undo, None, "{pasted}");
    }
    page.send(Action::Paste {
        path: ".env".to_owned(),
        text: PASTED.to_owned(),
    });
    assert_eq!(page.state.files.text(".env"), Some(PASTED));
    page.send(Action::AddFile("compose.yml".to_owned()));
    page.send(Action::Paste {
        path: "compose.yml".to_owned(),
        text: PASTED.to_owned(),
    });
    assert_eq!(paths(&page).len(), example.iter().count() + 1);
}

#[test]
fn paste_into_a_new_compose_file_is_an_edit() {
    let mut page = Page::with_compose_file(GOOD);
    page.send(Action::AddFile("Dockerfile".to_owned()));
    page.send(Action::DeleteFile("compose.yaml".to_owned()));
    page.send(Action::AddFile("compose.yaml".to_owned()));
    paste(&mut page, PASTED);
    assert_eq!(paths(&page), ["Dockerfile", "compose.yaml"]);
}

#[test]
fn paste_over_the_only_file_is_an_edit_that_drops_the_name_of_an_example() {
    let (mut page, example) = page_with_example();
    for file in example.iter().filter(|file| file.path != "compose.yaml") {
        page.send(Action::DeleteFile(file.path.clone()));
    }
    page.effects.clear();
    paste(&mut page, PASTED);
    assert_eq!((page.text(), page.state.files.name.as_str()), (PASTED, "project"));
    assert!(!page.effects.contains(&Effect::ForgetAllFiles));
    let mut page = Page::with_compose_file(GOOD);
    paste(&mut page, PASTED);
    assert_eq!((page.text(), page.state.files.name.as_str()), (PASTED, "demo"));
}

#[test]
fn undo_keys_of_the_editor_restore_the_project_unless_it_was_edited() {
    let (mut page, example) = page_with_example();
    paste(&mut page, PASTED);
    page.send(Action::UndoOpening);
    assert_eq!(page.state.files, example);
    paste(&mut page, PASTED);
    page.edit(&format!("{PASTED}# edited\n"));
    page.send(Action::UndoOpening);
    assert_eq!(paths(&page), ["compose.yaml"]);
    page.send(Action::OpenExample("flask-mariadb".to_owned()));
    page.send(Action::UndoOpening);
    assert_eq!(page.state.files, example);
}

#[test]
fn dropped_compose_file_opens_its_own_project() {
    let (mut page, example) = page_with_example();
    import(&mut page, &[("docker-compose.yml", PASTED)]);
    assert_eq!(
        (paths(&page), page.state.files.name.as_str()),
        (vec!["docker-compose.yml"], "project")
    );
    assert_eq!(undo_message(&page), "Opened docker-compose.yml as its own project.");
    page.send(Action::Undo);
    assert_eq!(page.state.files, example);

    import(&mut page, &[("stack.yml", PASTED)]);
    assert_eq!(
        (paths(&page), page.services()),
        (vec!["compose.yaml"], vec!["api", "queue"])
    );
    assert_eq!(
        undo_message(&page),
        "Opened stack.yml as its own project. stack.yml is now compose.yaml."
    );
    page.send(Action::AddInstead);
    assert_eq!(page.state.files.text("stack.yml"), Some(PASTED));
    assert_eq!(page.text(), example.text("compose.yaml").unwrap_or_default());
}

#[test]
fn dropped_folder_opens_with_its_name() {
    let (mut page, _) = page_with_example();
    import(
        &mut page,
        &[
            ("Shop/.env", "A=1\n"),
            ("Shop/compose.yaml", PASTED),
            ("Shop/web/Dockerfile", "FROM a\n"),
        ],
    );
    assert_eq!(page.state.files.name, "shop");
    assert_eq!(paths(&page), ["compose.yaml", ".env", "web/Dockerfile"]);
    assert_eq!(
        (page.state.files.open.as_str(), undo_message(&page)),
        ("compose.yaml", "Opened Shop with 3 files.")
    );
}

#[test]
fn opening_a_compose_file_in_a_subfolder_is_explained() {
    let (mut page, example) = page_with_example();
    import(&mut page, &[("a/deploy/compose.yml", PASTED), ("a/main.py", "")]);
    assert_eq!(
        undo_message(&page),
        "Opened compose.yml as its own project. Left out 1 file outside deploy."
    );
    page.send(Action::Undo);
    let outside = "services:\n  api:\n    build: ..\n";
    import(
        &mut page,
        &[("a/deploy/compose.yml", outside), ("a/Dockerfile", "FROM nginx:1.29\n")],
    );
    assert_eq!(
        (page.services(), page.state.files.open.as_str()),
        (vec!["api"], "deploy/compose.yml")
    );
    assert_eq!((page.state.analysis.empty, page.state.analysis.failed), (None, false));
    page.send(Action::AddInstead);
    assert_eq!(page.state.files.text(".env"), example.text(".env"));
    assert_eq!(page.state.files.text("deploy/compose.yml"), Some(outside));
}

#[test]
fn files_without_a_compose_file_are_added() {
    let (mut page, example) = page_with_example();
    import(
        &mut page,
        &[("nginx/nginx.conf", "x"), ("nginx/mime.types", "y"), (".env", "A=1\n")],
    );
    assert_eq!(paths(&page).len(), example.iter().count() + 2);
    assert_eq!(undo_message(&page), "Added 3 files. Replaced .env.");
    page.send(Action::Undo);
    assert_eq!(page.state.files, example);
    import(&mut page, &[("pod.yaml", "apiVersion: v1\nkind: Pod\n")]);
    assert_eq!(
        undo_message(&page),
        "Added pod.yaml. It is a Kubernetes manifest, not a compose file."
    );
}

#[test]
fn unreadable_import_is_explained() {
    let (mut page, example) = page_with_example();
    let mut broken = Import::default();
    broken.add("a.zip", b"x");
    page.send(Action::ImportFiles(broken));
    assert_eq!(
        page.state.notice.as_deref(),
        Some("Can't read a.zip: it is not a complete ZIP archive.")
    );
    page.send(Action::ImportFiles(Import::default()));
    assert!(
        page.state
            .toast
            .take()
            .is_some_and(|toast| toast.text == "No files found")
    );
    let mut skipped = Import::default();
    skipped.add("logo.png", b"\0");
    page.send(Action::ImportFiles(skipped));
    assert!(
        page.state
            .toast
            .take()
            .is_some_and(|toast| toast.text.starts_with("Skipped 1 file"))
    );
    assert_eq!(page.state.files, example);
}

#[test]
fn exported_project_can_be_imported() {
    let (mut page, example) = page_with_example();
    page.send(Action::Export(format("zip")));
    let download = page.effects.iter().find_map(|effect| match effect {
        Effect::Download(download) => Some(download.clone()),
        _ => None,
    });
    let download = download.expect("the project is exported");
    page.send(Action::OpenExample(examples::ALL[1].name.to_owned()));
    let mut archive = Import::default();
    archive.add(&download.name, &download.bytes);
    page.send(Action::ImportFiles(archive));
    assert_eq!(page.state.files.name, example.name);
    for file in example.iter() {
        assert_eq!(
            page.state.files.text(&file.path),
            Some(file.text.as_str()),
            "{}",
            file.path
        );
    }
}

#[test]
fn pasted_dockerfile_can_be_moved_to_its_own_file() {
    const DOCKERFILE: &str = "FROM nginx:1.29\nEXPOSE 80\n";
    for (mut page, path) in [
        (Page::with_compose_file(GOOD), "Dockerfile"),
        (page_with_example().0, "app.Dockerfile"),
    ] {
        paste(&mut page, DOCKERFILE);
        assert_eq!(page.state.analysis.counts.errors, 1);
        page.send(Action::ApplyFix { problem: 0, fix: 0 });
        assert_eq!(page.state.files.text(path), Some(DOCKERFILE));
        assert_eq!((page.services(), page.state.analysis.failed), (vec!["app"], false));
    }
}

#[test]
fn paste_over_the_compose_file_leaves_another_emptied_file_empty() {
    let (mut page, example) = page_with_example();
    let other = example
        .iter()
        .find(|file| file.path != "compose.yaml" && !file.text.trim().is_empty());
    let other = other.expect("the example has another file").path.clone();
    page.send(Action::Edit {
        path: other.clone(),
        text: String::new(),
    });
    paste(&mut page, PASTED);
    assert_eq!(paths(&page), ["compose.yaml"]);
    page.send(Action::Undo);
    assert_eq!(page.state.files.text(&other), Some(""));
}
