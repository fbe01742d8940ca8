//! What `drydock config` prints, held against recorded answers of Docker Compose v2.40.3, to the letter.
//!
//! Each case under `conformance/printed` is a project with the flags of `config` in `args.json`, and what was printed
//! in `expected.txt`, or the error in `expected_error.txt`. Lists come there in the order of a hash map: their lines
//! are compared sorted.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;

/// Flags that print a list.
const LISTS: [&str; 8] = [
    "--services",
    "--images",
    "--volumes",
    "--networks",
    "--models",
    "--profiles",
    "--environment",
    "--variables",
];

fn args(folder: &Path) -> Value {
    let text = fs::read_to_string(folder.join("args.json")).unwrap_or_default();
    serde_json::from_str(&text).unwrap_or_default()
}

fn ask(folder: &Path, args: &Value) -> Output {
    let name = folder.file_name().unwrap_or_default().to_string_lossy();
    let root = format!("/playground/{name}");
    let mut variables: BTreeMap<&str, &str> = [("PATH", "/bin"), ("HOME", "/home/user"), ("PWD", root.as_str())].into();
    for (name, value) in args["env"].as_object().into_iter().flatten() {
        variables.insert(name, value.as_str().unwrap_or_default());
    }
    let seen = serde_json::to_string(&variables).expect("variables are text");
    let words = |key: &str| args[key].as_array().cloned().unwrap_or_default();
    let mut command = Command::new(env!("CARGO_BIN_EXE_drydock"));
    command.current_dir(folder).env("COMPOSE_CASE_ENV", seen);
    command.arg("--vfs-root").arg(&root).arg("config");
    for word in words("flags").iter().chain(&words("services")) {
        command.arg(word.as_str().unwrap_or_default());
    }
    command.output().expect("the program runs")
}

fn sorted(text: &str) -> String {
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

/// What differs, if anything.
fn fault(folder: &Path) -> Option<String> {
    let args = args(folder);
    let output = ask(folder, &args);
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    let (expected, printed) = match fs::read_to_string(folder.join("expected_error.txt")) {
        Ok(error) => {
            let said: Vec<&str> = said.lines().filter(|line| !line.starts_with("WARN[0000]")).collect();
            (error, said.join("\n") + "\n")
        }
        Err(_) => {
            let expected = fs::read_to_string(folder.join("expected.txt")).expect("a case has an answer");
            (expected, printed)
        }
    };
    let flags = args["flags"].as_array().cloned().unwrap_or_default();
    let equal = match flags.iter().any(|flag| LISTS.iter().any(|list| flag == list)) {
        true => sorted(&expected) == sorted(&printed),
        false => expected == printed,
    };
    (!equal).then(|| format!("{}:\n{printed}{said}\nbut expected\n{expected}", folder.display()))
}

#[test]
fn config_prints_alike() {
    let set = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/conformance/printed");
    let entries = fs::read_dir(set).expect("the cases are part of the repository");
    let mut folders: Vec<_> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    folders.sort();
    assert!(!folders.is_empty());
    let faults: Vec<String> = folders.iter().filter_map(|folder| fault(folder)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
