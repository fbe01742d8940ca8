//! Explains syntax errors and suggests fixes.
//!
//! go-yaml only names the token that it did not expect. The lines around the error show what was probably
//! meant.

mod distant;

use std::ops::Range;

use super::fault::{Fault, FaultKind};
use super::scan::Mark;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, codes};
use crate::source::{FileId, Span};

/// Returns the diagnostic for a fault in a text. Earlier damaged lines are blank in the text.
pub(super) fn diagnostic(fault: &Fault, file: FileId, text: &str) -> Diagnostic {
    let diagnostic = Explainer { fault, file, text }.explain();
    match fault.kind {
        // go-yaml allows deeper nesting, so it reports no error here.
        FaultKind::NestingDepth => diagnostic,
        _ => diagnostic.upstream(fault.upstream()),
    }
}

/// Returns possible explanations of a fault, most likely first.
pub(super) fn candidates(fault: &Fault, file: FileId, text: &str) -> Vec<Diagnostic> {
    let generic = diagnostic(fault, file, text);
    if fault.kind == FaultKind::NestingDepth {
        return vec![generic];
    }
    let explainer = Explainer { fault, file, text };
    let with_upstream = |diagnostic: Diagnostic| diagnostic.upstream(fault.upstream());
    let line_above = explainer.misplaced_line_above().map(with_upstream);
    let quotes = explainer.quotes_open_at_line_end().into_iter().map(with_upstream);
    let line_alone = explainer.misplaced_line_alone().map(with_upstream);
    line_above
        .into_iter()
        .chain([generic])
        .chain(quotes)
        .chain(line_alone)
        .collect()
}

/// A fault and the text around it.
struct Explainer<'a> {
    fault: &'a Fault,
    file: FileId,
    text: &'a str,
}

impl<'a> Explainer<'a> {
    fn explain(&self) -> Diagnostic {
        use FaultKind as K;
        match self.fault.kind {
            K::CannotStartToken if self.byte() == Some(b'\t') => self.tab_indentation(),
            K::PlainTab | K::BlockTab => self.tab_indentation(),
            K::CannotStartToken => self.invalid_first_character(),
            K::AnchorName => self.invalid_anchor_name(),
            K::ValueNotAllowed => self.value_not_allowed(),
            K::MissingColon => self.missing_colon(self.context().byte()),
            K::BlockMappingKey | K::BlockSequenceItem | K::DocumentStart => self.misplaced(),
            K::UnclosedQuote | K::DocumentMarkerInQuotes => self.unclosed_quote(),
            K::FlowSequenceEnd => self.unclosed_bracket('[', ']'),
            K::FlowMappingEnd => self.unclosed_bracket('{', '}'),
            K::EntryNotAllowed => self.sequence_on_key_line(),
            K::UnknownEscape => self.unknown_escape(),
            K::UnsupportedVersion => self.unsupported_version(),
            K::BadLeadingByte | K::BadTrailingByte | K::BadLength | K::IncompleteCharacter => self
                .error(codes::YAML_NOT_UTF8, "this is not valid UTF-8", self.character())
                .help("Save the file as UTF-8."),
            K::ControlCharacter => self.control_character(),
            K::NestingDepth => self.error(
                codes::YAML_TOO_DEEP,
                "values are nested too deeply",
                self.rest_of_line(self.at()),
            ),
            kind => self.error(codes::YAML_SYNTAX, message(kind), self.rest_of_line(self.at())),
        }
    }

    /// Returns the offset of the problem.
    fn at(&self) -> usize {
        self.fault.problem.byte().min(self.text.len())
    }

    /// Returns the range of the character at the problem.
    fn character(&self) -> Range<usize> {
        let at = self.at();
        let length = self.text[at..].chars().next().map_or(0, char::len_utf8);
        at..at + length
    }

    /// Returns where the construct with the problem starts.
    fn context(&self) -> Mark {
        self.fault.context.unwrap_or(self.fault.problem)
    }

    /// Returns the byte at the problem.
    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at()).copied()
    }

    fn error(&self, code: Code, message: impl Into<String>, range: Range<usize>) -> Diagnostic {
        Diagnostic::error(code, message, self.span(range))
    }

    fn span(&self, range: Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    fn edit(&self, range: Range<usize>, text: impl Into<String>) -> Edit {
        Edit {
            span: self.span(range),
            text: text.into(),
        }
    }

    fn line_start(&self, at: usize) -> usize {
        self.text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1)
    }

    fn line_end(&self, at: usize) -> usize {
        self.text[at..]
            .find(['\n', '\r'])
            .map_or(self.text.len(), |length| at + length)
    }

    fn line(&self, at: usize) -> &'a str {
        &self.text[self.line_start(at)..self.line_end(at)]
    }

    /// Returns the range from an offset to the end of its line, without trailing blanks. If it is empty, returns the
    /// range of the last character before it that is not white space.
    fn rest_of_line(&self, at: usize) -> Range<usize> {
        let rest = self.text[at..self.line_end(at)].trim_end();
        if !rest.is_empty() {
            return at..at + rest.len();
        }
        let before = self.text[..at].trim_end();
        match before.chars().next_back() {
            Some(last) => before.len() - last.len_utf8()..before.len(),
            None => at..at,
        }
    }

    /// Returns the last line above that is neither blank nor a comment, with the offset of its start.
    fn line_above(&self, at: usize) -> Option<(usize, &'a str)> {
        let mut start = self.line_start(at);
        loop {
            let above = self.text[..start].trim_end();
            if above.is_empty() {
                return None;
            }
            start = self.line_start(above.len());
            let line = &above[start..];
            if !line.trim_start().starts_with('#') {
                return Some((start, line));
            }
        }
    }

    fn tab_indentation(&self) -> Diagnostic {
        let at = self.tab_offset();
        let start = self.line_start(at);
        let line = self.line(at);
        let width = indentation(line).len();
        let number = self.text[..start].matches('\n').count() + 1;
        let message = format!("line {number} is indented with a tab, but YAML allows only spaces");
        let mut diagnostic = self.error(codes::YAML_TAB, message, start..start + width);
        if line[..width].contains('\t') {
            diagnostic = diagnostic.fix("Indent with spaces", Applicability::Safe, self.replace_tabs(start));
        }
        diagnostic
    }

    /// Returns an offset in the line that is indented with a tab.
    fn tab_offset(&self) -> usize {
        let start = self.line_start(self.at());
        let indent = indentation(&self.text[start..self.line_end(start)]);
        if indent.contains('\t') || self.byte() == Some(b'\t') {
            return self.at();
        }
        let context = self.context().byte();
        let tab = self.text[context..].find('\t');
        tab.map_or(self.at(), |offset| context + offset)
    }

    /// Returns edits that replace the indentation of a line and of the following lines that are indented with tabs.
    fn replace_tabs(&self, start: usize) -> Vec<Edit> {
        let base = match self.line_above(start) {
            Some((_, above)) => {
                let opens_block = above.ends_with(':') || above.trim_start().starts_with("- ");
                indentation(above).len() + if opens_block { 2 } else { 0 }
            }
            None => 0,
        };
        let depth = |indent: &str| indent.matches('\t').count();
        let first = depth(indentation(self.line(start)));
        let mut edits = Vec::new();
        let mut at = start;
        while at < self.text.len() {
            let line = self.line(at);
            let indent = indentation(line);
            if !line.trim().is_empty() {
                if !indent.contains('\t') {
                    break;
                }
                let spaces = (base + 2 * depth(indent)).saturating_sub(2 * first);
                edits.push(self.edit(at..at + indent.len(), " ".repeat(spaces)));
            }
            at = self.next_line_start(at);
        }
        edits
    }

    /// Returns the offset where the next line starts. It is past the end of the text after the last line.
    fn next_line_start(&self, at: usize) -> usize {
        let end = self.line_end(at);
        end + if self.text[end..].starts_with("\r\n") { 2 } else { 1 }
    }

    fn invalid_first_character(&self) -> Diagnostic {
        let at = self.at();
        let character = self.text[at..].chars().next().unwrap_or(' ');
        let message = match character {
            ',' | ']' | '}' => format!("unexpected `{character}`"),
            _ => format!("a value cannot start with `{character}` unless it is quoted"),
        };
        let diagnostic = self.error(codes::YAML_NEEDS_QUOTES, message, self.rest_of_line(at));
        match character {
            '@' | '`' | '%' | '|' | '>' => self.with_quotes_fix(diagnostic, at),
            _ => diagnostic,
        }
    }

    fn invalid_anchor_name(&self) -> Diagnostic {
        let at = self.context().byte();
        let (indicator, kind) = match self.text.as_bytes().get(at) {
            Some(b'*') => ('*', "an alias"),
            _ => ('&', "an anchor"),
        };
        let message = format!("`{indicator}` starts {kind}, whose name must consist of letters and digits");
        let diagnostic = self
            .error(codes::YAML_NEEDS_QUOTES, message, self.rest_of_line(at))
            .help(format!("Quote the value if it is not {kind}."));
        self.with_quotes_fix(diagnostic, at)
    }

    /// Adds a fix that quotes the text from an offset to the end of the line.
    fn with_quotes_fix(&self, diagnostic: Diagnostic, at: usize) -> Diagnostic {
        let range = self.rest_of_line(at);
        let whole = &self.text[range.clone()];
        let value = whole.split(" #").next().unwrap_or(whole).trim_end();
        if value.is_empty() || value.contains('\'') {
            return diagnostic;
        }
        let edit = self.edit(range.start..range.start + value.len(), format!("'{value}'"));
        diagnostic.fix("Quote the value", Applicability::Safe, vec![edit])
    }

    fn value_not_allowed(&self) -> Diagnostic {
        let at = self.at();
        let start = self.line_start(at);
        let line = self.line(at);
        let before = &self.text[start..at];
        if let Some(colon) = before.find(": ") {
            let value = start + colon + 2 + indentation(&before[colon + 2..]).len();
            let message = "a value that contains `: ` must be quoted";
            let diagnostic = self.error(codes::YAML_NEEDS_QUOTES, message, self.rest_of_line(value));
            return self.with_quotes_fix(diagnostic, value);
        }
        if let Some(key_offset) = line_without_colon(self.text, at) {
            return self.missing_colon(key_offset);
        }
        let nested_key = before.trim();
        let indent = indentation(line).len();
        if let Some((above_start, above)) = self.line_above(at)
            && let Some((key, value)) = above.split_once(": ")
            && indentation(above).len() < indent
            && !value.trim().is_empty()
        {
            let name = key.trim_start_matches([' ', '-']);
            let column = key.len() - name.len();
            let message = format!("`{nested_key}` cannot be nested under `{name}`, which already has a value");
            let key_start = above_start + column;
            return self
                .error(codes::YAML_NESTED_VALUE, message, start + indent..at + 1)
                .label(
                    self.span(key_start..above_start + above.len()),
                    "this key and its value",
                )
                .fix(
                    format!("Move `{nested_key}:` to the level of `{name}`"),
                    Applicability::Safe,
                    self.change_indentation(start, indent, column),
                );
        }
        self.error(codes::YAML_SYNTAX, "unexpected `:`", at..at + 1)
    }

    /// Returns edits that move a line, its nested lines and its following siblings from one column to another.
    fn change_indentation(&self, start: usize, from: usize, to: usize) -> Vec<Edit> {
        let mut edits = Vec::new();
        let mut at = start;
        while at < self.text.len() {
            let line = self.line(at);
            let indent = indentation(line).len();
            if !line.trim().is_empty() {
                if indent < from {
                    break;
                }
                edits.push(self.edit(at..at + indent, " ".repeat((indent + to).saturating_sub(from))));
            }
            at = self.next_line_start(at);
        }
        edits
    }

    fn missing_colon(&self, at: usize) -> Diagnostic {
        let range = self.rest_of_line(at);
        let line = &self.text[range.clone()];
        let message = match line.split_once(' ') {
            Some((key, _)) if !line.starts_with(['"', '\'']) => format!("a colon is missing after `{key}`"),
            _ => format!("expected `key: value`, found `{line}`"),
        };
        let diagnostic = self.error(codes::YAML_MISSING_COLON, message, range.clone());
        match line.split_once(' ') {
            Some((key, _))
                if key
                    .bytes()
                    .all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte)) =>
            {
                let end = range.start + key.len();
                diagnostic.fix(
                    format!("Write `{key}:`"),
                    Applicability::Safe,
                    vec![self.edit(end..end, ":")],
                )
            }
            None => diagnostic.fix(
                format!("Write `{line}:`"),
                Applicability::ChangesBehavior,
                vec![self.edit(range.end..range.end, ":")],
            ),
            _ => diagnostic,
        }
    }

    /// Explains a line, or a part of one, that cannot be where it is.
    fn misplaced(&self) -> Diagnostic {
        let at = self.at();
        let start = self.line_start(at);
        let before = self.text[start..at].trim();
        if !before.is_empty() {
            let message = match before.chars().next_back() {
                Some(close @ ('"' | '\'' | ']' | '}')) => format!("unexpected text after the closing `{close}`"),
                _ => "unexpected text".to_owned(),
            };
            return self.error(codes::YAML_SYNTAX, message, self.rest_of_line(at));
        }
        let line = self.line(at);
        let indent = indentation(line).len();
        let is_list_item = line.trim_start().starts_with("- ") || line.trim() == "-";
        let number = self.fault.problem.line + 1;
        let sibling_column = self.nearest_sibling_column(at, indent);
        match self.line_above(at) {
            Some((_, above)) if indentation(above).len() != indent && sibling_column != indent => {
                let message = format!(
                    "line {number} is indented with {}, but its siblings with {sibling_column}",
                    spaces(indent)
                );
                self.error(
                    codes::YAML_INDENTATION,
                    message,
                    start..self.rest_of_line(at).end.max(at),
                )
                .fix(
                    format!("Indent with {}", spaces(sibling_column)),
                    Applicability::Safe,
                    self.change_indentation(start, indent, sibling_column),
                )
            }
            _ if is_list_item => self.error(
                codes::YAML_INDENTATION,
                "a list item cannot be among mapping keys",
                self.rest_of_line(at),
            ),
            _ if self.fault.kind == FaultKind::BlockSequenceItem => self.error(
                codes::YAML_INDENTATION,
                "expected a list item that starts with `- `",
                self.rest_of_line(at),
            ),
            _ => self.error(codes::YAML_SYNTAX, message(self.fault.kind), self.rest_of_line(at)),
        }
    }

    /// Returns the column of the enclosing blocks that is nearest to a line's own indentation.
    fn nearest_sibling_column(&self, at: usize, indent: usize) -> usize {
        let mut columns = Vec::new();
        let mut search_from = at;
        let mut lowest_column = usize::MAX;
        while let Some((start, line)) = self.line_above(search_from) {
            let column = indentation(line).len();
            if column < lowest_column {
                columns.push(column);
                lowest_column = column;
            }
            if column == 0 || columns.len() > 20 {
                break;
            }
            search_from = start;
        }
        columns
            .into_iter()
            .min_by_key(|column| column.abs_diff(indent))
            .unwrap_or(indent)
    }

    fn unclosed_quote(&self) -> Diagnostic {
        let at = self.context().byte();
        self.close_quote(at, self.text[at..].chars().next().unwrap_or('"'))
    }

    fn unclosed_bracket(&self, open: char, close: char) -> Diagnostic {
        let opening = self.context();
        let at = opening.byte();
        if self.fault.problem.line == opening.line {
            let fault_offset = self.at();
            return self
                .error(
                    codes::YAML_UNCLOSED_BRACKET,
                    format!("expected `,` or `{close}` before this"),
                    self.rest_of_line(fault_offset),
                )
                .label(self.span(at..at + 1), "opened here");
        }
        let number = opening.line + 1;
        let end = self.rest_of_line(at).end;
        let title = format!("Add a closing `{close}`");
        self.error(
            codes::YAML_UNCLOSED_BRACKET,
            format!("unclosed `{open}` on line {number}"),
            at..at + 1,
        )
        .fix(
            title,
            Applicability::ChangesBehavior,
            vec![self.edit(end..end, close.to_string())],
        )
    }

    fn sequence_on_key_line(&self) -> Diagnostic {
        let at = self.at();
        let start = self.line_start(at);
        let before = self.text[start..at].trim_end();
        let diagnostic = self.error(
            codes::YAML_LIST_ON_KEY_LINE,
            "a list cannot start on the line of its key",
            self.rest_of_line(at),
        );
        if !before.ends_with(':') {
            return diagnostic;
        }
        let column = indentation(before).len() + 2;
        diagnostic.fix(
            "Start the list on the next line",
            Applicability::Safe,
            vec![self.edit(start + before.len()..at, format!("\n{}", " ".repeat(column)))],
        )
    }

    fn unknown_escape(&self) -> Diagnostic {
        let at = self.at();
        let length = self.text[at..].chars().take(2).map(char::len_utf8).sum::<usize>();
        let escape = &self.text[at..at + length];
        self.error(
            codes::YAML_BAD_ESCAPE,
            format!("unknown escape sequence `{escape}`"),
            at..at + length,
        )
        .help("In double quotes, write a backslash twice. In single quotes, backslashes have no special meaning.")
        .fix(
            "Double the backslash",
            Applicability::Safe,
            vec![self.edit(at..at, "\\")],
        )
    }

    fn unsupported_version(&self) -> Diagnostic {
        let at = self.at();
        let range = self.rest_of_line(at);
        let next = (self.line_end(at) + 1).min(self.text.len());
        self.error(
            codes::YAML_VERSION,
            format!(
                "`{}` is not supported: Docker Compose only accepts version 1.1",
                &self.text[range.clone()]
            ),
            range,
        )
        .help("The directive has no other effect, so it can be removed.")
        .fix(
            "Remove the line",
            Applicability::Safe,
            vec![self.edit(self.line_start(at)..next, "")],
        )
    }

    fn control_character(&self) -> Diagnostic {
        let at = self.at();
        let character = self.text[at..].chars().next().unwrap_or('\0');
        let range = self.character();
        self.error(
            codes::YAML_CONTROL_CHARACTER,
            format!("control character U+{:04X} is not allowed", character as u32),
            range.clone(),
        )
        .fix("Remove the character", Applicability::Safe, vec![self.edit(range, "")])
    }
}

/// Returns the offset of the key in the line above if that line lacks a colon. go-yaml reports the error only at the
/// colon of the next line with the same indentation.
pub(super) fn line_without_colon(text: &str, at: usize) -> Option<usize> {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let above = text[..start].trim_end();
    let above_start = above.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let line = &above[above_start..];
    let indent = indentation(line);
    let content = line.trim_start();
    let lacks_colon = !content.is_empty()
        && !content.contains(": ")
        && !content.ends_with(':')
        && !content.starts_with(['-', '#', '"', '\'']);
    (lacks_colon && !text[start..at].contains(": ") && indentation(&text[start..at]) == indent)
        .then_some(above_start + indent.len())
}

fn indentation(line: &str) -> &str {
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}

fn spaces(count: usize) -> String {
    match count {
        0 => "no spaces".to_owned(),
        1 => "1 space".to_owned(),
        count => format!("{count} spaces"),
    }
}

/// Returns the message for a fault that does not need the text around it.
fn message(kind: FaultKind) -> &'static str {
    use FaultKind as K;
    match kind {
        K::KeyNotAllowed => "unexpected `? `",
        K::FlowDepth | K::BlockDepth => "values are nested too deeply",
        K::DirectiveName | K::DirectiveNameEnd | K::UnknownDirective => "expected `%YAML` or `%TAG`",
        K::DirectiveEnd => "unexpected text after the directive",
        K::VersionDigit | K::VersionMissing | K::VersionLong => "expected a version such as 1.1 after `%YAML`",
        K::TagHandle | K::TagUri | K::TagEscape | K::TagLeadingByte | K::TagTrailingByte | K::TagVerbatimEnd => {
            "`!` starts a tag, and this is not a valid one; quote the value if it is a string"
        }
        K::TagDirectiveBlank => "expected a handle, a space and a prefix after `%TAG`",
        K::TagEnd => "expected a space after the tag",
        K::BlockIndentZero => "the indentation indicator cannot be 0",
        K::BlockHeader => "the text of a `|` or `>` block must start on the next line",
        K::EscapeDigits => "`\\x`, `\\u` and `\\U` must be followed by 2, 4 and 8 hexadecimal digits",
        K::EscapeCode => "this escape sequence is not a valid character",
        K::DocumentStart => "unexpected text after the end of the document; start another document with `---`",
        K::DuplicateVersion => "duplicate `%YAML` directive",
        K::DuplicateTagDirective => "duplicate `%TAG` directive for this handle",
        K::UndefinedTagHandle => "undefined tag handle; declare it with `%TAG`",
        K::NodeContent => "expected a value",
        K::BlockSequenceItem => "expected `- `",
        K::BlockMappingKey => "expected a key",
        kind => kind.text(),
    }
}
