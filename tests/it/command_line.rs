//! The command line as a program: its output pipes and its exit codes.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder with a compose file for the command line, removed at the end of the test.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, compose_file: &str) -> Self {
        let path = std::env::temp_dir().join(format!("drydock-{}-{name}", std::process::id()));
        fs::create_dir_all(&path).expect("the temporary folder is writable");
        fs::write(path.join("compose.yaml"), compose_file).expect("the folder is writable");
        Folder(path)
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
        command.current_dir(&self.0).args(arguments);
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().expect("the program starts")
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // A folder that cannot be removed is left to the system.
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn closed_output_ends_each_subcommand_silently() {
    let folder = Folder::new(
        "closed",
        "services:\n  web:\n    image: nginx:1\n    imag: x\n    environment: [A=$B]\n",
    );
    let valid = Folder::new("closed-valid", "services:\n  web:\n    image: nginx:1\n");
    for (folder, arguments, code) in [
        (&folder, &["check"][..], 1),
        (&folder, &["check", "--format", "json"], 1),
        (&folder, &["link"], 0),
        (&valid, &["check"], 0),
        (&valid, &["config"], 0),
        (&valid, &["explain", "services.web"], 0),
        (&valid, &["graph"], 0),
        (&valid, &["simulate"], 0),
        (&valid, &["why", "web:started"], 0),
    ] {
        let (reader, writer) = std::io::pipe().expect("a pipe can be created");
        drop(reader);
        let child = folder
            .command(arguments)
            .stdin(Stdio::null())
            .stdout(writer)
            .stderr(Stdio::piped())
            .spawn();
        let output = child
            .and_then(|child| child.wait_with_output())
            .expect("the program runs");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{arguments:?}");
        assert_eq!(output.status.code(), Some(code), "{arguments:?}");
    }
}

#[test]
fn closed_error_output_causes_no_panic() {
    let folder = Folder::new("closed-error", "services:\n  web: {imag: x}\n");
    let (reader, writer) = std::io::pipe().expect("a pipe can be created");
    drop(reader);
    let status = folder
        .command(&["config"])
        .stderr(writer)
        .status()
        .expect("the program runs");
    assert_eq!(status.code(), Some(1));
}

#[cfg(target_os = "linux")]
#[test]
fn full_disk_is_an_error() {
    let folder = Folder::new("full", "services:\n  web:\n    image: nginx:1\n");
    let full = File::options()
        .write(true)
        .open("/dev/full")
        .expect("the device exists");
    let child = folder.command(&["config"]).stdout(full).stderr(Stdio::piped()).spawn();
    let output = child
        .and_then(|child| child.wait_with_output())
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).starts_with("standard output: "));
}

#[test]
fn simulated_commands_may_name_docker_compose() {
    let folder = Folder::new("names", "services:\n  web:\n    image: nginx:1\n");
    let expected = folder.run(&["simulate", "-c", "up -d"]);
    assert!(expected.status.success());
    for command in ["docker-compose up -d", "docker compose up -d"] {
        let output = folder.run(&["simulate", "-c", command]);
        assert_eq!(output, expected, "{command}");
    }
}

#[test]
fn files_that_a_fix_adds_and_removes_are_part_of_the_json() {
    let folder = Folder::new(
        "fix-files",
        "services:\n  web:\n    image: nginx:$A\n    ports: [\"$B:80\"]\n",
    );
    fs::write(folder.0.join("docker-compose.yml"), "services: {}\n").expect("the folder is writable");
    let output = folder.run(&["check", "--format", "json"]);
    let problems: serde_json::Value = serde_json::from_slice(&output.stdout).expect("the output is JSON");
    let fixes: Vec<_> = problems
        .as_array()
        .into_iter()
        .flatten()
        .flat_map(|problem| problem["fixes"].as_array().cloned().unwrap_or_default())
        .collect();
    let removed: Vec<_> = fixes.iter().map(|fix| fix["removed_files"].to_string()).collect();
    assert!(removed.contains(&"[\"docker-compose.yml\"]".to_owned()), "{removed:?}");
    assert!(fixes.iter().any(|fix| fix["new_file"]["path"] == ".env"), "{fixes:?}");
}
