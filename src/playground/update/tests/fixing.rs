//! Tests of fixes: what they change, where the caret goes, and how they are undone.

use super::*;
use crate::diagnostic::Edit;
use crate::playground::{Analysis, Shared, annotations};

/// A project whose two services have the same typo.
const TYPOS: &str = "services:\n  a:\n    imagee: x:1\n  b:\n    imagee: y:1\n";

fn files(page: &Page) -> Vec<(String, String)> {
    page.state.files.pairs()
}

/// Returns the index of the first problem with a code.
fn problem(page: &Page, code: &str) -> usize {
    let problems = page.state.analysis.problems.iter();
    let mut codes = problems.map(|problem| problem.diagnostic.code.name());
    codes.position(|other| other == code).expect("the problem is reported")
}

fn toast(page: &Page) -> &str {
    page.state.toast.as_ref().map_or("", |toast| &toast.text)
}

/// Returns the changed text that the editor is asked to show.
fn shown_change(page: &Page) -> Option<&str> {
    page.effects.iter().rev().find_map(|effect| match effect {
        Effect::ShowChange { path, range } => page.state.files.text(path)?.get(range.clone()),
        _ => None,
    })
}

#[test]
fn fix_focuses_the_editor_at_the_change_and_can_be_undone() {
    let mut page = Page::with_compose_file(TYPOS);
    page.send(Action::ApplyFix { problem: 1, fix: 0 });
    assert_eq!(page.text(), TYPOS.replace("imagee: y", "image: y"));
    assert_eq!(shown_change(&page), Some("image"));
    assert!(page.effects.contains(&Effect::FocusEditor));
    assert_eq!(toast(&page), "Applied: Write `image`");
    assert!(page.state.has_fix_to_undo());
    page.send(Action::UndoFix);
    assert_eq!((page.text(), page.state.has_fix_to_undo()), (TYPOS, false));
}

#[test]
fn fix_in_another_file_opens_it_with_its_history() {
    let mut page = Page::with_compose_file(GOOD);
    page.send(Action::AddFile("Dockerfile".to_owned()));
    page.send(Action::Edit {
        path: "Dockerfile".to_owned(),
        text: "FROM alpine:3.22\nCOPPY a b\n".to_owned(),
    });
    page.send(Action::OpenFile("compose.yaml".to_owned()));
    let before = files(&page);
    let index = problem(&page, "unknown-instruction");
    page.effects.clear();
    page.send(Action::ApplyFix { problem: index, fix: 0 });
    assert_eq!(page.state.files.open, "Dockerfile");
    let position = |effect: &Effect| page.effects.iter().position(|other| other == effect);
    let load = Effect::LoadFile {
        path: "Dockerfile".to_owned(),
        text: before[1].1.clone(),
    };
    let order = [load, Effect::WriteFile("Dockerfile".to_owned()), Effect::ShowFile].map(|effect| position(&effect));
    assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{order:?}");
    assert_eq!(shown_change(&page), Some("COPY"));
    page.send(Action::UndoFix);
    assert_eq!((files(&page), page.state.files.open.as_str()), (before, "compose.yaml"));
}

#[test]
fn added_file_is_removed_by_the_undo_of_its_fix() {
    let mut page = Page::with_compose_file("services:\n  web:\n    image: nginx:$TAG\n    ports: [\"$PORT:80\"]\n");
    let before = files(&page);
    let index = problem(&page, "unset-variable");
    page.send(Action::ApplyFix { problem: index, fix: 0 });
    assert_eq!((files(&page).len(), page.state.files.open.as_str()), (2, ".env"));
    page.send(Action::UndoFix);
    assert_eq!((files(&page), page.state.files.open.as_str()), (before, "compose.yaml"));
}

#[test]
fn fix_cannot_be_undone_after_an_edit_of_its_file() {
    let mut page = Page::with_compose_file(TYPOS);
    page.send(Action::AddFile("notes.txt".to_owned()));
    page.send(Action::ApplyFix { problem: 0, fix: 0 });
    page.send(Action::Edit {
        path: "notes.txt".to_owned(),
        text: "other".to_owned(),
    });
    assert!(page.state.has_fix_to_undo(), "another file was edited");
    let edited = format!("{}# mine\n", page.text());
    page.edit(&edited);
    assert!(!page.state.has_fix_to_undo());
    page.send(Action::UndoFix);
    assert_eq!(page.text(), edited);
}

#[test]
fn opening_another_project_ends_the_undo_of_a_fix() {
    let mut page = Page::with_compose_file(TYPOS);
    page.send(Action::ApplyFix { problem: 0, fix: 0 });
    page.send(Action::OpenExample(examples::ALL[0].name.to_owned()));
    assert!(!page.state.has_fix_to_undo());
}

#[test]
fn fix_keeps_what_was_typed_since_the_last_analysis() {
    let mut page = Page::with_compose_file(TYPOS);
    page.state.files.write("compose.yaml", format!("# typed\n{TYPOS}"));
    page.send(Action::ApplyFix { problem: 1, fix: 0 });
    assert!(page.text().starts_with("# typed\n") && page.text().matches("imagee").count() == 1);
    let text = GOOD.to_owned();
    page.state.files.write("compose.yaml", text);
    page.send(Action::ApplyFix { problem: 0, fix: 0 });
    assert_eq!(page.text(), GOOD);
    assert_eq!(toast(&page), "The problem has changed, so nothing was fixed");
}

#[test]
fn suggestion_is_applied_once() {
    let mut page = Page::open(StoredTexts::default(), "");
    let before = files(&page);
    page.state.files.write(
        ".env",
        format!("{}# typed\n", page.state.files.text(".env").unwrap_or_default()),
    );
    page.send(Action::ApplySuggestion);
    let applied = files(&page);
    assert_ne!(applied, before);
    assert!(
        page.state
            .files
            .text(".env")
            .is_some_and(|text| text.ends_with("# typed\n"))
    );
    assert!(page.state.has_fix_to_undo() && page.effects.contains(&Effect::FocusEditor));
    page.send(Action::UndoFix);
    assert_eq!(page.state.files.text("compose.yaml"), Some(before[0].1.as_str()));
}

#[test]
fn all_problems_of_a_kind_are_fixed_in_one_step() {
    let text = format!("{TYPOS}  c:\n    image: z:1\n    restartt: always\n    priviliged: true\n");
    let mut page = Page::with_compose_file(&text);
    let labels: Vec<_> = page
        .state
        .analysis
        .problems
        .iter()
        .map(|problem| problem.fix_all_label())
        .collect();
    assert_eq!(labels[0].as_deref(), Some("Fix all 4 of this kind"), "{labels:?}");
    page.send(Action::ApplyFixToAll(0));
    let expected = text
        .replace("imagee", "image")
        .replace("restartt", "restart")
        .replace("priviliged", "privileged");
    assert_eq!(page.text(), expected);
    assert_eq!(
        (toast(&page), shown_change(&page)),
        ("Applied 4 fixes", Some("image: x:1"))
    );
    let writes = page
        .effects
        .iter()
        .filter(|effect| matches!(effect, Effect::WriteFile(_)));
    assert_eq!(writes.count(), 1, "one step to undo");
    page.send(Action::UndoFix);
    assert_eq!(page.text(), text);
}

#[test]
fn fixes_that_touch_each_other_are_all_applied() {
    let mut page = Page::with_compose_file(TYPOS);
    let mut problems = page.state.analysis.problems.clone();
    let touching = Edit::new(problems[0].diagnostic.fixes[0].edits[0].span.end_point(), "");
    problems[1].diagnostic.fixes[0].edits.push(touching);
    page.state.analysis = Shared::new(Analysis {
        workspace: page.state.files.workspace(),
        problems,
        counts: page.state.analysis.counts,
        failed: true,
        empty: None,
        ..Analysis::default()
    });
    page.send(Action::ApplyFixToAll(0));
    assert_eq!(page.text(), TYPOS.replace("imagee", "image"));
    assert_eq!(toast(&page), "Applied 2 fixes");
}

#[test]
fn editor_offers_to_fix_all_of_a_kind() {
    let mut page = Page::with_compose_file(TYPOS);
    let json = annotations::diagnostics(&page.state, "compose.yaml");
    assert_eq!(json.matches("Fix all 2 of this kind").count(), 2, "{json}");
    // The actions are the first problem's fix and fixing both, and then those of the second problem.
    page.send(Action::ApplyFixByIndex(2));
    assert_eq!(page.text().matches("imagee").count(), 1);
    page.send(Action::UndoFix);
    page.send(Action::ApplyFixByIndex(3));
    assert_eq!(page.text().matches("imagee").count(), 0);
    page.send(Action::ApplyFixByIndex(99));
}

#[test]
fn second_compose_file_can_be_removed_or_used() {
    let other = "services:\n  other:\n    image: nginx:1.29\n";
    for (fix, title, services) in [
        (0, "Remove `docker-compose.yml`", &["db", "web"][..]),
        (1, "Use `docker-compose.yml` and remove `compose.yaml`", &["other"]),
    ] {
        let mut page = Page::with_compose_file(GOOD);
        page.state.files.write("docker-compose.yml", other.to_owned());
        page.send(Action::Analyze);
        let before = files(&page);
        let index = problem(&page, "multiple-compose-files");
        assert_eq!(page.state.analysis.problems[index].diagnostic.fixes[fix].title, title);
        page.send(Action::ApplySafeFixes);
        assert_eq!(files(&page), before, "no file is removed without being asked");
        page.send(Action::ApplyFix { problem: index, fix });
        assert_eq!(
            (page.services(), page.state.analysis.counts.total()),
            (services.to_vec(), 0)
        );
        let removed = before.iter().find(|(path, _)| page.state.files.text(path).is_none());
        let removed = removed.map(|(path, _)| path.as_str()).expect("a file was removed");
        let message = page.state.undo.as_ref().map(|undo| undo.message.clone());
        assert_eq!(message, Some(format!("Removed {removed}.")));
        assert!(page.effects.contains(&Effect::ForgetFile(removed.to_owned())));
        page.send(Action::Undo);
        assert_eq!(files(&page), before);
    }
}
