//! The field table: one row for each field of the Compose file format, as in Docker Compose v2.40.3.
//!
//! A row holds everything that the passes need to know about a field: what the schema allows, how text is cast after
//! interpolation, how files merge, which list items are the same, the canonical form, defaults, checks, the type of
//! the value, and its documentation. The passes are short generic walks that carry a [`Cursor`].
//! Rows of one mapping are in the order in which `docker compose config` prints them.
//!
//! Sources: `compose-spec.json` of compose-go v2.9.1 for shapes, and the observed behavior of Docker Compose for
//! the rest.

mod build;
mod cursor;
mod deploy;
mod resources;
mod service;
mod shape;
mod suggest;
mod walk;

pub use cursor::{Column, Cursor, all, root};
pub use shape::{AllowedKeys, Alternative, KeyPattern, Kind, OtherKeys, Shape};
pub use suggest::{Suggestion, suggest};
pub use walk::{walk, walk_mut};

use super::attributes::ProjectContext;
use super::field_path::FieldPath;
use super::paths::BaseDirectory;
use crate::diagnostic::Diagnostic;
use crate::version::ComposeVersion;
use crate::yaml::{Entry, Node};

/// A row of the table: one field of the file format.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// The path pattern, such as `services.*.ports[].target`: `*` is any key, `[]` any list item.
    pub path: &'static str,
    /// The values that the schema allows.
    pub shape: Shape,
    /// The type to which text is converted after interpolation.
    pub cast: Option<Cast>,
    /// How the value of a later file merges with that of an earlier one.
    pub merge: Merge,
    /// Returns the key of a list item. A later item replaces an earlier one with the same key.
    pub identity: Option<Identity>,
    /// Converts short forms to the long form.
    pub canonical: Option<Canonical>,
    /// Whether a value that `canonical` cannot parse is kept when variables are not interpolated.
    pub keeps_unparsable: bool,
    /// Adds the defaults that Docker Compose adds before it checks a file.
    pub default: Option<fn(&mut Node)>,
    /// Finds errors that the schema cannot express.
    pub check: Option<Check>,
    /// Makes paths on the host absolute.
    pub host_path: Option<ResolveHostPath>,
    /// Adds what Docker Compose adds after it has checked a project.
    pub normalize: Option<Normalize>,
    /// Adapts the value to a version of Docker Compose that writes it differently than v2.40.
    pub adapt: Option<Adapt>,
    /// The type that decides which text is an error and how the value is printed.
    pub value_type: ValueType,
    /// When the field is left out of the output.
    pub omit: Omit,
    /// Whether JSON output omits the field.
    pub yaml_only: bool,
    /// Whether keys that begin with `x-` are entries like any other instead of extensions.
    pub has_user_keys: bool,
    /// Where Docker Compose capitalizes the name of the field.
    pub capitalized: Capitalized,
    /// The noun for one value in messages, such as `service`.
    pub noun: Option<&'static str>,
    /// Help for a missing or malformed value, as a sentence.
    pub hint: Option<&'static str>,
    /// Explains a value of a wrong kind in more detail than the general message.
    pub explain: Option<Explain>,
    /// The documentation for users.
    pub docs: FieldDocs,
}

/// Documentation of a field for users. WebAssembly builds leave it out, because the page does not show it yet and
/// it is a sixth of the module's data.
#[derive(Debug, Clone, Copy)]
pub struct FieldDocs {
    /// The purpose of the field, with unit, default and pitfalls.
    #[cfg(not(target_arch = "wasm32"))]
    pub description: &'static str,
    /// A value as it is usually written.
    #[cfg(not(target_arch = "wasm32"))]
    pub example: &'static str,
}

impl FieldDocs {
    #[cfg(not(target_arch = "wasm32"))]
    const fn new(description: &'static str, example: &'static str) -> Self {
        FieldDocs { description, example }
    }

    #[cfg(target_arch = "wasm32")]
    const fn new(_: &'static str, _: &'static str) -> Self {
        FieldDocs {}
    }
}

/// Returns the key of the list item with this index in the list at `path`, or the error if it has none.
pub type Identity = fn(item: &Node, path: &FieldPath<'_>, index: usize) -> Result<String, Box<Diagnostic>>;

/// Rewrites a value to its canonical form and reports a value that cannot be converted.
pub type Canonical = fn(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>);

/// Checks a canonical value and reports what is wrong with it.
pub type Check = fn(node: &Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>);

/// Rewrites a path on the host relative to a base directory.
pub type ResolveHostPath = fn(node: &mut Node, base: BaseDirectory<'_>, diagnostics: &mut Vec<Diagnostic>);

/// Adds to the value of `key` what Docker Compose adds after it has checked a project.
pub type Normalize = fn(key: &str, entry: &mut Entry, project: &ProjectContext<'_>);

/// Adapts a value of the normalized model to a version of Docker Compose.
pub type Adapt = fn(node: &mut Node, version: ComposeVersion);

/// Explains a value that the schema rejects. `name` is how messages call it, such as `` `restart` ``. Returns `None`
/// if there is nothing to add to the general message.
pub type Explain = fn(node: &Node, name: &str) -> Option<Diagnostic>;

/// The type to which text is converted after interpolation, whether or not it contains variables.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// An integer. Errors quote Go's `strconv.Atoi`.
    Int,
    /// A 64-bit integer. Errors quote Go's `strconv.ParseInt`.
    Int64,
    /// A number.
    Float,
    /// A 32-bit number.
    Float32,
    /// `true`, `false`, and with a warning `y`, `yes`, `on`, `n`, `no`, `off`.
    Bool,
}

/// How the value of a later file merges with that of an earlier one.
#[derive(Debug, Clone, Copy)]
pub enum Merge {
    /// Mappings merge key by key, lists are appended, scalars are replaced.
    ByKind,
    /// The later value replaces the earlier one, even if it is null.
    Replace,
    /// Both are converted to lists, mappings to lists of `key=value`. The later list is appended.
    AppendList,
    /// Like `AppendList`, but items that the earlier list contains are not repeated.
    AppendNewItems,
    /// Both are converted to the long form. The results merge by kind.
    LongForm(fn(Node) -> Node),
    /// The values merge by kind if the function returns true. Otherwise the later one replaces the earlier one.
    IfCompatible(fn(earlier: &Node, later: &Node) -> bool),
    /// Items of both lists with the same value of this key merge. The others are kept.
    ItemsByKey(&'static str),
}

/// When the output of `docker compose config` leaves a field out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Omit {
    /// If it is not set, or set to an empty text, an empty list, zero or false.
    WhenEmpty,
    /// If it is not set.
    WhenUnset,
    /// Never.
    Never,
}

/// Where Docker Compose writes the name of a field with a capital first letter, because the field has no tag in Go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Capitalized {
    /// Nowhere.
    Nowhere,
    /// In errors about values that cannot be converted.
    InErrors,
    /// In such errors and in JSON output.
    InErrorsAndJson,
}

/// The type of a value, which decides which text is an error and how the value is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// A mapping whose fields have their own rows.
    Fields,
    /// Like `Fields`, but an empty list counts as unset.
    OptionalFields,
    /// Like `Fields`, but YAML output omits it when it is empty, and JSON output always contains it.
    FieldsAlwaysInJson,
    /// An env file: like `Fields`, but printed as only its path if no other field needs to be printed.
    EnvFile,
    /// A mapping from names to values whose type is in the row for any key.
    Named,
    /// A list whose items have their own row.
    List,
    /// Text.
    Text,
    /// A boolean.
    Bool,
    /// An integer. Errors call it `int`.
    Int,
    /// An integer. Errors call it `int64`.
    Int64,
    /// An unsigned integer with this number of bits.
    Unsigned(u32),
    /// A 32-bit number.
    Float,
    /// The number of CPUs in `deploy`: a 32-bit number or text.
    Cpus,
    /// The number of devices: an integer or `all`.
    DeviceCount,
    /// A size in bytes such as `64m`, printed as text.
    Bytes,
    /// A duration such as `1m30s`.
    Duration,
    /// A command. Text is split into words as a shell does. JSON output contains null if there are no words.
    ShellWords,
    /// The command of a health check. Text runs in a shell.
    HealthcheckTest,
    /// A list of texts, or one text.
    TextList,
    /// A list of texts or numbers, printed as texts.
    NumberList,
    /// A mapping from keys to text, or a list of `key=value`.
    KeyValues,
    /// Like `KeyValues`, but values may be null.
    NullableKeyValues,
    /// A mapping from keys to text. Each value that is not text is an error.
    TextMap,
    /// A mapping from keys to lists of text.
    ListMap,
    /// Host names with their addresses.
    Hosts,
    /// SSH agents and keys of a build.
    Ssh,
    /// One limit, or a soft and a hard limit.
    Ulimit,
    /// Permission bits such as `0440`.
    FileMode,
    /// Whether a resource is managed outside the project.
    External,
    /// Text, or a boolean printed as text.
    TextOrBool,
    /// A value that is validated but not printed.
    Discarded,
    /// Any value, printed unchanged.
    Any,
}

/// Returns a row with the usual columns: merged by kind, omitted when empty, and without special functions.
const fn field(path: &'static str, shape: Shape, value_type: ValueType) -> Field {
    Field {
        path,
        shape,
        cast: None,
        merge: Merge::ByKind,
        identity: None,
        canonical: None,
        keeps_unparsable: false,
        default: None,
        check: None,
        host_path: None,
        normalize: None,
        adapt: None,
        value_type,
        omit: Omit::WhenEmpty,
        yaml_only: false,
        has_user_keys: false,
        capitalized: Capitalized::Nowhere,
        noun: None,
        hint: None,
        explain: None,
        docs: FieldDocs::new("", ""),
    }
}

/// Setters for the columns in which a row differs from the defaults of `field`.
impl Field {
    const fn doc(mut self, description: &'static str, example: &'static str) -> Self {
        self.docs = FieldDocs::new(description, example);
        self
    }

    const fn cast(mut self, cast: Cast) -> Self {
        self.cast = Some(cast);
        self
    }

    const fn merge(mut self, merge: Merge) -> Self {
        self.merge = merge;
        self
    }

    const fn identity(mut self, identity: Identity) -> Self {
        self.identity = Some(identity);
        self
    }

    const fn canonical(mut self, canonical: Canonical) -> Self {
        self.canonical = Some(canonical);
        self
    }

    const fn keeps_unparsable(mut self) -> Self {
        self.keeps_unparsable = true;
        self
    }

    const fn default(mut self, default: fn(&mut Node)) -> Self {
        self.default = Some(default);
        self
    }

    const fn check(mut self, check: Check) -> Self {
        self.check = Some(check);
        self
    }

    const fn host_path(mut self, resolve: ResolveHostPath) -> Self {
        self.host_path = Some(resolve);
        self
    }

    const fn adapt(mut self, adapt: Adapt) -> Self {
        self.adapt = Some(adapt);
        self
    }

    const fn normalize(mut self, normalize: Normalize) -> Self {
        self.normalize = Some(normalize);
        self
    }

    const fn omit(mut self, omit: Omit) -> Self {
        self.omit = omit;
        self
    }

    const fn yaml_only(mut self) -> Self {
        self.yaml_only = true;
        self
    }

    const fn user_keys(mut self) -> Self {
        self.has_user_keys = true;
        self
    }

    const fn capitalized(mut self, capitalized: Capitalized) -> Self {
        self.capitalized = capitalized;
        self
    }

    const fn noun(mut self, noun: &'static str) -> Self {
        self.noun = Some(noun);
        self
    }

    const fn hint(mut self, hint: &'static str) -> Self {
        self.hint = Some(hint);
        self
    }

    const fn explain(mut self, explain: Explain) -> Self {
        self.explain = Some(explain);
        self
    }

    /// Returns whether errors about values that cannot be converted capitalize the name.
    pub fn is_capitalized_in_errors(&self) -> bool {
        self.capitalized != Capitalized::Nowhere
    }

    /// Returns the last key of the path, such as `interval`. It is `*` or `[]` for any key or item.
    pub fn name(&self) -> &'static str {
        if self.path.ends_with("[]") {
            return "[]";
        }
        self.path.rsplit('.').next().unwrap_or(self.path)
    }
}
