//! Shapes: the values that the schema allows for a field.
//!
//! Fields and list items below a value have their own rows. A shape describes only the value itself.

/// The allowed forms of a value. Exactly one of the alternatives must match.
#[derive(Debug, Clone, Copy)]
pub struct Shape {
    /// The alternatives, in the order of the schema, which decides the texts of errors.
    pub alternatives: &'static [Alternative],
}

/// One way to write a value.
#[derive(Debug, Clone, Copy)]
pub struct Alternative {
    /// The allowed kinds. Empty means any kind.
    pub kinds: &'static [Kind],
    /// The keys that a mapping may have.
    pub keys: AllowedKeys,
    /// The keys that a mapping must have.
    pub required: &'static [&'static str],
    /// Whether the items of a list must differ from each other.
    pub unique_items: bool,
    /// The allowed texts. Empty means any text.
    pub allowed_values: &'static [&'static str],
    /// A regular expression that must match somewhere in the text.
    pub pattern: Option<Pattern>,
    /// The smallest allowed number.
    pub minimum: Option<i128>,
    /// The greatest allowed number.
    pub maximum: Option<i128>,
}

/// A regular expression of the schema.
#[derive(Debug, Clone, Copy)]
pub struct Pattern {
    /// The expression as the schema writes it.
    pub text: &'static str,
    /// Returns whether the expression matches somewhere in a text.
    pub is_match: fn(&str) -> bool,
}

/// A kind of value, as in JSON schema.
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
    /// A string.
    String,
    /// A list.
    Array,
    /// A mapping.
    Object,
}

impl Kind {
    /// Returns the name that Docker Compose's errors use.
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

    /// Describes several kinds in our own words and leaves out null: `a string, a number or a list`.
    pub fn describe(kinds: &[Kind]) -> String {
        let mut words: Vec<&str> = Vec::new();
        for kind in kinds {
            let word = match kind {
                Kind::Null => continue,
                Kind::Boolean => "true or false",
                Kind::Integer => "an integer",
                Kind::Number => "a number",
                Kind::String => "a string",
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

/// The keys that a mapping may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AllowedKeys {
    /// Fields with a row in the table, and `x-` extensions.
    Fields,
    /// Only fields with a row in the table.
    FieldsOnly,
    /// Any key. Fields with a row in the table are validated.
    Any,
    /// Keys that match a pattern are validated.
    Matching(KeyPattern, OtherKeys),
}

/// A pattern for keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPattern {
    /// `^[a-zA-Z0-9._-]+$`: the name of a service, network or other resource.
    Name,
    /// `.+`: any key with at least one character that is not a line break.
    NonEmpty,
    /// `^.+$`: any key that is not empty and has no line break.
    SingleLine,
    /// `^[a-z]+$`.
    Lowercase,
}

/// The treatment of keys that do not match the pattern.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OtherKeys {
    /// They are an error.
    Rejected,
    /// They are allowed, and their values are not validated.
    Unchecked,
}

impl KeyPattern {
    /// Returns whether a key matches the pattern.
    pub fn is_match(self, key: &str) -> bool {
        match self {
            KeyPattern::Name => {
                let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_' | b'-');
                !key.is_empty() && key.bytes().all(is_allowed)
            }
            // A dot in a regular expression does not match a line break.
            KeyPattern::NonEmpty => key.bytes().any(|byte| byte != b'\n'),
            KeyPattern::SingleLine => !key.is_empty() && !key.contains('\n'),
            KeyPattern::Lowercase => !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_lowercase()),
        }
    }
}

/// Returns an alternative of these kinds without further conditions.
pub const fn kinds(kinds: &'static [Kind]) -> Alternative {
    Alternative {
        kinds,
        keys: AllowedKeys::Any,
        required: &[],
        unique_items: false,
        allowed_values: &[],
        pattern: None,
        minimum: None,
        maximum: None,
    }
}

/// Returns an alternative for a mapping with these keys.
pub const fn mapping(keys: AllowedKeys) -> Alternative {
    kinds(&[Kind::Object]).with_keys(keys)
}

impl Alternative {
    /// Limits the keys of a mapping.
    pub const fn with_keys(mut self, keys: AllowedKeys) -> Self {
        self.keys = keys;
        self
    }

    /// Requires keys of a mapping.
    pub const fn requires(mut self, required: &'static [&'static str]) -> Self {
        self.required = required;
        self
    }

    /// Requires the items of a list to differ from each other.
    pub const fn unique_items(mut self) -> Self {
        self.unique_items = true;
        self
    }

    /// Limits a text to these values.
    pub const fn one_of(mut self, values: &'static [&'static str]) -> Self {
        self.allowed_values = values;
        self
    }

    /// Requires a text to match a pattern.
    pub const fn pattern(mut self, text: &'static str, is_match: fn(&str) -> bool) -> Self {
        self.pattern = Some(Pattern { text, is_match });
        self
    }

    /// Sets the smallest allowed number.
    pub const fn at_least(mut self, minimum: i128) -> Self {
        self.minimum = Some(minimum);
        self
    }

    /// Sets the greatest allowed number.
    pub const fn at_most(mut self, maximum: i128) -> Self {
        self.maximum = Some(maximum);
        self
    }
}

impl Shape {
    /// Returns a shape that exactly one of the alternatives must match.
    pub const fn of(alternatives: &'static [Alternative]) -> Shape {
        Shape { alternatives }
    }

    /// Returns whether some keys of a mapping are allowed without their values being validated.
    pub fn has_unchecked_keys(&self) -> bool {
        let is_unchecked = |keys| matches!(keys, AllowedKeys::Matching(_, OtherKeys::Unchecked));
        self.alternatives
            .iter()
            .any(|alternative| is_unchecked(alternative.keys))
    }
}

use Kind::{Array, Boolean, Integer, Null, Number, Object};

const NAMED: AllowedKeys = AllowedKeys::Matching(KeyPattern::Name, OtherKeys::Rejected);
const NAMED_OR_UNCHECKED: AllowedKeys = AllowedKeys::Matching(KeyPattern::Name, OtherKeys::Unchecked);

/// A string.
pub const STRING: Shape = Shape::of(&[kinds(&[Kind::String])]);
/// A string or null.
pub const STRING_OR_NULL: Shape = Shape::of(&[kinds(&[Kind::String, Null])]);
/// A string or a number.
pub const STRING_OR_NUMBER: Shape = Shape::of(&[kinds(&[Kind::String, Number])]);
/// A string, a number or null.
pub const STRING_NUMBER_OR_NULL: Shape = Shape::of(&[kinds(&[Kind::String, Number, Null])]);
/// A boolean, or text that is cast to one.
pub const BOOLEAN: Shape = Shape::of(&[kinds(&[Boolean, Kind::String])]);
/// A boolean, never text.
pub const BOOLEAN_ONLY: Shape = Shape::of(&[kinds(&[Boolean])]);
/// An integer, or text that is cast to one.
pub const INTEGER: Shape = Shape::of(&[kinds(&[Integer, Kind::String])]);
/// An integer, never text.
pub const INTEGER_ONLY: Shape = Shape::of(&[kinds(&[Integer])]);
/// A number, or text that is cast to one.
pub const NUMBER: Shape = Shape::of(&[kinds(&[Number, Kind::String])]);
/// A number, never text.
pub const NUMBER_ONLY: Shape = Shape::of(&[kinds(&[Number])]);
/// A string, a number or a boolean.
pub const SCALAR: Shape = Shape::of(&[kinds(&[Kind::String, Number, Boolean])]);
/// A string, a number, a boolean or null.
pub const SCALAR_OR_NULL: Shape = Shape::of(&[kinds(&[Kind::String, Number, Boolean, Null])]);
/// A string, a number, a boolean or a list.
pub const SCALAR_OR_ARRAY: Shape = Shape::of(&[kinds(&[Kind::String, Number, Boolean]), kinds(&[Array])]);
/// A list.
pub const ARRAY: Shape = Shape::of(&[kinds(&[Array])]);
/// A list without equal items.
pub const UNIQUE_ARRAY: Shape = Shape::of(&[kinds(&[Array]).unique_items()]);
/// A string or a list without equal items.
pub const STRING_OR_UNIQUE_ARRAY: Shape = Shape::of(&[kinds(&[Kind::String]), kinds(&[Array]).unique_items()]);
/// A string or a list.
pub const STRING_OR_ARRAY: Shape = Shape::of(&[kinds(&[Kind::String]), kinds(&[Array])]);
/// A command: null, a string or a list.
pub const COMMAND: Shape = Shape::of(&[kinds(&[Null]), kinds(&[Kind::String]), kinds(&[Array])]);
/// A mapping with any keys, or a list without equal items.
pub const LIST_OR_DICT: Shape = Shape::of(&[
    mapping(AllowedKeys::Matching(KeyPattern::NonEmpty, OtherKeys::Rejected)),
    kinds(&[Array]).unique_items(),
]);
/// A mapping of fields.
pub const FIELDS: Shape = Shape::of(&[mapping(AllowedKeys::Fields)]);
/// A mapping of fields without extensions.
pub const FIELDS_ONLY: Shape = Shape::of(&[mapping(AllowedKeys::FieldsOnly)]);
/// A mapping of fields or null, in one alternative.
pub const FIELDS_OR_NULL: Shape = Shape::of(&[kinds(&[Object, Null]).with_keys(AllowedKeys::Fields)]);
/// A mapping of fields or null, in two alternatives.
pub const FIELDS_ELSE_NULL: Shape = Shape::of(&[mapping(AllowedKeys::Fields), kinds(&[Null])]);
/// A string or a mapping of fields.
pub const STRING_OR_FIELDS: Shape = Shape::of(&[kinds(&[Kind::String]), mapping(AllowedKeys::Fields)]);
/// A string or a mapping of fields without extensions.
pub const STRING_OR_FIELDS_ONLY: Shape = Shape::of(&[kinds(&[Kind::String]), mapping(AllowedKeys::FieldsOnly)]);
/// A mapping from names to values.
pub const NAMES: Shape = Shape::of(&[mapping(NAMED)]);
/// A mapping from names to values. Keys that are not names are allowed, with unchecked values.
pub const NAMES_OR_UNCHECKED: Shape = Shape::of(&[mapping(NAMED_OR_UNCHECKED)]);
/// A list without equal items, or a mapping from names to values.
pub const ARRAY_OR_NAMES: Shape = Shape::of(&[kinds(&[Array]).unique_items(), mapping(NAMED)]);
/// A list without equal items, or a mapping from names to values that allows other keys.
pub const ARRAY_OR_NAMES_OR_UNCHECKED: Shape =
    Shape::of(&[kinds(&[Array]).unique_items(), mapping(NAMED_OR_UNCHECKED)]);
/// A mapping with any keys. Values of keys that are empty or have a line break are unchecked.
pub const ENTRIES: Shape = Shape::of(&[mapping(AllowedKeys::Matching(
    KeyPattern::SingleLine,
    OtherKeys::Unchecked,
))]);
/// A mapping with any keys that are not empty and have no line break.
pub const SINGLE_LINE_ENTRIES: Shape = Shape::of(&[mapping(AllowedKeys::Matching(
    KeyPattern::SingleLine,
    OtherKeys::Rejected,
))]);
/// A mapping that is not described further.
pub const ANY_MAPPING: Shape = Shape::of(&[mapping(AllowedKeys::Any)]);
/// `external`: a boolean, or the deprecated mapping that holds only a name.
pub const EXTERNAL: Shape = Shape::of(&[kinds(&[Boolean, Kind::String, Object]).with_keys(AllowedKeys::Fields)]);
/// `external` of secrets and configs, where the deprecated mapping may hold any keys.
pub const OPEN_EXTERNAL: Shape = Shape::of(&[kinds(&[Boolean, Kind::String, Object]).with_keys(AllowedKeys::Any)]);
