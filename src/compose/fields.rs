//! The field table: one row a field of the Compose file format, as Docker Compose v2.40.3 knows it.
//!
//! A row says everything a pass needs to know of a field: what the schema allows, how text is cast after
//! interpolation, how files merge, what makes list entries equal, the canonical form, defaults, checks,
//! the type it is bound to, and a line of documentation. Passes are short walkers that carry a [`Cursor`].
//! Rows of one mapping stand in the order in which `docker compose config` prints them.
//!
//! Facts: `compose-spec.json` of compose-go v2.9.1 for shapes, the answers of the real binary for the rest.

mod build;
mod deploy;
mod resources;
mod service;
mod shape;
mod trie;

pub use shape::{AllowedKeys, Alternative, Kind, Shape};
pub use trie::{Column, Cursor, Suggestion, all, root, suggest};

use crate::diagnostic::Diagnostic;
use crate::yaml::Node;

/// One row: a field of the file format.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Where it stands: `services.*.ports[].target`; `*` is any key, `[]` any item.
    pub path: &'static str,
    /// What the schema allows.
    pub shape: Shape,
    /// What text becomes after interpolation.
    pub cast: Option<Cast>,
    /// How a later file's value joins an earlier one's.
    pub merge: Merge,
    /// What makes two entries of this list one.
    pub identity: Option<Identity>,
    /// Turns short forms into the long one.
    pub canonical: Option<Canonical>,
    /// Adds what Compose itself adds before checking.
    pub default: Option<fn(&mut Node)>,
    /// Looks for faults that the schema does not know of.
    pub check: Option<Check>,
    /// The type it is bound to, hence how it is printed.
    pub value_type: ValueType,
    /// What a reader is told of it.
    pub docs: FieldDocs,
}

/// What a reader is told of a field. The page carries none of it: a sixth of its data, for what it does not
/// show.
#[derive(Debug, Clone, Copy)]
pub struct FieldDocs {
    /// What it does, its unit, its default, a pitfall.
    #[cfg(not(target_arch = "wasm32"))]
    pub doc: &'static str,
    /// A value as one would write it.
    #[cfg(not(target_arch = "wasm32"))]
    pub example: &'static str,
}

impl FieldDocs {
    #[cfg(not(target_arch = "wasm32"))]
    const fn new(doc: &'static str, example: &'static str) -> Self {
        FieldDocs { doc, example }
    }

    #[cfg(target_arch = "wasm32")]
    const fn new(_: &'static str, _: &'static str) -> Self {
        FieldDocs {}
    }

    #[cfg(not(target_arch = "wasm32"))]
    const fn doc(self, doc: &'static str) -> Self {
        FieldDocs { doc, ..self }
    }

    #[cfg(target_arch = "wasm32")]
    const fn doc(self, _: &'static str) -> Self {
        self
    }
}

/// Rewrites a value into its canonical form. Reports a value that cannot be converted.
pub type Canonical = fn(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>);

/// Checks a canonical value and reports what is wrong with it.
pub type Check = fn(node: &Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>);

/// Path from the top of the document to a value, as a linked list of segments.
#[derive(Debug, Clone, Copy)]
pub struct FieldPath<'a> {
    parent: Option<&'a FieldPath<'a>>,
    last: PathSegment<'a>,
}

/// One segment of a path.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PathSegment<'a> {
    /// A key of a mapping.
    Key(&'a str),
    /// An index of a list.
    Item(usize),
}

impl<'a> FieldPath<'a> {
    /// Returns the path of a top-level key.
    pub fn top_level(key: &'a str) -> FieldPath<'a> {
        FieldPath {
            parent: None,
            last: PathSegment::Key(key),
        }
    }

    /// Returns the path of a key below this path.
    pub fn child<'b>(&'b self, key: &'b str) -> FieldPath<'b>
    where
        'a: 'b,
    {
        FieldPath {
            parent: Some(self),
            last: PathSegment::Key(key),
        }
    }

    /// Returns the path of a list item below this path.
    pub fn item<'b>(&'b self, index: usize) -> FieldPath<'b>
    where
        'a: 'b,
    {
        FieldPath {
            parent: Some(self),
            last: PathSegment::Item(index),
        }
    }

    /// Returns the last segment.
    pub fn last(&self) -> PathSegment<'a> {
        self.last
    }

    /// Returns the segments in order from the top of the document.
    pub fn segments(&self) -> Vec<PathSegment<'a>> {
        let mut segments: Vec<PathSegment<'a>> = Vec::new();
        let mut next = Some(self);
        while let Some(path) = next {
            segments.push(path.last);
            next = path.parent;
        }
        segments.reverse();
        segments
    }

    /// Joins the segments with dots and writes items as their index, as schema errors do: `services.web.ports.0`.
    pub fn with_indexes(&self) -> String {
        self.joined(|index| index.to_string())
    }

    /// Joins the segments with dots and writes items as `[]`, as most other errors do: `services.web.ports.[]`.
    pub fn with_brackets(&self) -> String {
        self.joined(|_| "[]".to_owned())
    }

    fn joined(&self, item: impl Fn(usize) -> String) -> String {
        let segments: Vec<String> = self
            .segments()
            .into_iter()
            .map(|segment| match segment {
                PathSegment::Key(key) => key.to_owned(),
                PathSegment::Item(index) => item(index),
            })
            .collect();
        segments.join(".")
    }
}

/// What text becomes after interpolation, whether or not it held a variable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cast {
    /// An integer; errors speak of `strconv.Atoi`.
    Int,
    /// An integer of 64 bits; errors speak of `strconv.ParseInt`.
    Int64,
    /// A number.
    Float,
    /// A number of 32 bits.
    Float32,
    /// `true`, `false`, and with a warning `y`, `yes`, `on`, `n`, `no`, `off`.
    Bool,
}

/// How a later value joins an earlier one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Merge {
    /// Mappings by key, lists appended, scalars replaced.
    ByKind,
    /// The later value stands alone, even when it is null.
    Replace,
    /// Both become lists of `key=value`, the later appended.
    KeyValues,
    /// Both become lists, the later appended.
    StringOrList,
    /// A list of names becomes a mapping first: of names to nothing.
    NamedMapping,
    /// A list of names becomes a mapping first: of names to `condition: service_started`, `required: true`.
    DependsOn,
    /// Text becomes `context` first.
    Build,
    /// Lists of `host=address`, appended without exact duplicates.
    ExtraHosts,
    /// Options join only when the driver is the same or one side names none.
    Logging,
    /// Entries of one subnet join.
    IpamConfig,
    /// Both mappings join; anything else replaces.
    Ulimit,
}

/// What makes two entries of a list one: the later takes the earlier one's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identity {
    /// The text before the first `=`.
    KeyOfKeyValue,
    /// The path in the container.
    VolumeTarget,
    /// The device in the container.
    DeviceTarget,
    /// `host_ip:published:target/protocol`.
    Port,
    /// The number or text.
    Expose,
    /// The target, else `/run/secrets/` and the name.
    SecretTarget,
    /// The target, else `/` and the name.
    ConfigTarget,
    /// The path.
    EnvFilePath,
}

/// The type a value is bound to. It decides which text is refused, and how the value is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueType {
    /// A mapping whose fields have rows of their own; empty fields are left out.
    Fields,
    /// Likewise, but JSON prints it even when nobody wrote it.
    Structure,
    /// A mapping from names to values that have a row of their own, sorted.
    Named,
    /// A list whose entries have a row of their own.
    List,
    /// A text; an empty one is left out.
    Text,
    /// A text that is printed even when it is empty.
    PrintedText,
    /// `true` or `false`; false is left out.
    Bool,
    /// `true` or `false`; left out only when nobody wrote it.
    OptionalBool,
    /// `true` or `false`, always printed.
    PrintedBool,
    /// An integer; zero is left out.
    Int,
    /// An integer; left out only when nobody wrote it.
    OptionalInt,
    /// An integer, always printed.
    PrintedInt,
    /// An unsigned integer of so many bits, always printed.
    PrintedUnsigned(u32),
    /// An unsigned integer of so many bits; zero is left out.
    Unsigned(u32),
    /// An unsigned integer of so many bits; left out only when nobody wrote it.
    OptionalUnsigned(u32),
    /// A number of 32 bits; zero is left out.
    Float,
    /// Processors of `deploy`: a number of 32 bits or text; zero is left out.
    Cpus,
    /// A count of devices: a number or `all`.
    DeviceCount,
    /// Bytes, `64m`, printed as text; zero is left out.
    Bytes,
    /// Bytes, always printed.
    PrintedBytes,
    /// A duration, `1m30s`.
    Duration,
    /// A duration; zero is left out.
    DurationUnlessZero,
    /// FieldDocs as a shell splits them; JSON prints null where there are none.
    ShellWords,
    /// A probe: text runs in a shell.
    Test,
    /// A list of text, or one text.
    TextList,
    /// A list of text or numbers, printed as text.
    NumberList,
    /// AllowedKeys to text, or a list of `key=value`.
    Mapping,
    /// AllowedKeys to text or nothing, or a list of `key=value`.
    MappingWithEquals,
    /// Labels: keys to text, or a list of `key=value`.
    Labels,
    /// AllowedKeys to text, never a list.
    Options,
    /// AllowedKeys to text, each converted by itself.
    TextMap,
    /// AllowedKeys to lists of text.
    MultiOptions,
    /// Hosts to addresses.
    Hosts,
    /// SSH agents and keys of a build.
    Ssh,
    /// One limit, or soft and hard.
    Ulimit,
    /// Permission bits: `0440`.
    FileMode,
    /// Whether something exists already; false is left out.
    External,
    /// Text, or a truth value as text.
    TextOrBool,
    /// Read, and never printed.
    Discarded,
    /// Kept as it is.
    Any,
}

impl ValueType {
    /// Whether it is printed even when nobody wrote it: as nothing, zero or false.
    pub fn is_always_printed(self) -> bool {
        matches!(
            self,
            ValueType::PrintedText
                | ValueType::PrintedInt
                | ValueType::PrintedUnsigned(_)
                | ValueType::PrintedBytes
                | ValueType::PrintedBool
        )
    }
}

/// A row with the usual columns: merged by kind, no identity, canonical form, default or check.
const fn field(
    path: &'static str,
    shape: Shape,
    value_type: ValueType,
    doc: &'static str,
    example: &'static str,
) -> Field {
    Field {
        path,
        shape,
        cast: None,
        merge: Merge::ByKind,
        identity: None,
        canonical: None,
        default: None,
        check: None,
        value_type,
        docs: FieldDocs::new(doc, example),
    }
}

impl Field {
    const fn at(mut self, path: &'static str, doc: &'static str) -> Self {
        self.path = path;
        self.docs = self.docs.doc(doc);
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

    const fn default(mut self, default: fn(&mut Node)) -> Self {
        self.default = Some(default);
        self
    }

    const fn check(mut self, check: Check) -> Self {
        self.check = Some(check);
        self
    }

    /// Whether Docker Compose knows it by its Go name, with a capital, in errors.
    pub fn is_untagged(&self) -> bool {
        self.is_capital() || self.path.contains(".discrete_resource_spec.")
    }

    /// Whether it is printed with a capital in JSON: what stands in the lists of `blkio_config`.
    pub fn is_capital(&self) -> bool {
        self.path.starts_with("services.*.blkio_config.") && self.path.contains("[].")
    }

    /// The last key of the path: `interval`; `*` or `[]` where it is no name.
    pub fn name(&self) -> &'static str {
        if self.path.ends_with("[]") {
            return "[]";
        }
        self.path.rsplit('.').next().unwrap_or(self.path)
    }
}
