//! The text editor: CodeMirror behind the small interface of static/editor.
//!
//! Offsets at this border are UTF-16 code units.

use wasm_bindgen::JsValue;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::prelude::wasm_bindgen;
use yew::{Callback, NodeRef};

use drydock::playground::Language;
use std::collections::BTreeSet;

#[wasm_bindgen(raw_module = "./bundle/editor.js")]
extern "C" {
    #[wasm_bindgen(js_name = Editor)]
    type Handle;

    fn create(parent: &web_sys::Element, options: &js_sys::Object) -> Handle;

    #[wasm_bindgen(method)]
    fn show(this: &Handle, path: &str, language: &str, text: &str);
    #[wasm_bindgen(method, js_name = setText)]
    fn set_text(this: &Handle, path: &str, text: &str);
    #[wasm_bindgen(method, js_name = setDiagnostics)]
    fn set_diagnostics(this: &Handle, path: &str, json: &str);
    #[wasm_bindgen(method, js_name = setHints)]
    fn set_hints(this: &Handle, path: &str, json: &str);
    #[wasm_bindgen(method)]
    fn reveal(this: &Handle, path: &str, from: u32, to: u32);
    #[wasm_bindgen(method)]
    fn rename(this: &Handle, from: &str, to: &str);
    #[wasm_bindgen(method)]
    fn forget(this: &Handle, path: &str);
    #[wasm_bindgen(method, js_name = setTheme)]
    fn set_theme(this: &Handle, dark: bool);
    #[wasm_bindgen(method)]
    fn destroy(this: &Handle);
}

/// What the editor reports.
#[derive(Debug, Clone, PartialEq)]
pub enum Report {
    /// A file's text is another.
    Changed {
        /// The file.
        path: String,
        /// Its text.
        text: String,
    },
    /// The cursor moved.
    Cursor {
        /// The file.
        path: String,
        /// Where to, in UTF-16 units.
        unit: usize,
    },
    /// The fix of that number was chosen.
    Fix(usize),
    /// Ctrl-S or Cmd-S.
    Save,
}

/// An editor in the page. Dropped, it goes away.
pub struct Editor {
    handle: Handle,
    shown: BTreeSet<String>,
    _change: Closure<dyn Fn(String, String)>,
    _cursor: Closure<dyn Fn(String, u32)>,
    _fix: Closure<dyn Fn(String, u32)>,
    _save: Closure<dyn Fn()>,
}

impl Editor {
    /// Puts an editor into an element; `None` when that is not in the page.
    pub fn new(parent: &NodeRef, dark: bool, report: &Callback<Report>) -> Option<Self> {
        let parent = parent.cast::<web_sys::Element>()?;
        let to = report.clone();
        let change = Closure::<dyn Fn(String, String)>::new(move |path, text| to.emit(Report::Changed { path, text }));
        let to = report.clone();
        let cursor = Closure::<dyn Fn(String, u32)>::new(move |path, unit: u32| {
            to.emit(Report::Cursor {
                path,
                unit: unit as usize,
            });
        });
        let to = report.clone();
        let fix = Closure::<dyn Fn(String, u32)>::new(move |_, index: u32| to.emit(Report::Fix(index as usize)));
        let to = report.clone();
        let save = Closure::<dyn Fn()>::new(move || to.emit(Report::Save));
        let options = options(&[
            ("onChange", change.as_ref()),
            ("onCursor", cursor.as_ref()),
            ("onFix", fix.as_ref()),
            ("onSave", save.as_ref()),
            ("dark", &dark.into()),
            ("testId", &"editor".into()),
        ]);
        Some(Editor {
            handle: create(&parent, &options),
            shown: BTreeSet::new(),
            _change: change,
            _cursor: cursor,
            _fix: fix,
            _save: save,
        })
    }

    /// Shows a file.
    pub fn show(&mut self, path: &str, text: &str) {
        self.shown.insert(path.to_owned());
        self.handle.show(path, Language::of(path).word(), text);
    }

    /// Replaces a file's text, undoably.
    pub fn write(&self, path: &str, text: &str) {
        self.handle.set_text(path, text);
    }

    /// Marks findings and hints, given as JSON.
    pub fn annotate(&self, path: &str, findings: &str, hints: &str) {
        self.handle.set_diagnostics(path, findings);
        self.handle.set_hints(path, hints);
    }

    /// Goes to a place of the shown file.
    pub fn reveal(&self, path: &str, from: usize, to: usize) {
        self.handle.reveal(path, from as u32, to as u32);
    }

    /// Keeps what is known of a file under another path.
    pub fn rename(&mut self, from: &str, to: &str) {
        if self.shown.remove(from) {
            self.shown.insert(to.to_owned());
        }
        self.handle.rename(from, to);
    }

    /// Drops what is known of a file.
    pub fn forget(&mut self, path: &str) {
        self.shown.remove(path);
        self.handle.forget(path);
    }

    /// Drops everything.
    pub fn forget_all(&mut self) {
        for path in std::mem::take(&mut self.shown) {
            self.handle.forget(&path);
        }
    }

    /// Light or dark.
    pub fn set_dark(&self, dark: bool) {
        self.handle.set_theme(dark);
    }
}

impl Drop for Editor {
    fn drop(&mut self) {
        self.handle.destroy();
    }
}

fn options(entries: &[(&str, &JsValue)]) -> js_sys::Object {
    let object = js_sys::Object::new();
    for (key, value) in entries {
        // A plain object takes any key.
        let _ = js_sys::Reflect::set(&object, &JsValue::from_str(key), value);
    }
    object
}
