//! Requests: a `docker compose` command line with its global options parsed.
//!
//! Errors are the messages Docker Compose prints. Source: `docker compose --help` of v2.40.3.

use super::flags::{Arguments, FlagSet};

/// A command line after `docker compose`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Request {
    /// The options before the command, which choose the project.
    pub(crate) project: ProjectOptions,
    /// The name of the command.
    pub(crate) command: String,
    /// The words after the command.
    pub(crate) arguments: Vec<String>,
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

impl Request {
    /// Parses the options before the command.
    pub(crate) fn parse(words: &[String]) -> Result<Self, String> {
        let global = Arguments::parse_leading(words, &GLOBAL)?;
        let project = ProjectOptions {
            files: global.values("file"),
            profiles: global.values("profile"),
            name: global.last_value("project-name").map(str::to_owned),
        };
        let Some((command, arguments)) = global.positional.split_first() else {
            return Err("no command given".to_owned());
        };
        Ok(Request {
            project,
            command: command.clone(),
            arguments: arguments.to_vec(),
        })
    }
}

/// Returns the full name of a signal: `9`, `KILL` and `SIGKILL` are the same.
pub(crate) fn signal_name(text: &str) -> String {
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

    #[test]
    fn options_before_the_command_choose_the_project() {
        let words = ["--profile", "a", "--profile=b", "-p", "demo", "up", "-d", "web"].map(str::to_owned);
        let request = Request::parse(&words).expect("the command line is valid");
        assert_eq!(request.project.profiles, ["a", "b"]);
        assert_eq!(request.project.name.as_deref(), Some("demo"));
        assert_eq!(
            (request.command.as_str(), request.arguments.as_slice()),
            ("up", &words[6..])
        );
    }
}
