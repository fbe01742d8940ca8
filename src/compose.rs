//! Loading: reads compose files into a [`Project`] and reports diagnostics.
//!
//! The reference is Docker Compose v2.40.3. The passes work on a tree of [`Node`]s, in Docker Compose's order, because
//! that order decides which of several errors it prints. The knowledge of the file format is in the field table
//! ([`fields`]): one row per field.

/// The version of Docker Compose that loading and the simulation follow.
pub const VERSION: &str = "2.40.3";

// The submodules in import order: each uses only those above it, which `tests/it/tidy.rs` checks. Blank lines keep
// rustfmt from sorting across groups.

// Foundations.
mod cycles;
mod field_path;
pub mod go;
mod options;
mod paths;
mod project;
pub mod provenance;
mod unset_variables;

mod report;
pub mod template;

// Variables and files.
pub mod dotenv;
mod project_name;

mod environment;

pub mod discover;

// The field table.
pub mod attributes;

pub mod fields;

// Passes over a document.
mod canonical;
mod cast;
mod merge;
mod reset;
mod resolve_paths;
mod schema;
mod unique;

mod interpolation;
mod loader;

mod document;

mod extends;
mod include;

// Passes over a project.
mod adapt;
mod bind;
mod model;
mod naming;
mod normalize;
mod selection;

mod check;
mod env_files;

// Output.
pub mod render;
pub mod variables;

use crate::diagnostic::Diagnostic;
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{Mapping, Node, VariableSource};

pub use environment::{Environment, Variable};
pub use options::{EnvResolution, LoadOptions, Passes};
pub use project::{
    Behavior, Build, Condition, ConfigSource, Dependency, DependencySource, Healthcheck, Hook, Mount, MountKind,
    Network, Port, Project, ProjectResource, Restart, RestartPolicy, Service, ServiceName, Spanned, WatchAction,
    WatchRule,
};

pub use unset_variables::{ExpectedValue, UnsetVariables, is_secret, placeholder};

use attributes::{ProjectContext, VariableLookup};
use bind::Interpolation;
use discover::LoadContext;
use document::{ComposeFile, Document};
use loader::{Loader, Scope};
use naming::ProjectName;
use report::Report;
use selection::ServiceSelection;

/// The result of a load.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The project; `None` after an error.
    pub project: Option<Project>,
    /// After an error, the project as far as it could be understood, to be drawn and simulated. Docker Compose would not
    /// load it, so it must not be exported or presented as valid.
    pub partial: Option<Project>,
    /// All diagnostics in source order.
    pub diagnostics: Vec<Diagnostic>,
    /// The error that Docker Compose prints: the first one in the order of its passes.
    pub failure: Option<String>,
    /// The warnings that Docker Compose prints, in its order and with repetitions.
    pub warnings: Vec<String>,
    /// Absolute paths that were looked up and are not in the workspace, sorted. A caller with a file system adds the
    /// files that exist and loads again.
    pub missing_paths: Vec<String>,
    /// The variables that the files use and that are not set.
    pub unset_variables: UnsetVariables,
    /// The variables for interpolation.
    pub environment: Environment,
    /// The value of COMPOSE_PROJECT_NAME in the shell or an env file, unless it is empty.
    pub env_project_name: Option<String>,
}

/// Loads a project. Reports errors as diagnostics.
pub fn load(files: &Workspace, options: &LoadOptions) -> Loaded {
    let mut report = Report::default();
    let context = discover::discover(files, options, &mut report);
    let env_project_name = context.environment.value("COMPOSE_PROJECT_NAME").map(str::to_owned);
    let mut loader = Loader::new(files, options, report);
    let (project, environment) = load_project(&mut loader, context);
    let report = loader.report.finish();
    let (project, partial) = match report.failure {
        None => (project, None),
        Some(_) => (None, project),
    };
    Loaded {
        project,
        partial,
        diagnostics: report.diagnostics,
        failure: report.failure,
        warnings: report.warnings,
        missing_paths: report.missing_paths,
        unset_variables: report.unset_variables,
        environment,
        env_project_name: env_project_name.filter(|name| !name.is_empty()),
    }
}

/// The properties of a project that are known before its files are merged.
struct ProjectRoot {
    name: String,
    directory: String,
    active_profiles: Vec<String>,
    first_file: Option<FileId>,
}

/// Loads the project of a context. After an error the passes continue as far as they can, to report more errors, and
/// the project is incomplete.
fn load_project(loader: &mut Loader<'_>, context: LoadContext) -> (Option<Project>, Environment) {
    let paths = loader.existing_files(&context.paths, context.paths_span);
    let decided = naming::decide_name(loader, &context, &paths);
    let name_error = decided.as_ref().and_then(ProjectName::error);
    let name = decided.map(|decided| decided.name).unwrap_or_default();
    let mut environment = context.environment;
    environment.set("COMPOSE_PROJECT_NAME", &name, VariableSource::Compose);
    let directory = context.directory;
    let scope = loader.new_scope(directory.clone(), directory.clone(), environment.clone());
    let model = load_model(loader, &paths, &scope, &[], None);
    loader.report.extend(name_error);
    let root = ProjectRoot {
        name,
        directory,
        active_profiles: context.profiles,
        first_file: paths.first().and_then(|path| loader.files.find(path)),
    };
    (finalize(loader, model, &environment, root), environment)
}

/// Merges the files of a project, or of a project that is included at `included_at`. Returns `None` if there is nothing
/// to merge.
///
/// `include_chain` has the paths of the files that lead to an included project, each once per document.
fn load_model(
    loader: &mut Loader<'_>,
    paths: &[String],
    scope: &Scope,
    include_chain: &[String],
    included_at: Option<Span>,
) -> Option<Node> {
    let mut model = None;
    let errors_of_including_project = std::mem::take(&mut loader.included_config_errors);
    for path in paths {
        model = load_file(loader, path, scope, include_chain, included_at, model);
    }
    let config_errors = std::mem::replace(&mut loader.included_config_errors, errors_of_including_project);
    let mut model = model?;
    loader.report.next_stage();
    loader.report.extend(config_errors);
    canonical::add_defaults(&mut model);
    loader.report.extend(canonical::check_fields(&model));
    loader.report.next_stage();
    // Paths of an included project are always resolved: the including project has another directory.
    if loader.options.passes.resolve_paths || included_at.is_some() {
        document::resolve_paths(loader, &mut model, &scope.working_dir);
    }
    if loader.options.reads_env_files() {
        interpolation::resolve_bare_names(&mut model, &scope.environment);
    }
    Some(model)
}

/// Merges the documents of a file into a model.
fn load_file(
    loader: &mut Loader<'_>,
    path: &str,
    scope: &Scope,
    include_chain: &[String],
    included_at: Option<Span>,
    mut model: Option<Node>,
) -> Option<Node> {
    let (file, documents) = match document::open(loader, path, scope, included_at) {
        Ok(opened) => opened,
        Err(missing) => {
            loader.report.add(*missing);
            loader.is_incomplete = true;
            return model;
        }
    };
    let mut include_chain = include_chain.to_vec();
    let document_count = documents.len();
    for (index, document) in documents.into_iter().enumerate() {
        file.report_parse_failure(loader, index);
        include_chain.push(path.to_owned());
        model = load_document(loader, &file, document, &include_chain, model);
    }
    file.report_parse_failure(loader, document_count);
    model
}

/// Runs the passes over one document, and merges it into the model of the earlier documents.
fn load_document(
    loader: &mut Loader<'_>,
    file: &ComposeFile<'_>,
    mut document: Document,
    include_chain: &[String],
    mut model: Option<Node>,
) -> Option<Node> {
    if !document::check_is_mapping(loader, &document.root) {
        return model;
    }
    file.interpolate(loader, &mut document.root);
    extends::apply(loader, file, &mut document);
    if let Some(model) = &mut model {
        reset::apply(&document.tags, model);
    }
    load_includes(loader, &mut document.root, file.scope, include_chain);
    let mut model = document::merge(loader, model, document.root);
    file.validate(loader, &model);
    file.remove_version(loader, &mut model);
    loader.report.next_stage();
    document::canonicalize(loader, &mut model);
    Some(model)
}

/// Loads the projects that a document includes, and copies their resources into it.
fn load_includes(loader: &mut Loader<'_>, document: &mut Node, scope: &Scope, include_chain: &[String]) {
    for entry in include::take_entries(loader, document) {
        if let Some(project) = include::prepare(loader, entry, scope, include_chain)
            && let Some(model) = load_model(
                loader,
                &project.paths,
                &project.scope,
                include_chain,
                Some(project.span),
            )
        {
            include::import(loader, document, model, &project);
        }
    }
}

/// Runs the passes over the merged model of a project.
fn finalize(
    loader: &mut Loader<'_>,
    model: Option<Node>,
    environment: &Environment,
    root: ProjectRoot,
) -> Option<Project> {
    let passes = loader.options.passes;
    let Some(mut model) = model.filter(|model| !model::is_empty(model)) else {
        if !loader.report.has_failed() {
            loader.report.add(model::empty_project(root.first_file));
        }
        return None;
    };
    model::set_project_name(&mut model, &root.name);
    if passes.normalize {
        let lookup = |name: &str| environment.value_and_origin(name);
        let nothing = |_: &str| None;
        let lookup_if = |known: bool| -> VariableLookup<'_> { if known { &lookup } else { &nothing } };
        let project = ProjectContext {
            name: &root.name,
            build_variables: lookup_if(passes.interpolate),
            service_variables: lookup_if(loader.options.reads_env_files()),
        };
        normalize::normalize(&mut model, project);
    }
    adapt::adapt(&mut model, loader.options.version);
    loader.report.next_stage();
    let mut disabled = Mapping::default();
    let mut truncated_commands = Vec::new();
    if passes.bind {
        (model, truncated_commands) = bind_model(loader, model);
        let selection = select_services(loader, &mut model, environment, &root.active_profiles);
        model::put_services(&mut model, selection.enabled);
        disabled = selection.disabled.into_iter().collect();
    }
    Some(bind::build_project(bind::ProjectParts {
        directory: &root.directory,
        resolved: model,
        disabled,
        truncated_commands,
    }))
}

/// Converts the values of a model to the types of Docker Compose. Also returns the shell operators at which commands
/// are cut off.
fn bind_model(loader: &mut Loader<'_>, model: Node) -> (Node, Vec<Spanned<String>>) {
    let interpolation = match loader.options.passes.interpolate {
        true => Interpolation::Done,
        false => Interpolation::Skipped,
    };
    let bound = bind::bind(model, interpolation);
    loader.report.extend_with_failure(bound.failure, bound.diagnostics);
    for warning in bound.warnings {
        loader.report.add_warning(warning);
    }
    loader.report.next_stage();
    (bound.resolved, bound.truncated_commands)
}

/// Moves the services out of a model, checks them and reads their env files. Removes the resources that no enabled
/// service uses.
fn select_services(
    loader: &mut Loader<'_>,
    model: &mut Node,
    environment: &Environment,
    active_profiles: &[String],
) -> ServiceSelection {
    let (files, options, passes) = (loader.files, loader.options, loader.options.passes);
    let report = &mut loader.report;
    let mut selection = ServiceSelection::by_profiles(model::take_services(model), active_profiles);
    if passes.check_consistency {
        for service in selection.enabled.values_mut() {
            attributes::service::copy_scale_to_replicas(&mut service.node);
        }
    }
    if passes.check_consistency && !loader.is_incomplete {
        let diagnostics = check::check_consistency(check::CheckContext {
            files,
            model,
            selection: &selection,
            has_error: &|span| report.overlaps_error(span),
        });
        report.extend(diagnostics);
    }
    if options.reads_env_files() {
        env_files::read_env_files(files, environment, &mut selection, report);
    }
    env_files::read_label_files(files, &mut selection, report);
    selection.enable(&options.services, active_profiles);
    if let Err(unknown_service) = selection.select(&options.services) {
        report.add(*unknown_service);
    }
    if options.reads_env_files() && options.env_resolution == EnvResolution::Full {
        env_files::read_env_files(files, environment, &mut selection, report);
    }
    selection::remove_unused_resources(model, &selection.enabled);
    if passes.check_consistency && passes.check_container_names {
        report.extend(check::check_container_names(&selection.enabled));
    }
    model::report_missing_dockerfiles(files, &selection.enabled, report);
    selection
}
