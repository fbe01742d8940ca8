//! Random steps in two tabs: the editor shows what the page holds, the browser stores it, and no tab loses its work.

use super::page::Page;
use super::*;
use crate::import::Import;
use crate::playground::storage;

/// Number of steps of one run.
const STEPS: usize = 2_000;
/// Texts that a visitor might paste. None of them is the whole file of a project.
const SNIPPETS: [&str; 8] = [
    "  cache:\n    image: redis:8\n",
    "    depends_on:\n      db:\n        condition: service_healthy\n",
    "    ports: [\"8080:80\", \"8080:81\"]\n",
    "\tbad: [",
    "image nginx\n",
    "${UNSET:?} \u{1F600} \u{65E5}\u{672C}\r\n",
    "include: [other.yaml]\n",
    "'",
];
const PATHS: [&str; 7] = [
    "compose.yaml",
    "docker-compose.yml",
    ".env",
    "web/Dockerfile",
    "compose.override.yaml",
    "../outside",
    "",
];

/// A sequence of random numbers: splitmix64.
struct Random(u64);

impl Random {
    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) as usize % bound.max(1)
    }

    fn pick<'a, T: ?Sized>(&mut self, items: &[&'a T]) -> &'a T {
        items[self.below(items.len())]
    }

    /// Returns a position between two characters.
    fn boundary(&mut self, text: &str) -> usize {
        let start = self.below(text.len() + 1);
        (start..=text.len())
            .find(|index| text.is_char_boundary(*index))
            .unwrap_or(text.len())
    }
}

/// Performs one random step in a tab.
fn step(page: &mut Page, random: &mut Random) {
    let open = page.state.files.open.clone();
    match random.below(28) {
        0..=5 => insert(page, random),
        6..=8 => delete(page, random),
        9..=10 => page.undo_in_editor(),
        11 => paste_project(page, random),
        12..=13 => apply_fix(page, random),
        14 => page.send(Action::ApplySafeFixes),
        15 => page.send(Action::ApplySuggestion),
        16..=17 => open_file(page, random),
        18 => page.send(Action::AddFile(random.pick(&PATHS).to_owned())),
        19 => page.send(Action::RenameFile {
            from: open,
            to: random.pick(&PATHS).to_owned(),
        }),
        20 => page.send(Action::DeleteFile(open)),
        21 => page.send(Action::Undo),
        22 => switch_project(page, random),
        23 => page.send(Action::UndoFix),
        24 => page.send(Action::AddInstead),
        25 => use_link(page, random),
        26 => import(page, random),
        _ => page.finish_pending(),
    }
}

/// Types or pastes a snippet.
fn insert(page: &mut Page, random: &mut Random) {
    let Some(mut text) = page.editor.shown_text() else {
        return;
    };
    text.insert_str(random.boundary(&text), random.pick(&SNIPPETS));
    page.type_in_editor(text, random.below(2) == 0);
}

fn delete(page: &mut Page, random: &mut Random) {
    let Some(mut text) = page.editor.shown_text() else {
        return;
    };
    let from = random.boundary(&text);
    let length = random.below(60);
    let to = (from + length..=text.len()).find(|index| text.is_char_boundary(*index));
    text.replace_range(from..to.unwrap_or(text.len()), "");
    page.type_in_editor(text, false);
}

/// Pastes a whole compose file over the open file.
fn paste_project(page: &mut Page, random: &mut Random) {
    let number = random.below(1_000);
    // Long files are analyzed with a delay.
    let comment = "# A comment.\n".repeat(random.below(2) * 500);
    page.type_in_editor(
        format!("services:\n  pasted-{number}:\n    image: nginx:1.29\n{comment}"),
        true,
    );
}

fn apply_fix(page: &mut Page, random: &mut Random) {
    let problem = random.below(page.state.analysis.problems.len());
    page.send(match random.below(4) {
        0 => Action::ApplyFixToAll(problem),
        fix => Action::ApplyFix { problem, fix: fix - 1 },
    });
}

fn open_file(page: &mut Page, random: &mut Random) {
    let paths: Vec<String> = page.state.files.iter().map(|file| file.path.clone()).collect();
    if let Some(path) = paths.get(random.below(paths.len())) {
        page.send(Action::OpenFile(path.clone()));
    }
}

/// Opens a link, keeps its copy or closes it.
fn use_link(page: &mut Page, random: &mut Random) {
    match random.below(4) {
        0 => page.send(Action::KeepLinkCopy),
        1 => page.send(Action::CloseLinkCopy),
        _ => page.open_link(&link::encode(&page.state)),
    }
}

/// Drops a project or a single file.
fn import(page: &mut Page, random: &mut Random) {
    let mut import = Import::default();
    let path = random.pick(&["dropped/compose.yml", "dropped/.env", "notes.txt", "docker-compose.yml"]);
    import.add(path, b"services:\n  dropped:\n    image: nginx:1.29\n");
    import.add("dropped/other.txt", b"text");
    page.send(Action::ImportFiles(import));
}

/// Opens, creates, renames or deletes a project.
fn switch_project(page: &mut Page, random: &mut Random) {
    let rows = page.state.project_rows();
    let id = rows[random.below(rows.len())].id.clone();
    page.send(match random.below(8) {
        0 => Action::NewProject,
        1 => Action::OpenExample("flask-mariadb".to_owned()),
        2 => Action::DeleteProject(id),
        3 => Action::DuplicateProject(id),
        5 => Action::RestoreProject(id),
        4 => Action::RenameProject {
            id,
            name: format!("name-{}", random.below(9)),
        },
        _ => Action::OpenProject(id),
    });
}

/// Asserts that the editor shows exactly what the page holds.
fn assert_editor_agrees(page: &Page, context: &str) {
    let files = &page.state.files;
    assert_eq!(page.editor.shown(), files.open, "{context}: the open file");
    for (path, text) in page.editor.texts() {
        assert_eq!(Some(text), files.text(path), "{context}: the text of {path}");
    }
}

/// Asserts that a reload of the tab opens the files that it shows.
fn assert_stored(page: &Page, context: &str) {
    // A blank project is not kept when another tab leaves it.
    if page.state.save_status == SaveStatus::Deleted || page.state.files.is_blank() {
        return;
    }
    assert_eq!(page.state.save_status, SaveStatus::Saved, "{context}");
    let reloaded = page.reload_alone();
    assert!(
        reloaded.state.files.has_same_content(&page.state.files),
        "{context}: a reload loses changes"
    );
}

/// Whether a tab has changes that are not saved, or that the other tab has not seen.
fn has_own_work(tab: &Page, other: &Page) -> bool {
    let id = &tab.state.project;
    let stored = tab.storage.project(id);
    tab.state.save_status == SaveStatus::Pending || !other.state.projects.is_known(id, stored.as_deref())
}

/// Whether a tab or the storage has these files.
fn is_kept(files: &Files, tabs: &[Page; 2]) -> bool {
    let shown = tabs.iter().any(|tab| tab.state.files.has_same_files(files));
    let stored = tabs[0].stored_projects();
    shown
        || stored
            .iter()
            .filter_map(|text| storage::read_project(text))
            .any(|project| project.files.has_same_files(files))
}

#[test]
fn random_steps_in_two_tabs_lose_nothing() {
    let mut random = Random(1);
    let first = Page::open(StoredTexts::default(), "");
    let mut tabs = [first.new_tab(), first];
    for tab in &mut tabs {
        tab.has_delays = true;
        tab.send(Action::RecordAnalysisTime(20.0));
    }
    for number in 0..STEPS {
        let context = format!("step {number}");
        let tab = random.below(2);
        step(&mut tabs[tab], &mut random);
        assert_editor_agrees(&tabs[tab], &context);
        if number % 7 == 0 {
            exchange(&mut tabs, &context);
        }
    }
}

/// Finishes what is pending in both tabs, and delivers storage events until no tab stores anything more.
fn exchange(tabs: &mut [Page; 2], context: &str) {
    let [first, second] = &*tabs;
    let mut before = Vec::new();
    for (tab, other) in [(first, second), (second, first)] {
        if has_own_work(tab, other) {
            before.push(tab.state.files.clone());
        }
    }
    for _ in 0..10 {
        tabs.iter_mut().for_each(Page::finish_pending);
        let stored = tabs.each_mut().map(Page::receive_storage_events);
        if stored == [false, false] {
            break;
        }
    }
    for tab in tabs.iter() {
        assert_editor_agrees(tab, context);
        assert_stored(tab, context);
    }
    for files in &before {
        assert!(is_kept(files, tabs), "{context}: a tab's work is lost");
    }
}
