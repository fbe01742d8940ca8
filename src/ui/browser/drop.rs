//! Files and folders that are dropped on the page or picked.
//!
//! Only texts of a sensible size are taken, and not the folders of other tools.

use js_sys::{Array, Function, Promise, Uint8Array};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{File, FileSystemDirectoryEntry, FileSystemEntry, FileSystemFileEntry};
use yew::{Callback, DragEvent};

/// At most so many files are taken.
const MOST_FILES: usize = 200;
/// A file of more bytes is left out.
const MOST_BYTES: f64 = 1_000_000.0;
/// Folders that are not the reader's own writing.
const SKIPPED: [&str; 6] = [".git", "node_modules", "target", "__pycache__", ".venv", "dist"];
/// How deep folders are followed.
const MOST_DEPTH: usize = 12;

/// What was brought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Brought {
    /// The one folder everything came in.
    pub folder: Option<String>,
    /// Path and text of each file.
    pub files: Vec<(String, String)>,
    /// How many were left out.
    pub left_out: usize,
}

impl Brought {
    /// A few words on what was left out.
    pub fn words(&self) -> Option<String> {
        (self.left_out > 0).then(|| format!("{} left out: too large, too many, or not text", self.left_out))
    }
}

/// Whether an event brings files rather than a dragged text.
pub fn has_files(event: &DragEvent) -> bool {
    let types = event.data_transfer().map(|data| data.types());
    types.is_some_and(|types| types.iter().any(|kind| kind == "Files"))
}

/// Reads what was dropped.
pub fn read(event: &DragEvent, done: Callback<Brought>) {
    // Entries have to be taken before the event is over.
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
        let mut brought = Brought::default();
        for entry in entries {
            collect(entry, &mut brought).await;
        }
        done.emit(without_common_folder(brought));
    });
}

/// Reads files that were picked; those of a picked folder have their path in it.
pub fn read_picked(files: Vec<File>, done: Callback<Brought>) {
    spawn_local(async move {
        let mut brought = Brought::default();
        for file in files {
            let inside = js_sys::Reflect::get(&file, &"webkitRelativePath".into())
                .ok()
                .and_then(|path| path.as_string());
            let path = inside.filter(|path| !path.is_empty()).unwrap_or_else(|| file.name());
            if !path.split('/').any(|part| SKIPPED.contains(&part)) {
                take(&file, path, &mut brought).await;
            }
        }
        done.emit(without_common_folder(brought));
    });
}

async fn collect(entry: FileSystemEntry, brought: &mut Brought) {
    let mut open = vec![(entry, String::new(), 0)];
    while let Some((entry, folder, depth)) = open.pop() {
        let path = format!("{folder}{}", entry.name());
        if entry.is_file() {
            match file_of(&entry).await {
                Ok(file) => take(&file, path, brought).await,
                Err(_) => brought.left_out += 1,
            }
        } else if depth < MOST_DEPTH && !SKIPPED.contains(&entry.name().as_str()) {
            let below = children(&entry).await.unwrap_or_default();
            open.extend(below.into_iter().map(|child| (child, format!("{path}/"), depth + 1)));
        }
    }
}

async fn take(file: &File, path: String, brought: &mut Brought) {
    if brought.files.len() >= MOST_FILES || file.size() > MOST_BYTES {
        brought.left_out += 1;
        return;
    }
    match bytes(file).await {
        Ok(bytes) if !bytes.contains(&0) => {
            // What is not UTF-8 is shown as well as it can be.
            brought.files.push((path, String::from_utf8_lossy(&bytes).into_owned()));
        }
        _ => brought.left_out += 1,
    }
}

async fn bytes(file: &File) -> Result<Vec<u8>, JsValue> {
    let buffer = JsFuture::from(file.array_buffer()).await?;
    Ok(Uint8Array::new(&buffer).to_vec())
}

async fn file_of(entry: &FileSystemEntry) -> Result<File, JsValue> {
    let entry: &FileSystemFileEntry = entry.unchecked_ref();
    let file = answer(|yes, no| entry.file_with_callback_and_callback(yes, no)).await?;
    file.dyn_into()
}

async fn children(entry: &FileSystemEntry) -> Result<Vec<FileSystemEntry>, JsValue> {
    let reader = entry.unchecked_ref::<FileSystemDirectoryEntry>().create_reader();
    let mut all = Vec::new();
    // A browser hands entries out in portions, the last of which is empty.
    while all.len() < MOST_FILES {
        let portion = answer(|yes, no| {
            // It can fail only through `no`.
            let _ = reader.read_entries_with_callback_and_callback(yes, no);
        });
        let portion: Array = portion.await?.unchecked_into();
        if portion.length() == 0 {
            break;
        }
        all.extend(portion.iter().map(|child| child.unchecked_into::<FileSystemEntry>()));
    }
    Ok(all)
}

/// Turns a call with two callbacks into something to wait for.
async fn answer(call: impl Fn(&Function, &Function)) -> Result<JsValue, JsValue> {
    JsFuture::from(Promise::new(&mut |yes, no| call(&yes, &no))).await
}

fn without_common_folder(mut brought: Brought) -> Brought {
    let first = brought.files.first().and_then(|(path, _)| path.split_once('/'));
    let Some(folder) = first.map(|(folder, _)| folder.to_owned()) else {
        return brought;
    };
    let prefix = format!("{folder}/");
    if brought.files.iter().all(|(path, _)| path.starts_with(&prefix)) {
        for (path, _) in &mut brought.files {
            path.drain(..prefix.len());
        }
        brought
            .files
            .sort_by_key(|(path, _)| (path.matches('/').count(), path.clone()));
        brought.folder = Some(folder);
    }
    brought
}
