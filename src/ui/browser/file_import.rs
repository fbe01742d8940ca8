//! Files and folders that are dropped on the page or chosen.
//!
//! Only files of a limited size are read. Folders that hold no source files are skipped.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};
use yew::{Callback, DragEvent};

use drydock::import::{self, Import, MAX_FILES};
use drydock::playground::Action;

/// Maximum depth of folders.
const MAX_DEPTH: usize = 12;
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
            read_entry(&mut import, entry).await;
        }
        dispatch.emit(Action::ImportFiles(import));
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
            if !import::is_skipped(&path) {
                read_file(&mut import, &file, &path).await;
            }
        }
        dispatch.emit(Action::ImportFiles(import));
    });
}

/// Reads a file, or all files in a folder.
async fn read_entry(import: &mut Import, entry: FileSystemEntry) {
    let mut pending = vec![(entry, String::new(), 0)];
    while let Some((entry, folder, depth)) = pending.pop() {
        let path = format!("{folder}{}", entry.name());
        if import::is_skipped(&entry.name()) {
            continue;
        }
        if entry.is_file() {
            match file_of(&entry).await {
                Ok(file) => read_file(import, &file, &path).await,
                Err(_) => import.skip(),
            }
        } else if depth < MAX_DEPTH {
            let children = children(&entry).await.unwrap_or_default();
            pending.extend(children.into_iter().map(|child| (child, format!("{path}/"), depth + 1)));
        }
    }
}

async fn read_file(import: &mut Import, file: &File, path: &str) {
    let is_readable = import.files.len() < MAX_FILES && Import::accepts_size(path, file.size());
    match is_readable {
        true => match bytes(file).await {
            Ok(bytes) => import.add(path, &bytes),
            Err(_) => import.skip(),
        },
        false => import.skip(),
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
