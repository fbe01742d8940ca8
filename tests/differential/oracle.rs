//! The real Docker Compose, run on projects in a scratch folder.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use serde_json::Value;

use crate::answer::{Answer, Format, Output};
use crate::cases::Project;

/// Limits memory and time, because some mutants exhaust both.
const LIMITS: &str = "ulimit -v 6000000; exec timeout -s KILL 60 \"$0\" \"$@\"";

/// Exit code of `timeout` after it has killed the program.
const KILLED: i32 = 137;

/// The program, and the scratch folder of its projects, which is removed at the end.
pub struct Oracle {
    program: String,
    scratch: PathBuf,
}

impl Drop for Oracle {
    fn drop(&mut self) {
        // A folder that cannot be removed is left in the system's temporary folder.
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

impl Oracle {
    /// Returns an oracle with a scratch folder. `name` must be unique in the process.
    pub fn new(name: &str) -> Self {
        let program = env::var("DOCKER_COMPOSE").expect(
            "DOCKER_COMPOSE must name the docker-compose program; `cargo xtask test differential` fetches and sets it",
        );
        let scratch = env::temp_dir().join(format!("drydock-differential-{}-{name}", std::process::id()));
        fs::create_dir_all(scratch.join("home/user")).expect("the temporary folder is writable");
        Self {
            program,
            scratch: scratch.canonicalize().expect("the folder was just created"),
        }
    }

    /// Returns the home folder.
    pub fn home(&self) -> String {
        self.scratch.join("home/user").to_string_lossy().into_owned()
    }

    /// Returns the folder that a project is written to.
    pub fn root(&self, project: &Project) -> String {
        let folder = self.scratch.join("playground").join(&project.name);
        folder.to_string_lossy().into_owned()
    }

    /// Writes a project's files into its folder, and returns the folder.
    pub fn write_project(&self, project: &Project) -> String {
        let root = self.root(project);
        let without_arguments = Project {
            args: Value::Null,
            ..project.clone()
        };
        without_arguments.write(root.as_ref());
        root
    }

    /// Removes a project's files.
    pub fn remove(&self, root: &str) {
        fs::remove_dir_all(root).expect("the folder was created by `write_project`");
    }

    /// Runs `docker compose config` on the project at `root`.
    pub fn run_config(&self, project: &Project, root: &str, format: Format) -> Answer {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", LIMITS, &self.program]);
        for (flag, key) in [("-f", "files"), ("--profile", "profiles"), ("--env-file", "env_files")] {
            for item in project.list(key) {
                command.args([flag, &item]);
            }
        }
        for (flag, key) in [
            ("--project-name", "project_name"),
            ("--project-directory", "project_directory"),
        ] {
            if let Some(text) = project.text(key) {
                command.arg(format!("{flag}={text}"));
            }
        }
        command.arg("config");
        if format == Format::Json {
            command.args(["--format", "json"]);
        }
        command.args(project.list("flags")).args(project.list("services"));
        let output = command
            .env_clear()
            .envs(project.environment(root, &self.home()))
            .current_dir(root)
            .stdin(Stdio::null())
            .output()
            .expect("the program starts");
        if output.status.code().is_none_or(|code| code == KILLED) {
            return Answer::Unknown;
        }
        let (warnings, error) = split_warnings(&String::from_utf8_lossy(&output.stderr));
        if !output.status.success() {
            return Answer::Rejected {
                error,
                others: BTreeSet::new(),
            };
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let output = match format {
            Format::Json => Output::Json(serde_json::from_str(&text).expect("the output is JSON")),
            Format::Yaml => Output::Yaml(text),
        };
        Answer::Accepted { output, warnings }
    }
}

/// Splits the standard error into warnings and the error.
fn split_warnings(stderr: &str) -> (BTreeSet<String>, String) {
    let mut warnings = BTreeSet::new();
    let mut error = Vec::new();
    for line in stderr.lines() {
        match line.split_once(" level=") {
            Some((time, entry)) if time.starts_with("time=") => {
                if let Some((level, message)) = entry.split_once(" msg=")
                    && ["warning", "error", "fatal"].contains(&level)
                {
                    warnings.insert(unquoted(message));
                }
            }
            _ => error.push(line),
        }
    }
    (warnings, error.join("\n").trim().to_owned())
}

/// Reads a string that Go has quoted. Escapes that JSON lacks, such as `\x`, are left as they are.
fn unquoted(message: &str) -> String {
    serde_json::from_str(message.trim()).unwrap_or_else(|_| message.trim().to_owned())
}
