//! Requests: what a `docker compose` command line asks for.
//!
//! Only what changes which containers there are and what they do is kept; flags about images, output
//! and the like are accepted and left out. Source: `docker compose COMMAND --help` of v2.40.3.

mod up;

use super::words::{Flags, Options};
use std::collections::BTreeMap;

/// A command line after `docker compose`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Request {
    /// What stands before the command: which project it is about.
    pub project: ProjectOptions,
    /// The command.
    pub command: Command,
}

/// Which project a command is about.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct ProjectOptions {
    /// `-f`, as often as given.
    pub files: Vec<String>,
    /// `--profile`, as often as given.
    pub profiles: Vec<String>,
    /// `-p`.
    pub name: Option<String>,
}

/// A command that changes containers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Command {
    /// `up`, `create` and `scale`.
    Up(Up),
    /// `start`.
    Start {
        /// The services; empty: all.
        services: Vec<String>,
    },
    /// `stop`.
    Stop {
        /// The services; empty: all.
        services: Vec<String>,
        /// Grace period in milliseconds.
        grace: Option<u64>,
    },
    /// `restart`.
    Restart {
        /// The services; empty: all.
        services: Vec<String>,
        /// Grace period in milliseconds.
        grace: Option<u64>,
        /// Leaves dependents alone.
        no_deps: bool,
    },
    /// `kill`.
    Kill {
        /// The services; empty: all.
        services: Vec<String>,
        /// The signal, by its full name.
        signal: String,
        /// Also kills containers of services that are not in the file.
        remove_orphans: bool,
    },
    /// `down`.
    Down {
        /// The services; empty: all.
        services: Vec<String>,
        /// Grace period in milliseconds.
        grace: Option<u64>,
        /// Removes volumes too.
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
        /// Returns at once.
        detach: bool,
        /// The number of its container; without one, the first that runs.
        index: Option<u32>,
    },
    /// `rm`.
    Rm {
        /// The services; empty: all.
        services: Vec<String>,
        /// Stops running containers first.
        stop: bool,
    },
    /// `pause`.
    Pause(Vec<String>),
    /// `unpause`.
    Unpause(Vec<String>),
    /// `wait`.
    Wait {
        /// The services.
        services: Vec<String>,
        /// Takes the project down after the first exit.
        down: bool,
    },
    /// `logs`.
    Logs(Logs),
    /// A command that changes nothing, such as `ps`.
    Look(String),
}

/// `up`, and what is a part of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Up {
    /// The services; empty: all.
    pub services: Vec<String>,
    /// Returns when the containers are started.
    pub detach: bool,
    /// Waits until the services run or are healthy; implies `detach`.
    pub wait: bool,
    /// The longest wait, in milliseconds.
    pub wait_timeout: Option<u64>,
    /// Which containers of the named services are made anew.
    pub recreate: Recreate,
    /// Which containers of services that are there only because others need them are made anew.
    pub recreate_dependencies: Recreate,
    /// Leaves dependencies alone.
    pub no_deps: bool,
    /// Numbers of containers that overrule the file's.
    pub scale: BTreeMap<String, u32>,
    /// What ends an attached `up` early.
    pub abort: Abort,
    /// The service whose exit code becomes the command's.
    pub exit_code_from: Option<String>,
    /// Removes containers of services that are not in the file.
    pub remove_orphans: bool,
    /// Ends after creating.
    pub no_start: bool,
    /// Grace period in milliseconds.
    pub grace: Option<u64>,
    /// The services it shows; empty: the named ones.
    pub attach: Vec<String>,
    /// Services it does not show.
    pub no_attach: Vec<String>,
    /// Shows what the named services depend on as well.
    pub attach_dependencies: bool,
    /// Takes images as they are on the engine.
    pub never_pulls: bool,
    /// Builds images first, so that containers of built services are made anew.
    pub build: bool,
    /// Answers every question with yes.
    pub yes: bool,
}

impl Up {
    /// Which containers of a service are made anew.
    pub fn recreate_of(&self, service: &str) -> Recreate {
        if self.services.is_empty() || self.services.iter().any(|named| named == service) {
            self.recreate
        } else {
            self.recreate_dependencies
        }
    }
}

/// Which existing containers are made anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Recreate {
    /// Those whose service has changed.
    #[default]
    Changed,
    /// All.
    Always,
    /// None.
    Never,
}

/// What ends an attached `up` early.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Abort {
    /// Nothing.
    #[default]
    Never,
    /// The first exit.
    OnExit,
    /// The first exit with another code than 0.
    OnFailure,
}

/// `logs`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Logs {
    /// The services; empty: all.
    pub services: Vec<String>,
    /// Goes on until all have ended.
    pub follow: bool,
    /// Leaves the containers' names out.
    pub plain: bool,
    /// At most so many lines of what there is.
    pub tail: Option<usize>,
}

/// `run`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Run {
    /// The service.
    pub service: String,
    /// The command; empty: the service's own.
    pub command: Vec<String>,
    /// Returns when the container is started.
    pub detach: bool,
    /// Removes the container at its end.
    pub remove: bool,
    /// Leaves dependencies alone.
    pub no_deps: bool,
    /// Another program than the service's; its command goes too.
    pub entrypoint: Option<String>,
    /// Variables on top of the service's; `None`: passed through.
    pub environment: BTreeMap<String, Option<String>>,
    /// Publishes the service's ports.
    pub service_ports: bool,
    /// The container's name.
    pub name: Option<String>,
    /// Removes containers of services that are not in the file.
    pub remove_orphans: bool,
}

const GLOBAL: Flags = Flags {
    switches: &["dry-run", "compatibility", "all-resources", "verbose", "debug D"],
    values: &[
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
};

impl Request {
    /// The command's own word in a command line, as far as that can be read.
    pub fn word(words: &[String]) -> Option<String> {
        Options::leading(words, &GLOBAL).ok()?.rest.into_iter().next()
    }

    /// Reads a command line. An error is what Docker Compose says about it.
    pub fn parse(words: &[String]) -> Result<Self, String> {
        let global = Options::leading(words, &GLOBAL)?;
        let project = ProjectOptions {
            files: global.all("file"),
            profiles: global.all("profile"),
            name: global.last("project-name").map(str::to_owned),
        };
        let Some((name, rest)) = global.rest.split_first() else {
            return Err("no command given".to_owned());
        };
        let command = command(name, rest)?;
        Ok(Request { project, command })
    }
}

fn command(name: &str, words: &[String]) -> Result<Command, String> {
    Ok(match name {
        "up" => Command::Up(up::up(words)?),
        "create" => Command::Up(up::create(words)?),
        "scale" => Command::Up(up::scale(words)?),
        "start" => Command::Start {
            services: Options::of(words, &flags(&[], &[]))?.rest,
        },
        "stop" => {
            let options = Options::of(words, &flags(&[], &["timeout t"]))?;
            Command::Stop {
                grace: options.seconds("timeout", "-t, ")?,
                services: options.rest,
            }
        }
        "restart" => {
            let options = Options::of(words, &flags(&["no-deps"], &["timeout t"]))?;
            Command::Restart {
                grace: options.seconds("timeout", "-t, ")?,
                no_deps: options.has("no-deps"),
                services: options.rest,
            }
        }
        "kill" => {
            let options = Options::of(words, &flags(&["remove-orphans"], &["signal s"]))?;
            Command::Kill {
                signal: signal(options.last("signal").unwrap_or("SIGKILL")),
                remove_orphans: options.has("remove-orphans"),
                services: options.rest,
            }
        }
        "down" => {
            let options = Options::of(words, &flags(&["volumes v", "remove-orphans"], &["timeout t", "rmi"]))?;
            Command::Down {
                grace: options.seconds("timeout", "-t, ")?,
                volumes: options.has("volumes"),
                remove_orphans: options.has("remove-orphans"),
                services: options.rest,
            }
        }
        "run" => Command::Run(run(words)?),
        "exec" => exec(words)?,
        "rm" => {
            let options = Options::of(words, &flags(&["stop s", "force f", "volumes v"], &[]))?;
            Command::Rm {
                stop: options.has("stop"),
                services: options.rest,
            }
        }
        "pause" => Command::Pause(Options::of(words, &flags(&[], &[]))?.rest),
        "unpause" => Command::Unpause(Options::of(words, &flags(&[], &[]))?.rest),
        "wait" => {
            let options = Options::of(words, &flags(&["down-project"], &[]))?;
            Command::Wait {
                down: options.has("down-project"),
                services: options.rest,
            }
        }
        "logs" => Command::Logs(logs(words)?),
        "ps" | "config" | "images" | "ls" | "port" | "top" | "version" | "events" | "stats" | "build" | "pull"
        | "push" | "cp" | "attach" | "watch" | "volumes" | "convert" | "help" | "export" | "commit" | "publish"
        | "alpha" | "bridge" => Command::Look(name.to_owned()),
        _ => return Err(format!("unknown docker command: \"compose {name}\"")),
    })
}

const fn flags(switches: &'static [&'static str], values: &'static [&'static str]) -> Flags {
    Flags { switches, values }
}

fn exec(words: &[String]) -> Result<Command, String> {
    const EXEC: Flags = flags(
        &["detach d", "privileged", "no-TTY T", "no-tty", "interactive i", "tty t"],
        &["env e", "index", "user u", "workdir w"],
    );
    let options = Options::leading(words, &EXEC)?;
    match options.rest.as_slice() {
        [service, _, ..] => Ok(Command::Exec {
            service: service.clone(),
            detach: options.has("detach"),
            index: options.number("index", "")?.and_then(|index| u32::try_from(index).ok()),
        }),
        rest => Err(format!("requires at least 2 arg(s), only received {}", rest.len())),
    }
}

fn run(words: &[String]) -> Result<Run, String> {
    const RUN: Flags = Flags {
        switches: &[
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
        values: &[
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
    };
    let options = Options::leading(words, &RUN)?;
    let Some((service, command)) = options.rest.split_first() else {
        return Err("requires at least 1 arg(s), only received 0".to_owned());
    };
    Ok(Run {
        service: service.clone(),
        command: command.to_vec(),
        detach: options.has("detach"),
        remove: options.has("rm"),
        no_deps: options.has("no-deps"),
        entrypoint: options.last("entrypoint").map(str::to_owned),
        environment: options.all("env").iter().map(|text| variable(text)).collect(),
        service_ports: options.has("service-ports"),
        name: options.last("name").map(str::to_owned),
        remove_orphans: options.has("remove-orphans"),
    })
}

fn logs(words: &[String]) -> Result<Logs, String> {
    let switches = &["follow f", "no-color", "no-log-prefix", "timestamps t"];
    let options = Options::of(words, &flags(switches, &["index", "since", "until", "tail n"]))?;
    Ok(Logs {
        follow: options.has("follow"),
        plain: options.has("no-log-prefix"),
        tail: options.last("tail").and_then(|text| text.parse().ok()),
        services: options.rest,
    })
}

/// `NAME=value`, or `NAME` for a variable that is passed through.
fn variable(text: &str) -> (String, Option<String>) {
    match text.split_once('=') {
        Some((name, value)) => (name.to_owned(), Some(value.to_owned())),
        None => (text.to_owned(), None),
    }
}

/// A signal by its full name: `9`, `KILL` and `SIGKILL` are the same.
pub fn signal(text: &str) -> String {
    let upper = text.to_ascii_uppercase();
    let named = match upper.as_str() {
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
    format!("SIG{named}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Request, String> {
        let words: Vec<String> = line.split_whitespace().map(str::to_owned).collect();
        Request::parse(&words)
    }

    #[test]
    fn up_and_its_flags() {
        let request = parse("--profile a --profile=b up --wait --wait-timeout 5 --scale w=3 -t2 --force-recreate web");
        let request = request.expect("it is a command");
        assert_eq!(request.project.profiles, ["a", "b"]);
        let Command::Up(up) = request.command else {
            panic!("it is an up");
        };
        assert!(up.detach && up.wait && up.recreate == Recreate::Always);
        assert_eq!((up.wait_timeout, up.grace), (Some(5000), Some(2000)));
        assert_eq!(up.scale.get("w"), Some(&3));
        assert_eq!(up.services, ["web"]);
    }

    #[test]
    fn run_leaves_the_commands_flags_alone() {
        let request = parse("run --rm -T app pip install -r x").expect("it is a command");
        let Command::Run(run) = request.command else {
            panic!("it is a run");
        };
        assert!(run.remove);
        assert_eq!(run.command, ["pip", "install", "-r", "x"]);
    }

    #[test]
    fn what_is_wrong_is_said() {
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
    fn short_flags_stand_together() {
        let Ok(Request {
            command: Command::Rm { stop, services },
            ..
        }) = parse("rm -fsv db")
        else {
            panic!("it is an rm");
        };
        assert!(stop);
        assert_eq!(services, ["db"]);
    }
}
