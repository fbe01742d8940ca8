//! Tests of the selected service and of when views follow it.

use super::*;

const PASTED: &str = "services:\n  api:\n    image: nginx:1.29\n  cache:\n    image: redis:8\n";

fn path() -> String {
    "compose.yaml".to_owned()
}

/// Moves the cursor to a word, as a click does.
fn click(page: &mut Page, word: &str) {
    let text = page.state.files.text("compose.yaml").unwrap_or_default();
    let offset = text.find(word).expect("the word is in the file");
    page.send(Action::MoveCursor { path: path(), offset });
}

/// Pastes a whole file. The editor reports the cursor, which is at the end, before or after the analysis.
fn paste(page: &mut Page, text: &str, is_analysis_delayed: bool) {
    let edit = Action::Edit {
        path: path(),
        text: text.to_owned(),
    };
    let cursor = Action::MoveCursor {
        path: path(),
        offset: text.len() - 1,
    };
    if is_analysis_delayed {
        update(&mut page.state, edit);
        page.send(cursor);
        page.send(Action::Analyze);
    } else {
        page.send(edit);
        page.send(cursor);
    }
}

#[test]
fn view_follows_the_first_click_after_a_paste() {
    for is_analysis_delayed in [false, true] {
        for is_selected_before in [false, true] {
            let mut page = Page::with_compose_file(GOOD);
            if is_selected_before {
                click(&mut page, "redis");
            }
            let before = page.state.selection.moves;
            paste(&mut page, PASTED, is_analysis_delayed);
            assert_eq!(page.state.selection.service.as_deref(), Some("cache"));
            assert_eq!(
                page.state.selection.moves, before,
                "the project starts at its beginning"
            );
            for (clicks, word) in ["redis", "nginx", "api", "redis"].into_iter().enumerate() {
                click(&mut page, word);
                let expected = before + [1, 2, 2, 3][clicks];
                assert_eq!(
                    page.state.selection.moves, expected,
                    "{word}, delayed: {is_analysis_delayed}"
                );
            }
        }
    }
}

#[test]
fn selection_is_of_the_analyzed_text() {
    let mut page = Page::with_compose_file(GOOD);
    click(&mut page, "nginx");
    let text = GOOD.replace("web", "proxy");
    update(&mut page.state, Action::Edit { path: path(), text });
    assert_eq!(page.state.selection.service.as_deref(), Some("web"));
    page.send(Action::Analyze);
    assert_eq!(page.state.selection.service.as_deref(), Some("proxy"));
}
