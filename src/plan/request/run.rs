//! `run` and `exec`: their options.
//!
//! Source: compose `cmd/compose/{run,exec}.go`.

use std::collections::BTreeMap;

use super::{Command, up};
use crate::plan::SelectionScope;
use crate::plan::flags::{Arguments, FlagSet};

/// Options of `run`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The service.
    pub service: String,
    /// The command; empty for the service's own.
    pub command: Vec<String>,
    /// Returns when the container is started.
    pub detach: bool,
    /// Removes the container when it exits.
    pub remove: bool,
    /// Whether dependencies of the service are started first.
    pub scope: SelectionScope,
    /// Entrypoint that replaces the service's entrypoint and command.
    pub entrypoint: Option<String>,
    /// Variables added to the service's environment; `None` passes a variable through.
    pub environment: BTreeMap<String, Option<String>>,
    /// Publishes the service's ports.
    pub service_ports: bool,
    /// Name of the container.
    pub name: Option<String>,
    /// Removes containers of services that are not in the file.
    pub remove_orphans: bool,
}

const RUN: FlagSet = FlagSet::new(
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

const EXEC: FlagSet = FlagSet::new(
    &["detach d", "privileged", "no-TTY T", "no-tty", "interactive i", "tty t"],
    &["env e", "index", "user u", "workdir w"],
);

/// Parses the arguments of `run`.
pub(super) fn parse_run(words: &[String]) -> Result<Run, String> {
    let arguments = Arguments::parse_leading(words, &RUN)?;
    let Some((service, command)) = arguments.positional.split_first() else {
        return Err("requires at least 1 arg(s), only received 0".to_owned());
    };
    Ok(Run {
        service: service.clone(),
        command: command.to_vec(),
        detach: arguments.has("detach"),
        remove: arguments.has("rm"),
        scope: up::parse_scope(&arguments),
        entrypoint: arguments.last_value("entrypoint").map(str::to_owned),
        environment: arguments
            .values("env")
            .iter()
            .map(|text| parse_variable(text))
            .collect(),
        service_ports: arguments.has("service-ports"),
        name: arguments.last_value("name").map(str::to_owned),
        remove_orphans: arguments.has("remove-orphans"),
    })
}

/// Parses `NAME=value`, or `NAME` for a variable that is passed through.
fn parse_variable(text: &str) -> (String, Option<String>) {
    match text.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
        None => (text.to_owned(), None),
    }
}

/// Parses the arguments of `exec`.
pub(super) fn parse_exec(words: &[String]) -> Result<Command, String> {
    let arguments = Arguments::parse_leading(words, &EXEC)?;
    match arguments.positional.as_slice() {
        [service, _, ..] => Ok(Command::Exec {
            service: service.clone(),
            detach: arguments.has("detach"),
            index: arguments
                .number("index", "")?
                .and_then(|index| u32::try_from(index).ok()),
        }),
        positional => Err(format!(
            "requires at least 2 arg(s), only received {}",
            positional.len()
        )),
    }
}
