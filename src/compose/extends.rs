//! `extends`: a service put over its base, which may extend another in turn, in this file or elsewhere.
//!
//! A chain is followed to its end first and merged on the way back, so its length costs no stack.
//! Source: the answers of the real binary.

use std::collections::BTreeMap;
use std::rc::Rc;

use smol_str::SmolStr;

use super::assemble::{Assembly, Scope};
use super::field_path::FieldPath;
use super::schema;
use super::{fields, go};
use super::{merge, paths, reset};
use crate::diagnostic::{Diagnostic, codes};
use crate::source::Span;
use crate::spelling::edit_distance;
use crate::yaml::{Entry, Mapping, MergeTag, Node, Origin, Provenance, Value};

/// The services of a file that others extend, their paths already made to count from the project.
#[derive(Debug)]
pub struct BaseFile {
    services: Mapping,
    tags: Rc<[MergeTag]>,
}

/// Finished services of base files, by file and name, for one document; and whether the file's tags were applied.
type Finished = BTreeMap<(String, String, bool), Option<Node>>;

/// One service on the way to its base.
struct Link {
    name: String,
    service: Node,
    used: Span,
    /// Where the service is from: a base file, or the document itself.
    home: Option<Rc<Home>>,
    /// The tags that apply to the base: of the document, where it is the first one, or of the file it was found in,
    /// where another file led here.
    tags: Option<Rc<[MergeTag]>>,
    /// Its base is in another file than itself.
    leaves: bool,
}

struct Home {
    path: String,
    file: Rc<BaseFile>,
}

/// What an `extends` names.
struct Reference {
    service: String,
    /// Where the service is named.
    place: Span,
    file: Option<Base>,
    used: Span,
}

/// A file that is named, and where.
#[derive(Clone)]
struct Base {
    path: String,
    place: Span,
}

/// Replaces every service of a document that extends another by what comes of it.
pub fn apply(assembly: &mut Assembly<'_>, document: &mut Node, tags: &Rc<[MergeTag]>, scope: &Rc<Scope>, path: &str) {
    let Some(services) = document.get_path_mut(&["services"]) else {
        return;
    };
    let Value::Mapping(services) = &mut services.value else {
        let found = not_a_mapping(
            "services",
            services,
            "Each service is a key below it, with its own keys below that.",
        );
        assembly.report.add(found);
        services.value = Value::Mapping(Mapping::default());
        return;
    };
    let names: Vec<SmolStr> = services
        .iter()
        .filter(|(_, entry)| entry.node.get("extends").is_some() || !is_service(&entry.node))
        .map(|(name, _)| name.clone())
        .collect();
    let mut finished = Finished::new();
    for name in names {
        let mut chain = Chain {
            assembly,
            scope,
            path,
            finished: &mut finished,
        };
        let resolved = chain.resolve(&name, services, tags);
        match (resolved, services.get_mut(&name)) {
            (Ok(Some(service)), Some(entry)) => entry.node = service,
            (Ok(None), _) | (_, None) => {}
            (Err(diagnostic), Some(entry)) => {
                assembly.report.add(*diagnostic);
                assembly.uncertain = true;
                match entry.node.as_mapping_mut() {
                    Some(keys) => {
                        keys.remove("extends");
                    }
                    None => {
                        services.remove(&name);
                    }
                }
            }
        }
    }
}

fn is_service(node: &Node) -> bool {
    node.is_null() || node.as_mapping().is_some()
}

fn not_a_mapping(path: &str, node: &Node, help: &str) -> Diagnostic {
    let upstream = format!("{path} must be a mapping");
    let name = path.rsplit('.').next().unwrap_or(path);
    if let Some(service) = path.strip_prefix("services.")
        && matches!(node.value, Value::String(_))
    {
        return schema::explain_not_a_mapping(node, service).upstream(upstream);
    }
    let message = match &node.value {
        Value::Null => format!("`{name}` is empty"),
        Value::Sequence(_) => format!("`{name}` is a list, but must hold keys"),
        _ => format!("`{name}` needs keys below it, not a single value"),
    };
    Diagnostic::error(codes::NOT_A_MAPPING, message, node.span)
        .help(help)
        .upstream(upstream)
}

struct Chain<'a, 'w> {
    assembly: &'a mut Assembly<'w>,
    scope: &'a Rc<Scope>,
    path: &'a str,
    finished: &'a mut Finished,
}

type Resolved<T> = Result<T, Box<Diagnostic>>;

impl Chain<'_, '_> {
    /// The service with all its bases below it; `None` when it is null.
    fn resolve(&mut self, name: &str, services: &mut Mapping, tags: &Rc<[MergeTag]>) -> Resolved<Option<Node>> {
        let (links, base) = self.follow(name, services, tags)?;
        let mut base = base;
        for link in links.into_iter().rev() {
            let merged = match base {
                Some(base) => self.put_over(base, &link),
                None => link.service,
            };
            match &link.home {
                Some(home) => {
                    let key = (home.path.clone(), link.name.clone(), link.tags.is_some());
                    self.finished.insert(key, Some(merged.clone()));
                }
                // As Docker Compose has it, that one is done again when its turn comes.
                None if link.leaves => {}
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

    /// The services from this one to the one that extends none, and that one.
    fn follow(&mut self, name: &str, services: &Mapping, tags: &Rc<[MergeTag]>) -> Resolved<(Vec<Link>, Option<Node>)> {
        let mut links: Vec<Link> = Vec::new();
        let mut visited: Vec<(String, String)> = Vec::new();
        let mut seen = crate::hash::FastSet::default();
        let mut tags = Some(Rc::clone(tags));
        let mut home: Option<Rc<Home>> = None;
        let mut name = name.to_owned();
        loop {
            if let Some(home) = &home
                && let Some(known) = self.finished.get(&(home.path.clone(), name.clone(), tags.is_some()))
            {
                return Ok((links, known.clone()));
            }
            let entry = match &home {
                Some(home) => home.file.services.get(&name),
                None => services.get(&name),
            };
            let Some(entry) = entry.filter(|entry| !entry.node.is_null()) else {
                return Ok((links, None));
            };
            let service = entry.node.clone();
            if service.as_mapping().is_none() {
                return Err(Box::new(not_a_service(&name, &service)));
            }
            let Some(extends) = service.get("extends") else {
                return Ok((links, Some(service)));
            };
            let reference = read(&name, extends)?;
            let (from, own_tags) = (home.clone(), tags.take());
            let shown = match &reference.file {
                Some(file) => {
                    let opened = self.open(&name, &reference, file)?;
                    tags = Some(Rc::clone(&opened.file.tags));
                    home = Some(opened);
                    file.path.clone()
                }
                None => {
                    let known = match &home {
                        Some(home) => &home.file.services,
                        None => services,
                    };
                    if !known.contains_key(&reference.service) {
                        return Err(Box::new(self.not_found(&name, &reference, known)));
                    }
                    self.path.to_owned()
                }
            };
            let step = (shown, name.clone());
            if !seen.insert(step.clone()) {
                return Err(Box::new(circular(&visited, &step, reference.used)));
            }
            visited.push(step);
            links.push(Link {
                name: std::mem::replace(&mut name, reference.service),
                service,
                used: reference.used,
                home: from,
                leaves: reference.file.is_some(),
                tags: own_tags,
            });
        }
    }

    fn not_found(&self, name: &str, reference: &Reference, known: &Mapping) -> Diagnostic {
        let names: Vec<&str> = known.keys().map(SmolStr::as_str).collect();
        not_found(name, reference, &names).upstream(format!(
            "cannot extend service {} in {}: service {} not found",
            go::quote(name),
            self.path,
            go::quote(&reference.service)
        ))
    }

    fn open(&mut self, name: &str, reference: &Reference, base: &Base) -> Resolved<Rc<Home>> {
        let file = base.path.as_str();
        let local = paths::join_path(&self.scope.folder, file);
        let opened = self.assembly.base_file(self.scope, file, base.place)?;
        let upstream = |text: &str| format!("cannot extend service {} in {local}: {text}", go::quote(name));
        let Some(services) = opened.services.as_ref() else {
            return Err(Box::new(
                Diagnostic::error(
                    codes::NO_SERVICES,
                    format!("`{file}` has no services to extend"),
                    base.place,
                )
                .help("Name a compose file with a `services` section.")
                .upstream(upstream(match opened.has_section {
                    true => "services must be a mapping",
                    false => "no services section",
                })),
            ));
        };
        if !services.services.contains_key(&reference.service) {
            let names: Vec<&str> = services.services.keys().map(SmolStr::as_str).collect();
            return Err(Box::new(not_found(name, reference, &names).upstream(format!(
                "cannot extend service {} in {}: service {} not found in {file}",
                go::quote(name),
                self.path,
                go::quote(&reference.service)
            ))));
        }
        Ok(Rc::new(Home {
            path: local,
            file: Rc::clone(services),
        }))
    }

    /// The service of the link put over its base.
    fn put_over(&mut self, mut base: Node, link: &Link) -> Node {
        if let Some(tags) = &link.tags {
            reset::apply_to_service(tags, &link.name, &mut base);
        }
        let origin = Rc::new(Provenance {
            origin: Origin::Extends { used: link.used },
            earlier: None,
        });
        came_through(&mut base, &origin);
        let mut found = Vec::new();
        let cursor = fields::root().child("services").any_child();
        let services = FieldPath::top_level("services");
        let mut merged = merge::merge(base, link.service.clone(), cursor, &services.child("x"), &mut found);
        self.assembly.report.extend(found);
        merged.span = link.service.span;
        if let Some(keys) = merged.as_mapping_mut() {
            keys.remove("extends");
        }
        merged
    }
}

/// Maximum number of origins kept for a value.
const PROVENANCE_LIMIT: usize = 32;

/// Adds an origin to a value and to all values below it.
pub fn came_through(node: &mut Node, origin: &Rc<Provenance>) {
    if node.provenance.is_none() {
        node.provenance = Some(Rc::clone(origin));
    } else if node.origins().take(PROVENANCE_LIMIT).count() < PROVENANCE_LIMIT {
        let earlier = node.provenance.take();
        node.provenance = Some(Rc::new(Provenance {
            origin: origin.origin.clone(),
            earlier,
        }));
    }
    match &mut node.value {
        Value::Mapping(entries) => entries
            .values_mut()
            .for_each(|entry| came_through(&mut entry.node, origin)),
        Value::Sequence(items) => items.iter_mut().for_each(|item| came_through(item, origin)),
        _ => {}
    }
}

fn read(name: &str, extends: &Node) -> Resolved<Reference> {
    let service = match &extends.value {
        Value::Mapping(_) => extends.get("service").filter(|service| service.as_str().is_some()),
        _ => Some(extends),
    };
    let Some(service) = service else {
        return Err(Box::new(
            Diagnostic::error(
                codes::EXTENDS_WITHOUT_SERVICE,
                format!("`{name}` extends a service without naming it"),
                extends.span,
            )
            .help("Add `service:` with the name of the service to extend.")
            .upstream(format!("extends.{name}.service is required")),
        ));
    };
    let file = match extends.get("file").filter(|file| !file.is_null()) {
        None => None,
        Some(file) => match file.as_str() {
            Some(path) => Some(Base {
                path: path.to_owned(),
                place: file.span,
            }),
            None => {
                return Err(Box::new(
                    Diagnostic::error(codes::EXTENDS_FILE_KIND, "`file` must be one path", file.span)
                        .help("Write the path of a compose file."),
                ));
            }
        },
    };
    Ok(Reference {
        service: service.as_str().unwrap_or_default().to_owned(),
        place: service.span,
        file,
        used: extends.span,
    })
}

fn not_a_service(name: &str, node: &Node) -> Diagnostic {
    let help = match node.as_str() {
        Some(text) if text.contains(':') => "There must be a blank after the colon of a key.".to_owned(),
        Some(text) => format!("Write `{name}: {{ image: {text} }}` if that is its image."),
        None => "Below a service's name stand its keys: `image`, `ports` and so on.".to_owned(),
    };
    not_a_mapping(&format!("services.{name}"), node, &help)
}

fn not_found(name: &str, reference: &Reference, names: &[&str]) -> Diagnostic {
    let base = &reference.service;
    let nearest = names
        .iter()
        .filter(|other| **other != name)
        .map(|other| (edit_distance(base, other), *other))
        .min()
        .filter(|(distance, _)| *distance <= 2);
    let mut message = format!("`{name}` extends `{base}`, which does not exist");
    if let Some((_, nearest)) = nearest {
        message += &format!("; did you mean `{nearest}`?");
    }
    Diagnostic::error(codes::UNDEFINED_BASE, message, reference.place)
        .help("Name a service of this file, or add `file:` with the file that has it.")
}

fn circular(visited: &[(String, String)], last: &(String, String), used: Span) -> Diagnostic {
    let mut text = String::from("Circular reference:");
    for (index, (file, service)) in visited.iter().chain([last]).enumerate() {
        let word = if index == 0 { "" } else { "extends " };
        text += &format!("\n  {word}{service} in {file}");
    }
    let names: Vec<String> = visited
        .iter()
        .chain([last])
        .map(|(_, service)| format!("`{service}`"))
        .collect();
    Diagnostic::error(
        codes::EXTENDS_CYCLE,
        format!("these services extend each other: {}", names.join(" -> ")),
        used,
    )
    .help("Put what they share into a service that extends none, and let both extend that.")
    .upstream(text)
}

/// A base file as far as it could be read.
#[derive(Debug)]
pub struct OpenedBase {
    /// Its services; `None` when it has none.
    pub services: Option<Rc<BaseFile>>,
    /// It has a `services` key at all.
    pub has_section: bool,
}

impl OpenedBase {
    /// From the file's model, with relative paths resolved, and its last document's tags.
    pub fn new(model: Node, tags: Rc<[MergeTag]>) -> Self {
        let Value::Mapping(mut entries) = model.value else {
            return OpenedBase {
                services: None,
                has_section: false,
            };
        };
        let section = entries.remove("services");
        let has_section = section.is_some();
        let services = match section {
            Some(Entry {
                node:
                    Node {
                        value: Value::Mapping(services),
                        ..
                    },
                ..
            }) => Some(Rc::new(BaseFile { services, tags })),
            _ => None,
        };
        OpenedBase { services, has_section }
    }
}
