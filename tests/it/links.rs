//! `drydock open`: links become files, and never more than that.

use std::fs;
use std::path::PathBuf;
use std::process::{Command, Output};

use drydock::share::{self, Shared};

/// A folder of its own for a test, empty.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("drydock-links-{}-{name}", std::process::id()));
    // It is not there, unless an earlier run was broken off.
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the system's folder for such things can be written");
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
        .expect("the program is built")
}

#[test]
fn a_link_becomes_files() {
    let folder = folder("files");
    let link = link(&[("compose.yaml", "services: {}\n"), ("sub/.env", "A=1\n")]);
    let output = open(&link, &folder.join("new"));
    assert!(output.status.success(), "{output:?}");
    let read = |path: &str| fs::read_to_string(folder.join("new").join(path)).ok();
    assert_eq!(read("compose.yaml").as_deref(), Some("services: {}\n"));
    assert_eq!(read("sub/.env").as_deref(), Some("A=1\n"));
    fs::remove_dir_all(folder).expect("it was made here");
}

#[test]
fn nothing_is_overwritten() {
    let folder = folder("kept");
    fs::write(folder.join("b"), "mine").expect("the folder was made here");
    let output = open(&link(&[("a", "theirs"), ("b", "theirs")]), &folder);
    assert_eq!(output.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&output.stderr).contains("exists already"));
    assert!(!folder.join("a").exists(), "nothing is written at all");
    assert_eq!(fs::read_to_string(folder.join("b")).ok().as_deref(), Some("mine"));
    fs::remove_dir_all(folder).expect("it was made here");
}

#[test]
fn nothing_is_written_outside() {
    let folder = folder("outside");
    for path in ["../x", "/tmp/x", "a/../../x", "..\\x", ""] {
        let output = open(&link(&[("fine", ""), (path, "")]), &folder.join("in"));
        assert_eq!(output.status.code(), Some(1), "{path:?}");
        assert!(!folder.join("in").exists() && !folder.join("x").exists(), "{path:?}");
    }
    fs::remove_dir_all(folder).expect("it was made here");
}

#[cfg(unix)]
#[test]
fn a_symbolic_link_leads_nowhere() {
    let folder = folder("symbolic");
    for path in ["in", "out"] {
        fs::create_dir(folder.join(path)).expect("the folder was made here");
    }
    std::os::unix::fs::symlink(folder.join("out"), folder.join("in/sub")).expect("Unix has them");
    let output = open(&link(&[("sub/deeper/x", "")]), &folder.join("in"));
    assert_eq!(output.status.code(), Some(1));
    assert!(!folder.join("out/deeper").exists());
    fs::remove_dir_all(folder).expect("it was made here");
}

#[test]
fn what_is_wrong_with_a_link_is_said() {
    let folder = folder("wrong");
    for (link, expected) in [
        ("hello", "not a link"),
        ("#9:x", "version 9"),
        ("#1:AAAA", "not complete"),
    ] {
        let output = open(link, &folder);
        assert_eq!(output.status.code(), Some(1), "{link}");
        assert!(String::from_utf8_lossy(&output.stderr).contains(expected), "{link}");
    }
    fs::remove_dir_all(folder).expect("it was made here");
}
