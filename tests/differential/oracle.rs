//! The real Docker Compose, asked in a folder of its own.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::answer::{Answer, Format, Output};
use crate::corpus::Project;

/// What is hard for the real program is left unanswered, and the machine in peace.
const BOUNDS: &str = "ulimit -v 6000000; exec timeout -s KILL 60 \"$0\" \"$@\"";

/// What `timeout` exits with when it had to kill.
const KILLED: i32 = 137;

/// The program, and where its projects are put. The folder is removed at the end.
pub struct Oracle {
    program: String,
    scratch: PathBuf,
}

impl Drop for Oracle {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.scratch);
    }
}

impl Oracle {
    /// One a worker.
    pub fn new(program: &str, worker: &str) -> Self {
        let scratch = std::env::temp_dir().join(format!("drydock-differential-{}-{worker}", std::process::id()));
        fs::create_dir_all(scratch.join("home/user")).expect("the temporary folder can be written");
        Self {
            program: program.to_owned(),
            scratch: scratch.canonicalize().expect("it was just made"),
        }
    }

    /// The home folder.
    pub fn home(&self) -> String {
        self.scratch.join("home/user").to_string_lossy().into_owned()
    }

    /// Puts a project's files where it will be asked.
    pub fn place(&self, project: &Project) -> String {
        let folder = self.scratch.join("playground").join(&project.name);
        let bare = Project {
            args: serde_json::Value::Null,
            ..project.clone()
        };
        bare.write(&folder);
        folder.to_string_lossy().into_owned()
    }

    /// Takes a project's files away.
    pub fn clear(&self, root: &str) {
        let _ = fs::remove_dir_all(root);
    }

    /// What the real program says of the project at `root`.
    pub fn ask(&self, project: &Project, root: &str, format: Format) -> Answer {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", BOUNDS, &self.program]);
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
        command
            .env_clear()
            .env("PATH", "/bin")
            .env("HOME", self.home())
            .env("PWD", root);
        let output = command
            .envs(project.variables())
            .current_dir(root)
            .stdin(Stdio::null())
            .output()
            .expect("the program can be started");
        if output.status.code().is_none_or(|code| code == KILLED) {
            return Answer::Unknown;
        }
        let (warnings, error) = split(&String::from_utf8_lossy(&output.stderr));
        if !output.status.success() {
            return Answer::Refused {
                error,
                others: BTreeSet::new(),
            };
        }
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        let output = match format {
            Format::Json => Output::Json(serde_json::from_str(&text).expect("it prints JSON")),
            Format::Yaml => Output::Yaml(text),
        };
        Answer::Accepted { output, warnings }
    }
}

/// Warnings, and what else was said.
fn split(stderr: &str) -> (BTreeSet<String>, String) {
    let mut warnings = BTreeSet::new();
    let mut rest = Vec::new();
    for line in stderr.lines() {
        match line.split_once(" level=") {
            Some((time, entry)) if time.starts_with("time=") => {
                if let Some((level, message)) = entry.split_once(" msg=")
                    && ["warning", "error", "fatal"].contains(&level)
                {
                    warnings.insert(unquoted(message));
                }
            }
            _ => rest.push(line),
        }
    }
    (warnings, rest.join("\n").trim().to_owned())
}

/// Reads a text as Go quotes it; JSON's rules fit but for `\x` and the like, which stay as they are.
fn unquoted(message: &str) -> String {
    serde_json::from_str(message.trim()).unwrap_or_else(|_| message.trim().to_owned())
}
