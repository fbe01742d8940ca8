//! Substitution of variables in a text: `$NAME`, `${NAME}` and `${NAME:-default}` in all their forms.
//!
//! Compose finds references with a regular expression and balances braces afterwards. What it accepts follows from
//! that and not from a grammar; this module reproduces it by hand in linear time. The word after an operator is
//! always substituted first, so an error in the word counts even if the word is not needed. Nesting is bounded by
//! `MAX_NESTING`. Source: compose-go v2.9.1 `template/template.go`.

use std::fmt;
use std::ops::Range;

use crate::yaml::go_format;

/// Maximum nesting of defaults inside defaults.
const MAX_NESTING: usize = 50;

/// The result of a substitution.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Substituted {
    /// The new text. Meaningless if there is an error.
    pub text: String,
    /// The references in the order in which Compose looks them up.
    pub references: Vec<Reference>,
    /// The first error, which is the one Compose reports.
    pub error: Option<TemplateError>,
}

/// A reference to a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// Name of the variable.
    pub name: String,
    /// Byte range in the template, including the `$`.
    pub range: Range<usize>,
    /// The kind of text that replaces the reference.
    pub outcome: Outcome,
    /// Whether the replacement is part of the new text. It is not inside a default that is not needed.
    pub is_used: bool,
}

/// The kind of text that replaces a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The variable's value, or nothing if the condition of `:+` fails.
    Value,
    /// The word after `-`, `:-`, `+` or `:+`.
    Word,
    /// Nothing: the variable is not set. Compose warns.
    Blank,
    /// Nothing: a required variable has no value. This is an error.
    Missing,
}

/// An error in a template.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateError {
    /// A `${` that does not begin a reference.
    Invalid {
        /// The text that Compose prints: the template, or the part of it that Compose was matching.
        template: String,
        /// Byte range of the `${` in the whole template.
        range: Range<usize>,
    },
    /// A required variable without a value.
    Required {
        /// Name of the variable.
        name: String,
        /// The message after `?`, possibly empty.
        message: String,
        /// Byte range of the reference in the whole template.
        range: Range<usize>,
    },
}

impl TemplateError {
    /// Returns what Compose prints for a value at a path of the model.
    pub fn at_path(&self, path: &str) -> String {
        match self {
            TemplateError::Invalid { template, .. } => format!(
                "invalid interpolation format for {path}.\nYou may need to escape any $ with another $.\n{template}"
            ),
            TemplateError::Required { .. } => format!("error while interpolating {path}: {self}"),
        }
    }

    /// Returns the byte range of the faulty reference in the whole template.
    pub fn range(&self) -> Range<usize> {
        match self {
            TemplateError::Invalid { range, .. } | TemplateError::Required { range, .. } => range.clone(),
        }
    }
}

impl fmt::Display for TemplateError {
    /// Formats the error as Compose prints it in env files, where there is no path.
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            TemplateError::Invalid { template, .. } => write!(out, "Invalid template: {}", go_format::quote(template)),
            TemplateError::Required { name, message, .. } if message.is_empty() => {
                write!(out, "required variable {name} is missing a value")
            }
            TemplateError::Required { name, message, .. } => {
                write!(out, "required variable {name} is missing a value: {message}")
            }
        }
    }
}

/// Replaces the references in a template. `lookup` returns the value of a variable that is set.
pub fn substitute(template: &str, lookup: &mut dyn FnMut(&str) -> Option<String>) -> Substituted {
    let mut substitution = Substitution {
        template,
        lookup,
        references: Vec::new(),
    };
    let (text, error) = substitution.substitute_range(0..template.len(), 0, true);
    Substituted {
        text,
        references: substitution.references,
        error,
    }
}

/// Returns the warning that Compose prints for a variable that is not set.
pub fn unset_warning(name: &str) -> String {
    format!(
        "The {} variable is not set. Defaulting to a blank string.",
        go_format::quote(name)
    )
}

struct Substitution<'a> {
    template: &'a str,
    lookup: &'a mut dyn FnMut(&str) -> Option<String>,
    references: Vec<Reference>,
}

/// The operator of a reference: `-`, `+` or `?`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Default,
    Alternative,
    Required,
}

/// A reference in braces.
struct BracedReference {
    name: Range<usize>,
    operation: Option<Operation>,
    /// End of the reference, after the closing brace.
    end: usize,
    /// End of the match of Compose's regular expression. The text between the closing brace and this end is
    /// substituted separately, so an error in it is printed with that text only.
    match_end: usize,
}

/// The operator and word of a reference in braces.
struct Operation {
    operator: Operator,
    /// Whether there is a colon before the operator: an empty value counts as unset.
    treats_empty_as_unset: bool,
    word: Range<usize>,
}

impl Substitution<'_> {
    /// Substitutes a range of the template: all of it, or the word after an operator.
    fn substitute_range(
        &mut self,
        range: Range<usize>,
        depth: usize,
        is_used: bool,
    ) -> (String, Option<TemplateError>) {
        let mut text = String::with_capacity(range.len());
        let mut error = None;
        let mut position = range.start;
        // The part of the template that Compose prints with an error.
        let mut printed = range.clone();
        let mut last_brace = LastBrace::default();
        while let Some(offset) = self.template[position..range.end].find('$') {
            let dollar = position + offset;
            text.push_str(&self.template[position..dollar]);
            if dollar >= printed.end {
                printed = range.clone();
            }
            let rest = &self.template[dollar + 1..range.end];
            position = if rest.starts_with('$') {
                text.push('$');
                dollar + 2
            } else if rest.starts_with('{') {
                match self.find_braced(dollar, range.end, &mut last_brace) {
                    Some(braced) if depth < MAX_NESTING => {
                        if braced.end < braced.match_end {
                            printed = braced.end..braced.match_end;
                        }
                        match self.replace_braced(dollar, &braced, depth, is_used) {
                            Ok(value) => text.push_str(&value),
                            Err(inner) => error = error.or(Some(inner)),
                        }
                        braced.end
                    }
                    _ => {
                        error = error.or_else(|| Some(self.invalid(dollar, &printed)));
                        dollar + 2
                    }
                }
            } else {
                let length = name_length(rest);
                let end = dollar + 1 + length;
                match length {
                    0 => text.push('$'),
                    _ => text.push_str(&self.replace_plain(dollar + 1..end, dollar..end, is_used)),
                }
                end
            };
        }
        text.push_str(&self.template[position..range.end]);
        (text, error)
    }

    fn invalid(&self, dollar: usize, printed: &Range<usize>) -> TemplateError {
        TemplateError::Invalid {
            template: self.template[printed.clone()].to_owned(),
            range: dollar..dollar + 2,
        }
    }

    /// Finds the reference in braces at a `$` as Compose's regular expression and its balancing of braces do.
    fn find_braced(&self, dollar: usize, end: usize, last_brace: &mut LastBrace) -> Option<BracedReference> {
        let name_start = dollar + 2;
        let name = name_start..name_start + name_length(&self.template[name_start..end]);
        if name.is_empty() {
            return None;
        }
        let bytes = self.template.as_bytes();
        let (operator, treats_empty_as_unset) = match &bytes[name.end..end] {
            [b'}', ..] => {
                let end = name.end + 1;
                return Some(BracedReference {
                    name,
                    operation: None,
                    end,
                    match_end: end,
                });
            }
            [b':', operator @ (b'-' | b'+' | b'?'), ..] => (operator, true),
            [operator @ (b'-' | b'+' | b'?'), ..] => (operator, false),
            _ => return None,
        };
        let operator = match operator {
            b'-' => Operator::Default,
            b'+' => Operator::Alternative,
            _ => Operator::Required,
        };
        let word_start = name.end + if treats_empty_as_unset { 2 } else { 1 };
        let last = last_brace.find(self.template, word_start, end)?;
        let closing = closing_brace(&bytes[dollar..=last]).map_or(last, |closing| dollar + closing);
        Some(BracedReference {
            name,
            operation: Some(Operation {
                operator,
                treats_empty_as_unset,
                word: word_start..closing.max(word_start),
            }),
            end: closing + 1,
            match_end: last + 1,
        })
    }

    /// Replaces a reference without an operator.
    fn replace_plain(&mut self, name: Range<usize>, range: Range<usize>, is_used: bool) -> String {
        let name = &self.template[name];
        let value = (self.lookup)(name);
        let outcome = match value.is_some() {
            true => Outcome::Value,
            false => Outcome::Blank,
        };
        self.references.push(Reference {
            name: name.to_owned(),
            range,
            outcome,
            is_used,
        });
        value.unwrap_or_default()
    }

    fn replace_braced(
        &mut self,
        dollar: usize,
        braced: &BracedReference,
        depth: usize,
        is_used: bool,
    ) -> Result<String, TemplateError> {
        let range = dollar..braced.end;
        let Some(operation) = &braced.operation else {
            return Ok(self.replace_plain(braced.name.clone(), range, is_used));
        };
        let name = &self.template[braced.name.clone()];
        let value = (self.lookup)(name);
        let is_present = value
            .as_ref()
            .is_some_and(|value| !operation.treats_empty_as_unset || !value.is_empty());
        let takes_word = match operation.operator {
            Operator::Default => !is_present,
            Operator::Alternative => is_present,
            Operator::Required => false,
        };
        let (word, error) = self.substitute_range(operation.word.clone(), depth + 1, is_used && takes_word);
        if let Some(error) = error {
            return Err(error);
        }
        let is_missing = operation.operator == Operator::Required && !is_present;
        self.references.push(Reference {
            name: name.to_owned(),
            range: range.clone(),
            outcome: match (takes_word, is_missing) {
                (true, _) => Outcome::Word,
                (false, true) => Outcome::Missing,
                (false, false) => Outcome::Value,
            },
            is_used,
        });
        if is_missing {
            return Err(TemplateError::Required {
                name: name.to_owned(),
                message: word,
                range,
            });
        }
        Ok(if takes_word { word } else { value.unwrap_or_default() })
    }
}

/// Finds the last `}` of a line, and caches it for further positions on the same line.
#[derive(Default)]
struct LastBrace {
    line: Range<usize>,
    brace: Option<usize>,
}

impl LastBrace {
    /// Returns the last `}` between a position and the end of its line.
    fn find(&mut self, text: &str, position: usize, end: usize) -> Option<usize> {
        if !self.line.contains(&position) {
            let line_end = text[position..end].find('\n').map_or(end, |length| position + length);
            self.line = position..line_end;
            self.brace = text[position..line_end].rfind('}').map(|offset| position + offset);
        }
        self.brace.filter(|&brace| brace >= position)
    }
}

/// Returns the index of the brace that closes the first one. Like Compose, skips the character after an opening
/// brace.
fn closing_brace(bytes: &[u8]) -> Option<usize> {
    let mut depth = 0_usize;
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        match byte {
            b'}' if depth == 1 => return Some(index),
            b'}' => depth = depth.saturating_sub(1),
            b'{' => {
                depth += 1;
                index += 1;
            }
            _ => {}
        }
        index += 1;
    }
    None
}

/// Returns the length in bytes of the variable name at the start of a text.
///
/// Compose's regular expression ignores case, so it also accepts the two letters outside ASCII that fold to `s` and
/// `k`.
fn name_length(text: &str) -> usize {
    let is_letter = |character: char| matches!(character, '_' | 'a'..='z' | 'A'..='Z' | '\u{17F}' | '\u{212A}');
    text.char_indices()
        .find(|&(index, character)| !(is_letter(character) || (index > 0 && character.is_ascii_digit())))
        .map_or(text.len(), |(index, _)| index)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(name: &str) -> Option<String> {
        match name {
            "SET" => Some("here".to_owned()),
            "EMPTY" => Some(String::new()),
            _ => None,
        }
    }

    #[track_caller]
    fn check(template: &str, expected: Result<&str, &str>) {
        let substituted = substitute(template, &mut variables);
        let actual = match &substituted.error {
            None => Ok(substituted.text.clone()),
            Some(error) => Err(error.to_string()),
        };
        let expected = expected.map(str::to_owned).map_err(str::to_owned);
        assert_eq!(actual, expected, "{template:?}");
    }

    #[test]
    fn every_form_of_reference_is_substituted() {
        for (template, expected) in [
            ("plain", "plain"),
            ("$SET-$SET", "here-here"),
            ("${SET}x", "herex"),
            ("$NONE|${NONE}", "|"),
            ("5$ $1 $", "5$ $1 $"),
            ("$$SET $${SET}", "$SET ${SET}"),
            ("${SET:-d}${SET-d}", "herehere"),
            ("${EMPTY:-d}|${EMPTY-d}", "d|"),
            ("${NONE:-d}${NONE-e}", "de"),
            ("${SET:+a}${EMPTY:+a}${EMPTY+b}${NONE+c}", "ab"),
            ("${SET:?m}${EMPTY?m}", "here"),
            ("${NONE:-b?c}", "b?c"),
            ("${NONE:-${EMPTY:-${SET}}}", "here"),
            ("${NONE:-a} and ${NONE:-b}", "a and b"),
            ("${NONE:-{a}}x}", "{a}x}"),
            ("${NONE:-{}}x}", "{}}x"),
            ("${NONE:-$$}", "$"),
            ("${NONE-}", ""),
            ("a\n${NONE:-b}\nc", "a\nb\nc"),
        ] {
            check(template, Ok(expected));
        }
    }

    #[test]
    fn invalid_template_is_reported() {
        for (template, expected) in [
            ("x${", "Invalid template: \"x${\""),
            ("${}", "Invalid template: \"${}\""),
            ("${ SET }", "Invalid template: \"${ SET }\""),
            ("${1ST}", "Invalid template: \"${1ST}\""),
            ("${SET!x}", "Invalid template: \"${SET!x}\""),
            ("${SET:-a\nb}", "Invalid template: \"${SET:-a\\nb}\""),
            ("${SET:-a} ${} ", "Invalid template: \" ${}\""),
            ("${SET:-${}}", "Invalid template: \"${}\""),
            ("${NONE?}", "required variable NONE is missing a value"),
            (
                "${EMPTY:?no $SET}",
                "required variable EMPTY is missing a value: no here",
            ),
            (
                "${SET:-${NONE?inner}}",
                "required variable NONE is missing a value: inner",
            ),
        ] {
            check(template, Err(expected));
        }
        let error = substitute("a ${", &mut variables)
            .error
            .map(|error| error.at_path("services.a.image"));
        assert_eq!(
            error.as_deref(),
            Some(
                "invalid interpolation format for services.a.image.\nYou may need to escape any $ with another $.\na ${"
            )
        );
    }

    #[test]
    fn unset_variable_is_reported() {
        let references = substitute("$NONE ${EMPTY} ${NONE:-x}", &mut variables).references;
        let warnings: Vec<String> = references
            .iter()
            .filter(|reference| reference.outcome == Outcome::Blank)
            .map(|reference| unset_warning(&reference.name))
            .collect();
        assert_eq!(
            warnings,
            ["The \"NONE\" variable is not set. Defaulting to a blank string."]
        );
    }

    #[test]
    fn references_have_range_outcome_and_use() {
        let substituted = substitute("${SET:-$NONE} ${NONE}", &mut variables);
        let references: Vec<_> = substituted
            .references
            .iter()
            .map(|reference| (reference.range.clone(), reference.outcome, reference.is_used))
            .collect();
        assert_eq!(
            references,
            [
                (7..12, Outcome::Blank, false),
                (0..13, Outcome::Value, true),
                (14..21, Outcome::Blank, true)
            ]
        );
    }
}
