//! Syntax errors in the user's words, with a way out where there is one.
//!
//! go-yaml says which token it did not expect; here the lines around it tell what was meant.

use super::fault::{Fault, FaultKind};
use super::scan::Place;
use crate::diagnostic::{Applicability, Code, Diagnostic, Edit, codes};
use crate::source::{FileId, Span};

/// The diagnostic of a fault in a text (in which earlier damage is left out).
pub(super) fn diagnostic(fault: &Fault, file: FileId, text: &str) -> Diagnostic {
    let scene = Scene { fault, file, text };
    let diagnostic = scene.explain();
    match fault.kind {
        // go-yaml goes deeper than this library; it has nothing to say.
        FaultKind::TooDeep => diagnostic,
        _ => diagnostic.upstream(fault.upstream()),
    }
}

/// A fault and what is around it.
struct Scene<'a> {
    fault: &'a Fault,
    file: FileId,
    text: &'a str,
}

impl<'a> Scene<'a> {
    fn explain(&self) -> Diagnostic {
        use FaultKind as K;
        match self.fault.kind {
            K::CannotStartToken if self.byte() == Some(b'\t') => self.tab(),
            K::PlainTab | K::BlockTab => self.tab(),
            K::CannotStartToken => self.bad_start(),
            K::AnchorName => self.bad_anchor(),
            K::ValueNotAllowed => self.value_not_allowed(),
            K::MissingColon => self.missing_colon(self.context().byte()),
            K::BlockKey | K::Dash | K::DocumentStart => self.misplaced(),
            K::UnclosedQuote | K::QuotedMarker => self.unclosed_quote(),
            K::FlowSequenceEnd => self.unclosed_bracket('[', ']'),
            K::FlowMappingEnd => self.unclosed_bracket('{', '}'),
            K::EntryNotAllowed => self.list_on_key_line(),
            K::UnknownEscape => self.unknown_escape(),
            K::Version => self.version(),
            K::BadLeadingByte | K::BadTrailingByte | K::BadLength | K::CutShort => self
                .error(codes::YAML_NOT_UTF8, "this is no UTF-8 text", self.character())
                .help("Save the file as UTF-8."),
            K::ControlCharacter => self.control_character(),
            K::TooDeep => self.error(
                codes::YAML_TOO_DEEP,
                "values are nested too deep here",
                self.line_rest(self.at()),
            ),
            kind => self.error(codes::YAML_SYNTAX, phrase(kind), self.line_rest(self.at())),
        }
    }

    fn at(&self) -> usize {
        self.fault.at.byte().min(self.text.len())
    }

    /// The character where the fault is.
    fn character(&self) -> std::ops::Range<usize> {
        let at = self.at();
        let length = self.text[at..].chars().next().map_or(0, char::len_utf8);
        at..at + length
    }

    fn context(&self) -> Place {
        self.fault.context.unwrap_or(self.fault.at)
    }

    fn byte(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at()).copied()
    }

    fn error(&self, code: Code, message: impl Into<String>, range: std::ops::Range<usize>) -> Diagnostic {
        Diagnostic::error(code, message, self.span(range))
    }

    fn span(&self, range: std::ops::Range<usize>) -> Span {
        Span::new(self.file, range)
    }

    fn edit(&self, range: std::ops::Range<usize>, text: impl Into<String>) -> Edit {
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

    /// From a place to the end of its line, without blanks at the end; where nothing is left, the last
    /// character before.
    fn line_rest(&self, at: usize) -> std::ops::Range<usize> {
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

    /// The last line above that has content: where it begins, and the line.
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

    /// Number of a line, from 1.
    fn number(&self, place: Place) -> u32 {
        place.line + 1
    }

    fn tab(&self) -> Diagnostic {
        let at = self.tab_place();
        let start = self.line_start(at);
        let line = self.line(at);
        let width = indentation(line).len();
        let number = self.text[..start].matches('\n').count() + 1;
        let message = format!("line {number} is indented with a tab; YAML allows only spaces");
        let mut diagnostic = self.error(codes::YAML_TAB, message, start..start + width);
        if line[..width].contains('\t') {
            diagnostic = diagnostic.fix("Indent with spaces", Applicability::Safe, self.untab(start));
        }
        diagnostic
    }

    fn tab_place(&self) -> usize {
        let start = self.line_start(self.at());
        let indent = indentation(&self.text[start..self.line_end(start)]);
        if indent.contains('\t') || self.byte() == Some(b'\t') {
            return self.at();
        }
        let context = self.context().byte();
        let tab = self.text[context..].find("\t");
        tab.map_or(self.at(), |offset| context + offset)
    }

    /// Spaces for the tabs of a line and of those below that have tabs too.
    fn untab(&self, start: usize) -> Vec<Edit> {
        let base = match self.line_above(start) {
            Some((_, above)) => {
                let opens = above.ends_with(':') || above.trim_start().starts_with("- ");
                indentation(above).len() + if opens { 2 } else { 0 }
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
            let end = self.line_end(at);
            at = end + if self.text[end..].starts_with("\r\n") { 2 } else { 1 };
        }
        edits
    }

    fn bad_start(&self) -> Diagnostic {
        let at = self.at();
        let character = self.text[at..].chars().next().unwrap_or(' ');
        let message = match character {
            ',' | ']' | '}' => format!("`{character}` has nothing to stand after here"),
            _ => format!("a value can't begin with `{character}`; put it in quotes"),
        };
        let diagnostic = self.error(codes::YAML_NEEDS_QUOTES, message, self.line_rest(at));
        match character {
            '@' | '`' | '%' | '|' | '>' => self.with_quotes(diagnostic, at),
            _ => diagnostic,
        }
    }

    fn bad_anchor(&self) -> Diagnostic {
        let at = self.context().byte();
        let (sign, what) = match self.text.as_bytes().get(at) {
            Some(b'*') => ('*', "an alias"),
            _ => ('&', "an anchor"),
        };
        let message =
            format!("`{sign}` begins {what}, which needs a name of letters and digits; as text it needs quotes");
        let diagnostic = self.error(codes::YAML_NEEDS_QUOTES, message, self.line_rest(at));
        self.with_quotes(diagnostic, at)
    }

    /// Offers to quote what stands from a place to the end of the line.
    fn with_quotes(&self, diagnostic: Diagnostic, at: usize) -> Diagnostic {
        let range = self.line_rest(at);
        let whole = &self.text[range.clone()];
        let value = whole.split(" #").next().unwrap_or(whole).trim_end();
        if value.is_empty() || value.contains('\'') {
            return diagnostic;
        }
        let edit = self.edit(range.start..range.start + value.len(), format!("'{value}'"));
        diagnostic.fix("Put it in quotes", Applicability::Safe, vec![edit])
    }

    fn value_not_allowed(&self) -> Diagnostic {
        let at = self.at();
        let start = self.line_start(at);
        let line = self.line(at);
        let before = &self.text[start..at];
        if let Some(colon) = before.find(": ") {
            let value = start + colon + 2 + indentation(&before[colon + 2..]).len();
            let message = "this value holds `: `, so it must be in quotes";
            let diagnostic = self.error(codes::YAML_NEEDS_QUOTES, message, self.line_rest(value));
            return self.with_quotes(diagnostic, value);
        }
        if let Some(above) = line_without_colon(self.text, at) {
            return self.missing_colon(above);
        }
        let nested = before.trim();
        let indent = indentation(line).len();
        if let Some((above_start, above)) = self.line_above(at)
            && let Some((key, value)) = above.split_once(": ")
            && indentation(above).len() < indent
            && !value.trim().is_empty()
        {
            let name = key.trim_start_matches([' ', '-']);
            let column = key.len() - name.len();
            let message = format!("`{name}` already has a value, so `{nested}:` can't be nested under it");
            let key_start = above_start + column;
            return self
                .error(codes::YAML_NESTED_VALUE, message, start + indent..at + 1)
                .and(
                    self.span(key_start..above_start + above.len()),
                    "this key and its value",
                )
                .fix(
                    format!("Move `{nested}:` to the level of `{name}`"),
                    Applicability::Safe,
                    self.shift(start, indent, column),
                );
        }
        self.error(codes::YAML_SYNTAX, "a `:` can't stand here", at..at + 1)
    }

    /// Moves a line, those nested under it and its siblings below from one column to another.
    fn shift(&self, start: usize, from: usize, to: usize) -> Vec<Edit> {
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
            let end = self.line_end(at);
            at = end + if self.text[end..].starts_with("\r\n") { 2 } else { 1 };
        }
        edits
    }

    fn missing_colon(&self, at: usize) -> Diagnostic {
        let range = self.line_rest(at);
        let line = &self.text[range.clone()];
        let message = match line.split_once(' ') {
            Some((key, _)) if !line.starts_with(['"', '\'']) => format!("a colon is missing after `{key}`"),
            _ => format!("`{line}` stands where a `key: value` must"),
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

    /// A line, or a part of one, that does not fit where it stands.
    fn misplaced(&self) -> Diagnostic {
        let at = self.at();
        let start = self.line_start(at);
        let before = self.text[start..at].trim();
        if !before.is_empty() {
            let what = match before.chars().next_back() {
                Some(quote @ ('"' | '\'')) => format!("nothing can follow the closing `{quote}`"),
                Some(close @ (']' | '}')) => format!("nothing can follow the closing `{close}`"),
                _ => "this can't follow what stands before it".to_owned(),
            };
            return self.error(codes::YAML_SYNTAX, what, self.line_rest(at));
        }
        let line = self.line(at);
        let indent = indentation(line).len();
        let dash = line.trim_start().starts_with("- ") || line.trim() == "-";
        let number = self.number(self.fault.at);
        match self.line_above(at) {
            Some((_, above)) if indentation(above).len() != indent && self.sibling_column(at, indent) != indent => {
                let wanted = self.sibling_column(at, indent);
                let message = format!("line {number} has {}, its siblings have {wanted}", spaces(indent));
                self.error(codes::YAML_INDENTATION, message, start..self.line_rest(at).end)
                    .fix(
                        format!("Indent with {}", spaces(wanted)),
                        Applicability::Safe,
                        self.shift(start, indent, wanted),
                    )
            }
            _ if dash => self.error(
                codes::YAML_INDENTATION,
                "a list item can't stand among keys",
                self.line_rest(at),
            ),
            _ if self.fault.kind == FaultKind::Dash => self.error(
                codes::YAML_INDENTATION,
                "this stands among list items but does not begin with `- `",
                self.line_rest(at),
            ),
            _ => self.error(codes::YAML_SYNTAX, phrase(self.fault.kind), self.line_rest(at)),
        }
    }

    /// The column nearest to a line's own among those of the lines it could belong to.
    fn sibling_column(&self, at: usize, indent: usize) -> usize {
        let mut columns = Vec::new();
        let mut place = at;
        let mut lowest = usize::MAX;
        while let Some((start, line)) = self.line_above(place) {
            let column = indentation(line).len();
            if column < lowest {
                columns.push(column);
                lowest = column;
            }
            if column == 0 || columns.len() > 20 {
                break;
            }
            place = start;
        }
        columns
            .into_iter()
            .min_by_key(|column| column.abs_diff(indent))
            .unwrap_or(indent)
    }

    fn unclosed_quote(&self) -> Diagnostic {
        let place = self.context();
        let at = place.byte();
        let range = self.line_rest(at);
        let quote = self.text[at..].chars().next().unwrap_or('"');
        let number = self.number(place);
        let value = &self.text[range.clone()];
        let end = range.start + value.split(" #").next().unwrap_or(value).trim_end().len();
        self.error(
            codes::YAML_UNCLOSED_QUOTE,
            format!("the quote opened on line {number} is never closed"),
            range,
        )
        .fix(
            format!("Close it with `{quote}`"),
            Applicability::ChangesBehavior,
            vec![self.edit(end..end, quote.to_string())],
        )
    }

    fn unclosed_bracket(&self, open: char, close: char) -> Diagnostic {
        let place = self.context();
        let at = place.byte();
        if self.fault.at.line == place.line {
            let here = self.at();
            return self
                .error(
                    codes::YAML_UNCLOSED_BRACKET,
                    format!("a `,` or `{close}` is missing before this"),
                    self.line_rest(here),
                )
                .and(self.span(at..at + 1), "opened here");
        }
        let number = self.number(place);
        let end = self.line_rest(at).end;
        let title = format!("Close it with `{close}`");
        self.error(
            codes::YAML_UNCLOSED_BRACKET,
            format!("the `{open}` opened on line {number} is never closed"),
            at..at + 1,
        )
        .fix(
            title,
            Applicability::ChangesBehavior,
            vec![self.edit(end..end, close.to_string())],
        )
    }

    fn list_on_key_line(&self) -> Diagnostic {
        let at = self.at();
        let start = self.line_start(at);
        let before = self.text[start..at].trim_end();
        let diagnostic = self.error(
            codes::YAML_LIST_ON_KEY_LINE,
            "a list can't begin on the line of its key",
            self.line_rest(at),
        );
        if !before.ends_with(':') {
            return diagnostic;
        }
        let column = indentation(before).len() + 2;
        diagnostic.fix(
            "Begin the list on the next line",
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
            format!("`{escape}` means nothing between double quotes"),
            at..at + length,
        )
        .help("A backslash that stands for itself is written twice, or the text is put in single quotes.")
        .fix(
            "Double the backslash",
            Applicability::Safe,
            vec![self.edit(at..at, "\\")],
        )
    }

    fn version(&self) -> Diagnostic {
        let at = self.at();
        let range = self.line_rest(at);
        let next = (self.line_end(at) + 1).min(self.text.len());
        self.error(
            codes::YAML_VERSION,
            format!(
                "`{}` is refused: Docker Compose's parser knows only 1.1",
                &self.text[range.clone()]
            ),
            range,
        )
        .help("The line changes nothing else; leave it out.")
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
            format!("the invisible character U+{:04X} is not allowed", character as u32),
            range.clone(),
        )
        .fix("Remove it", Applicability::Safe, vec![self.edit(range, "")])
    }
}

/// Where the line above begins, when it is that line which lacks a colon: it has none, and stands in the
/// same column as the one in which go-yaml then finds a colon too many.
pub(super) fn line_without_colon(text: &str, at: usize) -> Option<usize> {
    let start = text[..at].rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let above = text[..start].trim_end();
    let above_start = above.rfind(['\n', '\r']).map_or(0, |end| end + 1);
    let line = &above[above_start..];
    let indent = indentation(line);
    let word = line.trim_start();
    let lacks = !word.is_empty() && !word.contains(':') && !word.starts_with(['-', '#', '"', '\'']);
    (lacks && !text[start..at].contains(": ") && indentation(&text[start..at]) == indent)
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

/// What is wrong, for faults that need no more than a sentence.
fn phrase(kind: FaultKind) -> &'static str {
    use FaultKind as K;
    match kind {
        K::KeyNotAllowed => "a `? ` key can't stand here",
        K::TooDeepFlow | K::TooDeepBlock => "values are nested too deep here",
        K::DirectiveName | K::DirectiveNameEnd | K::UnknownDirective => {
            "a line that begins with `%` must be `%YAML` or `%TAG`"
        }
        K::DirectiveEnd => "nothing more can stand in a `%` line",
        K::VersionDigit | K::VersionMissing | K::VersionLong => "`%YAML` needs a version like 1.1",
        K::TagHandle | K::TagUri | K::TagEscape | K::TagLeadingByte | K::TagTrailingByte | K::TagVerbatimEnd => {
            "`!` begins a tag, and this is none; as text it needs quotes"
        }
        K::TagDirectiveBlank => "`%TAG` needs a handle, a blank and a prefix",
        K::TagEnd => "a tag must end with a blank",
        K::BlockIndentZero => "an indentation of 0 is not allowed here",
        K::BlockHeader => "the text of a `|` or `>` block begins on the next line",
        K::EscapeDigits => "`\\x`, `\\u` and `\\U` need 2, 4 and 8 hexadecimal digits",
        K::EscapeCode => "this is the number of no character",
        K::DocumentStart => "the document has ended before this; another one begins with `---`",
        K::DuplicateVersion => "`%YAML` stands twice",
        K::DuplicateTag => "this `%TAG` handle is declared twice",
        K::UndefinedTagHandle => "this tag's handle is not declared by `%TAG`",
        K::NodeContent => "a value is missing here",
        K::Dash => "a `- ` is missing here",
        K::BlockKey => "a key must stand here",
        kind => kind.text(),
    }
}
