//! The examples a visitor can open; their files are part of the page.

use super::files::Files;

/// An example.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Example {
    /// Its name, which becomes the project's.
    pub name: &'static str,
    /// What it shows, in a few words.
    pub title: &'static str,
    /// One sentence more.
    pub about: &'static str,
    files: &'static [(&'static str, &'static str)],
}

/// All examples; the first greets a new visitor.
pub const ALL: [Example; 2] = [
    Example {
        name: "flask-mariadb",
        title: "Flask and MariaDB",
        about: "A web service that waits for its database to be healthy",
        files: &[
            (
                "compose.yaml",
                include_str!("../../static/examples/flask-mariadb/compose.yaml"),
            ),
            (".env", include_str!("../../static/examples/flask-mariadb/.env")),
            (
                "Dockerfile",
                include_str!("../../static/examples/flask-mariadb/Dockerfile"),
            ),
            ("app.py", include_str!("../../static/examples/flask-mariadb/app.py")),
            (
                "requirements.txt",
                include_str!("../../static/examples/flask-mariadb/requirements.txt"),
            ),
        ],
    },
    Example {
        name: "flask-mariadb-broken",
        title: "Flask and MariaDB, broken",
        about: "The same project with mistakes that people really make",
        files: &[
            (
                "compose.yaml",
                include_str!("../../static/examples/flask-mariadb-broken/compose.yaml"),
            ),
            (
                "Dockerfile",
                include_str!("../../static/examples/flask-mariadb-broken/Dockerfile"),
            ),
            (
                "app.py",
                include_str!("../../static/examples/flask-mariadb-broken/app.py"),
            ),
            (
                "requirements.txt",
                include_str!("../../static/examples/flask-mariadb-broken/requirements.txt"),
            ),
        ],
    },
];

/// The example of a name.
pub fn find(name: &str) -> Option<&'static Example> {
    ALL.iter().find(|example| example.name == name)
}

impl Example {
    /// Its files, as a project.
    pub fn project(&self) -> Files {
        let files = self
            .files
            .iter()
            .map(|&(path, text)| (path.to_owned(), text.to_owned()));
        Files::new(self.name, files)
    }
}
