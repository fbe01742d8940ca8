//! Projects for the diagnostic codes that no recorded case, page or scenario raises.

use drydock::diagnostic::{Code, codes};

/// Compose files for codes that no recorded case, page or scenario raises.
const COMPOSE_FILES: &[(Code, &str)] = &[
    (codes::YAML_BAD_ESCAPE, "name: \"\\j\"\n"),
    (codes::YAML_CONTROL_CHARACTER, "name: \u{1}\n"),
    (codes::YAML_LIST_ON_KEY_LINE, "services: - web\n"),
    (
        codes::YAML_MISSING_COLON,
        "services:\n  web:\n    image nginx\n    restart: always\n",
    ),
    (
        codes::YAML_NESTED_VALUE,
        "services:\n  web:\n    image: nginx\n      ports: []\n",
    ),
    (
        codes::BLANK_WATCH_PATH,
        "services: {web: {build: ., develop: {watch: [{path: '', action: rebuild}]}}}\n",
    ),
    (
        codes::CONFLICTING_NAME,
        "services: {}\nvolumes: {data: {name: a, external: {name: b}}}\n",
    ),
    (
        codes::INVALID_BOOLEAN,
        "services: {web: {image: nginx, attach: perhaps}}\n",
    ),
    (
        codes::INVALID_NUMBER,
        "services: {web: {image: nginx, gpus: [{count: many}]}}\n",
    ),
    (
        codes::MISSING_VALUE,
        "services: {web: {build: {context: ., additional_contexts: [base]}}}\n",
    ),
    (
        codes::INVALID_EXTENDS_FILE,
        "services: {web: {extends: {service: base, file: [a.yaml]}}}\n",
    ),
    (
        codes::REMOTE_EXTENDS,
        "services: {web: {extends: {service: base, file: 'https://example.com/a.git'}}}\n",
    ),
    (codes::NOT_A_COMPOSE_FILE, "apiVersion: v1\nkind: Pod\n"),
    (codes::REMOTE_INCLUDE, "include: ['https://example.com/a.git']\n"),
];

/// Dockerfiles for codes that no recorded case, page or scenario raises.
const DOCKERFILES: &[(Code, &str)] = &[
    (codes::UNKNOWN_INSTRUCTION, "FROM a\nCOPY. /app\n"),
    (codes::MISSING_ARGUMENTS, "FROM a\nRUN\n"),
    (codes::UNCLOSED_HEREDOC, "FROM a\nRUN <<E\nx\n"),
    (codes::MISSING_FROM, "RUN x\n"),
];

/// A project that raises a code.
pub struct Input {
    pub code: Code,
    /// Paths and contents of its files.
    pub files: Vec<(String, Vec<u8>)>,
}

impl Input {
    fn new(code: Code, path: &str, content: impl Into<Vec<u8>>) -> Self {
        Input {
            code,
            files: Vec::new(),
        }
        .with_file(path, content)
    }

    fn with_file(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.files.push((path.to_owned(), content.into()));
        self
    }
}

/// Returns a project for each code that no recorded case, page or scenario raises.
pub fn all() -> Vec<Input> {
    let compose = |(code, text): &(Code, &str)| Input::new(*code, "compose.yaml", *text);
    let mut inputs: Vec<Input> = COMPOSE_FILES.iter().map(compose).collect();
    let dockerfile = |(code, text): &(Code, &str)| Input::new(*code, "Dockerfile", *text);
    inputs.extend(DOCKERFILES.iter().map(dockerfile));
    inputs.extend([
        Input::new(codes::YAML_NOT_UTF8, "compose.yaml", b"name: \xff\n"),
        too_deep(),
        alias_expansion(),
        too_many_includes(),
        unusable_base(),
    ]);
    inputs
}

fn too_deep() -> Input {
    let text = format!("x-a: {}{}\n", "[".repeat(300), "]".repeat(300));
    Input::new(codes::YAML_TOO_DEEP, "compose.yaml", text)
}

fn alias_expansion() -> Input {
    let mut text = "x-0: &a0 {a: b}\n".to_owned();
    for level in 1..20 {
        let alias = format!("*a{}", level - 1);
        text += &format!("x-{level}: &a{level} [{alias}, {alias}, {alias}, {alias}]\n");
    }
    Input::new(codes::YAML_ALIAS_EXPANSION, "compose.yaml", text)
}

fn too_many_includes() -> Input {
    let input = Input::new(codes::TOO_MANY_INCLUDES, "compose.yaml", "include: [f0.yaml]\n");
    (0..200).fold(input, |input, number| {
        input.with_file(&format!("f{number}.yaml"), format!("include: [f{}.yaml]\n", number + 1))
    })
}

/// The first service reports the missing file, the second one that the file can't be used.
fn unusable_base() -> Input {
    let service = |name: &str| format!("  {name}: {{extends: {{service: base, file: base.yaml}}}}\n");
    let text = format!("services:\n{}{}", service("a"), service("b"));
    Input::new(codes::UNUSABLE_BASE, "compose.yaml", text)
}
