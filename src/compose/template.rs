//! Variables in texts: `$NAME`, `${NAME}` and `${NAME:-default}` in all their forms.
//!
//! Compose finds references with a regular expression and balances braces afterwards; what it accepts
//! follows from that, not from a grammar, and is repeated here by hand in linear time. The word after
//! an operator is itself substituted, always and first, so an error in it counts even when it is not
//! needed. Nesting is bounded by `MAX_NESTING`. Source: compose-go v2.9.1 `template/template.go`.

use std::ops::Range;

use crate::yaml::go_format;

/// How deep defaults may stand in defaults.
const MAX_NESTING: usize = 50;

/// A text with its variables put in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Substituted {
    /// The new text; of no use when there is an error.
    pub text: String,
    /// The references, in the order Compose looks them up.
    pub references: Vec<Reference>,
    /// The first error, which is the one Compose reports.
    pub error: Option<TemplateError>,
}

/// One reference to a variable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reference {
    /// The variable.
    pub name: String,
    /// Where it stands in the template, `$` included, in bytes.
    pub range: Range<usize>,
    /// What it brought.
    pub outcome: Outcome,
    /// Whether the variable is set at all.
    pub is_set: bool,
    /// Whether what it brought is in the text: not so in a default that is not needed.
    pub used: bool,
}

/// What a reference brings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// The variable's value, also where the condition of `:+` fails.
    Value,
    /// The word after `-`, `:-`, `+` or `:+`.
    Word,
    /// Nothing, for want of a value: Compose warns.
    Blank,
    /// Nothing, for want of a required value: an error.
    Missing,
}

/// Why a template can't be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum TemplateError {
    /// `${` that does not go on as it must.
    Invalid {
        /// The text that Compose prints: the template, or the part of it that it was looking at.
        template: String,
        /// Where the `${` stands, in bytes of the whole template.
        range: Range<usize>,
    },
    /// A required variable without a value.
    Required {
        /// The variable.
        name: String,
        /// The message after `?`, possibly empty.
        message: String,
        /// Where the reference stands, in bytes of the whole template.
        range: Range<usize>,
    },
}

impl TemplateError {
    /// What Compose prints for a value at a path of the model.
    pub fn at_path(&self, path: &str) -> String {
        match self {
            TemplateError::Invalid { template, .. } => format!(
                "invalid interpolation format for {path}.\nYou may need to escape any $ with another $.\n{template}"
            ),
            TemplateError::Required { .. } => format!("error while interpolating {path}: {self}"),
        }
    }

    /// Where the reference stands, in bytes of the template.
    pub fn range(&self) -> Range<usize> {
        match self {
            TemplateError::Invalid { range, .. } | TemplateError::Required { range, .. } => range.clone(),
        }
    }
}

impl std::fmt::Display for TemplateError {
    /// As Compose prints it where there is no path: in env files.
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
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

/// Puts the variables' values into a text.
pub fn substitute(template: &str, lookup: &mut dyn FnMut(&str) -> Option<String>) -> Substituted {
    let mut substitution = Substitution {
        template,
        lookup,
        references: Vec::new(),
    };
    let (text, error) = substitution.level(0..template.len(), 0, true);
    Substituted {
        text,
        references: substitution.references,
        error,
    }
}

/// The warnings Compose prints for variables without a value, in order.
pub fn warnings(references: &[Reference]) -> impl Iterator<Item = String> {
    references
        .iter()
        .filter(|reference| reference.outcome == Outcome::Blank)
        .map(|reference| {
            format!(
                "The {} variable is not set. Defaulting to a blank string.",
                go_format::quote(&reference.name)
            )
        })
}

struct Substitution<'a> {
    template: &'a str,
    lookup: &'a mut dyn FnMut(&str) -> Option<String>,
    references: Vec<Reference>,
}

/// `:-`, `?` and so on.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Operator {
    Default,
    Alternative,
    Required,
}

/// A reference in braces, with its operator and word.
struct Braced {
    name: Range<usize>,
    operation: Option<(Operator, bool, Range<usize>)>,
    /// One past the closing brace.
    end: usize,
    /// One past the last character that the regular expression took in: what follows the closing
    /// brace up to here is a template of its own.
    taken: usize,
}

impl Substitution<'_> {
    /// One template: the whole one, or the word after an operator.
    fn level(&mut self, range: Range<usize>, depth: usize, used: bool) -> (String, Option<TemplateError>) {
        let mut text = String::with_capacity(range.len());
        let mut error = None;
        let mut position = range.start;
        // What Compose prints of an error: the level, or what is left of a match of its expression.
        let mut shown = range.clone();
        let mut last_brace = LastBrace::default();
        while let Some(offset) = self.template[position..range.end].find('$') {
            let dollar = position + offset;
            text.push_str(&self.template[position..dollar]);
            if dollar >= shown.end {
                shown = range.clone();
            }
            let rest = &self.template[dollar + 1..range.end];
            position = if rest.starts_with('$') {
                text.push('$');
                dollar + 2
            } else if let Some(braced) = rest.strip_prefix('{') {
                let found = self.braced(dollar, name_length(braced), range.end, &mut last_brace);
                match found {
                    Some(found) if depth < MAX_NESTING => {
                        let end = found.end;
                        shown = if end < found.taken { end..found.taken } else { shown };
                        match self.reference(dollar, &found, depth, used) {
                            Ok(value) => text.push_str(&value),
                            Err(fault) => error = error.or(Some(fault)),
                        }
                        end
                    }
                    _ => {
                        error = error.or_else(|| {
                            Some(TemplateError::Invalid {
                                template: self.template[shown.clone()].to_owned(),
                                range: dollar..dollar + 2,
                            })
                        });
                        dollar + 2
                    }
                }
            } else {
                let length = name_length(rest);
                if length == 0 {
                    text.push('$');
                } else {
                    let name = dollar + 1..dollar + 1 + length;
                    let end = name.end;
                    text.push_str(&self.plain(name, dollar..end, used));
                }
                dollar + 1 + length
            };
        }
        text.push_str(&self.template[position..range.end]);
        (text, error)
    }

    /// A reference in braces at a `$`, as the regular expression and the balancing of braces find it.
    fn braced(&self, dollar: usize, length: usize, end: usize, last_brace: &mut LastBrace) -> Option<Braced> {
        let name = dollar + 2..dollar + 2 + length;
        if length == 0 {
            return None;
        }
        let bytes = self.template.as_bytes();
        let after = &bytes[name.end..end];
        let (operator, or_empty) = match after {
            [b'}', ..] => {
                let end = name.end + 1;
                return Some(Braced {
                    name,
                    operation: None,
                    end,
                    taken: end,
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
        let word = name.end + if or_empty { 2 } else { 1 };
        let last = last_brace.from(self.template, word, end)?;
        let closing = closing_brace(&bytes[dollar..=last]).map_or(last, |closing| dollar + closing);
        Some(Braced {
            name,
            operation: Some((operator, or_empty, word..closing.max(word))),
            end: closing + 1,
            taken: last + 1,
        })
    }

    fn plain(&mut self, name: Range<usize>, range: Range<usize>, used: bool) -> String {
        let name = &self.template[name];
        let value = (self.lookup)(name);
        self.references.push(Reference {
            name: name.to_owned(),
            range,
            outcome: if value.is_some() {
                Outcome::Value
            } else {
                Outcome::Blank
            },
            is_set: value.is_some(),
            used,
        });
        value.unwrap_or_default()
    }

    fn reference(&mut self, dollar: usize, braced: &Braced, depth: usize, used: bool) -> Result<String, TemplateError> {
        let range = dollar..braced.end;
        let Some((operator, or_empty, word)) = &braced.operation else {
            return Ok(self.plain(braced.name.clone(), range, used));
        };
        let name = &self.template[braced.name.clone()];
        let value = (self.lookup)(name);
        let present = value.as_ref().is_some_and(|value| !or_empty || !value.is_empty());
        let takes_word = match operator {
            Operator::Default => !present,
            Operator::Alternative => present,
            Operator::Required => false,
        };
        let (word, error) = self.level(word.clone(), depth + 1, used && takes_word);
        if let Some(error) = error {
            return Err(error);
        }
        let missing = *operator == Operator::Required && !present;
        self.references.push(Reference {
            name: name.to_owned(),
            range: range.clone(),
            outcome: match (takes_word, missing) {
                (true, _) => Outcome::Word,
                (false, true) => Outcome::Missing,
                (false, false) => Outcome::Value,
            },
            is_set: value.is_some(),
            used,
        });
        if missing {
            return Err(TemplateError::Required {
                name: name.to_owned(),
                message: word,
                range,
            });
        }
        Ok(if takes_word { word } else { value.unwrap_or_default() })
    }
}

/// The last `}` of a line, remembered while places are on the same line.
#[derive(Default)]
struct LastBrace {
    line: Range<usize>,
    brace: Option<usize>,
}

impl LastBrace {
    /// The last `}` between a place and the end of its line.
    fn from(&mut self, text: &str, place: usize, end: usize) -> Option<usize> {
        if !self.line.contains(&place) {
            let line_end = text[place..end].find('\n').map_or(end, |length| place + length);
            self.line = place..line_end;
            self.brace = text[place..line_end].rfind('}').map(|offset| place + offset);
        }
        self.brace.filter(|&brace| brace >= place)
    }
}

/// Where the first brace closes; as Compose counts, the character after an opening one is skipped.
fn closing_brace(bytes: &[u8]) -> Option<usize> {
    let mut open = 0_usize;
    let mut index = 0;
    while let Some(&byte) = bytes.get(index) {
        match byte {
            b'}' if open == 1 => return Some(index),
            b'}' => open = open.saturating_sub(1),
            b'{' => {
                open += 1;
                index += 1;
            }
            _ => {}
        }
        index += 1;
    }
    None
}

/// How many bytes at the beginning are a variable's name. The expression ignores case, by which two
/// letters beyond ASCII are names too.
fn name_length(text: &str) -> usize {
    let letter = |character: char| matches!(character, '_' | 'a'..='z' | 'A'..='Z' | '\u{17F}' | '\u{212A}');
    text.char_indices()
        .find(|&(index, character)| !(letter(character) || (index > 0 && character.is_ascii_digit())))
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
    fn forms() {
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
    fn errors() {
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
    fn unset_variables_are_warned_of() {
        let references = substitute("$NONE ${EMPTY} ${NONE:-x}", &mut variables).references;
        let warned: Vec<String> = warnings(&references).collect();
        assert_eq!(
            warned,
            ["The \"NONE\" variable is not set. Defaulting to a blank string."]
        );
    }

    #[test]
    fn references_know_their_part() {
        let substituted = substitute("${SET:-$NONE} ${NONE}", &mut variables);
        let parts: Vec<_> = substituted
            .references
            .iter()
            .map(|reference| (reference.range.clone(), reference.outcome, reference.used))
            .collect();
        assert_eq!(
            parts,
            [
                (7..12, Outcome::Blank, false),
                (0..13, Outcome::Value, true),
                (14..21, Outcome::Blank, true)
            ]
        );
    }
}
