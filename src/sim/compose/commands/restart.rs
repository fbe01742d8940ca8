//! `restart`: stops and starts containers, and those of dependents with `restart: true`.
//!
//! Source: compose `pkg/compose/restart.go`.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::{CommandSpec, Invocation};
use crate::compose::ServiceName;
use crate::plan::{Arguments, FlagSet, SelectedService, Selection, SelectionScope};
use crate::sim::RecordId;
use crate::sim::compose::client::{Client, ClientTask, Failure, TaskResult};
use crate::sim::compose::hooks::HookKind;
use crate::sim::compose::wait::{Wait, WaitCondition};
use crate::sim::compose::walk::{Direction, OnFailure, walk};

const FLAGS: FlagSet = FlagSet::new(&["no-deps"], &["timeout t"]);

pub(super) const RESTART: CommandSpec = CommandSpec { name: "restart", parse };

fn parse(words: &[String]) -> Result<Invocation, String> {
    let arguments = Arguments::parse(words, &FLAGS)?;
    let grace = arguments.milliseconds("timeout", "-t, ")?;
    let scope = arguments.selection_scope();
    Ok(Invocation::on_containers(
        arguments.positional,
        async move |client, services| {
            client.restart(&services, grace, scope).await?;
            Ok(0)
        },
    ))
}

impl Client {
    /// Restarts the containers of services. An empty list means all services.
    pub(in crate::sim::compose) async fn restart(
        &self,
        services: &[String],
        grace: Option<u64>,
        scope: SelectionScope,
    ) -> Result<(), Failure> {
        if self.loaded.is_from_labels && self.project().services.is_empty() {
            return Ok(());
        }
        let all = match scope {
            SelectionScope::NamedOnly if !services.is_empty() => self.select(services, SelectionScope::NamedOnly)?,
            _ => self.select(&[], SelectionScope::WithDependencies)?,
        };
        if let Some(name) = services.iter().find(|name| !all.services.contains_key(name.as_str())) {
            return Err(Failure::new(format!("no such service: {name}")));
        }
        let affected: BTreeSet<ServiceName> = all.with_dependents(services, |dependency| dependency.restart);
        let selection = all.restricted_to(&affected, |dependency| dependency.restart);
        let affected = Rc::new(selection.clone());
        walk(
            &self.shared,
            &selection,
            Direction::Up,
            OnFailure::Continue,
            self.command_record,
            &|service, cause| {
                let (client, affected) = (self.clone(), Rc::clone(&affected));
                Box::pin(async move {
                    match affected.services.get(&service) {
                        Some(selected) => client.restart_service(selected, &affected, grace, cause).await,
                        None => Ok(cause),
                    }
                })
            },
        )
        .await?;
        Ok(())
    }

    async fn restart_service(
        &self,
        selected: &SelectedService,
        all: &Selection,
        grace: Option<u64>,
        cause: RecordId,
    ) -> TaskResult {
        let list = self.list_containers(all);
        let waits = selected.depends_on.iter().filter_map(|dependency| {
            let containers = list.containers(&dependency.service);
            let condition = WaitCondition::from_dependency(dependency.condition)?;
            (!containers.is_empty()).then(|| Wait {
                dependency: dependency.service.clone(),
                condition,
                is_required: dependency.required,
                containers,
                dependents: Vec::new(),
                span: Some(dependency.condition_span),
                is_quiet: false,
            })
        });
        let cause = self.wait_all(waits.collect(), None, cause).await?;
        let tasks = list.containers(&selected.service.name).into_iter().map(|container| {
            let client = self.clone();
            Box::pin(async move { client.restart_container(container, grace, cause).await }) as ClientTask
        });
        self.run_concurrently(tasks.collect(), cause).await
    }

    async fn restart_container(&self, container: usize, grace: Option<u64>, cause: RecordId) -> TaskResult {
        let cause = self.run_hooks(container, HookKind::PreStop, cause).await?;
        let began = self.shared.now();
        self.print_container_progress(container, "Restarting");
        let stopped = self.stop_silently(container, grace, cause).await;
        self.shared.unlocked(container).await;
        // The recorded duration of a restart includes the stop.
        let stop_duration = self.shared.now().0 - began.0;
        let recorded = self.recorded_start_duration(container);
        let duration = recorded.map(|duration| duration.saturating_sub(stop_duration));
        let call = self.call_engine(|engine| engine.begin_start(container, duration, stopped));
        let started = self.shared.ended(call).await.map_err(Failure::new)?;
        self.print_container_progress(container, "Started");
        self.run_hooks(container, HookKind::PostStart, started).await
    }
}
