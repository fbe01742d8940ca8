//! `drydock why`: explains an event with its chain of causes and the lines of the files that determine it.

use std::fmt::Write;
use std::process::ExitCode;

use clap::Args;
use drydock::sim::Reason;
use serde_json::json;

use crate::play::{Format, Play, Played, print};
use crate::session::Invocation;

/// The arguments of `why`.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Event to explain: SERVICE:EVENT, such as web:started, db:healthy or api:exited#2; command for the end of the
    /// command; ready for the event with which startup completes
    #[arg(value_name = "EVENT")]
    event: String,
    #[command(flatten)]
    play: Play,
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Simulates the project and prints why the event happens.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    // Only traces rename the project.
    let played = arguments.play.play(invocation, None, Format::Text);
    print(played.and_then(|played| answer(&played, arguments)))
}

fn answer(played: &Played, arguments: &Arguments) -> Result<String, String> {
    let about_command = arguments.event.starts_with("command");
    let timeline = if about_command {
        &played.timeline
    } else {
        played.non_empty_timeline()?
    };
    let record = timeline.find(&arguments.event)?;
    let question = played.timeline.question(record);
    let reasons = played.timeline.why(record);
    match arguments.format {
        Format::Text => Ok(to_text(played, &question, &reasons)),
        Format::Json => {
            let reasons: Vec<_> = reasons.iter().map(|reason| to_json(played, reason)).collect();
            let answer = json!({ "question": question, "reasons": reasons });
            serde_json::to_string_pretty(&answer).map_err(|error| error.to_string())
        }
    }
}

fn to_text(played: &Played, question: &str, reasons: &[Reason]) -> String {
    let mut text = format!("{question}\n");
    for reason in reasons {
        // Writing to a string cannot fail.
        let _ = write!(text, "{:>9} s  {}", format!("{:.1}", reason.at.seconds()), reason.text);
        if let Some((path, line)) = reason.span.and_then(|span| played.place(span)) {
            let _ = write!(text, "  ({path}:{line})");
        }
        text.push('\n');
    }
    text
}

fn to_json(played: &Played, reason: &Reason) -> serde_json::Value {
    let place = reason.span.and_then(|span| played.place(span));
    json!({
        "at": reason.at.seconds(),
        "text": reason.text,
        "file": place.as_ref().map(|(path, _)| path),
        "line": place.as_ref().map(|(_, line)| line),
    })
}
