//! What is exported, held against real Docker Compose: the bundle's files run unchanged and mean what
//! we say they mean, and the canonical file means the same again.
//!
//! `DOCKER_COMPOSE` names the program (`cargo xtask test export` brings it); without it nothing is checked.

use std::env;
use std::fs;
use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::atomic::{AtomicUsize, Ordering};

use drydock::compose::{self, LoadOptions, render};
use drydock::export::bundle;
use drydock::export::canonical;
use drydock::source::Workspace;
use drydock::yaml;

/// Folders of projects: every folder with a compose file below these is one.
const PROJECTS: [&str; 2] = ["static/examples", "tests/conformance/spec"];

/// Files that belong to a recorded case, not to its project.
const CASE_FILES: [&str; 5] = [
    "args.json",
    "meta.json",
    "warnings.txt",
    "expected.json",
    "expected.2.json",
];

#[test]
fn docker_compose_reads_in_an_export_what_we_do() {
    let Some(program) = env::var_os("DOCKER_COMPOSE") else {
        println!("skipped: DOCKER_COMPOSE does not name a program");
        return;
    };
    let projects: Vec<PathBuf> = PROJECTS.iter().flat_map(|folder| projects_in(folder)).collect();
    assert!(!projects.is_empty(), "there are examples");
    let bench = env::temp_dir().join(format!("drydock-export-{}", std::process::id()));
    let next = AtomicUsize::new(0);
    let work = || {
        let mut faults = Vec::new();
        while let Some(project) = projects.get(next.fetch_add(1, Ordering::Relaxed)) {
            if let Err(fault) = check(Path::new(&program), project, &bench) {
                faults.push(format!("{}: {fault}", project.display()));
            }
        }
        faults
    };
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let mut faults: Vec<String> = std::thread::scope(|scope| {
        let threads: Vec<_> = (0..workers).map(|_| scope.spawn(work)).collect();
        let joined = threads
            .into_iter()
            .map(|thread| thread.join().expect("workers do not panic"));
        joined.flatten().collect()
    });
    faults.sort();
    let _ = fs::remove_dir_all(&bench);
    println!("{} of {} exports agree", projects.len() - faults.len(), projects.len());
    assert!(faults.is_empty(), "{}", faults.join("\n\n"));
}

/// The projects below a folder that need no flags.
fn projects_in(folder: &str) -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir() && !path.join("args.json").exists())
        .collect();
    found.sort();
    found
}

/// Exports a project and asks Docker Compose about it.
fn check(program: &Path, project: &Path, bench: &Path) -> Result<(), String> {
    let name = project.file_name().ok_or("a project's folder has a name")?;
    let folder = bench.join(name);
    let files = read(project, &folder);
    let options = LoadOptions {
        environment: shell(&folder).map(|(name, value)| (name.to_owned(), value)).into(),
        ..LoadOptions::default()
    };
    let loaded = compose::load(&files, &options);
    let packed = bundle::write(&files);
    unpack(&packed, &folder).map_err(|error| error.to_string())?;
    let Some(project) = loaded.project else {
        return match config(program, &folder, &[]) {
            Ok(_) => Err(format!("we refuse it, Docker Compose does not: {:?}", loaded.failure)),
            Err(_) => Ok(()),
        };
    };
    let canonical = yaml::write(&render::yaml(&project.resolved));
    same("the files as written", &canonical, &config(program, &folder, &[])?)?;
    let alone = bench.join(format!("{}-canonical", name.display()));
    fs::create_dir_all(&alone).map_err(|error| error.to_string())?;
    let exported = canonical::write(&project);
    fs::write(alone.join("compose.yaml"), &exported).map_err(|error| error.to_string())?;
    // Variables that choose profiles are not part of the canonical file.
    if let Some(id) = files.find(".env") {
        fs::write(alone.join(".env"), files.file(id).text()).map_err(|error| error.to_string())?;
    }
    let again = config(program, &alone, &["-f", "compose.yaml"])?;
    match exported == canonical {
        true => same("the canonical file", &canonical, &again),
        // What is not printed as it is read is printed as before.
        false => Ok(()),
    }
}

/// The files of a project, as if they lay in `folder`.
fn read(project: &Path, folder: &Path) -> Workspace {
    let mut files = Workspace::new(&folder.to_string_lossy());
    let mut open = vec![project.to_owned()];
    while let Some(current) = open.pop() {
        let mut entries: Vec<PathBuf> = fs::read_dir(current)
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        entries.sort();
        for path in entries {
            let inside = path
                .strip_prefix(project)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            if path.is_dir() {
                open.push(path);
            } else if !CASE_FILES.contains(&inside.as_str()) {
                files.set_bytes(&inside, &fs::read(&path).unwrap_or_default());
            }
        }
    }
    files
}

fn unpack(packed: &[u8], folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let mut archive = zip::ZipArchive::new(Cursor::new(packed))?;
    for index in 0..archive.len() {
        let mut file = archive.by_index(index)?;
        let inside = file.enclosed_name().ok_or("a path climbs out of the bundle")?;
        let path = folder.join(inside);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        let mut content = Vec::new();
        file.read_to_end(&mut content)?;
        fs::write(path, content)?;
    }
    Ok(())
}

/// The variables of a shell that stands in a folder.
fn shell(folder: &Path) -> [(&'static str, String); 3] {
    let folder = folder.to_string_lossy().into_owned();
    [
        ("PATH", "/bin:/usr/bin".to_owned()),
        ("HOME", "/home/user".to_owned()),
        ("PWD", folder),
    ]
}

/// What `docker compose config` prints in a folder.
fn config(program: &Path, folder: &Path, flags: &[&str]) -> Result<String, String> {
    let output = Command::new(program)
        .args(flags)
        .arg("config")
        .current_dir(folder)
        .env_clear()
        .envs(shell(folder))
        .output()
        .map_err(|error| format!("{} does not run: {error}", program.display()))?;
    match output.status.success() {
        true => Ok(String::from_utf8_lossy(&output.stdout).into_owned()),
        false => Err(format!(
            "Docker Compose refuses it: {}",
            String::from_utf8_lossy(&output.stderr)
        )),
    }
}

/// The first line in which two texts differ, as an error.
fn same(what: &str, ours: &str, theirs: &str) -> Result<(), String> {
    if ours == theirs {
        return Ok(());
    }
    let different = ours.lines().zip(theirs.lines()).position(|(one, other)| one != other);
    let line = different.unwrap_or_else(|| ours.lines().count().min(theirs.lines().count()));
    let at = |text: &str| text.lines().nth(line).unwrap_or("(end)").to_owned();
    Err(format!(
        "{what}, line {}:\n  ours   {}\n  theirs {}",
        line + 1,
        at(ours),
        at(theirs)
    ))
}
