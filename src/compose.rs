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
pub mod defaults;
pub mod discover;
pub mod dotenv;
mod env_files;
pub mod environment;
pub mod expand;
pub mod explain;
mod extends;
pub mod fields;
mod findings;
pub mod go;
mod include;
pub mod interpolate;
pub mod merge;
mod naming;
pub mod paths;
pub mod profiles;
mod project;
pub mod render;
mod reset;
pub mod schema;
mod unique;
pub mod variables;

pub use environment::{Environment, Variable};
pub use project::{
    Behavior, Build, Condition, ConfigSource, Dependency, DependencySource, Healthcheck, Hook, Mount, MountKind,
    Network, Port, Project, ProjectResource, Restart, RestartPolicy, Service, ServiceName, Spanned, WatchAction,
    WatchRule,
};

use assemble::Assembly;
use discover::Setting;
use findings::Findings;
use profiles::Division;

use crate::diagnostic::{Diagnostic, codes};
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{Entry, Mapping, Node, Value, VariableSource};
use std::collections::BTreeMap;

/// What a command line says, and what its shell holds.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct LoadOptions {
    /// `-f`, in order; empty: the default names are looked for.
    pub files: Vec<String>,
    /// `--env-file`, in order; empty: `.env`.
    pub env_files: Vec<String>,
    /// `--profile`.
    pub profiles: Vec<String>,
    /// `-p`.
    pub project_name: Option<String>,
    /// `--project-directory`.
    pub project_directory: Option<String>,
    /// The services that the command names; empty: all.
    pub services: Vec<String>,
    /// The variables of the shell.
    pub environment: BTreeMap<String, String>,
    /// `--no-interpolate`.
    pub no_interpolate: bool,
    /// Types are read where variables stand too, as Docker Compose does to list names.
    pub always_bound: bool,
    /// `--no-normalize`.
    pub no_normalize: bool,
    /// `--no-path-resolution`.
    pub no_path_resolution: bool,
    /// `--no-consistency`.
    pub no_consistency: bool,
    /// Whose env files are read.
    pub env_resolution: EnvResolution,
    /// Two services may ask for one container name, as where only their names are listed.
    pub no_container_names: bool,
}

impl LoadOptions {
    /// Whether any env file is read; none is where variables are left as they are.
    fn reads_env_files(&self) -> bool {
        self.env_resolution != EnvResolution::Off && !self.unbound()
    }

    /// Whether the model is shown as it is written, types unread: they can't be where variables stand.
    fn unbound(&self) -> bool {
        self.no_interpolate && !self.always_bound
    }
}

/// Whose env files are read, and whose variables without a value take one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum EnvResolution {
    /// Those of all services that a command is about.
    #[default]
    Full,
    /// Those of services that are on without being named; Docker Compose's `--no-env-resolution`.
    Unnamed,
    /// None.
    Off,
}

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
    pub wanted: Vec<String>,
    /// The variables that interpolation sees.
    pub environment: Environment,
    /// The project's name that COMPOSE_PROJECT_NAME gives, in the environment or in a dotenv file.
    pub given_name: Option<String>,
}

/// Loads a project. Never fails: what is wrong is in the diagnostics.
pub fn load(files: &Workspace, options: &LoadOptions) -> Loaded {
    let mut found = Findings::default();
    let setting = discover::discover(files, options, &mut found);
    let given_name = setting.environment.value("COMPOSE_PROJECT_NAME").map(str::to_owned);
    let mut work = Assembly::new(files, options, found);
    let (project, environment) = read(&mut work, setting);
    let finished = work.found.finish();
    Loaded {
        project: project.filter(|_| finished.failure.is_none()),
        diagnostics: finished.diagnostics,
        failure: finished.failure,
        warnings: finished.warnings,
        wanted: finished.wanted,
        environment,
        given_name: given_name.filter(|name| !name.is_empty()),
    }
}

/// The passes, in Docker Compose's order. After an error they go on, as far as there is anything to look at.
fn read(work: &mut Assembly<'_>, setting: Setting) -> (Option<Project>, Environment) {
    let paths = work.open(&setting.paths);
    let name = naming::decide(work, &setting, &paths).unwrap_or_default();
    let mut environment = setting.environment;
    environment.set("COMPOSE_PROJECT_NAME", &name, VariableSource::Compose);
    let scope = work.scope(
        setting.directory.clone(),
        setting.directory.clone(),
        environment.clone(),
    );
    let model = work.model(&paths, &scope, &[], None);
    let place = Place {
        name,
        directory: setting.directory,
        profiles: setting.profiles,
        first: paths.first().and_then(|path| work.files.find(path)),
    };
    (bring_home(work, model, &environment, &place), environment)
}

/// Where a project is at home.
struct Place {
    name: String,
    directory: String,
    profiles: Vec<String>,
    /// The first compose file.
    first: Option<FileId>,
}

/// From the merged model to the project.
fn bring_home(
    work: &mut Assembly<'_>,
    model: Option<Node>,
    environment: &Environment,
    place: &Place,
) -> Option<Project> {
    let options = work.options;
    let Some(mut model) = model.filter(|model| !is_empty(model)) else {
        if !work.found.failed() {
            work.found.add(empty_file(place.first));
        }
        return None;
    };
    set_name(&mut model, &place.name);
    if !options.no_normalize {
        let lookup = |variable: &str| environment.value_and_origin(variable);
        let nothing = |_: &str| None;
        let known = |known: bool| -> defaults::VariableLookup<'_> { if known { &lookup } else { &nothing } };
        let (for_builds, for_services) = (known(!options.no_interpolate), known(options.reads_env_files()));
        defaults::normalize(&mut model, &place.name, for_builds, for_services);
    }
    work.found.next_stage();
    if options.unbound() {
        let parts = bind::ProjectParts {
            directory: &place.directory,
            resolved: model,
            disabled: Mapping::default(),
        };
        return (!work.found.failed()).then(|| bind::build_project(parts));
    }
    let (mut resolved, division) = resolve(work, model, environment, &place.profiles);
    if work.found.failed() {
        return None;
    }
    put_services(&mut resolved, division.on);
    Some(bind::build_project(bind::ProjectParts {
        directory: &place.directory,
        resolved,
        disabled: division.off.into_iter().collect(),
    }))
}

/// Types, profiles, consistency, env files, selection: what a normalized model comes to, and its services.
fn resolve(work: &mut Assembly<'_>, model: Node, environment: &Environment, active: &[String]) -> (Node, Division) {
    let (files, options, uncertain) = (work.files, work.options, work.uncertain);
    let found = &mut work.found;
    let bound = bind::bind(model, options.no_interpolate);
    found.absorb(bound.failure, bound.diagnostics);
    bound.warnings.into_iter().for_each(|warning| found.warn(warning));
    found.next_stage();

    let mut resolved = bound.resolved;
    let mut division = Division::by_profiles(take_services(&mut resolved), active);
    if !options.no_consistency {
        division
            .on
            .values_mut()
            .for_each(|service| bind::fill_replicas(&mut service.node));
    }
    if !uncertain && !options.no_consistency {
        let faults = check::check_consistency(check::CheckContext {
            files,
            model: &resolved,
            division: &division,
            spoiled: &|span| found.touches_error(span),
        });
        found.extend(faults);
    }
    if options.reads_env_files() {
        env_files::apply(files, environment, &mut division, found);
    }
    env_files::apply_labels(files, environment, &mut division, found);
    division.enable(&options.services, active);
    if let Err(missing) = division.select(&options.services) {
        found.add(*missing);
    }
    if options.reads_env_files() && options.env_resolution == EnvResolution::Full {
        env_files::apply(files, environment, &mut division, found);
    }
    profiles::drop_unused(&mut resolved, &division.on);
    if !options.no_consistency && !options.no_container_names {
        found.extend(check::check_container_names(&division.on));
    }
    want_dockerfiles(files, &division.on, found);
    (resolved, division)
}

/// Builds are looked into where their Dockerfile is known.
fn want_dockerfiles(files: &Workspace, services: &BTreeMap<String, Entry>, found: &mut Findings) {
    for service in services.values() {
        let text = |key: &str| service.node.get_path(&["build", key]).and_then(Node::as_str);
        if let (Some(context), Some(dockerfile)) =
            (text("context").filter(|path| path.starts_with('/')), text("dockerfile"))
        {
            let path = paths::join_path(context, dockerfile);
            if files.find(&path).is_none() {
                found.want(path);
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
    let section = entries.or_insert_with("services", || Entry {
        key_span: span.start_point(),
        node: Node::default(
            Value::Null,
            span.start_point(),
            "There is always a list of services, if an empty one.",
        ),
    });
    section.node.value = Value::Mapping(services.into_iter().collect());
}
