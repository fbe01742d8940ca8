//! From logical lines to instructions.

use crate::compose::attributes::duration;
use crate::source::Span;

use super::lines::{Line, logical_lines};
use super::{Dockerfile, ImageCheck, Instruction, Keyword, check};

pub(super) fn read(text: &str, span: Span) -> Dockerfile {
    let mut file = Dockerfile {
        instructions: Vec::new(),
        diagnostics: Vec::new(),
    };
    for line in logical_lines(text) {
        let place = |range: std::ops::Range<usize>| {
            let offset = span.start as usize;
            Span::new(span.file, offset + range.start..offset + range.end)
        };
        let word_length = line.text.find(char::is_whitespace).unwrap_or(line.text.len());
        let (word, rest) = line.text.split_at(word_length);
        let keyword_span = place(line.places[0]..line.places[0] + word.len());
        let Some(keyword) = Keyword::of(word) else {
            file.diagnostics.push(check::unknown(word, keyword_span));
            continue;
        };
        let (flags, text_start) = flags(rest, word_length);
        let content = line.text[text_start..].trim_end();
        let (start, end) = (line.places[text_start], line.places[text_start + content.len()]);
        let instruction = Instruction {
            keyword,
            keyword_span,
            span: place(line.range.clone()),
            flags,
            json: texts(content),
            text: content.to_owned(),
            text_span: place(start..end.max(start)),
            heredocs: line.heredocs.clone(),
        };
        file.diagnostics.extend(faults(&instruction, &line));
        file.instructions.push(instruction);
    }
    file.diagnostics.extend(check::order(&file.instructions, span));
    file
}

fn faults(instruction: &Instruction, line: &Line) -> Vec<crate::diagnostic::Diagnostic> {
    let mut faults = check::arguments(instruction);
    if line.unclosed {
        faults.push(check::unclosed(instruction));
    }
    faults
}

/// The `--name=value` words after a keyword, and where what follows them begins.
fn flags(rest: &str, offset: usize) -> (Vec<(String, String)>, usize) {
    let mut flags = Vec::new();
    let mut at = 0;
    loop {
        let blank = rest[at..].len() - rest[at..].trim_start().len();
        at += blank;
        let Some(flag) = rest[at..].strip_prefix("--") else {
            return (flags, offset + at);
        };
        let length = flag.find(char::is_whitespace).unwrap_or(flag.len());
        let (name, value) = flag[..length].split_once('=').unwrap_or((&flag[..length], ""));
        flags.push((name.to_owned(), value.to_owned()));
        at += 2 + length;
    }
}

/// The items of a JSON list of texts.
pub(super) fn texts(text: &str) -> Option<Vec<String>> {
    serde_json::from_str(text).ok()
}

/// What a HEALTHCHECK instruction says.
pub(super) fn healthcheck(instruction: &Instruction) -> Option<ImageCheck> {
    let text = instruction.text.trim();
    if text.eq_ignore_ascii_case("NONE") {
        return None;
    }
    let word_length = text.find(char::is_whitespace).unwrap_or(text.len());
    let (word, command) = text.split_at(word_length);
    if !word.eq_ignore_ascii_case("CMD") {
        return None;
    }
    let command = command.trim();
    let test = match texts(command) {
        Some(words) => std::iter::once("CMD".to_owned()).chain(words).collect(),
        None => vec!["CMD-SHELL".to_owned(), command.to_owned()],
    };
    let milliseconds = |text| duration::parse(text).ok().map(duration::Duration::millis);
    let flag = |name: &str| {
        instruction
            .flags
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    };
    Some(ImageCheck {
        test,
        interval: flag("interval").and_then(milliseconds),
        timeout: flag("timeout").and_then(milliseconds),
        retries: flag("retries").and_then(|retries| retries.parse().ok()),
        start_period: flag("start-period").and_then(milliseconds),
        start_interval: flag("start-interval").and_then(milliseconds),
    })
}
