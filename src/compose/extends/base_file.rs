//! Reading of the files that services extend.

use std::rc::Rc;

use crate::compose::document::{self, Document};
use crate::compose::loader::{BaseFile, CachedBaseFile, Loader, Scope, ServicesSection};
use crate::compose::{paths, reset};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::yaml::{Mapping, MergeTag, Node, Value};

/// Loads the file that an `extends` at `used` names. The services in it do not depend on the extending service, so each
/// file is read once per scope.
pub fn load(
    loader: &mut Loader<'_>,
    scope: &Scope,
    file: &str,
    used_at: Span,
) -> Result<Rc<BaseFile>, Box<Diagnostic>> {
    if paths::is_remote(file) {
        return Err(Box::new(
            Diagnostic::error(codes::REMOTE_EXTENDS, format!("`{file}` is a remote file"), used_at)
                .help("Remote files are not fetched. Put a copy next to this file to load it."),
        ));
    }
    let path = paths::resolve(&scope.directory, file);
    let key = (scope.id, path);
    if let Some(cached) = loader.base_files.get(&key) {
        for warning in &cached.warnings {
            loader.report.add_warning(warning.clone());
        }
        return cached.file.clone().ok_or_else(|| Box::new(unusable(file, used_at)));
    }
    let warnings_before = loader.report.warnings().len();
    let result = read(loader, scope, &key.1, used_at);
    let cached = CachedBaseFile {
        file: result.as_ref().ok().cloned(),
        warnings: loader.report.warnings()[warnings_before..].to_vec(),
    };
    loader.base_files.insert(key, cached);
    result
}

fn read(loader: &mut Loader<'_>, scope: &Scope, path: &str, used_at: Span) -> Result<Rc<BaseFile>, Box<Diagnostic>> {
    let had_failed = loader.report.has_failed();
    let (model, tags) = read_model(loader, scope, path, used_at)?;
    if !had_failed && loader.report.has_failed() {
        loader.is_incomplete = true;
    }
    let mut model = model.unwrap_or_else(|| Node::new(Value::Mapping(Mapping::default()), used_at));
    let directory = match loader.files.is_folder(path) {
        true => path.to_owned(),
        false => paths::parent(path),
    };
    let working_dir = paths::relative(&scope.directory, &directory);
    document::resolve_paths(loader, &mut model, &working_dir);
    loader.report.next_stage();
    Ok(Rc::new(new_base_file(model, tags)))
}

/// The merged documents of a file, and the tags of the last document.
type MergedFile = (Option<Node>, Rc<[MergeTag]>);

/// Merges the documents of a base file. Also returns the tags of the last one.
///
/// Docker Compose skips the passes that apply to a project: the base file's own `extends` and `include`, and the
/// validation against the schema.
fn read_model(
    loader: &mut Loader<'_>,
    scope: &Scope,
    path: &str,
    used_at: Span,
) -> Result<MergedFile, Box<Diagnostic>> {
    let (file, documents) = document::open(loader, path, scope, Some(used_at))?;
    let document_count = documents.len();
    let mut model: Option<Node> = None;
    let mut last_tags: Rc<[MergeTag]> = Rc::new([]);
    for (index, Document { mut root, tags }) in documents.into_iter().enumerate() {
        last_tags = Rc::clone(&tags);
        file.report_parse_failure(loader, index);
        if !document::check_is_mapping(loader, &root) {
            continue;
        }
        file.interpolate(loader, &mut root);
        if let Some(model) = &mut model {
            reset::apply(&tags, model);
        }
        let mut merged = document::merge(loader, model.take(), root);
        document::canonicalize(loader, &mut merged);
        model = Some(merged);
    }
    file.report_parse_failure(loader, document_count);
    Ok((model, last_tags))
}

fn new_base_file(model: Node, tags: Rc<[MergeTag]>) -> BaseFile {
    let section = match model.value {
        Value::Mapping(mut sections) => sections.remove("services"),
        _ => None,
    };
    let (services, section) = match section.map(|entry| entry.node.value) {
        Some(Value::Mapping(services)) => (services, ServicesSection::Valid),
        Some(_) => (Mapping::default(), ServicesSection::Invalid),
        None => (Mapping::default(), ServicesSection::Missing),
    };
    BaseFile {
        services,
        section,
        tags,
    }
}

fn unusable(file: &str, used_at: Span) -> Diagnostic {
    Diagnostic::error(codes::UNUSABLE_BASE, format!("`{file}` could not be read"), used_at)
        .help("See the problems in that file.")
}
