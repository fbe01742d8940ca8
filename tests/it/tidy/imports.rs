//! The order of imports between the modules of a folder.

use std::collections::{BTreeMap, BTreeSet};

use super::source::{Source, assert_none, source, sources};

/// Checks that each module below `folder` uses only modules that precede it in `order`.
///
/// `folder` is a module's folder such as `src/sim`, and `order` names all of its direct submodules; files further
/// down belong to the submodule that they are in. An item that the parent (`src/sim.rs`) re-exports belongs to
/// the submodule that defines it. Items that the parent itself defines may be used by all submodules, and the parent
/// may use all of them.
#[track_caller]
pub fn imports_follow_order(folder: &str, order: &[&str]) {
    let parent = match folder {
        "src" => source("src/lib.rs"),
        _ => source(&format!("{folder}.rs")),
    };
    let files = sources(&[folder], &["rs"]);
    let files: Vec<Source> = files
        .into_iter()
        .filter(|file| file.is_library() && file.path != parent.path)
        .collect();
    let rule = format!("modules of {folder} use only those that precede them in the order");
    assert_none(&rule, &order_violations(&parent, &files, order));
}

/// Returns the submodules that a file declares, in order.
#[track_caller]
pub fn declared_modules(path: &str) -> Vec<String> {
    let file = source(path);
    let declared = |(_, line): (usize, &str)| {
        let declaration = line.strip_prefix("pub ").unwrap_or(line);
        Some(declaration.strip_prefix("mod ")?.strip_suffix(';')?.to_owned())
    };
    let modules: Vec<String> = file.code().into_iter().filter_map(declared).collect();
    assert!(!modules.is_empty(), "{path} declares no modules");
    modules
}

fn order_violations(parent: &Source, files: &[Source], order: &[&str]) -> Vec<String> {
    let base = parent.module();
    let rank = |module: &str| order.iter().position(|other| *other == module);
    let exports = re_exports(parent, order);
    let mut violations = Vec::new();
    let mut present = BTreeSet::new();
    for file in files {
        let module = file.module();
        let own = module[base.len()];
        present.insert(own);
        let Some(own_rank) = rank(own) else {
            violations.push(format!("{}: `{own}` is missing in the order", file.path));
            continue;
        };
        for (line, path) in used_paths(file) {
            let Some(item) = path.strip_prefix(&*base).and_then(|inside| inside.first()) else {
                continue;
            };
            let used = exports.get(item).map_or(*item, |module| *module);
            if rank(used).is_some_and(|used_rank| used_rank > own_rank) {
                violations.push(format!(
                    "{}:{line}: `{own}` uses `{used}`, which comes later",
                    file.path
                ));
            }
        }
    }
    let missing = order.iter().filter(|module| !present.contains(*module));
    violations.extend(missing.map(|module| format!("{}: has no module `{module}`", parent.path)));
    violations
}

/// Maps the items that the parent re-exports to the submodules that define them.
fn re_exports<'a>(parent: &'a Source, order: &[&'a str]) -> BTreeMap<&'a str, &'a str> {
    let mut exports = BTreeMap::new();
    let text = &parent.text;
    for (start, keyword) in text.match_indices("use ") {
        let line_start = text[..start].rfind('\n').map_or(0, |newline| newline + 1);
        let visibility = &text[line_start..start];
        if !visibility.is_empty() && !visibility.starts_with("pub") {
            continue;
        }
        for path in paths_at(text, start + keyword.len()) {
            if let [module, .., item] = *path
                && order.contains(&module)
            {
                exports.insert(item, module);
            }
        }
    }
    exports
}

/// Returns the absolute paths within the crate that a file's code names, each with its line.
fn used_paths(file: &Source) -> Vec<(usize, Vec<&str>)> {
    let module = file.module();
    let code: BTreeSet<usize> = file.code().into_iter().map(|(number, _)| number).collect();
    let mut paths = Vec::new();
    for root in ["crate", "super", "self"] {
        for (start, _) in file.text.match_indices(&format!("{root}::")) {
            let line = file.text[..start].matches('\n').count() + 1;
            let is_inner = file.text[..start].ends_with("::")
                || file.text[..start].ends_with(|character| is_name(character) && character != '*');
            if is_inner || !code.contains(&line) {
                continue;
            }
            paths.extend(
                paths_at(&file.text, start)
                    .into_iter()
                    .map(|path| (line, absolute(&module, &path))),
            );
        }
    }
    paths
}

/// Resolves leading `crate`, `self` and `super` against the module that a path is in.
fn absolute<'a>(module: &[&'a str], path: &[&'a str]) -> Vec<&'a str> {
    let mut resolved = module.to_vec();
    for name in path {
        match *name {
            "crate" => resolved.clear(),
            "self" => {}
            "super" => drop(resolved.pop()),
            name => resolved.push(name),
        }
    }
    resolved
}

/// Returns the paths of the use tree that starts at `start`: `a::{b, c::d}` is `a::b` and `a::c::d`.
fn paths_at(text: &str, start: usize) -> Vec<Vec<&str>> {
    let mut paths = Vec::new();
    read_tree(&text[start..], &[], &mut paths);
    paths
}

/// Reads one use tree, adds its paths, and returns the text after it.
fn read_tree<'a>(text: &'a str, prefix: &[&'a str], paths: &mut Vec<Vec<&'a str>>) -> &'a str {
    let text = text.trim_start();
    if let Some(mut rest) = text.strip_prefix('{') {
        while !rest.trim_start().starts_with('}') {
            let before = rest.len();
            rest = read_tree(rest, prefix, paths).trim_start();
            rest = rest.strip_prefix(',').unwrap_or(rest);
            if rest.len() == before {
                return rest;
            }
        }
        return &rest.trim_start()[1..];
    }
    let end = text.find(|character| !is_name(character)).unwrap_or(text.len());
    let (name, rest) = text.split_at(end);
    let mut path = prefix.to_vec();
    path.push(name);
    match rest.strip_prefix("::") {
        Some(inner) if inner.starts_with(is_name) || inner.starts_with('{') => read_tree(inner, &path, paths),
        _ => {
            let alias = rest.strip_prefix(" as ").map(|rest| {
                let end = rest.find(|character| !is_name(character)).unwrap_or(rest.len());
                rest.split_at(end)
            });
            paths.push(path);
            alias.map_or(rest, |(_, rest)| rest)
        }
    }
}

/// Whether a character belongs to a name in a use tree; `*` is the name of a glob.
fn is_name(character: char) -> bool {
    character.is_alphanumeric() || character == '_' || character == '*'
}

fn example(path: &str, text: &str) -> Source {
    Source {
        path: path.to_owned(),
        text: text.to_owned(),
    }
}

#[test]
fn use_trees_are_expanded() {
    let paths = paths_at("crate::{\n    a,\n    b::{C as D, self},\n    e::*,\n};\nuse x;", 0);
    let shown: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
    assert_eq!(shown, ["crate::a", "crate::b::C", "crate::b::self", "crate::e::*"]);
}

#[test]
fn import_of_a_later_module_is_reported() {
    let parent = example("src/sim.rs", "pub mod first;\npub mod second;\npub use second::Item;\n");
    let code = "//! Uses crate::sim::second in a comment.\nuse crate::sim::{self, Item};\nuse super::second::x;\n";
    let files = [
        example("src/sim/first.rs", code),
        example("src/sim/second.rs", "use crate::sim::first;\n"),
        example("src/sim/second/inner.rs", "fn f() { super::super::third::g(); }\n"),
    ];
    assert_eq!(
        order_violations(&parent, &files, &["first", "second", "third"]),
        [
            "src/sim/first.rs:2: `first` uses `second`, which comes later",
            "src/sim/first.rs:3: `first` uses `second`, which comes later",
            "src/sim/second/inner.rs:1: `second` uses `third`, which comes later",
            "src/sim.rs: has no module `third`",
        ]
    );
}
