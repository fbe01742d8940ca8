//! The file system, as a [`Workspace`] that grows by what loading asks for.

use std::fs;
use std::path::PathBuf;

use drydock::source::{Workspace, join};

/// A file beyond this size is not read.
const FILE_LIMIT: u64 = 64 << 20;
/// More files than this are not read.
const FILE_COUNT_LIMIT: usize = 5_000;

/// Where paths lead.
#[derive(Debug)]
pub struct FileSystem {
    folder: PathBuf,
    /// The path that stands for `folder`; nothing beside it exists. `None`: paths are real.
    shown_at: Option<String>,
}

/// What is at a path.
enum Existing {
    File(Vec<u8>),
    Folder,
}

impl FileSystem {
    /// The real file system, seen from a folder.
    pub fn real(folder: PathBuf) -> Self {
        FileSystem { folder, shown_at: None }
    }

    /// A folder shown at another path, with nothing around it.
    pub fn shown_at(folder: PathBuf, path: &str) -> Self {
        FileSystem {
            folder,
            shown_at: Some(join("/", path)),
        }
    }

    /// A workspace without files, its root the folder as shown.
    pub fn workspace(&self) -> Workspace {
        match &self.shown_at {
            Some(path) => Workspace::new(path),
            None => Workspace::new(&self.folder.to_string_lossy()),
        }
    }

    /// Adds the files and folders among `wanted` that exist; whether there were any.
    pub fn bring(&self, wanted: &[String], workspace: &mut Workspace) -> bool {
        let mut found = false;
        for path in wanted {
            if workspace.files().count() >= FILE_COUNT_LIMIT {
                break;
            }
            if workspace.find(path).is_some() || workspace.is_folder(path) {
                continue;
            }
            match self.read(path) {
                Some(Existing::File(bytes)) => {
                    workspace.set_bytes(path, &bytes);
                }
                Some(Existing::Folder) => workspace.add_folder(path),
                None => continue,
            }
            found = true;
        }
        found
    }

    fn read(&self, path: &str) -> Option<Existing> {
        let real = match &self.shown_at {
            None => PathBuf::from(path),
            Some(root) => {
                let inside = path.strip_prefix(root.as_str())?.strip_prefix('/')?;
                self.folder.join(inside)
            }
        };
        let meta = fs::metadata(&real).ok()?;
        if meta.is_dir() {
            return Some(Existing::Folder);
        }
        if !meta.is_file() || meta.len() > FILE_LIMIT {
            return None;
        }
        fs::read(real).ok().map(Existing::File)
    }
}
