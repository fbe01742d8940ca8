//! `extends`: merges a service over the service it extends, which may extend another one, in the same or another file.
//!
//! A chain is first followed to its end and then merged backwards, so that a long chain does not overflow the stack.
//! Source: the observed behavior of Docker Compose.

mod base_file;
mod diagnostics;

use std::collections::BTreeMap;
use std::rc::Rc;

use smol_str::SmolStr;

use super::document::{ComposeFile, Document};
use super::field_path::FieldPath;
use super::fields;
use super::loader::{BaseFile, Loader, Scope, ServicesSection};
use super::provenance;
use super::{merge, paths, reset};
use crate::diagnostic::Diagnostic;
use crate::hash::FastSet;
use crate::source::Span;
use crate::yaml::{Mapping, MergeTag, Node, Origin, Value};

/// Merges every service of a document over the service that it extends.
pub fn apply(loader: &mut Loader<'_>, file: &ComposeFile<'_>, document: &mut Document) {
    let Some(services) = document.root.get_path_mut(&["services"]) else {
        return;
    };
    let Value::Mapping(services) = &mut services.value else {
        loader.report.add(diagnostics::services_not_a_mapping(services));
        services.value = Value::Mapping(Mapping::default());
        return;
    };
    let needs_resolving = |node: &Node| match node.value {
        Value::Null => false,
        Value::Mapping(_) => node.get("extends").is_some(),
        _ => true,
    };
    let names: Vec<SmolStr> = services
        .iter()
        .filter(|(_, entry)| needs_resolving(&entry.node))
        .map(|(name, _)| name.clone())
        .collect();
    let mut merged_services = MergedServices::new();
    for name in names {
        let mut resolver = Resolver {
            loader,
            scope: file.scope,
            path: file.path,
            merged_services: &mut merged_services,
        };
        match resolver.resolve(&name, services, &document.tags) {
            Ok(None) => {}
            Ok(Some(merged)) => {
                if let Some(entry) = services.get_mut(&name) {
                    entry.node = merged;
                }
            }
            Err(diagnostic) => {
                loader.report.add(*diagnostic);
                loader.is_incomplete = true;
                remove_faulty(services, &name);
            }
        }
    }
}

/// Removes what could not be resolved: the `extends` of a service, or the value of a service that is not a mapping.
fn remove_faulty(services: &mut Mapping, name: &str) {
    let Some(entry) = services.get_mut(name) else {
        return;
    };
    match entry.node.as_mapping_mut() {
        Some(service) => {
            service.remove("extends");
        }
        None => entry.node.value = Value::Mapping(Mapping::default()),
    }
}

/// Merged services of base files, for one document. The key is the path of the file, the name of the service, and
/// whether the tags of the file were applied.
type MergedServices = BTreeMap<(String, String, bool), Option<Node>>;

/// A service in a chain of services that extend each other.
struct Link {
    name: String,
    service: Node,
    /// The `extends` of the service.
    extends: Span,
    /// The base file that the service is in; `None` for the document itself.
    source: Option<Rc<LocatedBaseFile>>,
    /// Tags to apply to the extended service: those of the document for the first link, and those of a base file for
    /// the first link in that file.
    tags: Option<Rc<[MergeTag]>>,
    /// Whether the extended service is in another file.
    leaves_file: bool,
}

struct LocatedBaseFile {
    path: String,
    file: Rc<BaseFile>,
}

/// The content of an `extends`.
struct Reference {
    service: String,
    /// Where the service is named.
    service_span: Span,
    file: Option<FileReference>,
    /// The whole `extends`.
    span: Span,
}

struct FileReference {
    path: String,
    span: Span,
}

type Resolved<T> = Result<T, Box<Diagnostic>>;

/// Resolves the services of one document.
struct Resolver<'a, 'w> {
    loader: &'a mut Loader<'w>,
    scope: &'a Scope,
    path: &'a str,
    merged_services: &'a mut MergedServices,
}

impl Resolver<'_, '_> {
    /// Returns a service merged over all services that it extends; `None` if it is null.
    fn resolve(&mut self, name: &str, services: &mut Mapping, tags: &Rc<[MergeTag]>) -> Resolved<Option<Node>> {
        let (links, mut base) = self.follow(name, services, tags)?;
        for link in links.into_iter().rev() {
            let merged = match base {
                Some(base) => self.merge_over(base, &link),
                None => link.service,
            };
            match &link.source {
                Some(source) => {
                    let key = (source.path.clone(), link.name, link.tags.is_some());
                    self.merged_services.insert(key, Some(merged.clone()));
                }
                // Docker Compose does not keep this result. It resolves that service again when it reaches it.
                None if link.leaves_file => {}
                None => {
                    if let Some(entry) = services.get_mut(&link.name) {
                        entry.node = merged.clone();
                    }
                }
            }
            base = Some(merged);
        }
        Ok(base)
    }

    /// Follows a chain. Returns the services that extend others, and the last one, which does not.
    fn follow(&mut self, name: &str, services: &Mapping, tags: &Rc<[MergeTag]>) -> Resolved<(Vec<Link>, Option<Node>)> {
        let mut links: Vec<Link> = Vec::new();
        let mut path: Vec<(String, String)> = Vec::new();
        let mut visited = FastSet::default();
        let mut tags = Some(Rc::clone(tags));
        let mut source: Option<Rc<LocatedBaseFile>> = None;
        let mut name = name.to_owned();
        loop {
            if let Some(source) = &source
                && let Some(merged) = self
                    .merged_services
                    .get(&(source.path.clone(), name.clone(), tags.is_some()))
            {
                return Ok((links, merged.clone()));
            }
            let siblings = source.as_ref().map_or(services, |source| &source.file.services);
            let Some(entry) = siblings.get(&name).filter(|entry| !entry.node.is_null()) else {
                return Ok((links, None));
            };
            let service = entry.node.clone();
            if service.as_mapping().is_none() {
                return Err(Box::new(diagnostics::not_a_service(&name, &service)));
            }
            let Some(extends) = service.get("extends") else {
                return Ok((links, Some(service)));
            };
            let reference = parse_reference(&name, extends)?;
            let (link_source, link_tags) = (source.clone(), tags.take());
            let file_path = match &reference.file {
                Some(file) => {
                    let base = self.open_base_file(&name, &reference, file)?;
                    tags = Some(Rc::clone(&base.file.tags));
                    source = Some(base);
                    file.path.clone()
                }
                None if siblings.contains_key(&reference.service) => self.path.to_owned(),
                None => {
                    return Err(Box::new(diagnostics::undefined_in_same_file(
                        &name, &reference, siblings, self.path,
                    )));
                }
            };
            let step = (file_path, name.clone());
            if !visited.insert(step.clone()) {
                return Err(Box::new(diagnostics::cycle(&path, &step, reference.span)));
            }
            path.push(step);
            links.push(Link {
                name: std::mem::replace(&mut name, reference.service),
                service,
                extends: reference.span,
                source: link_source,
                leaves_file: reference.file.is_some(),
                tags: link_tags,
            });
        }
    }

    /// Opens the file of a reference, and checks that it has the service.
    fn open_base_file(
        &mut self,
        name: &str,
        reference: &Reference,
        file: &FileReference,
    ) -> Resolved<Rc<LocatedBaseFile>> {
        let path = paths::resolve(&self.scope.directory, &file.path);
        let base = base_file::load(self.loader, self.scope, &file.path, file.span)?;
        if base.section != ServicesSection::Valid {
            return Err(Box::new(diagnostics::no_services(name, file, &path, base.section)));
        }
        if !base.services.contains_key(&reference.service) {
            return Err(Box::new(diagnostics::undefined_in_other_file(
                name,
                reference,
                &base.services,
                self.path,
                &file.path,
            )));
        }
        Ok(Rc::new(LocatedBaseFile { path, file: base }))
    }

    /// Merges the service of a link over the service that it extends.
    fn merge_over(&mut self, mut base: Node, link: &Link) -> Node {
        if let Some(tags) = &link.tags {
            reset::apply_to_service(tags, &link.name, &mut base);
        }
        provenance::record_origin(&mut base, Origin::Extends { used_at: link.extends });
        let mut diagnostics = Vec::new();
        let cursor = fields::root().child("services").any_child();
        let services = FieldPath::top_level("services");
        let path = services.child("x");
        let mut merged = merge::merge(base, link.service.clone(), cursor, &path, &mut diagnostics);
        self.loader.report.extend(diagnostics);
        merged.span = link.service.span;
        if let Some(fields) = merged.as_mapping_mut() {
            fields.remove("extends");
        }
        merged
    }
}

/// Parses the `extends` of the service `name`.
fn parse_reference(name: &str, extends: &Node) -> Resolved<Reference> {
    let service = match &extends.value {
        Value::Mapping(_) => extends.get("service").filter(|service| service.as_str().is_some()),
        _ => Some(extends),
    };
    let Some(service) = service else {
        return Err(Box::new(diagnostics::extends_without_service(name, extends)));
    };
    let file = match extends.get("file").filter(|file| !file.is_null()) {
        None => None,
        Some(file) => match file.as_str() {
            Some(path) => Some(FileReference {
                path: path.to_owned(),
                span: file.span,
            }),
            None => return Err(Box::new(diagnostics::file_not_a_path(file))),
        },
    };
    Ok(Reference {
        service: service.as_str().unwrap_or_default().to_owned(),
        service_span: service.span,
        file,
        span: extends.span,
    })
}
