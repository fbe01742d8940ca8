//! Parses logical lines into instructions.

use std::ops::Range;

use crate::compose::attributes::duration;
use crate::diagnostic::Diagnostic;
use crate::source::Span;

use super::logical_lines::{LogicalLine, logical_lines};
use super::{Dockerfile, ImageHealthcheck, Instruction, Keyword, errors};

/// Parses a Dockerfile whose text is at `span`.
pub(super) fn parse(text: &str, span: Span) -> Dockerfile {
    let mut instructions = Vec::new();
    let mut diagnostics = Vec::new();
    for line in logical_lines(text) {
        match parse_instruction(&line, span) {
            Ok(instruction) => {
                if instruction.text.is_empty() {
                    diagnostics.push(errors::missing_arguments(&instruction));
                }
                if line.has_unclosed_heredoc {
                    diagnostics.push(errors::unclosed_heredoc(&instruction));
                }
                instructions.push(instruction);
            }
            Err(diagnostic) => diagnostics.push(*diagnostic),
        }
    }
    diagnostics.extend(errors::missing_from(&instructions, span));
    Dockerfile {
        instructions,
        diagnostics,
    }
}

fn parse_instruction(line: &LogicalLine, file: Span) -> Result<Instruction, Box<Diagnostic>> {
    let span = |range: Range<usize>| {
        let start = file.start as usize;
        Span::new(file.file, start + range.start..start + range.end)
    };
    let word_length = line.text.find(char::is_whitespace).unwrap_or(line.text.len());
    let (word, rest) = line.text.split_at(word_length);
    let word_start = line.offsets[0];
    let keyword_span = span(word_start..word_start + word.len());
    let keyword = Keyword::from_word(word).ok_or_else(|| errors::unknown_instruction(word, keyword_span))?;
    let (flags, flags_length) = parse_flags(rest);
    let text_start = word_length + flags_length;
    let text = line.text[text_start..].trim_end();
    let (start, end) = (line.offsets[text_start], line.offsets[text_start + text.len()]);
    Ok(Instruction {
        keyword,
        keyword_span,
        span: span(line.range.clone()),
        flags,
        json: parse_json_strings(text),
        text: text.to_owned(),
        text_span: span(start..end.max(start)),
        heredocs: line.heredocs.clone(),
    })
}

/// Parses the `--name=value` words at the start of a text. Returns them, and the length of the text before the
/// first other word.
fn parse_flags(text: &str) -> (Vec<(String, String)>, usize) {
    let mut flags = Vec::new();
    let mut at = 0;
    loop {
        at += text[at..].len() - text[at..].trim_start().len();
        let Some(flag) = text[at..].strip_prefix("--") else {
            return (flags, at);
        };
        let length = flag.find(char::is_whitespace).unwrap_or(flag.len());
        let (name, value) = flag[..length].split_once('=').unwrap_or((&flag[..length], ""));
        flags.push((name.to_owned(), value.to_owned()));
        at += "--".len() + length;
    }
}

/// Parses a JSON array of strings; returns `None` for any other text.
pub(super) fn parse_json_strings(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text).ok()
}

/// Parses a `HEALTHCHECK` instruction; returns `None` for `HEALTHCHECK NONE` and for a malformed one.
pub(super) fn parse_healthcheck(instruction: &Instruction) -> Option<ImageHealthcheck> {
    let text = instruction.text.trim();
    let word_length = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, command) = text.split_at(word_length);
    if !word.eq_ignore_ascii_case("CMD") {
        return None;
    }
    let command = command.trim();
    let test = match parse_json_strings(command) {
        Some(words) => std::iter::once("CMD".to_owned()).chain(words).collect(),
        None => vec!["CMD-SHELL".to_owned(), command.to_owned()],
    };
    let milliseconds = |text| duration::parse(text).ok().map(duration::Duration::millis);
    let flag = |name: &str| {
        let mut flags = instruction.flags.iter();
        flags.find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    };
    Some(ImageHealthcheck {
        test,
        interval: flag("interval").and_then(milliseconds),
        timeout: flag("timeout").and_then(milliseconds),
        retries: flag("retries").and_then(|retries| retries.parse().ok()),
        start_period: flag("start-period").and_then(milliseconds),
        start_interval: flag("start-interval").and_then(milliseconds),
    })
}
