//! Profiles: turning on the services of a profile.

use super::super::action::Effect;
use super::super::state::State;
use super::editing;

/// The file that Docker Compose reads a project's variables from.
const ENV_FILE: &str = ".env";
/// The variable with the active profiles.
const VARIABLE: &str = "COMPOSE_PROFILES=";

/// Turns on a profile by adding it to `COMPOSE_PROFILES` in `.env`. This can be undone.
pub fn turn_on(state: &mut State, profile: &str) -> Vec<Effect> {
    let undo = state.undo_point(format!("Turned on profile {profile} in .env."));
    let text = state.files.text(ENV_FILE).unwrap_or_default();
    let text = with_profile(text, profile);
    state.files.write(ENV_FILE, text);
    let mut effects = vec![Effect::WriteFile(ENV_FILE.to_owned())];
    effects.extend(editing::changed(state));
    state.undo = Some(undo);
    effects
}

/// Returns the text of an env file in which `profile` is added to the active profiles. Comments and line breaks stay.
fn with_profile(text: &str, profile: &str) -> String {
    let mut lines: Vec<&str> = text.split_inclusive('\n').collect();
    let Some(index) = lines.iter().rposition(|line| line.starts_with(VARIABLE)) else {
        let line_break = if text.contains("\r\n") { "\r\n" } else { "\n" };
        let separator = if text.is_empty() || text.ends_with('\n') {
            ""
        } else {
            line_break
        };
        return format!("{text}{separator}{VARIABLE}{profile}{line_break}");
    };
    let value = &lines[index][VARIABLE.len()..];
    let value_end = value.find(" #").unwrap_or(value.trim_end().len());
    let (value, rest) = value.split_at(value_end);
    let active = value.trim().trim_matches(['"', '\'']);
    let comma = if active.is_empty() { "" } else { "," };
    let line = format!("{VARIABLE}{active}{comma}{profile}{rest}");
    lines[index] = &line;
    lines.concat()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::{Action, Files, update};

    #[test]
    fn profile_is_added_to_the_variable() {
        for (text, expected) in [
            ("", "COMPOSE_PROFILES=debug\n"),
            ("A=1", "A=1\nCOMPOSE_PROFILES=debug\n"),
            ("COMPOSE_PROFILES=\nA=1\n", "COMPOSE_PROFILES=debug\nA=1\n"),
            ("COMPOSE_PROFILES=\"a,b\"\n", "COMPOSE_PROFILES=a,b,debug\n"),
            (
                "OLD_COMPOSE_PROFILES=x\n#COMPOSE_PROFILES=\nCOMPOSE_PROFILES=\nA=1\n",
                "OLD_COMPOSE_PROFILES=x\n#COMPOSE_PROFILES=\nCOMPOSE_PROFILES=debug\nA=1\n",
            ),
            (
                "COMPOSE_PROFILES=a # the tools\n",
                "COMPOSE_PROFILES=a,debug # the tools\n",
            ),
            (
                "COMPOSE_PROFILES= # none\r\nA=1\r\n",
                "COMPOSE_PROFILES=debug # none\r\nA=1\r\n",
            ),
            ("A=1\r\n", "A=1\r\nCOMPOSE_PROFILES=debug\r\n"),
        ] {
            assert_eq!(with_profile(text, "debug"), expected);
        }
    }

    #[test]
    fn service_that_is_off_can_be_turned_on() {
        let mut state = State::default();
        let text =
            "services:\n  web:\n    image: nginx:1.29\n  shell:\n    image: alpine:3.22\n    profiles: [debug]\n";
        state.files = Files::new("demo", [("compose.yaml".to_owned(), text.to_owned())]);
        update(&mut state, Action::Analyze);
        let off = |state: &State| state.preview.as_ref().expect("a preview").drawing.off.len();
        let cards = |state: &State| state.preview.as_ref().expect("a preview").drawing.cards.len();
        assert_eq!((cards(&state), off(&state)), (1, 1));
        update(&mut state, Action::TurnOnProfile("debug".to_owned()));
        update(&mut state, Action::Analyze);
        assert_eq!((cards(&state), off(&state)), (2, 0));
        update(&mut state, Action::Undo);
        assert_eq!(state.files.text(".env"), None);
    }
}
