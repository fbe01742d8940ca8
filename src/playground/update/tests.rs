//! Tests of the application: actions as a browser sends them, with a browser that performs effects.

mod fake_editor;
mod fixing;
mod help;
mod importing;
mod links;
mod page;
mod projects;
mod random_steps;
mod selection;
mod tabs;

use super::*;
use crate::export::{FORMATS, Format};
use crate::playground::scale::Scale;
use crate::playground::{
    Dialog, EmptyReason, Files, Location, ProjectId, SaveStatus, Speed, Split, StorageKey, StoredTexts, Theme,
    UnsavedEdits, View, examples, lanes, link,
};
use crate::sim::Time;
use page::Page;

const GOOD: &str = "services:\n  db:\n    image: redis:8\n  web:\n    image: nginx:1.29\n    depends_on: [db]\n";
const BROKEN: &str = "services:\n  db:\n    image: redis\n  web:\n    image: nginx\n    depends_on: [db\n";

fn format(name: &str) -> &'static Format {
    let mut formats = FORMATS.iter();
    formats.find(|format| format.name == name).expect("the format exists")
}

#[test]
fn new_visitor_sees_the_first_example() {
    let page = Page::open(StoredTexts::default(), "");
    assert_eq!(page.state.files.name, examples::ALL[0].name);
    assert_eq!(page.services(), ["db", "web"]);
    assert_eq!(
        (page.state.incomplete_message(), page.state.analysis.counts.errors),
        (None, 0)
    );
    assert!(page.state.now() > Time::ZERO);
}

#[test]
fn edits_are_stored_and_restored() {
    let mut page = Page::with_compose_file(GOOD);
    page.edit("services:\n  only:\n    image: redis\n");
    assert_eq!(
        (page.services(), &page.state.save_status),
        (vec!["only"], &SaveStatus::Saved)
    );
    let reopened = page.new_tab();
    assert_eq!(
        (reopened.services(), &reopened.state.files),
        (vec!["only"], &page.state.files)
    );
}

#[test]
fn broken_file_is_drawn_as_far_as_it_can_be_understood() {
    let mut page = Page::with_compose_file(GOOD);
    page.edit(BROKEN);
    assert_eq!(page.services(), ["db", "web"]);
    assert_eq!(page.state.incomplete_message().as_deref(), Some("incomplete: 1 error"));
    page.edit(GOOD);
    assert_eq!(page.state.incomplete_message(), None);
}

#[test]
fn services_of_an_earlier_file_are_never_shown() {
    let mut page = Page::with_compose_file(GOOD);
    page.edit("services:\n  api:\n    image: caddy\n    ports: [a]\n  queue: nats\n");
    assert_eq!(page.services(), ["api", "queue"]);
    page.edit("services: [");
    assert!(page.state.preview.is_none() && page.state.snapshot.services.is_empty());
}

#[test]
fn service_with_errors_is_marked_and_leads_to_the_first() {
    let page = Page::with_compose_file(
        "services:\n  db:\n    image: redis\n  web:\n    ports: [x]\n    restart: [a]\n    stop_grace_period: 5 s\n",
    );
    let preview = page.state.preview.as_ref().expect("the services are known");
    let [db, web] = &preview.drawing.cards[..] else {
        panic!("there are two cards");
    };
    assert_eq!(db.errors, None);
    let errors = web.errors.as_ref().expect("`web` has errors");
    assert_eq!((errors.count, errors.first.line), (3, 5));
    assert_eq!((web.full_image.as_str(), web.port.as_deref()), ("?", Some("?")));
}

#[test]
fn awaited_job_is_assumed_to_exit() {
    let compose = |x_sim: &str| {
        format!(
            "services:\n  migrate:\n    image: my/job\n{x_sim}  web:\n    image: my/web\n    depends_on:\n      \
             migrate: {{condition: service_completed_successfully}}\n"
        )
    };
    let page = Page::with_compose_file(&compose(""));
    let timeline = &page.state.preview.as_ref().expect("the project loads").timeline;
    assert!(timeline.ready.is_some());
    let lane = timeline.lanes.iter().find(|lane| lane.service.as_str() == "migrate");
    let lane = lane.expect("the job has a lane");
    assert_eq!(
        lanes::assumption(timeline, lane).as_deref(),
        Some("assumed: exits with 0 after 1 s")
    );
    let bars = lanes::bars(timeline, lane, &Scale::fitted(timeline.end, 800.0));
    let label = bars.last().and_then(|bar| bar.label.as_deref());
    assert_eq!(label, Some("done (assumed)"));
    let last = lane.segments.last().expect("the lane has segments");
    assert!(
        timeline
            .why(last.record)
            .iter()
            .any(|reason| reason.text.contains("(assumed: "))
    );

    let page = Page::with_compose_file(&compose("    x-sim: {exits: {after: 3s}}\n"));
    let timeline = &page.state.preview.as_ref().expect("the project loads").timeline;
    assert!(timeline.ready.is_some_and(|at| at >= Time(3000)) && timeline.assumed_job_duration("migrate").is_none());
}

#[test]
fn fix_for_unset_variables_adds_an_env_file_and_the_project_loads() {
    let mut page = Page::with_compose_file(
        "services:\n  web:\n    image: nginx:$TAG\n    ports: [\"$PORT:80\"]\n    stop_grace_period: $GRACE\n",
    );
    assert!(page.state.analysis.failed);
    let problems = page.state.analysis.problems.iter();
    let index = problems
        .enumerate()
        .find_map(|(index, problem)| (problem.diagnostic.message == "3 variables are not set").then_some(index))
        .expect("there is one problem for the variables");
    page.send(Action::ApplyFix { problem: index, fix: 0 });
    assert!(
        page.state
            .files
            .text(".env")
            .is_some_and(|text| text.contains("TAG=latest\n"))
    );
    assert!(!page.state.analysis.failed && page.state.incomplete_message().is_none());
}

#[test]
fn project_that_does_not_load_is_not_exported() {
    let mut page = Page::with_compose_file(BROKEN);
    for name in ["canonical", "svg", "mermaid"] {
        page.send(Action::Export(format(name)));
    }
    page.send(Action::CopyMermaid);
    page.send(Action::CopyResolved);
    let is_export = |effect: &&Effect| matches!(effect, Effect::Download(_) | Effect::Copy(_));
    assert_eq!((page.effects.iter().find(is_export), &page.state.dialog), (None, &None));
}

#[test]
fn empty_preview_has_a_reason() {
    for (text, expected) in [
        ("", Some(EmptyReason::EmptyFile)),
        ("  \n", Some(EmptyReason::EmptyFile)),
        ("# services:\n", Some(EmptyReason::EmptyFile)),
        ("services: {}\n", Some(EmptyReason::NoServices)),
        (
            "services: {a: {image: b, profiles: [c]}}\n",
            Some(EmptyReason::NoActiveServices),
        ),
        ("include: [other.yaml]\n", Some(EmptyReason::OnlyInclude)),
        ("services: [", Some(EmptyReason::Errors)),
        (GOOD, None),
    ] {
        assert_eq!(Page::with_compose_file(text).state.analysis.empty, expected, "{text:?}");
    }
    let page = Page::with_compose_file(
        "services: {a: {image: b, profiles: [tools, debug]}, c: {image: b, profiles: [debug]}}",
    );
    let profiles: Vec<&String> = page.state.analysis.off_profiles.iter().collect();
    assert_eq!(profiles, ["debug", "tools"]);
    let mut page = Page::with_compose_file(GOOD);
    page.send(Action::DeleteFile("compose.yaml".to_owned()));
    assert_eq!(page.state.analysis.empty, Some(EmptyReason::NoComposeFile));
    page.send(Action::Undo);
    assert_eq!(page.text(), GOOD);
}

#[test]
fn full_storage_is_reported_once_and_loses_nothing() {
    let mut page = Page::with_compose_file(GOOD);
    let key = StorageKey::Project(page.state.project.clone());
    page.send(Action::SaveFailed(key.clone(), "the storage is full".to_owned()));
    assert!(page.state.notice.is_some());
    page.send(Action::DismissNotice);
    page.send(Action::SaveFailed(key, "the storage is full".to_owned()));
    assert_eq!((page.state.notice.as_ref(), page.text()), (None, GOOD));
}

#[test]
fn opening_an_example_can_be_undone_after_a_reload() {
    let mut page = Page::with_compose_file(GOOD);
    page.send(Action::OpenExample("flask-mariadb-broken".to_owned()));
    assert_eq!(page.state.files.name, "flask-mariadb-broken");
    let reloaded = page.reload();
    for mut page in [page, reloaded] {
        assert_eq!(page.state.files.name, "flask-mariadb-broken");
        page.send(Action::Undo);
        assert_eq!((page.text(), page.services()), (GOOD, vec!["db", "web"]));
    }
}

#[test]
fn files_are_added_and_renamed() {
    let mut page = Page::with_compose_file(GOOD);
    page.send(Action::AddFile("conf/.env".to_owned()));
    assert_eq!(page.state.files.open, "conf/.env");
    assert_eq!(page.effects.pop(), Some(Effect::FocusEditor));
    page.send(Action::RenameFile {
        from: "conf/.env".to_owned(),
        to: ".env".to_owned(),
    });
    assert_eq!(page.state.files.open, ".env");
    assert_eq!(page.effects.pop(), Some(Effect::FocusEditor));
}

#[test]
fn rejected_path_is_explained_in_the_dialog() {
    let mut page = Page::with_compose_file(GOOD);
    let rejected = |page: &Page| page.state.rejected_path.clone().map(|(path, _)| path);
    page.send(Action::OpenDialog(Dialog::AddFile));
    for path in ["compose.yaml", "../x", " ", "compose.yaml/x"] {
        page.send(Action::AddFile(path.to_owned()));
        assert_eq!(
            (rejected(&page).as_deref(), &page.state.dialog),
            (Some(path), &Some(Dialog::AddFile))
        );
    }
    page.send(Action::AddFile(".env".to_owned()));
    assert_eq!((rejected(&page), &page.state.dialog), (None, &None));
    let dialog = Dialog::RenameFile(".env".to_owned());
    page.send(Action::OpenDialog(dialog.clone()));
    page.send(Action::RenameFile {
        from: ".env".to_owned(),
        to: "compose.yaml".to_owned(),
    });
    assert_eq!(
        (rejected(&page).as_deref(), &page.state.dialog),
        (Some("compose.yaml"), &Some(dialog))
    );
    page.send(Action::CloseDialog);
    assert_eq!((rejected(&page), page.state.toast.as_ref()), (None, None));
}

#[test]
fn safe_fixes_change_the_file_and_the_editor() {
    let mut page = Page::with_compose_file(&format!("version: '3'\n{GOOD}"));
    assert_eq!(page.state.analysis.counts.warnings, 1);
    page.send(Action::ApplySafeFixes);
    assert_eq!((page.text(), page.state.analysis.counts.total()), (GOOD, 0));
    assert!(page.effects.contains(&Effect::WriteFile("compose.yaml".to_owned())));
}

#[test]
fn export_warns_about_errors() {
    let mut page = Page::with_compose_file(BROKEN);
    page.send(Action::Export(format("zip")));
    assert_eq!(page.state.dialog, Some(Dialog::ExportErrors(format("zip"))));
    let downloads = |page: &Page| {
        page.effects
            .iter()
            .filter(|effect| matches!(effect, Effect::Download(_)))
            .count()
    };
    assert_eq!(downloads(&page), 0);
    page.send(Action::ExportAnyway(format("zip")));
    assert_eq!((downloads(&page), page.state.dialog.as_ref()), (1, None));
    page.send(Action::ExportAnyway(format("svg")));
    assert_eq!(downloads(&page), 1, "an SVG needs a valid project");
}

#[test]
fn every_format_is_downloaded() {
    let mut page = Page::with_compose_file(GOOD);
    for format in FORMATS {
        page.send(Action::Export(format));
        let Some(Effect::Download(file)) = page
            .effects
            .iter()
            .rfind(|effect| matches!(effect, Effect::Download(_)))
        else {
            panic!("{format:?} gives a file");
        };
        assert!(!file.bytes.is_empty() && file.name.contains('.'), "{format:?}");
    }
}

#[test]
fn playback_changes_the_states() {
    let mut page = Page::with_compose_file(GOOD);
    page.send(Action::Seek(Time::ZERO));
    let before = page.state.snapshot.clone();
    page.send(Action::SetSpeed(Speed::Hundred));
    page.send(Action::TogglePlayback);
    assert!(page.effects.contains(&Effect::RequestFrame));
    for _ in 0..60 {
        page.send(Action::AdvancePlayback(100.0));
    }
    let end = page.state.preview.as_ref().map(|preview| preview.timeline.end);
    assert_eq!((Some(page.state.now()), page.state.playback.playing), (end, false));
    assert_ne!(before, page.state.snapshot);
    page.send(Action::MovePlayhead(-10));
    assert_eq!(end.map(|end| end.0 - 10), Some(page.state.now().0));
}

#[test]
fn location_opens_its_file() {
    let mut page = Page::with_compose_file(GOOD);
    page.send(Action::AddFile(".env".to_owned()));
    let location = Location {
        path: "compose.yaml".to_owned(),
        range: 12..14,
        line: 2,
        column: 3,
    };
    page.send(Action::GoTo(location.clone()));
    assert_eq!(
        (page.state.files.open.as_str(), page.state.views.current()),
        ("compose.yaml", View::Files)
    );
    assert_eq!(page.effects.last(), Some(&Effect::Reveal(location)));
}

#[test]
fn cursor_selects_the_service() {
    let mut page = Page::with_compose_file(&format!("{GOOD}volumes:\n  data:\n"));
    for (word, expected) in [
        ("redis", Some("db")),
        ("depends_on", Some("web")),
        ("data:", None),
        ("services", None),
    ] {
        let offset = page.text().find(word).unwrap_or_default();
        page.send(Action::MoveCursor {
            path: "compose.yaml".to_owned(),
            offset,
        });
        assert_eq!(page.state.selection.service.as_deref(), expected, "{word}");
    }
}

#[test]
fn settings_are_restored() {
    let mut page = Page::with_compose_file(GOOD);
    page.send(Action::NextTheme);
    page.send(Action::MoveSplit(Split::Columns, 500.0));
    let stored = StoredTexts {
        settings: page.stored(StorageKey::Settings).map(str::to_owned),
        ..StoredTexts::default()
    };
    let settings = Page::open(stored, "").state.settings;
    assert_eq!((settings.theme, settings.share(Split::Columns)), (Theme::Light, 80.0));
}

#[test]
fn explanation_closes_when_the_timeline_changes() {
    let mut page = Page::with_compose_file(GOOD);
    let started = page
        .state
        .preview
        .as_ref()
        .and_then(|preview| preview.timeline.lanes[1].segments.last().copied());
    page.send(Action::Explain(started.expect("web has a segment").record));
    assert!(page.state.explanation.is_some());
    page.send(Action::ShowView(View::Resolved));
    assert!(page.state.explanation.is_some());
    page.edit(&format!("{GOOD}    restart: always\n"));
    assert!(page.state.explanation.is_none());
}

#[test]
fn edits_that_were_not_stored_are_restored() {
    let mut page = Page::with_compose_file(GOOD);
    page.edit(&format!("{GOOD}# stored\n"));
    let mut edits = UnsavedEdits::default();
    edits.set_project(&page.state);
    assert_eq!(edits.to_stored(), None);
    edits.record("compose.yaml", &format!("{GOOD}# unsaved\n"));
    let (key, text) = edits.to_stored().expect("an edit is not stored");
    page.storage.texts.borrow_mut().insert(key.clone(), text);
    let reopened = page.new_tab();
    assert_eq!(reopened.text(), format!("{GOOD}# unsaved\n"));
    assert!(reopened.effects.contains(&Effect::Erase(key.clone())));
    edits.remove_stored(&reopened.state.files);
    assert_eq!(edits.to_stored(), None);
    reopened.storage.texts.borrow_mut().retain(|other, _| *other == key);
    assert!(!reopened.new_tab().text().contains("# unsaved"));
}
