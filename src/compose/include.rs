//! `include`: whole projects of their own, whose resources are taken into the including one.
//!
//! Each has its own folder, its own `.env` below the variables of the project, and is finished before it
//! is taken in. Source: the answers of the real binary.

use std::rc::Rc;

use super::assemble::{Assembly, Scope};
use super::environment::{self, Environment};
use super::extends::came_through;
use super::go;
use super::paths;
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::{Entry, Mapping, Node, Origin, Provenance, Value};

/// What an included project brings.
const SECTIONS: [&str; 6] = ["services", "volumes", "networks", "secrets", "configs", "models"];

/// Projects may include each other this deep.
const DEPTH_LIMIT: usize = 100;

/// So many projects may be included in all.
const COUNT_LIMIT: usize = 5_000;

/// One entry of the list.
#[derive(Debug)]
struct Inclusion {
    paths: Vec<String>,
    project_directory: Option<String>,
    env_files: Vec<String>,
    span: Span,
}

type Included<T> = Result<T, Box<Diagnostic>>;

/// Takes in what a document includes, and drops its `include`.
pub fn apply(assembly: &mut Assembly<'_>, document: &mut Node, scope: &Rc<Scope>, chain: &[String]) {
    let Some(entries) = document.as_mapping_mut() else {
        return;
    };
    let Some(include) = entries.remove("include") else {
        return;
    };
    for inclusion in read(&include.node, assembly) {
        let result = inclusion.and_then(|inclusion| load(assembly, inclusion, scope, chain));
        let taken = result.and_then(|taken| match taken {
            Some((model, span, inner)) => take_in(assembly, model, entries, span, &inner.environment),
            None => Ok(()),
        });
        if let Err(diagnostic) = taken {
            assembly.report.add(*diagnostic);
            assembly.uncertain = true;
        }
    }
}

/// The entries of the list; what is wrong with one spoils only that one.
fn read(include: &Node, assembly: &mut Assembly<'_>) -> Vec<Included<Inclusion>> {
    match &include.value {
        Value::Null => Vec::new(),
        Value::Sequence(items) => {
            let mut read: Vec<Included<Inclusion>> = items
                .iter()
                .enumerate()
                .filter_map(|(index, item)| read_one(item, index))
                .collect();
            tell_together(&mut read);
            read
        }
        other => {
            let shown = match other {
                Value::String(text) => text.to_string(),
                other => go::format_string(other),
            };
            assembly.uncertain = true;
            vec![Err(Box::new(
                Diagnostic::error(codes::INCLUDE_KIND, "`include` must be a list", include.span)
                    .help("Put a dash and a blank before each path.")
                    .upstream(format!("`include` must be a list, got {shown}")),
            ))]
        }
    }
}

/// Docker Compose decodes all entries before it loads one, and tells what is wrong with any in one text.
fn tell_together(read: &mut [Included<Inclusion>]) {
    let faults: Vec<String> = read
        .iter()
        .filter_map(|inclusion| inclusion.as_ref().err()?.upstream.clone())
        .collect();
    if faults.is_empty() {
        return;
    }
    let text = format!(
        "decoding failed due to the following error(s):\n\n{}",
        faults.join("\n")
    );
    for diagnostic in read.iter_mut().filter_map(|inclusion| inclusion.as_mut().err()) {
        diagnostic.upstream = Some(text.clone());
    }
    // The wrong ones first: nothing is loaded any more.
    read.sort_by_key(Result::is_ok);
}

fn read_one(item: &Node, index: usize) -> Option<Included<Inclusion>> {
    let wrong = |node: &Node, message: &str, upstream: String| {
        Some(Err(Box::new(
            Diagnostic::error(codes::INCLUDE_KIND, message, node.span)
                .help("An entry is the path of a compose file, or has `path`, `project_directory` and `env_file`.")
                .upstream(upstream),
        )))
    };
    let mut inclusion = Inclusion {
        paths: Vec::new(),
        project_directory: None,
        env_files: Vec::new(),
        span: item.span,
    };
    match &item.value {
        Value::Null => return None,
        // To the decoder a time is a structure, with none of the fields.
        Value::Timestamp(_) => {}
        Value::String(path) => inclusion.paths.push(path.to_string()),
        Value::Mapping(_) => {
            let mut faults = Vec::new();
            if let Some(node) = item.get("path") {
                match texts(node) {
                    Some(found) => inclusion.paths = found,
                    None => faults.push((node, not_texts("path", node, index))),
                }
            }
            if let Some(node) = item.get("project_directory").filter(|node| !node.is_null()) {
                match &node.value {
                    Value::String(path) => {
                        inclusion.project_directory = Some(path.to_string()).filter(|path| !path.is_empty())
                    }
                    Value::Int(number) if i64::try_from(*number).is_ok() => {
                        inclusion.project_directory = Some(number.to_string());
                    }
                    other => {
                        let kind = go::type_name(other);
                        let upstream = format!(
                            "'[{index}].project_directory' expected type 'string', got unconvertible type '{kind}'"
                        );
                        faults.push((node, upstream));
                    }
                }
            }
            if let Some(node) = item.get("env_file") {
                match texts(node) {
                    Some(found) => inclusion.env_files = found,
                    None => faults.push((node, not_texts("env_file", node, index))),
                }
            }
            if let Some((node, _)) = faults.first() {
                let all: Vec<&str> = faults.iter().map(|(_, upstream)| upstream.as_str()).collect();
                return wrong(
                    node,
                    "this must be a path, or where several may stand a list of them",
                    all.join("\n"),
                );
            }
        }
        other => {
            let kind = match other {
                Value::Sequence(_) => "slice",
                other => go::type_name(other),
            };
            let upstream = format!("'[{index}]' expected a map or struct, got \"{kind}\"");
            return wrong(item, "an entry of `include` must be a path", upstream);
        }
    }
    Some(Ok(inclusion))
}

fn not_texts(key: &str, node: &Node, index: usize) -> String {
    let kind = go::type_name(&node.value);
    format!("'[{index}].{key}' invalid type {kind} for string list")
}

fn texts(node: &Node) -> Option<Vec<String>> {
    match &node.value {
        Value::Null => Some(Vec::new()),
        Value::String(text) => Some(vec![text.to_string()]),
        Value::Sequence(items) => items.iter().map(|item| item.as_str().map(str::to_owned)).collect(),
        _ => None,
    }
}

/// The included project's model, where it is included, and what it was read with; `None` when there is nothing, or what is wrong is already reported.
fn load(
    assembly: &mut Assembly<'_>,
    inclusion: Inclusion,
    scope: &Rc<Scope>,
    chain: &[String],
) -> Included<Option<(Node, Span, Rc<Scope>)>> {
    let absolute: Vec<String> = inclusion
        .paths
        .iter()
        .map(|path| paths::join_path(&scope.folder, path))
        .collect();
    let Some(main) = absolute.first() else {
        // Nothing is included, but its env files are read.
        let env_files = env_files(assembly, &inclusion, scope, &scope.folder)?;
        environment::read_files(assembly.files, &env_files, &scope.environment, &mut assembly.report);
        return Ok(None);
    };
    if let Some(remote) = inclusion.paths.iter().find(|path| paths::is_remote(path)) {
        return Err(Box::new(
            Diagnostic::error(
                codes::REMOTE_INCLUDE,
                format!("`{remote}` lies on another machine"),
                inclusion.span,
            )
            .help("Nothing is fetched here: put the file beside this one to have it looked at."),
        ));
    }
    if chain.contains(main) {
        return Err(Box::new(circular(chain, main, inclusion.span)));
    }
    assembly.included += 1;
    // A file stands there once for each of its documents.
    let depth = 1 + chain.windows(2).filter(|pair| pair[0] != pair[1]).count();
    if depth > DEPTH_LIMIT || assembly.included > COUNT_LIMIT {
        return Err(Box::new(
            Diagnostic::error(
                codes::TOO_MANY_INCLUDES,
                "more is included here than can be followed",
                inclusion.span,
            )
            .help(format!("At most {DEPTH_LIMIT} files deep and {COUNT_LIMIT} in all.")),
        ));
    }
    let (folder, working) = folders(assembly, &inclusion, scope, main);
    let env_files = env_files(assembly, &inclusion, scope, &folder)?;
    let read = environment::read_files(assembly.files, &env_files, &scope.environment, &mut assembly.report);
    let mut environment = scope.environment.clone();
    environment.add_below(&read);
    let inner = assembly.scope(working, folder, environment);
    let model = assembly.model(&absolute, &inner, chain, Some(inclusion.span));
    Ok(model.map(|model| (model, inclusion.span, inner)))
}

/// The project's folder, absolute, and as the including project's paths name it.
fn folders(assembly: &mut Assembly<'_>, inclusion: &Inclusion, scope: &Scope, main: &str) -> (String, String) {
    match &inclusion.project_directory {
        None => {
            let folder = paths::parent(main);
            let working = paths::relative(&scope.folder, &folder);
            (folder, working)
        }
        Some(directory) if directory.starts_with('/') => (directory.clone(), directory.clone()),
        Some(directory) => {
            let seen = paths::join_path(&scope.folder, directory);
            // Docker Compose takes the folder that would hold it for what is no folder.
            let below = match assembly.files.is_folder(&seen) {
                true => seen,
                false => {
                    assembly.report.add_missing_path(&seen);
                    paths::parent(&seen)
                }
            };
            (
                paths::join_path(&scope.working, directory),
                paths::relative(&scope.folder, &below),
            )
        }
    }
}

fn env_files(assembly: &mut Assembly<'_>, inclusion: &Inclusion, scope: &Scope, folder: &str) -> Included<Vec<String>> {
    if inclusion.env_files.is_empty() {
        let default = assembly.absolute(&paths::join(folder, ".env"));
        if assembly.files.find(&default).is_some() {
            return Ok(vec![default]);
        }
        assembly.report.add_missing_path(default);
        return Ok(Vec::new());
    }
    let mut absolute = Vec::new();
    for file in inclusion.env_files.iter().filter(|file| *file != "/dev/null") {
        if file.starts_with('/') {
            absolute.push(file.clone());
            continue;
        }
        let shown = paths::join(&scope.working, file);
        let path = assembly.absolute(&shown);
        if assembly.files.find(&path).is_none() {
            assembly.report.add_missing_path(&path);
            let upstream = match assembly.files.is_folder(&path) {
                true => format!("{shown} is not a file"),
                false => format!("stat {shown}: no such file or directory"),
            };
            return Err(Box::new(
                Diagnostic::error(
                    codes::MISSING_FILE,
                    format!("there is no env file `{file}`"),
                    inclusion.span,
                )
                .help("Correct the path, or add the file.")
                .upstream(upstream),
            ));
        }
        absolute.push(path);
    }
    Ok(absolute)
}

fn circular(chain: &[String], main: &str, span: Span) -> Diagnostic {
    let text = chain
        .iter()
        .map(String::as_str)
        .chain([main])
        .collect::<Vec<_>>()
        .join("\n include ");
    Diagnostic::error(codes::INCLUDE_CYCLE, "these files include each other", span)
        .help("Remove one of these includes.")
        .upstream(format!("include cycle detected:\n{text}"))
}

/// Adds what is not there yet; a thing of the same name must be the same thing.
fn take_in(
    assembly: &mut Assembly<'_>,
    model: Node,
    entries: &mut Mapping,
    span: Span,
    environment: &Environment,
) -> Included<()> {
    let Value::Mapping(mut from) = model.value else {
        return Ok(());
    };
    let origin = Rc::new(Provenance {
        origin: Origin::Include { used: span },
        earlier: None,
    });
    for section in SECTIONS {
        let Some(Entry {
            key_span: key,
            node:
                Node {
                    value: Value::Mapping(resources),
                    span: place,
                    ..
                },
        }) = from.remove(section)
        else {
            continue;
        };
        let target = entries.get_or_insert_with(section, || Entry {
            key_span: key,
            node: Node::new(Value::Mapping(Mapping::default()), place),
        });
        if target.node.is_null() {
            target.node.value = Value::Mapping(Mapping::default());
        }
        let Value::Mapping(target) = &mut target.node.value else {
            continue;
        };
        for (name, mut resource) in resources {
            if section == "configs" && is_filled(&resource.node, environment) {
                assembly.report.add(filled_config(&name, &resource));
            }
            match target.get(&name) {
                None => {
                    came_through(&mut resource.node, &origin);
                    target.insert(name, resource);
                }
                Some(here) if same(&here.node, &resource.node) && !is_filled(&resource.node, environment) => {}
                Some(here) => assembly.report.add(conflict(section, &name, here, &resource, span)),
            }
        }
    }
    Ok(())
}

fn conflict(section: &str, name: &str, here: &Entry, there: &Entry, span: Span) -> Diagnostic {
    Diagnostic::error(
        codes::INCLUDE_CONFLICT,
        format!("`{name}` is defined here and, differently, in an included file"),
        here.key_span,
    )
    .and(there.key_span, "defined in the included file")
    .and(span, "included here")
    .help("Rename one of them, or put the change into an override file, which may change what is included.")
    .upstream(format!("{section}.{name} conflicts with imported resource"))
}

/// A config of an included project that takes its content from a variable has, once it is included, both.
fn filled_config(name: &str, config: &Entry) -> Diagnostic {
    Diagnostic::error(
        codes::INCLUDED_CONFIG,
        format!("`{name}` takes its content from a variable, which Docker Compose refuses in an included file"),
        config.key_span,
    )
    .help("Move it into the including file, or write `content: ${NAME}` in place of `environment: NAME`.")
    .upstream(format!(
        "configs.{name}: file|environment|content attributes are mutually exclusive"
    ))
}

/// Whether a secret or config has taken its content from a variable, as those of an included project have by then,
/// and those of the including one have not.
fn is_filled(resource: &Node, environment: &Environment) -> bool {
    let name = resource.get("environment").and_then(Node::as_str);
    name.is_some_and(|name| environment.get(name).is_some())
}

/// Whether two values are the same wherever they come from; the order of keys is no difference.
fn same(left: &Node, right: &Node) -> bool {
    match (&left.value, &right.value) {
        (Value::Mapping(left), Value::Mapping(right)) => {
            left.len() == right.len()
                && left
                    .iter()
                    .all(|(key, entry)| right.get(key).is_some_and(|other| same(&entry.node, &other.node)))
        }
        (Value::Sequence(left), Value::Sequence(right)) => {
            left.len() == right.len() && left.iter().zip(right).all(|(left, right)| same(left, right))
        }
        (left, right) => left == right,
    }
}
