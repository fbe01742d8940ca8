//! The path of a value inside a document, for diagnostics.

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
        FieldPath::below(None, key)
    }

    /// Returns the path of a key below another path, or of a top-level key if there is none.
    pub fn below(parent: Option<&'a FieldPath<'a>>, key: &'a str) -> FieldPath<'a> {
        FieldPath {
            parent,
            last: PathSegment::Key(key),
        }
    }

    /// Returns the path of a key below this path.
    pub fn child<'b>(&'b self, key: &'b str) -> FieldPath<'b>
    where
        'a: 'b,
    {
        FieldPath::below(Some(self), key)
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
