//! Requests: the parsed form of a `docker compose` command line.
//!
//! Holds only options that affect which containers exist and what they do. Other options, such as those about
//! the format of output, are accepted and ignored. Errors are the messages Docker Compose prints.
//! Source: `docker compose COMMAND --help` of v2.40.3.

mod run;
mod up;

pub use run::Run;
pub use up::{Abort, AttachOptions, PullMode, Recreate, ReturnWhen, Up, UpStage};

use super::SelectionScope;
use super::flags::{Arguments, FlagSet};

/// The words of a command line after `docker compose`, parsed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// The options before the command, which choose the project.
    pub project: ProjectOptions,
    /// The command.
    pub command: Command,
}

/// The options that choose a project.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ProjectOptions {
    /// Values of `-f`.
    pub files: Vec<String>,
    /// Values of `--profile`.
    pub profiles: Vec<String>,
    /// Value of `-p`.
    pub name: Option<String>,
}

/// A command and its options. Empty lists of services stand for all services.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `up`, `create` or `scale`.
    Up(Up),
    /// `start`.
    Start {
        /// The named services.
        services: Vec<String>,
    },
    /// `stop`.
    Stop {
        /// The named services.
        services: Vec<String>,
        /// Grace period in milliseconds.
        grace: Option<u64>,
    },
    /// `restart`.
    Restart {
        /// The named services.
        services: Vec<String>,
        /// Grace period in milliseconds.
        grace: Option<u64>,
        /// Whether dependents with `restart: true` are restarted too.
        scope: SelectionScope,
    },
    /// `kill`.
    Kill {
        /// The named services.
        services: Vec<String>,
        /// Full name of the signal, such as `SIGKILL`.
        signal: String,
        /// Also kills containers of services that are not in the file.
        remove_orphans: bool,
    },
    /// `down`.
    Down {
        /// The named services.
        services: Vec<String>,
        /// Grace period in milliseconds.
        grace: Option<u64>,
        /// Also removes volumes.
        volumes: bool,
        /// Also removes containers of services that are not in the file.
        remove_orphans: bool,
    },
    /// `run`.
    Run(Run),
    /// `exec`.
    Exec {
        /// The service.
        service: String,
        /// Returns without waiting for the command to end.
        detach: bool,
        /// Number of the container; the first running one if absent.
        index: Option<u32>,
    },
    /// `rm`.
    Rm {
        /// The named services.
        services: Vec<String>,
        /// Stops running containers first.
        stop: bool,
    },
    /// `pause`, with the named services.
    Pause(Vec<String>),
    /// `unpause`, with the named services.
    Unpause(Vec<String>),
    /// `wait`.
    Wait {
        /// The named services.
        services: Vec<String>,
        /// Takes the project down after the first exit.
        down: bool,
    },
    /// `logs`.
    Logs(Logs),
    /// A command that changes no container, such as `ps`; its name.
    ReadOnly(String),
}

/// Options of `logs`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Logs {
    /// The named services; empty for all.
    pub services: Vec<String>,
    /// Continues until all containers have exited.
    pub follow: bool,
    /// Prefixes each line with the container's name.
    pub prefix: bool,
    /// Maximum number of existing lines to print.
    pub tail: Option<usize>,
}

/// The flags before the command.
const GLOBAL: FlagSet = FlagSet::new(
    &["dry-run", "compatibility", "all-resources", "verbose", "debug D"],
    &[
        "profile",
        "file f",
        "project-name p",
        "env-file",
        "project-directory",
        "progress",
        "ansi",
        "parallel",
        "context c",
        "host H",
        "log-level l",
    ],
);

/// Commands that change no container.
const READ_ONLY: [&str; 23] = [
    "ps", "config", "images", "ls", "port", "top", "version", "events", "stats", "build", "pull", "push", "cp",
    "attach", "watch", "volumes", "convert", "help", "export", "commit", "publish", "alpha", "bridge",
];

impl Request {
    /// Returns the name of the command in a command line, if the words before it can be parsed.
    pub fn command_name(words: &[String]) -> Option<String> {
        let global = Arguments::parse_leading(words, &GLOBAL).ok()?;
        global.positional.into_iter().next()
    }

    /// Parses the words of a command line after `docker compose`.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let global = Arguments::parse_leading(words, &GLOBAL)?;
        let project = ProjectOptions {
            files: global.values("file"),
            profiles: global.values("profile"),
            name: global.last_value("project-name").map(str::to_owned),
        };
        let Some((name, rest)) = global.positional.split_first() else {
            return Err("no command given".to_owned());
        };
        let command = parse_command(name, rest)?;
        Ok(Request { project, command })
    }
}

fn parse_command(name: &str, words: &[String]) -> Result<Command, String> {
    let parse = |switches, values| Arguments::parse(words, &FlagSet::new(switches, values));
    Ok(match name {
        "up" => Command::Up(up::parse_up(words)?),
        "create" => Command::Up(up::parse_create(words)?),
        "scale" => Command::Up(up::parse_scale(words)?),
        "start" => Command::Start {
            services: parse(&[], &[])?.positional,
        },
        "stop" => {
            let arguments = parse(&[], &["timeout t"])?;
            Command::Stop {
                grace: arguments.milliseconds("timeout", "-t, ")?,
                services: arguments.positional,
            }
        }
        "restart" => {
            let arguments = parse(&["no-deps"], &["timeout t"])?;
            Command::Restart {
                grace: arguments.milliseconds("timeout", "-t, ")?,
                scope: up::parse_scope(&arguments),
                services: arguments.positional,
            }
        }
        "kill" => {
            let arguments = parse(&["remove-orphans"], &["signal s"])?;
            Command::Kill {
                signal: signal_name(arguments.last_value("signal").unwrap_or("SIGKILL")),
                remove_orphans: arguments.has("remove-orphans"),
                services: arguments.positional,
            }
        }
        "down" => {
            let arguments = parse(&["volumes v", "remove-orphans"], &["timeout t", "rmi"])?;
            Command::Down {
                grace: arguments.milliseconds("timeout", "-t, ")?,
                volumes: arguments.has("volumes"),
                remove_orphans: arguments.has("remove-orphans"),
                services: arguments.positional,
            }
        }
        "run" => Command::Run(run::parse_run(words)?),
        "exec" => run::parse_exec(words)?,
        "rm" => {
            let arguments = parse(&["stop s", "force f", "volumes v"], &[])?;
            Command::Rm {
                stop: arguments.has("stop"),
                services: arguments.positional,
            }
        }
        "pause" => Command::Pause(parse(&[], &[])?.positional),
        "unpause" => Command::Unpause(parse(&[], &[])?.positional),
        "wait" => {
            let arguments = parse(&["down-project"], &[])?;
            Command::Wait {
                down: arguments.has("down-project"),
                services: arguments.positional,
            }
        }
        "logs" => Command::Logs(parse_logs(words)?),
        _ if READ_ONLY.contains(&name) => Command::ReadOnly(name.to_owned()),
        _ => return Err(format!("unknown docker command: \"compose {name}\"")),
    })
}

fn parse_logs(words: &[String]) -> Result<Logs, String> {
    const LOGS: FlagSet = FlagSet::new(
        &["follow f", "no-color", "no-log-prefix", "timestamps t"],
        &["index", "since", "until", "tail n"],
    );
    let arguments = Arguments::parse(words, &LOGS)?;
    Ok(Logs {
        follow: arguments.has("follow"),
        prefix: !arguments.has("no-log-prefix"),
        tail: arguments.last_value("tail").and_then(|text| text.parse().ok()),
        services: arguments.positional,
    })
}

/// Returns the full name of a signal: `9`, `KILL` and `SIGKILL` are the same.
pub fn signal_name(text: &str) -> String {
    let upper = text.to_ascii_uppercase();
    let short_name = match upper.as_str() {
        "1" => "HUP",
        "2" => "INT",
        "3" => "QUIT",
        "9" => "KILL",
        "10" => "USR1",
        "12" => "USR2",
        "15" => "TERM",
        "28" => "WINCH",
        name => name.strip_prefix("SIG").unwrap_or(name),
    };
    format!("SIG{short_name}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Request, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Request::parse(&words)
    }

    #[test]
    fn up_options_are_parsed() {
        let request = parse("--profile a --profile=b up --wait --wait-timeout 5 --scale w=3 -t2 --force-recreate web");
        let request = request.expect("the command line is valid");
        assert_eq!(request.project.profiles, ["a", "b"]);
        let Command::Up(up) = request.command else {
            panic!("the command is `up`");
        };
        assert_eq!(
            (up.return_when, up.recreate),
            (ReturnWhen::ServicesReady, Recreate::Always)
        );
        assert_eq!((up.wait_timeout, up.grace), (Some(5000), Some(2000)));
        assert_eq!(up.scale.get("w"), Some(&3));
        assert_eq!(up.services, ["web"]);
    }

    #[test]
    fn flags_after_the_service_of_run_belong_to_its_command() {
        let request = parse("run --rm -T app pip install -r x").expect("the command line is valid");
        let Command::Run(run) = request.command else {
            panic!("the command is `run`");
        };
        assert!(run.remove);
        assert_eq!(run.command, ["pip", "install", "-r", "x"]);
    }

    #[test]
    fn invalid_command_lines_are_rejected() {
        for (line, expected) in [
            ("frobnicate", "unknown docker command: \"compose frobnicate\""),
            ("up --frob", "unknown flag: --frob"),
            ("stop -t", "flag needs an argument: 't' in -t"),
            (
                "up --force-recreate --no-recreate",
                "--force-recreate and --no-recreate are incompatible",
            ),
        ] {
            assert_eq!(parse(line), Err(expected.to_owned()), "{line}");
        }
    }

    #[test]
    fn short_flags_can_be_combined() {
        let Ok(Request {
            command: Command::Rm { stop, services },
            ..
        }) = parse("rm -fsv db")
        else {
            panic!("the command is `rm`");
        };
        assert!(stop);
        assert_eq!(services, ["db"]);
    }
}
