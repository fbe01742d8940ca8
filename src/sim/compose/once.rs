//! `run`, `exec`, `wait` and `logs`: one container in the foreground, waiting for an end, what was written.
//!
//! `run` brings its service's dependencies up and waits for them without a word, then runs a one-off
//! container without restart policy and ends with its code.
//! Source: compose `pkg/compose/{run,wait}.go`.

use std::rc::Rc;

use crate::compose::{Service, Spanned};
use crate::plan::{Logs, Run, SelectedService, Selection, Up};
use crate::sim::compose::attach::UpEvent;
use crate::sim::compose::client::Client;
use crate::sim::compose::start::Starting;
use crate::sim::compose::wait::{Awaited, Wait};
use crate::sim::compose::walk::Failure;
use crate::sim::engine::container::Status;
use crate::sim::engine::world::{Audience, Exit, Voice, World};
use crate::sim::process::behavior::{ExitRule, Origin};
use crate::sim::process::defaults;
use crate::sim::process::model::Model;
use crate::sim::run::executor::Mailbox;
use crate::sim::{RecordId, Stream};
use crate::source::Workspace;
use std::collections::BTreeSet;

/// What a command other than the service's own is taken to need, in milliseconds.
const OTHER_COMMAND: u64 = 1_000;

impl Client {
    /// `run`.
    pub(in crate::sim) async fn run_once(&self, run: Run) -> Result<i32, Failure> {
        let names = [run.service.clone()];
        let all = self.select(&names, run.scope)?;
        let Some(selected) = all.services.get(run.service.as_str()).cloned() else {
            return Err(Failure::new(format!("no such service: {}", run.service)));
        };
        let ready = self.bring_up_dependencies(&all, &selected, &run).await?;
        let model = one_off(self.model_with(&selected.service, &run)?, &run);
        let cost = self.shared.world().scenario.costs.create;
        self.shared.sleep(cost).await;
        if let Some(text) = self.refusal(&selected.service, &model) {
            return Err(Failure::new(text));
        }
        let container = self.create_one_off(&selected, model, &run, ready);
        let exits = self.hear([container].into(), Voice::Plain);
        let call = {
            let mut world = self.shared.world();
            let created = world.containers[container].last;
            world.begin_start(container, None, created)
        };
        self.shared.ended(call).await.map_err(Failure::new)?;
        if run.detach {
            // The real one prints 64 random digits.
            self.shared.world().print(self.command, Stream::Out, "ID");
            return Ok(0);
        }
        self.pass_signals_on(container);
        let exit = exits.receive().await;
        let cost = self.shared.world().scenario.costs.detach;
        self.shared.sleep(cost).await;
        if run.remove {
            let mut world = self.shared.world();
            let last = world.containers[container].last;
            world.remove(container, last);
        }
        Ok(exit.code)
    }

    /// From now on Ctrl-C is for the process in the container.
    fn pass_signals_on(&self, container: usize) {
        let interrupts: Mailbox<UpEvent> = Mailbox::new(&self.shared);
        *self.interrupts.borrow_mut() = Some(interrupts.clone());
        let client = self.clone();
        self.shared.spawn(async move {
            loop {
                interrupts.receive().await;
                // Two parts of Docker Compose pass it on.
                for _ in 0..2 {
                    client.shared.world().begin_kill(container, "SIGINT", client.record);
                }
            }
        });
    }

    /// Creates, starts and waits for what the service depends on.
    async fn bring_up_dependencies(
        &self,
        all: &Selection,
        selected: &SelectedService,
        run: &Run,
    ) -> Result<RecordId, Failure> {
        let others = all
            .services
            .keys()
            .filter(|name| **name != selected.service.name)
            .cloned()
            .collect();
        let others = all.restricted_to(&others, |_| true);
        // The networks are also those of the service itself.
        let up = Up {
            remove_orphans: run.remove_orphans,
            ..Up::default()
        };
        let created = self.create(all, &others, &up, self.record).await?;
        let starting = Starting::default();
        let started = self.start_all(&others, &starting, created).await?;
        let listed = self.list(&others);
        let waits = selected.depends_on.iter().filter_map(|dependency| {
            let awaited = Awaited::of(dependency.condition)?;
            let containers = listed.containers(&dependency.service);
            (!containers.is_empty()).then(|| Wait {
                dependency: dependency.service.clone(),
                awaited,
                required: dependency.required,
                containers,
                dependents: Vec::new(),
                span: Some(dependency.condition_span),
                loud: false,
            })
        });
        self.wait_all(waits.collect(), None, started).await
    }

    /// The model of a service with the variables that a run sets on top of it.
    fn model_with(&self, service: &Service, run: &Run) -> Result<Rc<Model>, Failure> {
        let model = self.model(&service.name)?;
        if run.environment.is_empty() || service.build.is_some() || model.behavior.origin == Origin::Written {
            return Ok(model);
        }
        let mut service = service.clone();
        for (name, value) in &run.environment {
            let span = service.span;
            let value = value.clone();
            service.environment.insert(name.clone(), Spanned { value, span });
        }
        // What is not built needs no files.
        let behavior = defaults::behavior(&service, &Workspace::new("/"));
        Ok(Rc::new(Model {
            behavior,
            ..Model::clone(&model)
        }))
    }

    fn create_one_off(&self, selected: &Rc<SelectedService>, model: Rc<Model>, run: &Run, cause: RecordId) -> usize {
        let mut container = self.new_container(selected, model, 1, 0, cause);
        let project = &self.stage.project.name;
        let name = run.name.clone().unwrap_or_else(|| self.one_off_name(&selected.service));
        container.full_name = if run.name.is_some() {
            name.clone()
        } else {
            format!("{project}-{name}")
        };
        container.name = name;
        container.one_off = true;
        container.ignores_policy = true;
        self.shared.world().create(container, cause)
    }

    /// The name of a one-off container; the real one has twelve random digits.
    fn one_off_name(&self, service: &Service) -> String {
        let first = format!("{}-run-ID", service.name);
        let world = self.shared.world();
        let taken = |name: &str| {
            let mut existing = world.containers.iter().filter(|container| container.exists());
            existing.any(|container| container.name == name)
        };
        let others = (2..).map(|n| format!("{}-run-ID{n}", service.name));
        std::iter::once(first)
            .chain(others)
            .find(|name| !taken(name))
            .unwrap_or_default()
    }

    /// `exec`: a command beside the process of a container that runs; its code is the command's.
    pub(in crate::sim) async fn exec(&self, service: &str, detach: bool, index: Option<u32>) -> Result<i32, Failure> {
        let selection = self.select_alone(&[service.to_owned()])?;
        let listed = self.list(&selection);
        let not_running = || {
            let which = index.map(|index| format!(" container #{index}")).unwrap_or_default();
            Failure::new(format!("service \"{service}\" is not running{which}"))
        };
        let containers = listed.containers(&service.into());
        let alive = |world: &World, container: usize| world.containers[container].is_alive();
        let target = {
            let world = self.shared.world();
            let is_meant = |&container: &usize| index.is_none_or(|index| world.containers[container].number == index);
            let is_listed = |&container: &usize| {
                alive(&world, container) || world.containers[container].status == Status::Restarting
            };
            containers.into_iter().filter(is_meant).find(is_listed)
        };
        let target = target.ok_or_else(not_running)?;
        if let Some(text) = self.shared.world().containers[target].refuses_exec() {
            return Err(Failure::new(text));
        }
        let launch = self.shared.world().scenario.costs.probe;
        self.shared.sleep(launch).await;
        let Some(rule) = self.exec.filter(|_| !detach) else {
            return Ok(0);
        };
        let began = self.shared.world().containers[target].started_at;
        self.shared.sleep(rule.after).await;
        let world = self.shared.world();
        let goes_on = alive(&world, target) && world.containers[target].started_at == began;
        // With its container every process in it is killed.
        Ok(if goes_on { rule.code } else { 137 })
    }

    /// `wait`: until all of the services' containers have ended; the last one's code is the command's.
    pub(in crate::sim) async fn wait_for_exit(&self, services: Vec<String>, down: bool) -> Result<i32, Failure> {
        let selection = self.select_alone(&services)?;
        let listed = self.list(&selection);
        let mut containers: BTreeSet<usize> = {
            let world = self.shared.world();
            let all = selection.services.keys().flat_map(|name| listed.containers(name));
            // What has ended is not seen.
            all.filter(|&container| world.containers[container].is_alive())
                .collect()
        };
        if containers.is_empty() {
            let text = format!("no containers for project \"{}\"", self.stage.project.name);
            return Err(Failure::new(text));
        }
        let exits = self.hear(containers.clone(), Voice::Silent);
        let mut code = 0;
        while !containers.is_empty() {
            let exit = exits.receive().await;
            if !containers.remove(&exit.container) {
                continue;
            }
            code = exit.code;
            let line = format!("container \"ID\" exited with status code {code}");
            self.shared.world().print(self.command, Stream::Out, line);
        }
        if down {
            self.down(Vec::new(), None, false, false).await?;
        }
        Ok(code)
    }

    /// `logs`: what the containers have written so far; with `-f` also what they go on to write.
    pub(in crate::sim) async fn logs(&self, logs: Logs) -> Result<i32, Failure> {
        let selection = self.select_alone(&logs.services)?;
        let listed = self.list(&selection);
        let mut alive = BTreeSet::new();
        for container in selection.services.keys().flat_map(|name| listed.containers(name)) {
            let mut world = self.shared.world();
            let made_at = world.containers[container].asked_at;
            let name = if logs.prefix {
                format!("{} | ", world.containers[container].name)
            } else {
                String::new()
            };
            let written = &world.history.lanes[container].logs;
            let own = written.iter().filter(|(at, _)| *at >= made_at);
            let lines: Vec<String> = own.map(|(_, text)| format!("{name}{text}")).collect();
            let left_out = logs.tail.map_or(0, |tail| lines.len().saturating_sub(tail));
            for line in lines.into_iter().skip(left_out) {
                world.print(self.command, Stream::Out, line);
            }
            if world.containers[container].is_alive() {
                alive.insert(container);
            }
        }
        if logs.follow {
            let voice = if logs.prefix { Voice::Prefixed } else { Voice::Plain };
            let exits = self.hear(alive.clone(), voice);
            while !alive.is_empty() {
                let exit = exits.receive().await;
                if !exit.restarting {
                    alive.remove(&exit.container);
                }
            }
        }
        Ok(0)
    }

    /// Hears of the containers' ends, and with a voice prints what they write.
    fn hear(&self, containers: BTreeSet<usize>, voice: Voice) -> Mailbox<Exit> {
        let exits: Mailbox<Exit> = Mailbox::new(&self.shared);
        self.shared.world().audiences.push(Audience {
            command: self.command,
            containers,
            exits: exits.clone(),
            voice,
            prints_exits: false,
        });
        exits
    }
}

/// A service's model as `run` runs it, perhaps with another command.
fn one_off(model: Rc<Model>, run: &Run) -> Rc<Model> {
    let mut model = Model::clone(&model);
    if !run.service_ports {
        model.ports.clear();
    }
    let own_command = run.command.is_empty() && run.entrypoint.is_none();
    if own_command || model.behavior.origin == Origin::Written {
        return Rc::new(model);
    }
    model.behavior.exits = vec![ExitRule {
        after: OTHER_COMMAND,
        code: 0,
        times: None,
    }];
    model.behavior.logs.clear();
    model.behavior.needs.clear();
    Rc::new(model)
}
