//! Settings of Docker Compose in `.env`: a wrong one is reported at its line.

use drydock::compose::{self, LoadOptions};
use drydock::source::Workspace;

/// Returns the path, line and message of each diagnostic of a project.
fn diagnostics(files: &[(&str, &str)]) -> Vec<(String, u32, String)> {
    let mut workspace = Workspace::new("/project");
    for (path, text) in files {
        workspace.set(path, text);
    }
    let loaded = compose::load(&workspace, &LoadOptions::default());
    let diagnostics = loaded.diagnostics.iter().map(|diagnostic| {
        let label = diagnostic.primary.as_ref();
        let (path, line) = label.map_or((String::new(), 0), |label| {
            let path = workspace.display_path(label.span.file).to_owned();
            (path, workspace.line_column(label.span).line)
        });
        (path, line, diagnostic.message.clone())
    });
    diagnostics.collect()
}

fn diagnostic_at(path: &str, line: u32, message: &str) -> (String, u32, String) {
    (path.to_owned(), line, message.to_owned())
}

const COMPOSE_FILE: (&str, &str) = ("compose.yaml", "services: {web: {image: x}}\n");

#[test]
fn missing_compose_file_is_reported_at_the_variable_only() {
    let expected = diagnostic_at(
        ".env",
        2,
        "`COMPOSE_FILE` names `/project/other.yaml`, which does not exist",
    );
    let env = (".env", "A=1\nCOMPOSE_FILE=other.yaml\n");
    assert_eq!(diagnostics(&[env, COMPOSE_FILE]), std::slice::from_ref(&expected));
    assert_eq!(diagnostics(&[env]), [expected]);
}

#[test]
fn folder_in_the_list_of_compose_files_is_reported_at_the_variable() {
    let files = [(".env", "COMPOSE_FILE=sub\n"), ("sub/compose.yaml", "services: {}\n")];
    let expected = diagnostic_at(".env", 1, "`/project/sub` is a directory, not a compose file");
    assert_eq!(diagnostics(&files), [expected]);
}

#[test]
fn invalid_project_name_is_reported_at_the_variable() {
    let files = [(".env", "A=1\nCOMPOSE_PROJECT_NAME=My App\n"), COMPOSE_FILE];
    assert_eq!(
        diagnostics(&files),
        [diagnostic_at(".env", 2, "`My App` is not a valid project name")]
    );
}

#[test]
fn missing_compose_file_without_a_list_has_no_location() {
    assert_eq!(
        diagnostics(&[(".env", "A=1\n")]),
        [diagnostic_at("", 0, "no compose file found")]
    );
}
