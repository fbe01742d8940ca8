//! The pages of `tests/spec`: what we understand a compose file to mean, in prose, with examples that are run.
//!
//! An example is a fenced block whose info string is a file's name: `compose.yaml` begins a new project, any other
//! name adds a file to it. A line that ends in `# error: [code]` or `# warning: [code]` has that finding, and there
//! are no others. A block called `asked` holds the command's words: `--profile NAME`, and the services it names. A block
//! called `resolved` is a part of what the project comes to; `null` is a key that is not there. Where `DOCKER_COMPOSE` names the
//! real program, it must agree.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use drydock::compose::{self, LoadOptions, render};
use drydock::diagnostic::Severity;
use drydock::source::{FileId, Workspace};
use drydock::yaml::{self, Node, Value};

/// A project of a page, with what it should come to.
#[derive(Debug, Default)]
struct Example {
    /// The page and the line: `spec/merge.md:12`.
    place: String,
    files: Vec<(String, String)>,
    asked: String,
    resolved: Option<String>,
}

impl Example {
    /// The profiles and the services that the command names.
    fn asked(&self) -> (Vec<String>, Vec<String>) {
        let (mut profiles, mut services) = (Vec::new(), Vec::new());
        let mut words = self.asked.split('#').next().unwrap_or_default().split_whitespace();
        while let Some(word) = words.next() {
            match word {
                "--profile" => profiles.extend(words.next().map(str::to_owned)),
                _ => services.push(word.to_owned()),
            }
        }
        (profiles, services)
    }

    fn options(&self) -> LoadOptions {
        let (profiles, services) = self.asked();
        LoadOptions {
            profiles,
            services,
            ..LoadOptions::default()
        }
    }
}

fn pages() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let entries = fs::read_dir(folder).expect("the pages are part of the repository");
    let mut pages: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder can be read").path())
        .collect();
    pages.sort();
    pages
}

fn examples(page: &Path) -> Vec<Example> {
    let text = fs::read_to_string(page).expect("a page is text");
    let name = page.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut all: Vec<Example> = Vec::new();
    let mut lines = text.lines().enumerate();
    while let Some((number, line)) = lines.next() {
        let Some(info) = line.strip_prefix("```").filter(|info| !info.is_empty()) else {
            continue;
        };
        let body: Vec<&str> = lines
            .by_ref()
            .map(|(_, line)| line)
            .take_while(|line| *line != "```")
            .collect();
        let body = body.join("\n") + "\n";
        if info == "compose.yaml" {
            all.push(Example {
                place: format!("{name}:{}", number + 1),
                ..Example::default()
            });
        }
        let example = all.last_mut().expect("a page's first block is a compose.yaml");
        match info {
            "asked" => example.asked = body,
            "resolved" => example.resolved = Some(body),
            _ => example.files.push((info.to_owned(), body)),
        }
    }
    all
}

/// What the comments at the ends of lines say: file, line, severity and code.
fn expected(example: &Example) -> BTreeSet<(String, u32, String)> {
    let mut all = BTreeSet::new();
    let files = example.files.iter().map(|(path, text)| (path.as_str(), text, 1));
    // What the command asks for stands in no file.
    for (path, text, first) in files.chain([("", &example.asked, 0)]) {
        for (line, number) in text.lines().zip(first..) {
            for kind in ["error", "warning"] {
                let Some((_, rest)) = line.split_once(&format!("# {kind}: [")) else {
                    continue;
                };
                let code = rest.split(']').next().unwrap_or_default();
                all.insert((path.to_owned(), number, format!("{kind} {code}")));
            }
        }
    }
    all
}

fn holds(whole: &Node, part: &Node) -> bool {
    match (&whole.value, &part.value) {
        (Value::Mapping(_), Value::Mapping(part)) => part.iter().all(|(key, entry)| match whole.get(key) {
            Some(found) => holds(found, &entry.node),
            None => entry.node.value == Value::Null,
        }),
        (Value::Sequence(whole), Value::Sequence(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(whole, part)| holds(whole, part))
        }
        (whole, part) => whole == part,
    }
}

fn read(text: &str) -> Node {
    let mut files = Workspace::new("/");
    let id: FileId = files.set("resolved", text);
    let mut parsed = yaml::parse(id, files.file(id));
    parsed.documents.swap_remove(0).root
}

#[track_caller]
fn check(example: &Example) {
    let mut files = Workspace::new("/project");
    for (path, text) in &example.files {
        files.set(path, text);
    }
    let loaded = compose::load(&files, &example.options());
    let shown = loaded
        .diagnostics
        .iter()
        .filter(|found| found.severity != Severity::Info);
    let found: BTreeSet<_> = shown
        .map(|found| {
            let (path, line) = match &found.primary {
                Some(label) => (
                    files.display_path(label.span.file).to_owned(),
                    files.line_column(label.span).line,
                ),
                None => (String::new(), 0),
            };
            (path, line, format!("{} {}", found.severity.name(), found.code))
        })
        .collect();
    let place = &example.place;
    assert_eq!(found, expected(example), "{place}: {:?}", loaded.failure);
    let Some(part) = &example.resolved else {
        return;
    };
    let project = loaded
        .project
        .unwrap_or_else(|| panic!("{place}: {:?}", loaded.failure));
    let text = yaml::write(&render::yaml(&project.resolved));
    assert!(holds(&read(&text), &read(part)), "{place}: it comes to\n{text}");
}

/// Accepted by the real program, with the same output, or refused with the same text.
fn agrees(program: &str, example: &Example, folder: &Path) {
    let root = folder.to_string_lossy().into_owned();
    let mut files = Workspace::new(&root);
    for (path, text) in &example.files {
        let path = folder.join(path);
        fs::create_dir_all(path.parent().expect("it is below the folder")).expect("the folder can be written");
        fs::write(&path, text).expect("the folder can be written");
        files.set(&path.to_string_lossy(), text);
    }
    let mut options = example.options();
    let variables = [("PATH", "/bin"), ("HOME", "/home/user"), ("PWD", &*root)];
    for (name, value) in variables {
        options.environment.insert(name.to_owned(), value.to_owned());
    }
    let loaded = compose::load(&files, &options);
    let mut command = Command::new(program);
    let (profiles, services) = example.asked();
    for profile in &profiles {
        command.args(["--profile", profile]);
    }
    command.arg("config").args(services);
    command.env_clear().envs(variables).current_dir(folder);
    let output = command.output().expect("the program can be started");
    let place = &example.place;
    match &loaded.project {
        Some(project) => assert_eq!(
            yaml::write(&render::yaml(&project.resolved)),
            String::from_utf8_lossy(&output.stdout),
            "{place}"
        ),
        None => {
            let said = String::from_utf8_lossy(&output.stderr);
            let failure = loaded.failure.unwrap_or_default();
            assert!(said.trim().ends_with(failure.trim()), "{place}: {failure}\n{said}");
        }
    }
}

#[test]
fn examples_hold() {
    let all: Vec<Example> = pages().iter().flat_map(|page| examples(page)).collect();
    all.iter().for_each(check);
    println!("{} examples on {} pages hold", all.len(), pages().len());
}

#[test]
fn the_real_program_agrees() {
    let Ok(program) = std::env::var("DOCKER_COMPOSE") else {
        println!("skipped: DOCKER_COMPOSE does not name the real program");
        return;
    };
    let scratch = std::env::temp_dir().join(format!("drydock-spec-{}", std::process::id()));
    for (index, example) in pages().iter().flat_map(|page| examples(page)).enumerate() {
        let folder = scratch.join(format!("project{index}"));
        agrees(&program, &example, &folder);
    }
    fs::remove_dir_all(scratch).expect("it was just made");
}
