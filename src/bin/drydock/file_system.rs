//! Reads the files that loading asks for into a [`Workspace`].

use std::fs;
use std::path::PathBuf;

use drydock::source::{Workspace, join};

/// Maximum size of a file in bytes; larger files are not read.
const MAX_FILE_SIZE: u64 = 64 << 20;
/// Maximum number of files of a workspace.
const MAX_FILES: usize = 5_000;

/// The file system, or one folder of it that is mounted at another path.
#[derive(Debug)]
pub struct FileSystem {
    folder: PathBuf,
    /// Path at which `folder` is mounted; no other file exists then.
    mount_point: Option<String>,
}

enum Content {
    File(Vec<u8>),
    Folder,
}

impl FileSystem {
    /// Creates the real file system with a working folder.
    pub fn real(folder: PathBuf) -> Self {
        FileSystem {
            folder,
            mount_point: None,
        }
    }

    /// Creates a file system with only `folder`, mounted at `path`.
    pub fn mounted(folder: PathBuf, path: &str) -> Self {
        FileSystem {
            folder,
            mount_point: Some(join("/", path)),
        }
    }

    /// Creates an empty workspace whose root is the folder.
    pub fn workspace(&self) -> Workspace {
        match &self.mount_point {
            Some(path) => Workspace::new(path),
            None => Workspace::new(&self.folder.to_string_lossy()),
        }
    }

    /// Adds the files and folders among `paths` that exist to a workspace. Returns whether it added any.
    pub fn read_into(&self, workspace: &mut Workspace, paths: &[String]) -> bool {
        let mut has_added = false;
        for path in paths {
            if workspace.files().count() >= MAX_FILES {
                break;
            }
            if workspace.find(path).is_some() || workspace.is_folder(path) {
                continue;
            }
            match self.read(path) {
                Some(Content::File(bytes)) => {
                    workspace.set_bytes(path, &bytes);
                }
                Some(Content::Folder) => workspace.add_folder(path),
                None => continue,
            }
            has_added = true;
        }
        has_added
    }

    fn read(&self, path: &str) -> Option<Content> {
        let real_path = match &self.mount_point {
            None => PathBuf::from(path),
            Some(root) => {
                let relative = path.strip_prefix(root.as_str())?.strip_prefix('/')?;
                self.folder.join(relative)
            }
        };
        let metadata = fs::metadata(&real_path).ok()?;
        if metadata.is_dir() {
            return Some(Content::Folder);
        }
        if !metadata.is_file() || metadata.len() > MAX_FILE_SIZE {
            return None;
        }
        fs::read(real_path).ok().map(Content::File)
    }
}
