//! Stopping and removing containers, dependents before dependencies.
//!
//! The containers of a service are stopped concurrently, so grace periods add up along a chain of dependencies and
//! not across its branches. Source: compose `pkg/compose/{stop,down}.go`.

use std::rc::Rc;

use super::client::{Client, ClientTask, TaskResult};
use super::hooks::HookKind;
use super::walk::{Direction, OnFailure, walk};
use crate::compose::ServiceName;
use crate::plan::Selection;
use crate::sim::RecordId;

/// What to visit in addition to the replicas of the selected services.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct VisitScope {
    /// Runs providers, to remove what they have created.
    pub(super) includes_providers: bool,
    /// Visits containers that `run` created.
    pub(super) includes_one_offs: bool,
}

/// A function that acts on a container.
pub(super) type ContainerVisitor = Rc<dyn Fn(Client, usize, RecordId) -> ClientTask>;

impl Client {
    /// Stops the containers of the selected services.
    pub(super) async fn stop_selected(&self, selection: &Selection, grace: Option<u64>, cause: RecordId) -> TaskResult {
        let stop: ContainerVisitor = Rc::new(move |client, container, cause| {
            Box::pin(async move { client.stop_container(container, grace, cause).await })
        });
        self.visit_down(selection, VisitScope::default(), cause, stop).await
    }

    /// Visits the containers of the selected services, dependents first and those of a service concurrently.
    pub(super) async fn visit_down(
        &self,
        selection: &Selection,
        scope: VisitScope,
        cause: RecordId,
        visit: ContainerVisitor,
    ) -> TaskResult {
        walk(
            &self.shared,
            selection,
            Direction::Down,
            OnFailure::Continue,
            cause,
            &|service, cause| {
                let (client, visit) = (self.clone(), Rc::clone(&visit));
                let selected = selection.services.get(&service).filter(|_| scope.includes_providers);
                let provided = selected
                    .filter(|selected| selected.service.provider.is_some())
                    .map(Rc::clone);
                Box::pin(async move {
                    if let Some(selected) = provided {
                        return client.run_provider(&selected.service, "remove", cause).await;
                    }
                    let mut containers = client.containers_of(service.as_str());
                    if scope.includes_one_offs {
                        containers.extend(client.one_offs_of(&service));
                    }
                    let tasks = containers
                        .into_iter()
                        .map(|container| visit(client.clone(), container, cause));
                    client.run_concurrently(tasks.collect(), cause).await
                })
            },
        )
        .await
    }

    /// Returns the existing containers that `run` created for a service.
    fn one_offs_of(&self, service: &ServiceName) -> Vec<usize> {
        let engine = self.engine();
        let containers = engine.containers().iter().enumerate();
        containers
            .filter(|(_, container)| container.exists() && container.is_one_off())
            .filter(|(_, container)| container.project() == self.project().name && container.service() == service)
            .map(|(index, _)| index)
            .collect()
    }

    /// Stops a container after its hooks.
    pub(super) async fn stop_container(&self, container: usize, grace: Option<u64>, cause: RecordId) -> TaskResult {
        self.print_container_progress(container, "Stopping");
        let can_run_hooks = {
            let state = self.container(container);
            self.loaded.is_from_labels || state.model().pre_stop.is_empty() || state.exec_error().is_none()
        };
        if !can_run_hooks {
            // Compose treats a container in which hooks cannot be executed as stopped.
            return Ok(cause);
        }
        let cause = self.run_hooks(container, HookKind::PreStop, cause).await?;
        let stopping = (self.command, container);
        self.shared.borrow_mut().stopping.push(stopping);
        let stopped = self.stop_silently(container, grace, cause).await;
        (self.shared.borrow_mut().stopping).retain(|other| *other != stopping);
        self.print_container_progress(container, "Stopped");
        Ok(stopped)
    }

    /// Stops a container without hooks and without printing. Returns the record of the end of the call.
    pub(super) async fn stop_silently(&self, container: usize, grace: Option<u64>, cause: RecordId) -> RecordId {
        self.shared.unlocked(container).await;
        let call = self.call_engine(|engine| {
            let grace = grace.unwrap_or(engine.container(container).model().grace);
            engine.begin_stop(container, grace, cause)
        });
        self.shared.ended(call).await.unwrap_or(cause)
    }

    /// Stops and removes a container.
    pub(super) async fn stop_and_remove(&self, container: usize, grace: Option<u64>, cause: RecordId) -> TaskResult {
        let stopped = self.stop_container(container, grace, cause).await?;
        Ok(self.remove_container(container, stopped).await)
    }

    /// Removes a container.
    pub(super) async fn remove_container(&self, container: usize, cause: RecordId) -> RecordId {
        self.print_container_progress(container, "Removing");
        self.wait_for_operation(|costs| costs.remove).await;
        let record = self.call_engine(|engine| engine.remove(container, cause));
        self.print_container_progress(container, "Removed");
        record
    }
}
