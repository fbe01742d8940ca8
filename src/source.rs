//! The workspace: virtual files, and places in them.
//!
//! Everything the library knows of the outside world is in a [`Workspace`]: there is no file system
//! behind it. A file that loading asked for and did not find is reported (`Loaded::missing_paths`), so that
//! whoever owns a real file system can bring it and load again.

use std::ops::Range;
use std::sync::Arc;

/// Names a file of one [`Workspace`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A range of bytes in a file's text, on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// A span from byte offsets.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Span {
            file,
            start: range.start as u32,
            end: range.end as u32,
        }
    }

    /// The empty span at this span's beginning.
    pub fn start_point(self) -> Self {
        Span {
            end: self.start,
            ..self
        }
    }

    /// The empty span at this span's end.
    pub fn end_point(self) -> Self {
        Span {
            start: self.end,
            ..self
        }
    }

    /// From the beginning of this span to the end of `other`, which is in the same file.
    pub fn to(self, other: Span) -> Self {
        Span {
            end: other.end.max(self.start),
            ..self
        }
    }

    /// The bytes as a range to index a text with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether a byte offset lies inside, the end included.
    pub fn touches(self, offset: usize) -> bool {
        self.start as usize <= offset && offset <= self.end as usize
    }
}

/// A place as people count: from 1, columns in characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct LineColumn {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
}

/// One virtual file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    path: String,
    text: Arc<str>,
    line_starts: Arc<[u32]>,
    undecodable: Option<Undecodable>,
}

/// Bytes that are no text: where, and the first few.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Undecodable {
    at: usize,
    bytes: Vec<u8>,
}

impl SourceFile {
    /// The path, absolute and normalized: `/playground/demo/compose.yaml`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// The whole text, decoded; line ends as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Where the bytes stopped being UTF-8 or UTF-16, counted in bytes of the original.
    pub fn undecodable_at(&self) -> Option<usize> {
        self.undecodable.as_ref().map(|undecodable| undecodable.at)
    }

    /// The first bytes, up to four, that are neither UTF-8 nor UTF-16.
    pub fn undecodable_bytes(&self) -> &[u8] {
        self.undecodable.as_ref().map_or(&[], |undecodable| &undecodable.bytes)
    }

    /// Line and column of a byte offset; past the end it is the end.
    pub fn line_column(&self, offset: usize) -> LineColumn {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|&start| start as usize <= offset) - 1;
        let start = self.line_starts[line] as usize;
        LineColumn {
            line: line as u32 + 1,
            column: self.text[start..offset].chars().count() as u32 + 1,
        }
    }

    /// The text of a line (from 1) without its line end; empty past the last line.
    pub fn line(&self, line: u32) -> &str {
        let index = line.saturating_sub(1) as usize;
        let Some(&start) = self.line_starts.get(index) else {
            return "";
        };
        let end = self
            .line_starts
            .get(index + 1)
            .map_or(self.text.len(), |&next| next as usize);
        self.text[start as usize..end].trim_end_matches(['\n', '\r'])
    }

    /// How many lines the text has; an empty text has one.
    pub fn line_count(&self) -> u32 {
        self.line_starts.len() as u32
    }

    /// Byte offset of the beginning of a line (from 1); the text's length past the last line.
    pub fn line_start(&self, line: u32) -> usize {
        self.line_starts
            .get(line.saturating_sub(1) as usize)
            .map_or(self.text.len(), |&start| start as usize)
    }
}

/// The files of a project, below and around a root folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    root: String,
    files: Vec<SourceFile>,
    /// Folders that are known to exist, though nothing in them is.
    folders: Vec<String>,
}

impl Workspace {
    /// An empty workspace whose working folder is `root`, an absolute path.
    pub fn new(root: &str) -> Self {
        Workspace {
            root: join("/", root),
            files: Vec::new(),
            folders: Vec::new(),
        }
    }

    /// The working folder, absolute, without a slash at the end.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Adds a file, or replaces the text of the one at that path. Relative paths count from the root.
    pub fn set(&mut self, path: &str, text: &str) -> FileId {
        self.insert(path, text.into(), None)
    }

    /// As [`set`](Self::set), from bytes: UTF-8, or UTF-16 with a byte order mark. Bytes that are
    /// neither become U+FFFD, and their place is kept.
    pub fn set_bytes(&mut self, path: &str, bytes: &[u8]) -> FileId {
        let (text, undecodable) = decode(bytes);
        let undecodable = undecodable.map(|at| Undecodable {
            at,
            bytes: bytes[at..].iter().copied().take(4).collect(),
        });
        self.insert(path, text.into(), undecodable)
    }

    fn insert(&mut self, path: &str, text: Arc<str>, undecodable: Option<Undecodable>) -> FileId {
        let path = join(&self.root, path);
        let line_starts = line_starts(&text);
        let file = SourceFile {
            path,
            text,
            line_starts,
            undecodable,
        };
        match self.files.iter().position(|other| other.path == file.path) {
            Some(index) => {
                self.files[index] = file;
                FileId(index as u32)
            }
            None => {
                self.files.push(file);
                FileId(self.files.len() as u32 - 1)
            }
        }
    }

    /// The file at a path, relative paths counted from the root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let path = join(&self.root, path);
        self.files
            .iter()
            .position(|file| file.path == path)
            .map(|index| FileId(index as u32))
    }

    /// Notes that there is a folder at a path, whatever is in it.
    pub fn add_folder(&mut self, path: &str) {
        let folder = join(&self.root, path);
        if !self.folders.contains(&folder) {
            self.folders.push(folder);
        }
    }

    /// Whether a path is a folder, that is, some file lies below it, or it has been [added](Self::add_folder).
    pub fn is_folder(&self, path: &str) -> bool {
        let folder = join(&self.root, path);
        folder == self.root
            || folder == "/"
            || self.folders.contains(&folder)
            || self.files.iter().any(|file| is_below(&file.path, &folder))
    }

    /// The file. Ids of another workspace give a panic or another file.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// All files with their ids, in the order they were added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(index as u32), file))
    }

    /// The text a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }

    /// Line and column of a span's beginning.
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.file(span.file).line_column(span.start as usize)
    }

    /// A file's path as people write it: relative to the root where it lies below it.
    pub fn display_path(&self, id: FileId) -> &str {
        let path = self.file(id).path();
        if is_below(path, &self.root) {
            path[self.root.len()..].trim_start_matches('/')
        } else {
            path
        }
    }
}

fn is_below(path: &str, folder: &str) -> bool {
    path.strip_prefix(folder)
        .is_some_and(|rest| rest.starts_with('/') || folder == "/")
}

/// `path` seen from `folder`, cleaned: no `.`, `..` or doubled slashes, none at the end. As Go's
/// `filepath.Join` of a relative path, and the path itself when it is absolute.
pub fn join(folder: &str, path: &str) -> String {
    let mut parts: Vec<&str> = Vec::new();
    let from = if path.starts_with('/') { "" } else { folder };
    for part in from.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop();
            }
            part => parts.push(part),
        }
    }
    format!("/{}", parts.join("/"))
}

fn line_starts(text: &str) -> Arc<[u32]> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, &byte) in bytes.iter().enumerate() {
        // A lone CR ends a line in YAML, so it does here.
        let ends = byte == b'\n' || (byte == b'\r' && bytes.get(index + 1) != Some(&b'\n'));
        if ends {
            starts.push(index as u32 + 1);
        }
    }
    starts.into()
}

fn decode(bytes: &[u8]) -> (String, Option<usize>) {
    let wide = |bytes: &[u8], unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| unit([pair[0], pair[1]])).collect();
        let whole = String::from_utf16(&units).is_ok() && bytes.len().is_multiple_of(2);
        (String::from_utf16_lossy(&units), if whole { None } else { Some(2) })
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => wide(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => wide(rest, u16::from_be_bytes),
        _ => match std::str::from_utf8(bytes) {
            Ok(text) => (text.to_owned(), None),
            Err(error) => (String::from_utf8_lossy(bytes).into_owned(), Some(error.valid_up_to())),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_joined_and_cleaned() {
        for (folder, path, expected) in [
            ("/a/b", "c", "/a/b/c"),
            ("/a/b", "./c/../d/", "/a/b/d"),
            ("/a/b", "../../../x", "/x"),
            ("/a", "/x//y", "/x/y"),
            ("/", ".", "/"),
        ] {
            assert_eq!(join(folder, path), expected, "{folder} {path}");
        }
    }

    #[test]
    fn places_count_characters_and_every_kind_of_line_end() {
        let mut files = Workspace::new("/w");
        let id = files.set("a", "é: x\r\nb\rc\nd");
        let file = files.file(id);
        for (offset, line, column) in [(0, 1, 1), (2, 1, 2), (7, 2, 1), (9, 3, 1), (11, 4, 1), (99, 4, 2)] {
            assert_eq!(file.line_column(offset), LineColumn { line, column }, "{offset}");
        }
        assert_eq!(
            [file.line(1), file.line(2), file.line(4), file.line(9)],
            ["é: x", "b", "d", ""]
        );
    }

    #[test]
    fn bytes_of_any_unicode_form_are_read() {
        let mut files = Workspace::new("/w");
        let wide = files.set_bytes("wide", &[0xFF, 0xFE, b'a', 0]);
        let latin = files.set_bytes("latin", &[b'a', 0xE9, b'b']);
        assert_eq!(files.file(wide).text(), "a");
        assert_eq!(files.file(latin).undecodable_at(), Some(1));
    }

    #[test]
    fn folders_are_where_files_lie() {
        let mut files = Workspace::new("/w");
        files.set("sub/x", "");
        files.add_folder("empty");
        assert!(
            files.is_folder("empty") && files.is_folder("sub") && !files.is_folder("su") && !files.is_folder("sub/x")
        );
        assert_eq!(files.display_path(FileId(0)), "sub/x");
    }
}
