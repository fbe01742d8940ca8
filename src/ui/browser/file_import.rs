//! Files and folders that are dropped on the page or chosen.
//!
//! Only text files of a limited size are read. Folders that hold no source files are skipped.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};
use yew::{Callback, DragEvent};

use drydock::playground::{Action, text};

/// Maximum number of files.
const MAX_FILES: usize = 200;
/// Maximum size of a file in bytes.
const MAX_BYTES: f64 = 1_000_000.0;
/// Maximum depth of folders.
const MAX_DEPTH: usize = 12;
/// Folders that hold dependencies or build output.
const SKIPPED_FOLDERS: [&str; 6] = [".git", "node_modules", "target", "__pycache__", ".venv", "dist"];

/// The files that were read.
#[derive(Debug, Default)]
struct Import {
    /// Path and content of each file.
    files: Vec<(String, String)>,
    /// Number of files that were skipped.
    skipped: usize,
}

/// Whether a drag event carries files rather than text.
pub fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.iter().any(|kind| kind == "Files"))
}

/// Reads dropped files and sends [`Action::ImportFiles`].
pub fn read_dropped(event: &DragEvent, dispatch: Callback<Action>) {
    // Entries are only available while the event is being handled.
    let entries: Vec<FileSystemEntry> = event
        .data_transfer()
        .map(|data| data.items())
        .map(|items| {
            let items = (0..items.length()).filter_map(|index| items.get(index));
            items
                .filter_map(|item| item.webkit_get_as_entry().ok().flatten())
                .collect()
        })
        .unwrap_or_default();
    spawn_local(async move {
        let mut import = Import::default();
        for entry in entries {
            import.read_entry(entry).await;
        }
        dispatch.emit(import.into_action());
    });
}

/// Reads chosen files and sends [`Action::ImportFiles`].
pub fn read_chosen(files: Vec<File>, dispatch: Callback<Action>) {
    spawn_local(async move {
        let mut import = Import::default();
        for file in files {
            // Files of a chosen folder have a path that starts with the folder's name.
            let relative = js_sys::Reflect::get(&file, &"webkitRelativePath".into())
                .ok()
                .and_then(|path| path.as_string());
            let path = relative.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name());
            if !path.split('/').any(|part| SKIPPED_FOLDERS.contains(&part)) {
                import.read_file(&file, path).await;
            }
        }
        dispatch.emit(import.into_action());
    });
}

impl Import {
    /// Reads a file, or all files in a folder.
    async fn read_entry(&mut self, entry: FileSystemEntry) {
        let mut pending = vec![(entry, String::new(), 0)];
        while let Some((entry, folder, depth)) = pending.pop() {
            let path = format!("{folder}{}", entry.name());
            if entry.is_file() {
                match file_of(&entry).await {
                    Ok(file) => self.read_file(&file, path).await,
                    Err(_) => self.skipped += 1,
                }
            } else if depth < MAX_DEPTH && !SKIPPED_FOLDERS.contains(&entry.name().as_str()) {
                let children = children(&entry).await.unwrap_or_default();
                pending.extend(children.into_iter().map(|child| (child, format!("{path}/"), depth + 1)));
            }
        }
    }

    async fn read_file(&mut self, file: &File, path: String) {
        if self.files.len() >= MAX_FILES || file.size() > MAX_BYTES {
            self.skipped += 1;
            return;
        }
        match bytes(file).await {
            Ok(bytes) if !bytes.contains(&0) => {
                // Invalid UTF-8 is replaced rather than rejected.
                self.files.push((path, String::from_utf8_lossy(&bytes).into_owned()));
            }
            _ => self.skipped += 1,
        }
    }

    fn into_action(mut self) -> Action {
        let skipped = (self.skipped > 0).then(|| {
            let files = text::count(self.skipped, "file");
            format!("Skipped {files}: too large, too many, or not text")
        });
        Action::ImportFiles {
            folder: self.remove_common_folder(),
            files: self.files,
            skipped,
        }
    }

    /// If all files are in one folder, removes it from their paths and returns its name.
    fn remove_common_folder(&mut self) -> Option<String> {
        let (folder, _) = self.files.first()?.0.split_once('/')?;
        let folder = folder.to_owned();
        let prefix = format!("{folder}/");
        if !self.files.iter().all(|(path, _)| path.starts_with(&prefix)) {
            return None;
        }
        for (path, _) in &mut self.files {
            path.drain(..prefix.len());
        }
        self.files
            .sort_by_key(|(path, _)| (path.matches('/').count(), path.clone()));
        Some(folder)
    }
}

async fn bytes(file: &File) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(file.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

async fn file_of(entry: &FileSystemEntry) -> Result<File, JsValue> {
    let entry: &FileSystemFileEntry = entry.unchecked_ref();
    let file = promise(|resolve, reject| entry.file_with_callback_and_callback(resolve, reject)).await?;
    file.dyn_into()
}

async fn children(entry: &FileSystemEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = entry.unchecked_ref::<FileSystemDirectoryEntry>().create_reader();
    let mut children = Vec::new();
    // Browsers return the entries in batches. The last batch is empty.
    while children.len() < MAX_FILES {
        let batch = promise(|resolve, reject| {
            // Errors are reported through `reject`.
            let _ = reader.read_entries_with_callback_and_callback(resolve, reject);
        });
        let batch: Array = batch.await?.unchecked_into();
        if batch.length() == 0 {
            break;
        }
        children.extend(batch.iter().map(|child| child.unchecked_into::<FileSystemEntry>()));
    }
    Ok(children)
}

/// Converts a function with two callbacks to a future.
async fn promise(call: impl Fn(&Function, &Function)) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::new(&mut |resolve, reject| call(&resolve, &reject))).await
}
