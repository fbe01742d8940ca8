//! `drydock open`: it writes the files of a link, and nothing outside the target folder.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use drydock::share::{self, Shared};

/// Creates an empty temporary folder for a test.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("drydock-links-{}-{name}", std::process::id()));
    // Only an interrupted earlier run leaves the folder behind.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the temporary folder is writable");
    folder
}

fn link(files: &[(&str, &str)]) -> String {
    let files = files
        .iter()
        .map(|(path, text)| ((*path).to_owned(), (*text).to_owned()));
    share::encode(&Shared {
        files: files.collect(),
        ..Shared::default()
    })
}

fn open(link: &str, folder: &std::path::Path) -> Output {
    Command::new(env!("CARGO_BIN_EXE_drydock"))
        .arg("open")
        .arg(link)
        .arg(folder)
        .output()
        .expect("the binary is built")
}

#[test]
fn files_of_a_link_are_written() {
    let folder = folder("files");
    let link = link(&[("compose.yaml", "services: {}\n"), ("sub/.env", "A=1\n")]);
    let output = open(&link, &folder.join("new"));
    assert!(output.status.success(), "{output:?}");
    let read = |path: &str| fs::read_to_string(folder.join("new").join(path)).ok();
    assert_eq!(read("compose.yaml").as_deref(), Some("services: {}\n"));
    assert_eq!(read("sub/.env").as_deref(), Some("A=1\n"));
    fs::remove_dir_all(folder).expect("the test created it");
}

#[test]
fn existing_files_are_not_overwritten() {
    let folder = folder("kept");
    fs::write(folder.join("b"), "mine").expect("the folder exists");
    let output = open(&link(&[("a", "theirs"), ("b", "theirs")]), &folder);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("exists already"));
    assert!(!folder.join("a").exists(), "no file is written if one exists");
    assert_eq!(fs::read_to_string(folder.join("b")).ok().as_deref(), Some("mine"));
    fs::remove_dir_all(folder).expect("the test created it");
}

#[test]
fn paths_outside_the_target_are_rejected() {
    let folder = folder("outside");
    for path in ["../x", "/tmp/x", "a/../../x", "..\\x", ""] {
        let output = open(&link(&[("fine", ""), (path, "")]), &folder.join("in"));
        assert_eq!(output.status.code(), Some(1), "{path:?}");
        assert!(!folder.join("in").exists() && !folder.join("x").exists(), "{path:?}");
    }
    fs::remove_dir_all(folder).expect("the test created it");
}

#[cfg(unix)]
#[test]
fn symbolic_links_are_not_followed() {
    let folder = folder("symbolic");
    for path in ["in", "out"] {
        fs::create_dir(folder.join(path)).expect("the folder exists");
    }
    std::os::unix::fs::symlink(folder.join("out"), folder.join("in/sub")).expect("Unix supports symbolic links");
    let output = open(&link(&[("sub/deeper/x", "")]), &folder.join("in"));
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.join("out/deeper").exists());
    fs::remove_dir_all(folder).expect("the test created it");
}

#[test]
fn invalid_links_are_reported() {
    let folder = folder("wrong");
    for (link, expected) in [
        ("hello", "not a link"),
        ("#9:x", "version 9"),
        ("#1:AAAA", "is damaged"),
    ] {
        let output = open(link, &folder);
        assert_eq!(output.status.code(), Some(1), "{link}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(expected), "{link}");
    }
    fs::remove_dir_all(folder).expect("the test created it");
}
