//! `drydock explain` prints where a value comes from, for every kind of origin.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

const FILES: [(&str, &str); 6] = [
    (
        "compose.yaml",
        "x-base: &base
  image: ${IMAGE}
  environment: &variables
    MODE: one
include: [sub/more.yaml]
services:
  web:
    <<: *base
    extends:
      file: sub/base.yaml
      service: base
    env_file: web.env
    ports: [\"80\"]
    user: ${NOBODY:-nobody}
    working_dir: ${HOME}
  job:
    image: job
    environment: *variables
",
    ),
    (
        "compose.override.yaml",
        "services:
  job:
    image: newer
",
    ),
    ("sub/base.yaml", "services:\n  base:\n    domainname: example\n"),
    ("sub/more.yaml", "services:\n  more:\n    image: more\n"),
    (".env", "# versions\nIMAGE=nginx\n"),
    ("web.env", "TOKEN=abc\n"),
];

/// Writes the project into a folder named after the test, because tests run in parallel.
fn project(test: &str) -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(test).join("explain");
    for (path, text) in FILES {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("the file is in the folder")).expect("the folder is writable");
        fs::write(path, text).expect("the folder is writable");
    }
    folder
}

#[test]
fn every_kind_of_origin_is_explained() {
    let folder = project("explain-origins");
    for (path, lines) in [
        (
            "services.web.image",
            vec![
                "services.web.image: nginx",
                "`IMAGE` is set in .env:2",
                "merged by `<<` in compose.yaml:8",
                "written in compose.yaml:2",
            ],
        ),
        (
            "services.job.environment.MODE",
            vec![
                "services.job.environment.MODE: one",
                "anchor `&variables`, used by `*variables` in compose.yaml:18",
                "written in compose.yaml:4",
            ],
        ),
        (
            "services.job.image",
            vec![
                "services.job.image: newer",
                "replaces the value in compose.yaml:17",
                "written in compose.override.yaml:3",
            ],
        ),
        (
            "services.web.domainname",
            vec![
                "services.web.domainname: example",
                "inherited through `extends` in compose.yaml:10",
                "written in sub/base.yaml:3",
            ],
        ),
        (
            "services.more.image",
            vec![
                "services.more.image: more",
                "included by compose.yaml:5",
                "written in sub/more.yaml:3",
            ],
        ),
        (
            "services.web.environment.TOKEN",
            vec![
                "services.web.environment.TOKEN: abc",
                "read from the file named in compose.yaml:12",
                "written in web.env:1",
            ],
        ),
        (
            "services.web.user",
            vec![
                "services.web.user: nobody",
                "the fallback in the reference to `NOBODY` is used",
                "written in compose.yaml:14",
            ],
        ),
        (
            "services.web.working_dir",
            vec![
                "services.web.working_dir: /home/user",
                "`HOME` is set in the shell",
                "written in compose.yaml:15",
            ],
        ),
        (
            "services.web.ports[0].target",
            vec!["services.web.ports[0].target: 80", "written in compose.yaml:13"],
        ),
        (
            "networks.default.name",
            vec![
                "networks.default.name: explain_default",
                "added by Compose: the default name of a resource is PROJECT_KEY",
            ],
        ),
    ] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
        command.args(["explain", path]).current_dir(&folder);
        let output = command
            .env_clear()
            .env("HOME", "/home/user")
            .output()
            .expect("the program starts");
        let text = String::from_utf8_lossy(&output.stdout);
        let printed: Vec<&str> = text.lines().map(str::trim).collect();
        assert_eq!(printed, lines, "{path}: {}", String::from_utf8_lossy(&output.stderr));
    }
}

#[test]
fn unknown_path_is_rejected() {
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    command
        .args(["explain", "services.web.nothing"])
        .current_dir(project("explain-unknown"));
    let output = command.output().expect("the program starts");
    assert!(!output.status.success() && output.stdout.is_empty());
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(
        stderr.contains("there is nothing at `services.web.nothing`"),
        "{stderr}"
    );
}
