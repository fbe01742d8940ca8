//! The example projects that visitors can open. Their files are part of the page.

use super::files::Files;

/// An example project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// Name of the example's folder and of its project.
    pub name: &'static str,
    /// Title in the menu.
    pub title: &'static str,
    /// Description in the menu.
    pub about: &'static str,
    /// Path and text of each file, in the order of the editor's tabs.
    files: &'static [(&'static str, &'static str)],
}

/// Embeds the listed files of `static/examples/<name>/`.
macro_rules! example {
    ($name:literal, $title:literal, $about:literal, [$($path:literal),+]) => {
        Example {
            name: $name,
            title: $title,
            about: $about,
            files: &[$(($path, include_str!(concat!("../../static/examples/", $name, "/", $path)))),+],
        }
    };
}

/// All examples, in the order of the menu. New visitors see the first one.
pub const ALL: &[Example] = &[
    example!(
        "flask-mariadb",
        "Flask and MariaDB",
        "A web service that waits for its database to be healthy",
        ["compose.yaml", ".env", "Dockerfile", "app.py", "requirements.txt"]
    ),
    example!(
        "flask-mariadb-broken",
        "Flask and MariaDB, broken",
        "The same project with common mistakes",
        ["compose.yaml", "Dockerfile", "app.py", "requirements.txt"]
    ),
];

/// Returns the example with a name.
pub fn find(name: &str) -> Option<&'static Example> {
    ALL.iter().find(|example| example.name == name)
}

impl Example {
    /// Returns the example as a project.
    pub fn project(&self) -> Files {
        let files = self
            .files
            .iter()
            .map(|&(path, text)| (path.to_owned(), text.to_owned()));
        Files::new(self.name, files)
    }
}
