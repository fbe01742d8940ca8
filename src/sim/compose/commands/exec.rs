//! `exec`: executes a command in a running container; its exit code is the exit code of `exec`.
//!
//! Source: compose `cmd/compose/exec.go`.

use super::{CommandSpec, Invocation, ProjectUse};
use crate::plan::{Arguments, FlagSet};
use crate::sim::compose::client::{Client, Failure};
use crate::sim::compose::hooks::KILLED_WITH_CONTAINER;
use crate::sim::engine::Status;

const FLAGS: FlagSet = FlagSet::new(
    &["detach d", "privileged", "no-TTY T", "no-tty", "interactive i", "tty t"],
    &["env e", "index", "user u", "workdir w"],
);

pub(super) const EXEC: CommandSpec = CommandSpec { name: "exec", parse };

fn parse(words: &[String]) -> Result<Invocation, String> {
    let arguments = Arguments::parse_leading(words, &FLAGS)?;
    let [service, _, ..] = arguments.positional.as_slice() else {
        let count = arguments.positional.len();
        return Err(format!("requires at least 2 arg(s), only received {count}"));
    };
    let (service, is_detached) = (service.clone(), arguments.has("detach"));
    let number = arguments.number("index", "")?;
    let number = number.and_then(|number| u32::try_from(number).ok());
    Ok(Invocation::new(ProjectUse::LabelsFirst, async move |client| {
        client.exec(&service, is_detached, number).await
    }))
}

impl Client {
    /// Executes a command in the container of a service with a number, or in the first running one.
    async fn exec(&self, service: &str, is_detached: bool, number: Option<u32>) -> Result<i32, Failure> {
        let selection = self.select_named(&[service.to_owned()])?;
        let containers = self.list_containers(&selection).containers(&service.into());
        let target = containers.into_iter().find(|&container| {
            let state = self.container(container);
            let is_requested = number.is_none_or(|number| state.number() == number);
            is_requested && (state.is_alive() || state.status() == Status::Restarting)
        });
        let Some(target) = target else {
            let container = number.map(|number| format!(" container #{number}")).unwrap_or_default();
            return Err(Failure::new(format!("service \"{service}\" is not running{container}")));
        };
        let exec_error = self.container(target).exec_error();
        if let Some(text) = exec_error {
            return Err(Failure::new(text));
        }
        self.wait_for_operation(|costs| costs.probe).await;
        let Some(rule) = self.exec_rule.filter(|_| !is_detached) else {
            return Ok(0);
        };
        let began = self.container(target).started_at();
        self.shared.sleep(rule.after).await;
        Ok(if self.is_in_run(target, began) {
            rule.code
        } else {
            KILLED_WITH_CONTAINER
        })
    }
}
