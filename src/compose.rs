//! Loading: from compose files to a [`Project`] and everything there is to say about it.
//!
//! The reference is Docker Compose v2.40.3. Passes work on a tree of [`Node`]s;
//! knowledge of the file format is in the field table, one row a field.

mod assemble;
pub mod attributes;
pub mod bind;
pub mod canonical;
mod cast;
pub mod check;
pub mod cycles;
pub mod discover;
pub mod dotenv;
mod env_files;
pub mod environment;
mod extends;
mod field_path;
pub mod fields;
pub mod go;
mod include;
pub mod interpolation;
pub mod merge;
mod naming;
pub mod normalize;
mod options;
pub mod paths;
pub mod profiles;
mod project;
pub mod provenance;
pub mod render;
mod report;
mod reset;
mod resolve_paths;
pub mod schema;
pub mod template;
mod unique;
pub mod variables;

pub use environment::{Environment, Variable};
pub use options::{EnvResolution, LoadOptions, Passes};
pub use project::{
    Behavior, Build, Condition, ConfigSource, Dependency, DependencySource, Healthcheck, Hook, Mount, MountKind,
    Network, Port, Project, ProjectResource, Restart, RestartPolicy, Service, ServiceName, Spanned, WatchAction,
    WatchRule,
};

use assemble::Assembly;
use attributes::{ProjectContext, VariableLookup};
use bind::Interpolation;
use discover::LoadContext;
use profiles::ServiceSelection;
use report::Report;

use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{Entry, Mapping, Node, Value, VariableSource};
use std::collections::BTreeMap;

/// What came of loading.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The project, unless an error stands in its way.
    pub project: Option<Project>,
    /// All findings, in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// What Docker Compose prints when it refuses: the first error in the order of its stages.
    pub failure: Option<String>,
    /// The warnings Docker Compose prints, in its order, with repetitions.
    pub warnings: Vec<String>,
    /// Absolute paths that were looked for and are not in the workspace, sorted. Whoever owns a file
    /// system adds those that exist and loads again.
    pub missing_paths: Vec<String>,
    /// The variables that interpolation sees.
    pub environment: Environment,
    /// The project's name that COMPOSE_PROJECT_NAME gives, in the environment or in a dotenv file.
    pub env_project_name: Option<String>,
}

/// Loads a project. Never fails: what is wrong is in the diagnostics.
pub fn load(files: &Workspace, options: &LoadOptions) -> Loaded {
    let mut report = Report::default();
    let context = discover::discover(files, options, &mut report);
    let env_project_name = context.environment.value("COMPOSE_PROJECT_NAME").map(str::to_owned);
    let mut work = Assembly::new(files, options, report);
    let (project, environment) = read(&mut work, context);
    let finished = work.report.finish();
    Loaded {
        project: project.filter(|_| finished.failure.is_none()),
        diagnostics: finished.diagnostics,
        failure: finished.failure,
        warnings: finished.warnings,
        missing_paths: finished.missing_paths,
        environment,
        env_project_name: env_project_name.filter(|name| !name.is_empty()),
    }
}

/// The passes, in Docker Compose's order. After an error they go on, as far as there is anything to look at.
fn read(work: &mut Assembly<'_>, context: LoadContext) -> (Option<Project>, Environment) {
    let paths = work.open(&context.paths);
    let name = naming::decide(work, &context, &paths).unwrap_or_default();
    let mut environment = context.environment;
    environment.set("COMPOSE_PROJECT_NAME", &name, VariableSource::Compose);
    let scope = work.scope(
        context.directory.clone(),
        context.directory.clone(),
        environment.clone(),
    );
    let model = work.model(&paths, &scope, &[], None);
    let root = ProjectRoot {
        name,
        directory: context.directory,
        profiles: context.profiles,
        first: paths.first().and_then(|path| work.files.find(path)),
    };
    (finalize(work, model, &environment, &root), environment)
}

/// Where a project is at home.
struct ProjectRoot {
    name: String,
    directory: String,
    profiles: Vec<String>,
    /// The first compose file.
    first: Option<FileId>,
}

/// From the merged model to the project.
fn finalize(
    work: &mut Assembly<'_>,
    model: Option<Node>,
    environment: &Environment,
    root: &ProjectRoot,
) -> Option<Project> {
    let options = work.options;
    let Some(mut model) = model.filter(|model| !is_empty(model)) else {
        if !work.report.failed() {
            work.report.add(empty_file(root.first));
        }
        return None;
    };
    set_name(&mut model, &root.name);
    if options.passes.normalize {
        let lookup = |variable: &str| environment.value_and_origin(variable);
        let nothing = |_: &str| None;
        let lookup_if = |known: bool| -> VariableLookup<'_> { if known { &lookup } else { &nothing } };
        let project = ProjectContext {
            name: &root.name,
            build_variables: lookup_if(options.passes.interpolate),
            service_variables: lookup_if(options.reads_env_files()),
        };
        normalize::normalize(&mut model, project);
    }
    work.report.next_stage();
    if !options.passes.bind {
        let parts = bind::ProjectParts {
            directory: &root.directory,
            resolved: model,
            disabled: Mapping::default(),
            truncated_commands: Vec::new(),
        };
        return (!work.report.failed()).then(|| bind::build_project(parts));
    }
    let Resolved {
        mut tree,
        selection,
        truncated_commands,
    } = resolve(work, model, environment, &root.profiles);
    if work.report.failed() {
        return None;
    }
    put_services(&mut tree, selection.enabled);
    Some(bind::build_project(bind::ProjectParts {
        directory: &root.directory,
        resolved: tree,
        disabled: selection.disabled.into_iter().collect(),
        truncated_commands,
    }))
}

/// A normalized model after binding and the selection of services.
struct Resolved {
    /// The resolved tree without its services.
    tree: Node,
    selection: ServiceSelection,
    truncated_commands: Vec<Spanned<String>>,
}

/// Types, profiles, consistency, env files, selection: what a normalized model comes to, and its services.
fn resolve(work: &mut Assembly<'_>, model: Node, environment: &Environment, active: &[String]) -> Resolved {
    let (files, options, uncertain) = (work.files, work.options, work.uncertain);
    let report = &mut work.report;
    let interpolation = match options.passes.interpolate {
        true => Interpolation::Done,
        false => Interpolation::Skipped,
    };
    let bound = bind::bind(model, interpolation);
    report.absorb(bound.failure, bound.diagnostics);
    bound.warnings.into_iter().for_each(|warning| report.warn(warning));
    report.next_stage();

    let mut resolved = bound.resolved;
    let mut selection = ServiceSelection::by_profiles(take_services(&mut resolved), active);
    if options.passes.check_consistency {
        selection
            .enabled
            .values_mut()
            .for_each(|service| bind::copy_scale_to_replicas(&mut service.node));
    }
    if !uncertain && options.passes.check_consistency {
        let faults = check::check_consistency(check::CheckContext {
            files,
            model: &resolved,
            selection: &selection,
            spoiled: &|span| report.touches_error(span),
        });
        report.extend(faults);
    }
    if options.reads_env_files() {
        env_files::apply(files, environment, &mut selection, report);
    }
    env_files::apply_labels(files, environment, &mut selection, report);
    selection.enable(&options.services, active);
    if let Err(missing) = selection.select(&options.services) {
        report.add(*missing);
    }
    if options.reads_env_files() && options.env_resolution == EnvResolution::Full {
        env_files::apply(files, environment, &mut selection, report);
    }
    profiles::drop_unused(&mut resolved, &selection.enabled);
    if options.passes.check_consistency && options.passes.check_container_names {
        report.extend(check::check_container_names(&selection.enabled));
    }
    want_dockerfiles(files, &selection.enabled, report);
    Resolved {
        tree: resolved,
        selection,
        truncated_commands: bound.truncated_commands,
    }
}

/// Builds are looked into where their Dockerfile is known.
fn want_dockerfiles(files: &Workspace, services: &BTreeMap<String, Entry>, report: &mut Report) {
    for service in services.values() {
        let text = |key: &str| service.node.get_path(&["build", key]).and_then(Node::as_str);
        if let (Some(context), Some(dockerfile)) =
            (text("context").filter(|path| path.starts_with('/')), text("dockerfile"))
        {
            let path = paths::join_path(context, dockerfile);
            if files.find(&path).is_none() {
                report.add_missing_path(path);
            }
        }
    }
}

fn is_empty(model: &Node) -> bool {
    model.as_mapping().is_none_or(|entries| entries.is_empty())
}

/// The decided name stands in for the one that is written, and for none.
fn set_name(model: &mut Node, name: &str) {
    let span = model.span;
    let Some(entries) = model.as_mapping_mut() else {
        return;
    };
    match entries.get_mut("name") {
        Some(entry) => entry.node.value = Value::String(name.into()),
        None => {
            let value = Value::String(name.into());
            let node = Node::default(
                value,
                span.start_point(),
                "A project is called like its folder, or as the command line says.",
            );
            entries.insert(
                "name".to_owned(),
                Entry {
                    key_span: span.start_point(),
                    node,
                },
            );
        }
    }
}

fn empty_file(file: Option<FileId>) -> Diagnostic {
    let begin = file.map(|file| Span::new(file, 0..0));
    Diagnostic::error(codes::EMPTY_FILE, "there is nothing in this project yet", begin)
        .help("Begin with `services:` and below it a service with an `image`.")
        .upstream("empty compose file")
}

fn take_services(resolved: &mut Node) -> Mapping {
    match resolved.get_path_mut(&["services"]).map(|services| &mut services.value) {
        Some(Value::Mapping(services)) => std::mem::take(services),
        _ => Mapping::default(),
    }
}

fn put_services(resolved: &mut Node, services: BTreeMap<String, Entry>) {
    let span = resolved.span;
    let Some(entries) = resolved.as_mapping_mut() else {
        return;
    };
    let section = entries.get_or_insert_with("services", || Entry {
        key_span: span.start_point(),
        node: Node::default(
            Value::Null,
            span.start_point(),
            "There is always a list of services, if an empty one.",
        ),
    });
    section.node.value = Value::Mapping(services.into_iter().collect());
}
