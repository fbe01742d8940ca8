//! Rules of the code base that the compiler does not check: which module may use which, how long a file may be,
//! which words are banned where. ARCHITECTURE.md explains them.

mod imports;
mod source;

use imports::{declared_modules, imports_follow_order};
use source::{assert_none, has_word, sources, violations};

/// Maximum number of lines of a file, exclusive.
const MAX_LINES: usize = 600;

/// Crates that need a browser.
const BROWSER_CRATES: [&str; 5] = ["yew", "gloo", "web_sys", "js_sys", "wasm_bindgen"];

/// Access to the machine. The library takes clock, variables and files as arguments.
const SYSTEM_ACCESS: [&str; 5] = ["std::fs", "std::env", "std::process", "Instant::now", "SystemTime"];

/// Unfinished or debugging code. Each word is written in two parts so that this file passes its own rule.
const UNFINISHED_CODE: [(&str, &str); 6] = [
    ("TO", "DO"),
    ("FIX", "ME"),
    ("dbg", "!("),
    ("todo", "!("),
    ("unimplemented", "!("),
    ("#[ig", "nore"),
];

/// File names that do not say what is in the file.
const VAGUE_NAMES: [&str; 5] = ["util.rs", "utils.rs", "helpers.rs", "common.rs", "types.rs"];

#[test]
fn library_modules_follow_the_order_in_lib_rs() {
    let order = declared_modules("src/lib.rs");
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    imports_follow_order("src", &order);
}

#[test]
fn modules_of_compose_follow_the_order_in_compose_rs() {
    let order = declared_modules("src/compose.rs");
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    imports_follow_order("src/compose", &order);
}

#[test]
fn simulation_modules_follow_the_order_in_sim_rs() {
    let order = declared_modules("src/sim.rs");
    let order: Vec<&str> = order.iter().map(String::as_str).collect();
    imports_follow_order("src/sim", &order);
}

#[test]
fn simulated_engine_uses_no_tasks() {
    let files = sources(&["src/sim/engine"], &["rs"]);
    let found = violations(files.iter(), |_, line| {
        has_word(line, "executor").then(|| "names the task executor".to_owned())
    });
    assert_none("src/sim/engine does not depend on the tasks of commands", &found);
}

#[test]
fn library_is_pure() {
    let files = sources(&["src"], &["rs"]);
    let found = violations(files.iter().filter(|file| file.is_library()), |_, line| {
        let browser = BROWSER_CRATES.iter().find(|word| has_word(line, word));
        let word = browser.or_else(|| SYSTEM_ACCESS.iter().find(|word| line.contains(*word)))?;
        Some(format!("`{word}`"))
    });
    assert_none("the library names no browser, clock, process or file system", &found);
}

#[test]
fn browser_interfaces_are_used_in_one_folder() {
    let files = sources(&["src"], &["rs"]);
    let page = files.iter().filter(|file| !file.path.starts_with("src/ui/browser"));
    let found = violations(page, |_, line| {
        let word = ["web_sys", "js_sys"].into_iter().find(|word| has_word(line, word))?;
        Some(format!("`{word}`"))
    });
    assert_none("only src/ui/browser/ names the browser's interfaces", &found);
}

#[test]
fn files_are_short() {
    let folders = ["src", "tests", "benches", "xtask", "static/css", "static/editor"];
    let files = sources(&folders, &["rs", "ts", "mjs", "css"]);
    // The sections of the field table are data.
    let is_table = |path: &str| path.starts_with("src/compose/fields/");
    let found: Vec<String> = files
        .iter()
        .map(|file| (&file.path, file.text.lines().count()))
        .filter(|(path, lines)| !is_table(path) && *lines >= MAX_LINES)
        .map(|(path, lines)| format!("{path}: {lines} lines"))
        .collect();
    assert_none("files are shorter than 600 lines", &found);
}

#[test]
fn no_unfinished_code_is_left() {
    let folders = ["src", "tests", "benches", "xtask", "static/editor"];
    let words = UNFINISHED_CODE.map(|(first, second)| format!("{first}{second}"));
    let mut found = Vec::new();
    for file in &sources(&folders, &["rs", "ts", "mjs"]) {
        for (number, line) in (1..).zip(file.text.lines()) {
            let unfinished = words.iter().find(|word| line.contains(*word));
            found.extend(unfinished.map(|word| format!("{}:{number}: {word}", file.path)));
        }
    }
    assert_none("no unfinished code and no debugging code", &found);
}

#[test]
fn code_contains_no_explicit_panic() {
    let files = sources(&["src"], &["rs"]);
    let found = violations(&files, |_, line| {
        let word = [".unwrap()", "panic!("].into_iter().find(|word| line.contains(word))?;
        Some(format!("`{word}`"))
    });
    assert_none("no `unwrap` and no `panic!`; `expect` says why it cannot fail", &found);
}

#[test]
fn every_file_is_documented_and_named_after_its_content() {
    let mut found = Vec::new();
    for file in &sources(&["src", "tests", "benches", "xtask"], &["rs"]) {
        if !file.text.starts_with("//!") {
            found.push(format!("{}: starts without module documentation", file.path));
        }
        let name = file.path.rsplit('/').next().unwrap_or(&file.path);
        if VAGUE_NAMES.contains(&name) {
            found.push(format!("{}: the name does not say what is in it", file.path));
        }
    }
    assert_none("every file is documented and named after its content", &found);
}

#[test]
fn re_exports_name_their_items() {
    let files = sources(&["src"], &["rs"]);
    let found = violations(&files, |_, line| {
        let line = line.trim_start();
        (line.starts_with("pub use ") && line.contains("::*")).then(|| line.to_owned())
    });
    assert_none("`pub use` names its items one by one", &found);
}
