//! The text editor: bindings to `static/editor/editor.ts`.
//!
//! Offsets of the bindings are in UTF-16 units.

use std::collections::BTreeSet;

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use yew::{Callback, NodeRef};

use drydock::playground::Language;

#[wasm_bindgen(raw_module = "./bundle/editor.js")]
extern "C" {
    #[wasm_bindgen(js_name = Editor)]
    type Handle;

    fn create(parent: &web_sys::Element, options: &js_sys::Object) -> Handle;

    #[wasm_bindgen(method)]
    fn show(this: &Handle, path: &str, language: &str, text: &str);
    #[wasm_bindgen(method)]
    fn load(this: &Handle, path: &str, language: &str, text: &str);
    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &Handle, path: &str, text: &str);
    #[wasm_bindgen(method, js_name = setDiagnostics)]
    fn set_diagnostics(this: &Handle, path: &str, json: &str);
    #[wasm_bindgen(method, js_name = setInlayHints)]
    fn set_inlay_hints(this: &Handle, path: &str, json: &str);
    #[wasm_bindgen(method)]
    fn reveal(this: &Handle, path: &str, from: u32, to: u32);
    #[wasm_bindgen(method, js_name = showChange)]
    fn show_change(this: &Handle, path: &str, from: u32, to: u32);
    #[wasm_bindgen(method)]
    fn rename(this: &Handle, from: &str, to: &str);
    #[wasm_bindgen(method)]
    fn forget(this: &Handle, path: &str);
    #[wasm_bindgen(method, js_name = setTheme)]
    fn set_theme(this: &Handle, dark: bool);
    #[wasm_bindgen(method)]
    fn focus(this: &Handle);
    #[wasm_bindgen(method)]
    fn destroy(this: &Handle);
}

/// An event of the editor.
#[derive(Debug, Clone, PartialEq)]
pub enum EditorEvent {
    /// The visitor changed a file.
    Changed {
        /// The file.
        path: String,
        /// Its new content.
        text: String,
    },
    /// The visitor pasted text into a file.
    Pasted {
        /// The file.
        path: String,
        /// Its new content.
        text: String,
    },
    /// The visitor pressed the keys for undo, but the shown file has no change to undo.
    UndoRequested,
    /// The cursor moved.
    CursorMoved {
        /// The file.
        path: String,
        /// The cursor's offset in UTF-16 units.
        offset: usize,
    },
    /// The visitor chose the action with this index among all actions of all problems.
    FixChosen(usize),
    /// The visitor pressed Ctrl-S or Cmd-S.
    SaveRequested,
}

/// An editor in the page. Dropping it removes it.
pub struct Editor {
    handle: Handle,
    /// Paths of the files for which the editor has a state.
    known: BTreeSet<String>,
    _on_change: Closure<dyn Fn(String, String)>,
    _on_paste: Closure<dyn Fn(String, String)>,
    _on_undo: Closure<dyn Fn()>,
    _on_cursor: Closure<dyn Fn(String, u32)>,
    _on_fix: Closure<dyn Fn(String, u32)>,
    _on_save: Closure<dyn Fn()>,
}

impl Editor {
    /// Creates an editor in an element. Returns `None` when the element is not in the document.
    pub fn new(parent: &NodeRef, dark: bool, on_event: &Callback<EditorEvent>) -> Option<Self> {
        let parent = parent.cast::<web_sys::Element>()?;
        let events = on_event.clone();
        let on_change = Closure::<dyn Fn(String, String)>::new(move |path, text| {
            events.emit(EditorEvent::Changed { path, text });
        });
        let events = on_event.clone();
        let on_paste = Closure::<dyn Fn(String, String)>::new(move |path, text| {
            events.emit(EditorEvent::Pasted { path, text });
        });
        let events = on_event.clone();
        let on_undo = Closure::<dyn Fn()>::new(move || events.emit(EditorEvent::UndoRequested));
        let events = on_event.clone();
        let on_cursor = Closure::<dyn Fn(String, u32)>::new(move |path, offset: u32| {
            let offset = offset as usize;
            events.emit(EditorEvent::CursorMoved { path, offset });
        });
        let events = on_event.clone();
        let on_fix = Closure::<dyn Fn(String, u32)>::new(move |_, index: u32| {
            events.emit(EditorEvent::FixChosen(index as usize));
        });
        let events = on_event.clone();
        let on_save = Closure::<dyn Fn()>::new(move || events.emit(EditorEvent::SaveRequested));
        let options = object(&[
            ("onChange", on_change.as_ref()),
            ("onPaste", on_paste.as_ref()),
            ("onUndo", on_undo.as_ref()),
            ("onCursor", on_cursor.as_ref()),
            ("onFix", on_fix.as_ref()),
            ("onSave", on_save.as_ref()),
            ("dark", &dark.into()),
            ("testId", &"editor".into()),
        ]);
        Some(Editor {
            handle: create(&parent, &options),
            known: BTreeSet::new(),
            _on_change: on_change,
            _on_paste: on_paste,
            _on_undo: on_undo,
            _on_cursor: on_cursor,
            _on_fix: on_fix,
            _on_save: on_save,
        })
    }

    /// Shows a file.
    pub fn show(&mut self, path: &str, text: &str) {
        self.known.insert(path.to_owned());
        self.handle.show(path, Language::of(path).name(), text);
    }

    /// Creates the state of a file without showing it, unless there is one.
    pub fn load(&mut self, path: &str, text: &str) {
        self.known.insert(path.to_owned());
        self.handle.load(path, Language::of(path).name(), text);
    }

    /// Replaces a file's text. The visitor can undo this in one step.
    pub fn write(&self, path: &str, text: &str) {
        self.handle.set_text(path, text);
    }

    /// Shows diagnostics and inlay hints, given as JSON.
    pub fn annotate(&self, path: &str, diagnostics: &str, inlay_hints: &str) {
        self.handle.set_diagnostics(path, diagnostics);
        self.handle.set_inlay_hints(path, inlay_hints);
    }

    /// Selects a range of the shown file and scrolls to it.
    pub fn reveal(&self, path: &str, from: usize, to: usize) {
        self.handle.reveal(path, from as u32, to as u32);
    }

    /// Places the caret at the end of a range of the shown file and scrolls to it.
    pub fn show_change(&self, path: &str, from: usize, to: usize) {
        self.handle.show_change(path, from as u32, to as u32);
    }

    /// Moves the state of a file, such as its undo history, to another path.
    pub fn rename(&mut self, from: &str, to: &str) {
        if self.known.remove(from) {
            self.known.insert(to.to_owned());
        }
        self.handle.rename(from, to);
    }

    /// Discards the state of a file.
    pub fn forget(&mut self, path: &str) {
        self.known.remove(path);
        self.handle.forget(path);
    }

    /// Discards the state of all files.
    pub fn forget_all(&mut self) {
        for path in std::mem::take(&mut self.known) {
            self.handle.forget(&path);
        }
    }

    /// Focuses the text.
    pub fn focus(&self) {
        self.handle.focus();
    }

    /// Switches between the light and the dark theme.
    pub fn set_dark(&self, dark: bool) {
        self.handle.set_theme(dark);
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.handle.destroy();
    }
}

/// Creates a JavaScript object.
fn object(entries: &[(&str, &JsValue)]) -> js_sys::Object {
    let object = js_sys::Object::new();
    for (key, value) in entries {
        // Setting a property of a plain object can't fail.
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(key), value);
    }
    object
}
