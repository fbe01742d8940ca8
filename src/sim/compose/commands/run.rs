//! `run`: runs a one-off container of a service in the foreground.
//!
//! The dependencies of the service are started first. The exit code of the container is the exit code of the command.
//! Source: compose `cmd/compose/run.go`, `pkg/compose/run.go`.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::{CommandSpec, Invocation, ProjectUse};
use crate::compose::{Service, ServiceName, Spanned};
use crate::plan::{Arguments, FlagSet, SelectedService, Selection, SelectionScope, Up};
use crate::sim::compose::attach::UpEvent;
use crate::sim::compose::client::{Client, Failure, TaskResult};
use crate::sim::compose::machine::{LogPrefix, Mailbox};
use crate::sim::compose::start::StartOptions;
use crate::sim::compose::wait::{Wait, WaitCondition};
use crate::sim::engine::ContainerConfig;
use crate::sim::process::behavior::{ExitRule, Origin};
use crate::sim::process::defaults;
use crate::sim::process::model::Model;
use crate::source::Workspace;

/// Assumed duration of a command other than the service's own, in milliseconds.
const OTHER_COMMAND_DURATION: u64 = 1_000;

const FLAGS: FlagSet = FlagSet::new(
    &[
        "detach d",
        "rm",
        "no-deps",
        "no-TTY T",
        "interactive i",
        "tty t",
        "service-ports P",
        "use-aliases",
        "build",
        "quiet q",
        "quiet-pull",
        "quiet-build",
        "remove-orphans",
    ],
    &[
        "name",
        "env e",
        "env-from-file",
        "entrypoint",
        "user u",
        "volume v",
        "workdir w",
        "publish p",
        "label l",
        "cap-add",
        "cap-drop",
        "pull",
    ],
);

pub(super) const RUN: CommandSpec = CommandSpec { name: "run", parse };

/// Options of `run`.
#[derive(Debug, Clone, PartialEq, Eq)]
struct RunOptions {
    service: String,
    /// The command or the entrypoint of the service is replaced.
    has_other_command: bool,
    /// Returns when the container is started.
    is_detached: bool,
    /// Removes the container when it exits.
    removes_container: bool,
    /// Whether dependencies of the service are started first.
    scope: SelectionScope,
    /// Variables added to the service's environment; `None` passes a variable through.
    environment: BTreeMap<String, Option<String>>,
    /// Publishes the service's ports.
    publishes_ports: bool,
    /// Name of the container.
    name: Option<String>,
    /// Removes containers of services that are not in the file.
    removes_orphans: bool,
}

fn parse(words: &[String]) -> Result<Invocation, String> {
    let options = parse_options(words)?;
    Ok(Invocation::new(ProjectUse::File, async move |client| {
        client.run(&options).await
    }))
}

fn parse_options(words: &[String]) -> Result<RunOptions, String> {
    let arguments = Arguments::parse_leading(words, &FLAGS)?;
    let Some((service, command)) = arguments.positional.split_first() else {
        return Err("requires at least 1 arg(s), only received 0".to_owned());
    };
    let variables = arguments.values("env");
    Ok(RunOptions {
        service: service.clone(),
        has_other_command: !command.is_empty() || arguments.last_value("entrypoint").is_some(),
        is_detached: arguments.has("detach"),
        removes_container: arguments.has("rm"),
        scope: arguments.selection_scope(),
        environment: variables.iter().map(|text| parse_variable(text)).collect(),
        publishes_ports: arguments.has("service-ports"),
        name: arguments.last_value("name").map(str::to_owned),
        removes_orphans: arguments.has("remove-orphans"),
    })
}

/// Parses `NAME=value`, or `NAME` for a variable that is passed through.
fn parse_variable(text: &str) -> (String, Option<String>) {
    match text.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
        None => (text.to_owned(), None),
    }
}

impl Client {
    async fn run(&self, options: &RunOptions) -> Result<i32, Failure> {
        let all = self.select(std::slice::from_ref(&options.service), options.scope)?;
        let Some(selected) = all.services.get(options.service.as_str()).cloned() else {
            return Err(Failure::new(format!("no such service: {}", options.service)));
        };
        let ready = self.start_dependencies(&all, &selected, options).await?;
        let model = one_off_model(self.model_with_variables(&selected.service, options)?, options);
        self.wait_for_operation(|costs| costs.create).await;
        if let Some(text) = self.create_error(&selected.service, &model) {
            return Err(Failure::new(text));
        }
        let config = self.one_off_config(&selected, model, options);
        let container = self.call_engine(|engine| engine.create(config, ready));
        let exits = self.subscribe([container].into(), Some(LogPrefix::None));
        let created = self.container(container).last_change();
        let call = self.call_engine(|engine| engine.begin_start(container, None, created));
        self.shared.ended(call).await.map_err(Failure::new)?;
        if options.is_detached {
            // Docker Compose prints the id of the container, 64 random digits.
            self.print_stdout("ID");
            return Ok(0);
        }
        self.forward_interrupts(container);
        let exit = exits.receive().await;
        self.wait_for_operation(|costs| costs.detach).await;
        if options.removes_container {
            self.call_engine(|engine| {
                let last_change = engine.container(container).last_change();
                engine.remove(container, last_change)
            });
        }
        Ok(exit.code)
    }

    /// Sends Ctrl-C to the process in the container instead of ending the command.
    fn forward_interrupts(&self, container: usize) {
        let interrupts: Mailbox<UpEvent> = Mailbox::new(&self.shared);
        *self.interrupts.borrow_mut() = Some(interrupts.clone());
        let client = self.clone();
        self.shared.spawn(async move {
            loop {
                interrupts.receive().await;
                // Two components of Docker Compose forward the signal.
                for _ in 0..2 {
                    client.call_engine(|engine| engine.begin_kill(container, "SIGINT", client.command_record));
                }
            }
        });
    }

    /// Creates and starts the dependencies of the service, and waits for their conditions.
    async fn start_dependencies(
        &self,
        all: &Selection,
        selected: &SelectedService,
        options: &RunOptions,
    ) -> TaskResult {
        let others: BTreeSet<ServiceName> = (all.services.keys())
            .filter(|name| **name != selected.service.name)
            .cloned()
            .collect();
        let others = all.restricted_to(&others, |_| true);
        let up = Up {
            remove_orphans: options.removes_orphans,
            ..Up::default()
        };
        // The networks and volumes of the service itself are created too.
        let created = self.create_all(all, &others, &up, self.command_record).await?;
        let started = self.start_all(&others, &StartOptions::default(), created).await?;
        let list = self.list_containers(&others);
        let waits = selected.depends_on.iter().filter_map(|dependency| {
            let condition = WaitCondition::from_dependency(dependency.condition)?;
            let containers = list.containers(&dependency.service);
            (!containers.is_empty()).then(|| Wait {
                dependency: dependency.service.clone(),
                condition,
                is_required: dependency.required,
                containers,
                dependents: Vec::new(),
                span: Some(dependency.condition_span),
                is_quiet: true,
            })
        });
        self.wait_all(waits.collect(), None, started).await
    }

    /// Returns the model of a service with the variables that the command adds.
    fn model_with_variables(&self, service: &Service, options: &RunOptions) -> Result<Rc<Model>, Failure> {
        let model = self.model(&service.name)?;
        let is_given = service.build.is_some() || model.behavior.origin == Origin::Declared;
        if options.environment.is_empty() || is_given {
            return Ok(model);
        }
        let mut service = service.clone();
        for (name, value) in &options.environment {
            let span = service.span;
            let value = value.clone();
            service.environment.insert(name.clone(), Spanned { value, span });
        }
        // No files are needed for a service that is not built.
        let behavior = defaults::assumed_behavior(&service, &Workspace::new("/"));
        Ok(Rc::new(Model {
            behavior,
            ..Model::clone(&model)
        }))
    }

    fn one_off_config(
        &self,
        selected: &Rc<SelectedService>,
        model: Rc<Model>,
        options: &RunOptions,
    ) -> ContainerConfig {
        let (name, full_name) = match &options.name {
            Some(name) => (name.clone(), name.clone()),
            None => {
                let name = self.one_off_name(&selected.service);
                let full_name = format!("{}-{name}", self.project().name);
                (name, full_name)
            }
        };
        ContainerConfig {
            name,
            full_name,
            is_one_off: true,
            ..self.container_config(selected, model, 1, 0)
        }
    }

    /// Returns an unused name for a one-off container. Docker Compose uses twelve random digits in place of `ID`.
    fn one_off_name(&self, service: &Service) -> String {
        let engine = self.engine();
        let is_used = |name: &str| {
            let mut existing = engine.containers().iter().filter(|container| container.exists());
            existing.any(|container| container.name() == name)
        };
        let first = format!("{}-run-ID", service.name);
        let others = (2..).map(|number| format!("{}-run-ID{number}", service.name));
        let mut names = std::iter::once(first).chain(others);
        names.find(|name| !is_used(name)).unwrap_or_default()
    }
}

/// Returns the model of a one-off container, which may run another command than the service's.
fn one_off_model(model: Rc<Model>, options: &RunOptions) -> Rc<Model> {
    let mut model = Model::clone(&model);
    if !options.publishes_ports {
        model.ports.clear();
    }
    if options.has_other_command && model.behavior.origin != Origin::Declared {
        model.behavior.exits = vec![ExitRule {
            after: OTHER_COMMAND_DURATION,
            code: 0,
            times: None,
        }];
        model.behavior.logs.clear();
        model.behavior.needs.clear();
    }
    Rc::new(model)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn flags_after_the_service_belong_to_its_command() {
        let words = ["--rm", "-T", "app", "pip", "install", "-r", "x"].map(str::to_owned);
        let options = parse_options(&words).expect("the command line is valid");
        assert!(options.removes_container && options.has_other_command && !options.is_detached);
        assert_eq!(options.service, "app");
    }
}
