//! The workspace: virtual files, and positions in them.
//!
//! A [`Workspace`] holds everything that the library knows about the file system; the library never
//! reads a real one. `Loaded::missing_paths` lists the files that loading looked for and did not find, so that
//! a caller with a real file system can add them and load again.

use std::ops::Range;
use std::sync::Arc;

/// The index of a file in its [`Workspace`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct FileId(pub u32);

/// A byte range in a file's text. Both ends lie on character boundaries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// The file.
    pub file: FileId,
    /// Offset of the first byte.
    pub start: u32,
    /// Offset after the last byte.
    pub end: u32,
}

impl Span {
    /// Creates a span from byte offsets.
    pub fn new(file: FileId, range: Range<usize>) -> Self {
        Span {
            file,
            start: range.start as u32,
            end: range.end as u32,
        }
    }

    /// Returns the empty span at this span's start.
    pub fn start_point(self) -> Self {
        Span {
            end: self.start,
            ..self
        }
    }

    /// Returns the empty span at this span's end.
    pub fn end_point(self) -> Self {
        Span {
            start: self.end,
            ..self
        }
    }

    /// Returns the span from the start of this span to the end of `other`, which is in the same file.
    pub fn to(self, other: Span) -> Self {
        Span {
            end: other.end.max(self.start),
            ..self
        }
    }

    /// Returns the byte range, to index the text with.
    pub fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A position as an editor shows it.
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
    encoding_error: Option<EncodingError>,
}

/// Bytes of a file that are neither UTF-8 nor UTF-16.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EncodingError {
    /// Offset of the first such byte in the file's bytes.
    pub(crate) offset: usize,
    /// Up to four bytes from there on.
    pub(crate) bytes: Vec<u8>,
}

impl SourceFile {
    /// Returns the absolute, normalized path, such as `/playground/demo/compose.yaml`.
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the whole decoded text, with line endings as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the first bytes that could not be decoded.
    pub(crate) fn encoding_error(&self) -> Option<&EncodingError> {
        self.encoding_error.as_ref()
    }

    /// Returns the line and column of a byte offset. Offsets after the end count as the end.
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

    /// Returns a line (from 1) without its line ending, or an empty text after the last line.
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

    /// Returns the byte offset where a line (from 1) starts, or the text's length after the last line.
    pub fn line_start(&self, line: u32) -> usize {
        self.line_starts
            .get(line.saturating_sub(1) as usize)
            .map_or(self.text.len(), |&start| start as usize)
    }
}

/// The files that a project can read, and the folder that relative paths start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    root: String,
    files: Vec<SourceFile>,
    /// Folders that exist although the workspace holds no file in them.
    folders: Vec<String>,
}

impl Workspace {
    /// Creates an empty workspace whose working folder is the absolute path `root`.
    pub fn new(root: &str) -> Self {
        Workspace {
            root: join("/", root),
            files: Vec::new(),
            folders: Vec::new(),
        }
    }

    /// Returns the absolute path of the working folder, without a trailing slash.
    pub fn root(&self) -> &str {
        &self.root
    }

    /// Adds a file, or replaces the text of the file at this path. Relative paths start from the root.
    pub fn set(&mut self, path: &str, text: &str) -> FileId {
        self.insert(path, text.into(), None)
    }

    /// Adds or replaces a file like [`set`](Self::set), from bytes in UTF-8 or in UTF-16 with a byte order mark.
    /// Other bytes become U+FFFD and are kept as the file's encoding error.
    pub fn set_bytes(&mut self, path: &str, bytes: &[u8]) -> FileId {
        let (text, invalid_offset) = decode(bytes);
        let encoding_error = invalid_offset.map(|offset| EncodingError {
            offset,
            bytes: bytes[offset..].iter().copied().take(4).collect(),
        });
        self.insert(path, text.into(), encoding_error)
    }

    fn insert(&mut self, path: &str, text: Arc<str>, encoding_error: Option<EncodingError>) -> FileId {
        let path = join(&self.root, path);
        let line_starts = line_starts(&text);
        let file = SourceFile {
            path,
            text,
            line_starts,
            encoding_error,
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

    /// Returns the file at a path. Relative paths start from the root.
    pub fn find(&self, path: &str) -> Option<FileId> {
        let path = join(&self.root, path);
        self.files
            .iter()
            .position(|file| file.path == path)
            .map(|index| FileId(index as u32))
    }

    /// Records that there is a folder at a path, even if the workspace holds no file in it.
    pub fn add_folder(&mut self, path: &str) {
        let folder = join(&self.root, path);
        if !self.folders.contains(&folder) {
            self.folders.push(folder);
        }
    }

    /// Returns whether a path is a folder: a file lies below it, or it was [added](Self::add_folder).
    pub fn is_folder(&self, path: &str) -> bool {
        let folder = join(&self.root, path);
        folder == self.root
            || folder == "/"
            || self.folders.contains(&folder)
            || self.files.iter().any(|file| is_below(&file.path, &folder))
    }

    /// Returns a file. Panics or returns a wrong file if the id belongs to another workspace.
    pub fn file(&self, id: FileId) -> &SourceFile {
        &self.files[id.0 as usize]
    }

    /// Returns all files with their ids, in the order they were added.
    pub fn files(&self) -> impl Iterator<Item = (FileId, &SourceFile)> {
        self.files
            .iter()
            .enumerate()
            .map(|(index, file)| (FileId(index as u32), file))
    }

    /// Returns the text that a span covers.
    pub fn text(&self, span: Span) -> &str {
        self.file(span.file).text.get(span.range()).unwrap_or("")
    }

    /// Returns the line and column of a span's start.
    pub fn line_column(&self, span: Span) -> LineColumn {
        self.file(span.file).line_column(span.start as usize)
    }

    /// Returns the path to show for a file: relative to the root if the file lies below it.
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

/// Joins a folder and a path, like Go's `filepath.Join`. An absolute `path` replaces the folder. The
/// result has no `.` or `..`, no double slashes and no trailing slash.
pub fn join(folder: &str, path: &str) -> String {
    let mut segments: Vec<&str> = Vec::new();
    let base = if path.starts_with('/') { "" } else { folder };
    for segment in base.split('/').chain(path.split('/')) {
        match segment {
            "" | "." => {}
            ".." => {
                segments.pop();
            }
            segment => segments.push(segment),
        }
    }
    format!("/{}", segments.join("/"))
}

fn line_starts(text: &str) -> Arc<[u32]> {
    let bytes = text.as_bytes();
    let mut starts = vec![0];
    for (index, &byte) in bytes.iter().enumerate() {
        // A lone CR ends a line in YAML.
        let ends_line = byte == b'\n' || (byte == b'\r' && bytes.get(index + 1) != Some(&b'\n'));
        if ends_line {
            starts.push(index as u32 + 1);
        }
    }
    starts.into()
}

/// Decodes UTF-8, or UTF-16 with a byte order mark. Returns the text and the offset of the first invalid byte; in
/// UTF-16, errors count as being after the byte order mark.
fn decode(bytes: &[u8]) -> (String, Option<usize>) {
    let utf16 = |bytes: &[u8], to_unit: fn([u8; 2]) -> u16| {
        let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| to_unit([pair[0], pair[1]])).collect();
        let is_valid = String::from_utf16(&units).is_ok() && bytes.len().is_multiple_of(2);
        (String::from_utf16_lossy(&units), if is_valid { None } else { Some(2) })
    };
    match bytes {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes),
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes),
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
    fn paths_are_joined_and_normalized() {
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
    fn columns_count_characters_and_every_line_ending_starts_a_line() {
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
    fn utf_16_and_invalid_bytes_are_decoded() {
        let mut files = Workspace::new("/w");
        let utf16 = files.set_bytes("utf16", &[0xFF, 0xFE, b'a', 0]);
        let latin = files.set_bytes("latin", &[b'a', 0xE9, b'b']);
        assert_eq!(files.file(utf16).text(), "a");
        let error = EncodingError {
            offset: 1,
            bytes: vec![0xE9, b'b'],
        };
        assert_eq!(files.file(latin).encoding_error(), Some(&error));
    }

    #[test]
    fn folders_contain_files_or_were_added() {
        let mut files = Workspace::new("/w");
        files.set("sub/x", "");
        files.add_folder("empty");
        assert!(
            files.is_folder("empty") && files.is_folder("sub") && !files.is_folder("su") && !files.is_folder("sub/x")
        );
        assert_eq!(files.display_path(FileId(0)), "sub/x");
    }
}
