//! The commands that can be simulated: one file each, listed in [`COMMANDS`].

mod down;
mod exec;
mod kill;
mod logs;
mod pause;
mod read_only;
mod restart;
mod rm;
mod run;
mod start;
mod stop;
mod up;
mod wait;

use std::future::Future;

use super::client::{Client, Failure};
use crate::plan::{ProjectOptions, Request};
use crate::sim::run::executor::BoxedTask;

/// All commands.
const COMMANDS: &[CommandSpec] = &[
    up::UP,
    up::CREATE,
    up::SCALE,
    start::START,
    stop::STOP,
    restart::RESTART,
    kill::KILL,
    down::DOWN,
    run::RUN,
    exec::EXEC,
    rm::RM,
    pause::PAUSE,
    pause::UNPAUSE,
    wait::WAIT,
    logs::LOGS,
    read_only::without_file("ps"),
    read_only::without_file("images"),
    read_only::without_file("ls"),
    read_only::without_file("port"),
    read_only::without_file("top"),
    read_only::without_file("version"),
    read_only::without_file("events"),
    read_only::without_file("stats"),
    read_only::without_file("attach"),
    read_only::without_file("cp"),
    read_only::without_file("export"),
    read_only::without_file("commit"),
    read_only::with_file("config"),
    read_only::with_file("build"),
    read_only::with_file("pull"),
    read_only::with_file("push"),
    read_only::with_file("watch"),
    read_only::with_file("volumes"),
    read_only::with_file("convert"),
    read_only::with_file("help"),
    read_only::with_file("publish"),
    read_only::with_file("alpha"),
    read_only::with_file("bridge"),
];

/// A command.
pub(super) struct CommandSpec {
    /// The word after `docker compose`.
    name: &'static str,
    /// Parses the arguments. An error is the message that Docker Compose prints.
    parse: fn(&[String]) -> Result<Invocation, String>,
}

/// How a command determines its project.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ProjectUse {
    /// It needs the file.
    File,
    /// It acts on existing containers, whose labels can replace the file.
    FileOrLabels {
        /// The named services, which must be in the file; empty for all.
        services: Vec<String>,
    },
    /// It uses labels whenever the name of the project is known.
    LabelsFirst,
}

/// A command with its parsed arguments.
pub(super) struct Invocation {
    pub(super) project_use: ProjectUse,
    /// Runs the command and returns its exit code.
    pub(super) run: Box<dyn FnOnce(Client) -> BoxedTask<Result<i32, Failure>>>,
}

impl Invocation {
    fn new<F>(project_use: ProjectUse, run: impl FnOnce(Client) -> F + 'static) -> Self
    where
        F: Future<Output = Result<i32, Failure>> + 'static,
    {
        Invocation {
            project_use,
            run: Box::new(move |client| Box::pin(run(client))),
        }
    }

    /// Creates the invocation of a command that acts on the existing containers of services. An empty list means all
    /// services.
    fn on_containers<F>(services: Vec<String>, run: impl FnOnce(Client, Vec<String>) -> F + 'static) -> Self
    where
        F: Future<Output = Result<i32, Failure>> + 'static,
    {
        let project_use = ProjectUse::FileOrLabels {
            services: services.clone(),
        };
        Invocation::new(project_use, move |client| run(client, services))
    }
}

/// Parses the words after `docker compose`. An error is the message that Docker Compose prints.
pub(super) fn parse(words: &[String]) -> Result<(ProjectOptions, Invocation), String> {
    let request = Request::parse(words)?;
    let name = request.command.as_str();
    let spec = COMMANDS.iter().find(|spec| spec.name == name);
    let spec = spec.ok_or_else(|| format!("unknown docker command: \"compose {name}\""))?;
    Ok((request.project, (spec.parse)(&request.arguments)?))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn error(line: &str) -> Option<String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        parse(&words).err()
    }

    #[test]
    fn invalid_command_lines_are_rejected() {
        for (line, expected) in [
            ("", "no command given"),
            ("frobnicate", "unknown docker command: \"compose frobnicate\""),
            ("up --frob", "unknown flag: --frob"),
            ("stop -t", "flag needs an argument: 't' in -t"),
            ("exec web", "requires at least 2 arg(s), only received 1"),
            (
                "up --force-recreate --no-recreate",
                "--force-recreate and --no-recreate are incompatible",
            ),
        ] {
            assert_eq!(error(line).as_deref(), Some(expected), "{line}");
        }
    }

    #[test]
    fn all_commands_are_accepted() {
        for spec in COMMANDS {
            let arguments = match spec.name {
                "scale" => "web=2",
                "run" | "exec" => "web true",
                _ => "",
            };
            assert_eq!(error(&format!("-p demo {} {arguments}", spec.name)), None);
        }
    }
}
