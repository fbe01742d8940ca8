//! The application, driven by actions as a browser would drive it.

use super::*;
use crate::playground::{
    Border, Dialog, Empty, Files, Format, Key, Saving, Speed, Spot, Stored, Tab, Theme, examples, state::Pane,
};
use crate::sim::Time;

const GOOD: &str = "services:\n  db:\n    image: redis\n  web:\n    image: nginx\n    depends_on: [db]\n";
const BROKEN: &str = "services:\n  db:\n    image: redis\n  web:\n    image: nginx\n    depends_on: [db\n";

/// A page, with a browser that carries out what touches the state and remembers the rest.
struct Page {
    state: State,
    asked: Vec<Effect>,
}

impl Page {
    fn opened(stored: Stored, fragment: &str) -> Self {
        let mut page = Page {
            state: State::default(),
            asked: Vec::new(),
        };
        page.send(Action::Start {
            stored,
            address: "https://drydock.test/p/".to_owned(),
            fragment: fragment.to_owned(),
        });
        page
    }

    fn with(text: &str) -> Self {
        let mut page = Page::opened(Stored::default(), "");
        page.state.files = Files::new("demo", [("compose.yaml".to_owned(), text.to_owned())]);
        page.state.picture = None;
        page.send(Action::Analyze);
        page.asked.clear();
        page
    }

    fn send(&mut self, action: Action) {
        for effect in update(&mut self.state, action) {
            match effect {
                Effect::Analyze | Effect::AnalyzeSoon => self.send(Action::Analyze),
                Effect::SaveSoon => self.send(Action::Save),
                Effect::Store(key, text) => {
                    self.asked.push(Effect::Store(key, text));
                    if key != Key::Settings {
                        self.send(Action::Saved);
                    }
                }
                other => self.asked.push(other),
            }
        }
    }

    fn edit(&mut self, text: &str) {
        self.send(Action::Edit {
            path: "compose.yaml".to_owned(),
            text: text.to_owned(),
        });
    }

    fn stored(&self, key: Key) -> Option<&str> {
        self.asked.iter().rev().find_map(|effect| match effect {
            Effect::Store(of, text) if *of == key => Some(text.as_str()),
            _ => None,
        })
    }

    fn services(&self) -> Vec<&str> {
        let picture = self.state.picture.as_ref();
        picture.map_or(Vec::new(), |picture| {
            picture.drawing.cards.iter().map(|card| card.name.as_str()).collect()
        })
    }

    fn text(&self) -> &str {
        self.state.files.text("compose.yaml").unwrap_or_default()
    }
}

#[test]
fn a_new_visitor_sees_the_first_example() {
    let page = Page::opened(Stored::default(), "");
    assert_eq!(page.state.files.name, examples::ALL[0].name);
    assert_eq!(page.services(), ["db", "web"]);
    assert_eq!((page.state.stale, page.state.analysis.counts.errors), (false, 0));
    assert!(page.state.now() > Time::ZERO);
}

#[test]
fn edits_are_kept_and_come_back() {
    let mut page = Page::with(GOOD);
    page.edit("services:\n  only:\n    image: redis\n");
    assert_eq!((page.services(), &page.state.saving), (vec!["only"], &Saving::Done));
    let stored = Stored {
        project: page.stored(Key::Project).map(str::to_owned),
        ..Stored::default()
    };
    let again = Page::opened(stored, "");
    assert_eq!(
        (again.services(), &again.state.files),
        (vec!["only"], &page.state.files)
    );
}

#[test]
fn a_broken_file_keeps_the_last_picture_and_says_so() {
    let mut page = Page::with(GOOD);
    page.edit(BROKEN);
    assert_eq!((page.services(), page.state.stale), (vec!["db", "web"], true));
    assert_eq!(
        page.state.stale_words().as_deref(),
        Some("compose.yaml has 1 error: the picture shows the last version that loaded")
    );
    page.edit(GOOD);
    assert_eq!((page.state.stale, page.state.stale_words()), (false, None));
}

#[test]
fn nothing_to_draw_has_its_reason() {
    for (text, expected) in [
        ("", Some(Empty::EmptyFile)),
        ("  \n", Some(Empty::EmptyFile)),
        ("services: [", Some(Empty::Errors)),
        (GOOD, None),
    ] {
        assert_eq!(Page::with(text).state.analysis.empty, expected, "{text:?}");
    }
    let mut page = Page::with(GOOD);
    page.send(Action::DeleteFile("compose.yaml".to_owned()));
    assert_eq!(page.state.analysis.empty, Some(Empty::NoComposeFile));
    page.send(Action::Undo);
    assert_eq!(page.text(), GOOD);
}

#[test]
fn what_cannot_be_read_is_put_aside() {
    let stored = Stored {
        project: Some("{damaged".to_owned()),
        ..Stored::default()
    };
    let page = Page::opened(stored, "");
    assert!(page.asked.contains(&Effect::Store(Key::Damaged, "{damaged".to_owned())));
    assert!(page.state.notice.is_some());
    assert_eq!(page.services(), ["db", "web"]);
}

#[test]
fn a_full_store_is_said_once_and_loses_nothing() {
    let mut page = Page::with(GOOD);
    page.send(Action::SaveFailed("its storage is full".to_owned()));
    assert!(page.state.notice.is_some());
    page.send(Action::DismissNotice);
    page.send(Action::SaveFailed("its storage is full".to_owned()));
    assert_eq!((page.state.notice.as_ref(), page.text()), (None, GOOD));
}

#[test]
fn an_example_can_be_undone_even_after_a_reload() {
    let mut page = Page::with(GOOD);
    page.send(Action::OpenExample("flask-mariadb-broken".to_owned()));
    assert_eq!(page.state.files.name, "flask-mariadb-broken");
    let stored = Stored {
        project: page.stored(Key::Project).map(str::to_owned),
        ..Stored::default()
    };
    for mut page in [page, Page::opened(stored, "")] {
        page.send(Action::Undo);
        assert_eq!((page.text(), page.services()), (GOOD, vec!["db", "web"]));
    }
}

#[test]
fn a_link_is_a_copy_beside_the_own_project() {
    let mut sender = Page::with(GOOD);
    sender.send(Action::Seek(Time(500)));
    sender.edit(&format!("{GOOD}# sent\n"));
    let fragment = sender.state.fragment.clone();
    let mut page = Page::opened(Stored::default(), &fragment);
    assert!(page.text().ends_with("# sent\n"));
    assert_eq!((page.state.now(), page.state.files.name.as_str()), (Time(500), "demo"));
    page.edit("services: {}\n");
    assert!(page.stored(Key::Copy).is_some() && page.stored(Key::Project).is_none());
    let stored = Stored {
        copy: page.stored(Key::Copy).map(str::to_owned),
        ..Stored::default()
    };
    assert_eq!(Page::opened(stored, &fragment).text(), "services: {}\n");
    page.send(Action::BackToMine);
    assert_eq!(
        (page.state.copy.as_ref(), page.state.files.name.as_str()),
        (None, examples::ALL[0].name)
    );
    page.send(Action::Undo);
    assert_eq!(page.text(), "services: {}\n");
}

#[test]
fn a_copy_can_become_the_own_project() {
    let fragment = opening::fragment_of(&Page::with(GOOD).state);
    let mut page = Page::opened(Stored::default(), &fragment);
    page.send(Action::KeepCopy);
    assert!(page.asked.contains(&Effect::ClearFragment));
    assert!(page.stored(Key::Project).is_some_and(|text| text.contains("redis")));
    page.send(Action::Undo);
    assert_eq!(page.state.files.name, examples::ALL[0].name);
}

#[test]
fn a_damaged_link_leaves_everything_as_it_was() {
    let mut page = Page::with(GOOD);
    for fragment in ["1:AAAA", "99:x", "nonsense"] {
        page.send(Action::FragmentChanged(fragment.to_owned()));
        assert!(page.state.notice.take().is_some(), "{fragment}");
        assert_eq!((page.text(), page.state.copy.as_ref()), (GOOD, None));
    }
}

#[test]
fn files_are_added_renamed_and_refused() {
    let mut page = Page::with(GOOD);
    page.send(Action::AddFile("conf/.env".to_owned()));
    assert_eq!(page.state.files.open, "conf/.env");
    page.send(Action::RenameFile {
        from: "conf/.env".to_owned(),
        to: ".env".to_owned(),
    });
    assert_eq!(page.state.files.open, ".env");
    page.send(Action::AddFile("compose.yaml".to_owned()));
    assert_eq!((page.state.files.len(), page.state.toast.is_some()), (2, true));
}

#[test]
fn a_folder_is_a_project_and_files_are_added() {
    let mut page = Page::with(GOOD);
    let env = (".env".to_owned(), "A=1\n".to_owned());
    page.send(Action::DropFiles {
        folder: None,
        files: vec![env.clone()],
        left_out: None,
    });
    assert_eq!((page.state.files.len(), page.state.files.name.as_str()), (2, "demo"));
    page.send(Action::DropFiles {
        folder: Some("Other".to_owned()),
        files: vec![
            ("compose.yaml".to_owned(), "services:\n  x: {image: a}\n".to_owned()),
            env,
        ],
        left_out: None,
    });
    assert_eq!((page.services(), page.state.files.name.as_str()), (vec!["x"], "other"));
    page.send(Action::Undo);
    assert_eq!(page.text(), GOOD);
}

#[test]
fn fixes_change_the_file_and_the_editor() {
    let mut page = Page::with(&format!("version: '3'\n{GOOD}"));
    assert_eq!(page.state.analysis.counts.warnings, 1);
    page.send(Action::FixAllSafe);
    assert_eq!((page.text(), page.state.analysis.counts.total()), (GOOD, 0));
    assert!(page.asked.contains(&Effect::WriteFile("compose.yaml".to_owned())));
}

#[test]
fn errors_are_shown_before_an_export() {
    let mut page = Page::with(BROKEN);
    page.send(Action::Export(Format::Zip));
    assert_eq!(page.state.dialog, Some(Dialog::ExportErrors(Format::Zip)));
    let downloads = |page: &Page| {
        page.asked
            .iter()
            .filter(|effect| matches!(effect, Effect::Download(_)))
            .count()
    };
    assert_eq!(downloads(&page), 0);
    page.send(Action::ExportAnyway(Format::Zip));
    assert_eq!((downloads(&page), page.state.dialog.as_ref()), (1, None));
    page.send(Action::ExportAnyway(Format::Svg));
    assert_eq!(downloads(&page), 1, "nothing has loaded, so there is nothing to draw");
}

#[test]
fn every_format_is_handed_out() {
    let mut page = Page::with(GOOD);
    for format in Format::ALL {
        page.send(Action::Export(format));
        let Some(Effect::Download(file)) = page.asked.iter().rfind(|effect| matches!(effect, Effect::Download(_)))
        else {
            panic!("{format:?} gives a file");
        };
        assert!(!file.bytes.is_empty() && file.name.contains('.'), "{format:?}");
    }
}

#[test]
fn the_playhead_moves_the_states() {
    let mut page = Page::with(GOOD);
    page.send(Action::Seek(Time::ZERO));
    let before = page.state.snapshot.clone();
    page.send(Action::SetSpeed(Speed::Hundred));
    page.send(Action::TogglePlay);
    assert!(page.asked.contains(&Effect::Animate));
    for _ in 0..60 {
        page.send(Action::Frame(100.0));
    }
    let end = page.state.picture.as_ref().map(|picture| picture.timeline.end);
    assert_eq!((Some(page.state.now()), page.state.playback.playing), (end, false));
    assert_ne!(before, page.state.snapshot);
    page.send(Action::Step(-10));
    assert_eq!(end.map(|end| end.0 - 10), Some(page.state.now().0));
}

#[test]
fn a_place_opens_its_file() {
    let mut page = Page::with(GOOD);
    page.send(Action::AddFile(".env".to_owned()));
    let spot = Spot {
        path: "compose.yaml".to_owned(),
        range: 12..14,
        line: 2,
        column: 3,
    };
    page.send(Action::GoTo(spot.clone()));
    assert_eq!(
        (page.state.files.open.as_str(), page.state.pane),
        ("compose.yaml", Pane::Files)
    );
    assert_eq!(page.asked.last(), Some(&Effect::Reveal(spot)));
}

#[test]
fn the_cursor_selects_its_service() {
    let mut page = Page::with(&format!("{GOOD}volumes:\n  data:\n"));
    for (word, expected) in [
        ("redis", Some("db")),
        ("depends_on", Some("web")),
        ("data:", None),
        ("services", None),
    ] {
        let offset = page.text().find(word).unwrap_or_default();
        page.send(Action::Cursor {
            path: "compose.yaml".to_owned(),
            offset,
        });
        assert_eq!(page.state.selected.as_deref(), expected, "{word}");
    }
}

#[test]
fn settings_are_kept() {
    let mut page = Page::with(GOOD);
    page.send(Action::NextTheme);
    page.send(Action::MoveBorder(Border::Columns, 500.0));
    let stored = Stored {
        settings: page.stored(Key::Settings).map(str::to_owned),
        ..Stored::default()
    };
    let again = Page::opened(stored, "").state.settings;
    assert_eq!((again.theme, again.share(Border::Columns)), (Theme::Light, 80.0));
}

#[test]
fn an_answer_belongs_to_its_timeline() {
    let mut page = Page::with(GOOD);
    let started = page
        .state
        .picture
        .as_ref()
        .and_then(|picture| picture.timeline.lanes[1].segments.last().copied());
    page.send(Action::Why(started.expect("web has a lane").record));
    assert!(page.state.why.is_some());
    page.send(Action::ShowTab(Tab::Resolved));
    assert!(page.state.why.is_some());
    page.edit(&format!("{GOOD}    restart: always\n"));
    assert!(page.state.why.is_none());
}
