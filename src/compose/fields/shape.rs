//! What the schema allows at a place.
//!
//! Fields and items below have rows of their own; a shape says only what the value itself may be.

/// What a value may be: exactly one of the alternatives must fit.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// The alternatives, in the schema's order, which decides the texts of errors.
    pub alternatives: &'static [Alternative],
}

/// One way to write a value.
#[derive(Debug, Clone, Copy)]
pub struct Alternative {
    /// The kinds of value; empty: any.
    pub kinds: &'static [Kind],
    /// Which keys a mapping may have.
    pub keys: AllowedKeys,
    /// AllowedKeys a mapping must have.
    pub required: &'static [&'static str],
    /// Whether equal items of a list are refused.
    pub unique: bool,
    /// The only texts; empty: all.
    pub words: &'static [&'static str],
    /// A regular expression that must be found in the text.
    pub pattern: Option<Pattern>,
    /// The least number.
    pub minimum: Option<i128>,
    /// The greatest number.
    pub maximum: Option<i128>,
}

/// A regular expression of the schema, and what it finds.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    /// As the schema writes it.
    pub text: &'static str,
    /// Whether it is found in a text.
    pub found_in: fn(&str) -> bool,
}

/// A kind of value, as JSON schema names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A whole number, `1.0` included.
    Integer,
    /// Any number.
    Number,
    /// Text.
    String,
    /// A list.
    Array,
    /// A mapping.
    Object,
}

impl Kind {
    /// As Docker Compose's errors name it.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Null => "null",
            Kind::Boolean => "boolean",
            Kind::Integer => "integer",
            Kind::Number => "number",
            Kind::String => "string",
            Kind::Array => "array",
            Kind::Object => "mapping",
        }
    }
}

impl Kind {
    /// In our own words, null left out: `text, a number or a list`.
    pub fn listed(kinds: &[Kind]) -> String {
        let mut words: Vec<&str> = Vec::new();
        for kind in kinds {
            let word = match kind {
                Kind::Null => continue,
                Kind::Boolean => "true or false",
                Kind::Integer => "a whole number",
                Kind::Number => "a number",
                Kind::String => "text",
                Kind::Array => "a list",
                Kind::Object => "a mapping",
            };
            if !words.contains(&word) {
                words.push(word);
            }
        }
        match words.split_last() {
            Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
            _ => words.concat(),
        }
    }
}

/// Which keys a mapping may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowedKeys {
    /// The fields that have rows, and `x-` extensions.
    Known,
    /// The fields that have rows, nothing else.
    KnownOnly,
    /// Any; those with rows are checked.
    Open,
    /// Names of letters, digits, `.`, `_` and `-`.
    Names,
    /// Such names are checked, others are not looked at.
    NamesOrAny,
    /// Any but the empty one, and line breaks alone.
    NotEmpty,
    /// Any but the empty one, and those with a line break.
    OneLine,
    /// Any; the empty one, and one with a line break, are not looked at.
    NotEmptyOrAny,
    /// Lower case letters are checked, others are not looked at.
    LowerCaseOrAny,
}

/// An alternative of these kinds without further conditions.
pub const fn kinds(kinds: &'static [Kind]) -> Alternative {
    Alternative {
        kinds,
        keys: AllowedKeys::Open,
        required: &[],
        unique: false,
        words: &[],
        pattern: None,
        minimum: None,
        maximum: None,
    }
}

/// A mapping with such keys.
pub const fn mapping(keys: AllowedKeys) -> Alternative {
    kinds(&[Kind::Object]).with_keys(keys)
}

impl Alternative {
    /// The same with a condition on keys.
    pub const fn with_keys(mut self, keys: AllowedKeys) -> Self {
        self.keys = keys;
        self
    }

    /// The same with required keys.
    pub const fn requires(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    /// The same without equal items.
    pub const fn unique(mut self) -> Self {
        self.unique = true;
        self
    }

    /// The same with a closed set of texts.
    pub const fn words(mut self, words: &'static [&'static str]) -> Self {
        self.words = words;
        self
    }

    /// The same with a pattern.
    pub const fn pattern(mut self, text: &'static str, found_in: fn(&str) -> bool) -> Self {
        self.pattern = Some(Pattern { text, found_in });
        self
    }

    /// The same with a least number.
    pub const fn at_least(mut self, minimum: i128) -> Self {
        self.minimum = Some(minimum);
        self
    }

    /// The same with a greatest number.
    pub const fn at_most(mut self, maximum: i128) -> Self {
        self.maximum = Some(maximum);
        self
    }
}

impl Shape {
    /// The kinds of value it takes, in words: `text or a list`; nothing where anything goes.
    pub fn described(&self) -> String {
        let kinds: Vec<Kind> = self.alternatives.iter().flat_map(|one| one.kinds).copied().collect();
        Kind::listed(&kinds)
    }

    /// The words it takes, where they are a closed set.
    pub fn words(&self) -> impl Iterator<Item = &'static str> + use<> {
        let alternatives: &'static [Alternative] = self.alternatives;
        alternatives.iter().flat_map(|one| one.words).copied()
    }

    /// Exactly one of these.
    pub const fn of(alternatives: &'static [Alternative]) -> Shape {
        Shape { alternatives }
    }
}

use Kind::{Array, Boolean, Integer, Null, Number, Object, String as Text};

/// A text.
pub const STRING: Shape = Shape::of(&[kinds(&[Text])]);
/// A text or null.
pub const STRING_OR_NULL: Shape = Shape::of(&[kinds(&[Text, Null])]);
/// A truth value, or text that becomes one.
pub const BOOLEAN: Shape = Shape::of(&[kinds(&[Boolean, Text])]);
/// A truth value, not text.
pub const BOOLEAN_ONLY: Shape = Shape::of(&[kinds(&[Boolean])]);
/// A whole number, or text that becomes one.
pub const INTEGER: Shape = Shape::of(&[kinds(&[Integer, Text])]);
/// A whole number, not text.
pub const INTEGER_ONLY: Shape = Shape::of(&[kinds(&[Integer])]);
/// A number, or text that becomes one.
pub const NUMBER: Shape = Shape::of(&[kinds(&[Number, Text])]);
/// A number, not text.
pub const NUMBER_ONLY: Shape = Shape::of(&[kinds(&[Number])]);
/// Text, a number or a truth value.
pub const SCALAR: Shape = Shape::of(&[kinds(&[Text, Number, Boolean])]);
/// Text, a number, a truth value or null.
pub const SCALAR_OR_NULL: Shape = Shape::of(&[kinds(&[Text, Number, Boolean, Null])]);
/// Text, a number or null.
pub const TEXT_NUMBER_OR_NULL: Shape = Shape::of(&[kinds(&[Text, Number, Null])]);
/// A list.
pub const ARRAY: Shape = Shape::of(&[kinds(&[Array])]);
/// A list without equal items.
pub const UNIQUE_ARRAY: Shape = Shape::of(&[kinds(&[Array]).unique()]);
/// A text or a list without equal items.
pub const STRING_OR_UNIQUE_ARRAY: Shape = Shape::of(&[kinds(&[Text]), kinds(&[Array]).unique()]);
/// A text or a list.
pub const STRING_OR_ARRAY: Shape = Shape::of(&[kinds(&[Text]), kinds(&[Array])]);
/// A command: nothing, a text or a list.
pub const COMMAND: Shape = Shape::of(&[kinds(&[Null]), kinds(&[Text]), kinds(&[Array])]);
/// A mapping of any keys, or a list without equal items.
pub const LIST_OR_DICT: Shape = Shape::of(&[mapping(AllowedKeys::NotEmpty), kinds(&[Array]).unique()]);
/// A mapping of fields.
pub const FIELDS: Shape = Shape::of(&[mapping(AllowedKeys::Known)]);
/// A mapping of fields, without extensions.
pub const FIELDS_ONLY: Shape = Shape::of(&[mapping(AllowedKeys::KnownOnly)]);
/// A mapping of fields, or nothing.
pub const FIELDS_OR_NULL: Shape = Shape::of(&[kinds(&[Object, Null]).with_keys(AllowedKeys::Known)]);
/// A text or a mapping of fields.
pub const STRING_OR_FIELDS: Shape = Shape::of(&[kinds(&[Text]), mapping(AllowedKeys::Known)]);
/// Named things, whose names are checked.
pub const NAMES: Shape = Shape::of(&[mapping(AllowedKeys::Names)]);
/// Named things; other names are not looked at.
pub const NAMES_OR_ANY: Shape = Shape::of(&[mapping(AllowedKeys::NamesOrAny)]);
/// A mapping of any keys.
pub const ENTRIES: Shape = Shape::of(&[mapping(AllowedKeys::NotEmptyOrAny)]);
/// A mapping of any keys but the empty one.
pub const ENTRIES_NOT_EMPTY: Shape = Shape::of(&[mapping(AllowedKeys::OneLine)]);
/// A mapping of which nothing is known.
pub const OPEN: Shape = Shape::of(&[mapping(AllowedKeys::Open)]);
/// `external`, whose deprecated long form holds a name only.
pub const EXTERNAL: Shape = Shape::of(&[kinds(&[Boolean, Text, Object]).with_keys(AllowedKeys::Known)]);
/// `external` of secrets and configs.
pub const OPEN_EXTERNAL: Shape = Shape::of(&[kinds(&[Boolean, Text, Object]).with_keys(AllowedKeys::Open)]);
