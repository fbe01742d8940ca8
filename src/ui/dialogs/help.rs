//! The dialogs of the help menu.

use yew::prelude::*;

use drydock::compose;
use drydock::playground::{Action, HelpTopic};

use crate::ui::rich_text::rich_text;
use crate::ui::welcome::TAGLINE;
use crate::ui::widgets::dialog::Dialog;

/// Keyboard shortcuts and their effects.
const SHORTCUTS: [(&str, &[(&str, &str)]); 3] = [
    (
        "Editor",
        &[
            ("Ctrl+.", "Show the problem in this line and its fixes"),
            ("F8", "Go to the next problem"),
            ("Ctrl+F", "Search in the file"),
            ("Ctrl+Z", "Undo"),
            ("Ctrl+S", "Save now instead of shortly after the change"),
            ("Ctrl+M", "Let Tab leave the editor instead of indenting"),
        ],
    ),
    (
        "Graph and timeline",
        &[
            (
                "Enter",
                "Go to the service in the graph, or explain the bar in the timeline",
            ),
            ("Left, Right", "Move the playhead; with Shift in larger steps"),
            ("Home, End", "Move the playhead to the start or the end"),
            ("Space", "Start or stop playback while the playhead has focus"),
        ],
    ),
    (
        "Page",
        &[
            ("Left, Right", "Switch tabs, or move a splitter"),
            ("Esc", "Close a menu, a dialog or an explanation"),
        ],
    ),
];

/// Keys of `x-sim` and their meanings.
const SIMULATION_KEYS: [(&str, &str); 8] = [
    ("ready_after", "Health checks pass from this time on: `8s`, or `never`."),
    ("probe", "Results of health checks over time: `[{exit: 1}, {at: 3s}]`."),
    ("exits", "The process exits by itself: `{after: 300ms, code: 1}`."),
    ("on_stop", "Reaction to the stop signal: `ignore`, or `{after: 2s}`."),
    ("cannot_start", "The engine fails to start the container: `true`."),
    (
        "needs",
        "The process exits with code 1 if it cannot connect to this service.",
    ),
    ("logs", "Lines that the process logs: `{at: 1s, text: working}`."),
    ("image", "Settings that the image defines: `{stop_signal: SIGINT}`."),
];

/// An example of `x-sim`.
const SIMULATION_EXAMPLE: &str = "\
services:
  db:
    image: my/db
    healthcheck: {test: check, interval: 2s}
    x-sim:
      ready_after: 8s";

/// Shows a topic.
pub fn dialog(topic: HelpTopic, dispatch: &Callback<Action>) -> Html {
    let on_close = dispatch.reform(|()| Action::CloseDialog);
    let content = match topic {
        HelpTopic::About => about(),
        HelpTopic::Keyboard => keyboard(),
        HelpTopic::Simulation => simulation(),
        HelpTopic::Privacy => privacy(),
    };
    html! {
        <Dialog title={topic.title()} test_id="help-dialog" {on_close}>{ content }</Dialog>
    }
}

fn about() -> Html {
    let follows = format!(
        "Loading, error messages and the order of events follow Docker Compose {}.",
        compose::VERSION
    );
    html! {
        <>
            <p><strong>{ TAGLINE }</strong></p>
            <p>
                { "Drydock is a playground for Docker Compose that runs in your browser: no account, no server, no Docker. \
                   It shows what is wrong in a compose file and why, how Compose resolves it, how the services depend on each \
                   other, and how they start: health checks, retries, restarts and failures." }
            </p>
            <p data-testid="compose-version">{ follows }</p>
            <p>
                { rich_text("What the programs in the containers do is assumed from their images. \
                   Describe it in an `x-sim` key where the assumption is wrong.") }
            </p>
        </>
    }
}

fn keyboard() -> Html {
    html! {
        <>
            { for SHORTCUTS.iter().map(|(title, shortcuts)| html! {
                <section key={*title} class="help-section">
                    <h3>{ *title }</h3>
                    <dl class="definitions">
                        { for shortcuts.iter().map(|(keys, effect)| html! {
                            <><dt><kbd>{ *keys }</kbd></dt><dd>{ *effect }</dd></>
                        }) }
                    </dl>
                </section>
            }) }
            <p class="field-note">{ "On a Mac, press Cmd instead of Ctrl, and Shift+Option+M instead of Ctrl+M." }</p>
        </>
    }
}

fn simulation() -> Html {
    html! {
        <>
            <p>
                { rich_text("The simulation cannot know how long a program takes to become ready, or when it crashes. \
                   Describe it in an `x-sim` key in the service. Docker Compose ignores keys that start with `x-`, so the \
                   file still runs unchanged.") }
            </p>
            <pre class="code-sample">{ SIMULATION_EXAMPLE }</pre>
            <dl class="definitions">
                { for SIMULATION_KEYS.iter().map(|(key, meaning)| html! {
                    <><dt><code>{ *key }</code></dt><dd>{ rich_text(meaning) }</dd></>
                }) }
            </dl>
            <p class="field-note">{ "All keys are optional. Times count from the start of the container's current run." }</p>
        </>
    }
}

fn privacy() -> Html {
    html! {
        <>
            <p>
                { "Your files never leave this browser. There is no server that receives them, there are no cookies and no \
                   statistics, and the page's security policy forbids requests to other hosts." }
            </p>
            <p>{ "Your projects and settings are kept in this browser's local storage, until you clear the data of this site." }</p>
            <p>
                { rich_text("A link that you share contains the whole project, including `.env`, after the `#`. Browsers do not \
                   send that part to servers: only people with the link can read it.") }
            </p>
        </>
    }
}
