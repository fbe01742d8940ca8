//! Generates projects from a list of attributes and values. The same services occur in several layers - files,
//! documents, `extends` and `include` - so that every attribute is merged in every way.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use crate::answer::{self, Answer, Format};
use crate::cases::Project;
use crate::random::Random;

/// Root of the projects that classify values.
const ROOT: &str = "/playground/candidate";

/// Services of every project.
const SERVICES: [&str; 3] = ["a", "b", "c"];

/// Resources that services refer to, so that most references are valid.
const RESOURCES: [(&str, &str); 5] = [
    ("networks", "{front: {}, back: {}}"),
    ("volumes", "{data: {}}"),
    ("secrets", "{sec: {file: ./a.env}}"),
    ("configs", "{conf: {file: ./a.env}}"),
    ("models", "{llm: {model: ai/x}}"),
];

/// Flags of `config` that skip a step.
const FLAGS: [&str; 5] = [
    "--no-interpolate",
    "--no-normalize",
    "--no-path-resolution",
    "--no-consistency",
    "--no-env-resolution",
];

/// Attributes that refer to services. Mostly only the first service has them, because otherwise most projects would
/// have cycles.
const REFERENCES: [&str; 9] = [
    "depends_on",
    "extends",
    "links",
    "volumes_from",
    "network_mode",
    "pid",
    "ipc",
    "build",
    "other",
];

/// An attribute with one of its values.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Attribute {
    key: String,
    value: String,
}

/// The attributes of one section.
#[derive(Debug, Clone, Default)]
struct Section {
    valid: Vec<Attribute>,
    invalid: Vec<Attribute>,
}

impl Section {
    /// Returns a random attribute, mostly a valid one.
    fn pick<'a>(&'a self, random: &mut Random) -> &'a Attribute {
        if self.invalid.is_empty() || !random.percent(3) {
            random.pick(&self.valid)
        } else {
            random.pick(&self.invalid)
        }
    }

    /// Returns a random valid value of the attribute `key`.
    fn pick_of<'a>(&'a self, key: &str, random: &mut Random) -> &'a Attribute {
        let with_key: Vec<&Attribute> = self.valid.iter().filter(|attribute| attribute.key == key).collect();
        match with_key.len() {
            0 => self.pick(random),
            len => with_key[random.below(len)],
        }
    }
}

/// The attributes and values that projects are generated from.
pub struct Values {
    sections: BTreeMap<String, Section>,
}

impl Values {
    /// Reads `values.txt`. A value is valid if our loader accepts it.
    pub fn read() -> Self {
        let mut sections: BTreeMap<String, Section> = BTreeMap::new();
        let mut name = String::new();
        for line in include_str!("values.txt").lines() {
            if let Some(heading) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
                heading.clone_into(&mut name);
            } else if !line.is_empty() && !name.is_empty() {
                let (key, value) = line.split_once(": ").filter(|_| name != "env").unwrap_or(("", line));
                let attribute = Attribute {
                    key: key.to_owned(),
                    value: value.to_owned(),
                };
                let section = sections.entry(name.clone()).or_default();
                match is_valid(&name, &attribute) {
                    true => section.valid.push(attribute),
                    false => section.invalid.push(attribute),
                }
            }
        }
        Self { sections }
    }

    fn section(&self, name: &str) -> &Section {
        &self.sections[name]
    }
}

/// Whether our loader accepts a project with the attribute.
fn is_valid(section: &str, attribute: &Attribute) -> bool {
    let Attribute { key, value } = attribute;
    let text = match section {
        "service" => {
            let resources = RESOURCES.iter().map(|(name, all)| format!("{name}: {all}\n"));
            let image = if key == "image" { "" } else { "    image: x\n" };
            format!(
                "{}services:\n  b: {{image: x}}\n  c: {{image: x}}\n  a:\n{image}    {key}: {value}\n",
                resources.collect::<String>()
            )
        }
        "top" => format!("services: {{a: {{image: x}}}}\n{key}: {value}\n"),
        _ => format!("services: {{a: {{image: x}}}}\n{section}:\n  {key}: {value}\n"),
    };
    let (text, variables) = match section {
        "env" => ("services: {a: {image: x}}\n".to_owned(), value.as_str()),
        _ => (text, ""),
    };
    let files = [
        ("compose.yaml", text.as_str()),
        (".env", variables),
        ("a.env", ""),
        ("b.env", ""),
        ("sub/inc.yaml", "services: {d: {image: x}}\n"),
        ("sub/base.yaml", "services: {a: {image: x}}\n"),
    ];
    let project = Project {
        name: "candidate".to_owned(),
        files: files
            .into_iter()
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
            .collect(),
        args: json!({}),
        is_rejected: false,
    };
    matches!(
        answer::ours(&project, ROOT, "/home/user", Format::Yaml),
        Answer::Accepted { .. }
    )
}

/// Returns a project of up to three services with up to three layers.
pub fn project(values: &Values, random: &mut Random) -> Project {
    let mut generator = Generator {
        values,
        random,
        used: BTreeMap::new(),
    };
    let mut files = BTreeMap::new();
    let mut args = json!({});
    let mut text = generator.file(&SERVICES[..], Layer::First);
    for _ in 0..generator.random.below(3) {
        match generator.random.below(3) {
            0 => write!(text, "---\n{}", generator.file(&["a"], Layer::Later)).expect("writing to a string succeeds"),
            1 => drop(files.insert(
                "compose.override.yaml".to_owned(),
                generator.file(&["a", "b"], Layer::Later),
            )),
            _ => {
                files.insert("sub/over.yaml".to_owned(), generator.file(&["a"], Layer::Later));
                args["files"] = json!(["compose.yaml", "sub/over.yaml"]);
            }
        }
    }
    files.insert("compose.yaml".to_owned(), text);
    if files.values().any(|text| text.contains("sub/")) {
        files.insert("sub/base.yaml".to_owned(), generator.file(&["a", "b"], Layer::Base));
        files.insert("sub/inc.yaml".to_owned(), generator.file(&["d"], Layer::Base));
    }
    for path in ["a.env", "b.env", ".env", "sub/.env"] {
        if path.ends_with("a.env") || path == "b.env" || generator.random.percent(30) {
            files.insert(path.to_owned(), generator.env_file());
        }
    }
    generator.add_arguments(&mut args);
    Project {
        name: "generated".to_owned(),
        files: files
            .into_iter()
            .map(|(path, text)| (path, text.into_bytes()))
            .collect(),
        args,
        is_rejected: false,
    }
}

/// The role of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    /// The first file.
    First,
    /// Merged over the first file.
    Later,
    /// Extended or included by another file.
    Base,
}

struct Generator<'a> {
    values: &'a Values,
    random: &'a mut Random,
    /// Names of the attributes that each service has. Later layers mostly repeat them.
    used: BTreeMap<String, Vec<String>>,
}

impl Generator<'_> {
    /// Returns the text of a file with these services.
    fn file(&mut self, services: &[&str], layer: Layer) -> String {
        let mut text = String::new();
        let mut top: BTreeMap<String, String> = BTreeMap::new();
        if self.random.percent(25) {
            let attribute = self.values.section("top").pick(self.random);
            top.insert(attribute.key.clone(), attribute.value.clone());
        }
        for (section, default) in RESOURCES {
            if self.random.percent(if layer == Layer::First { 25 } else { 10 }) {
                let attribute = self.values.section(section).pick(self.random);
                top.insert(
                    section.to_owned(),
                    format!("{{{}: {}}}", attribute.key, attribute.value),
                );
            } else if layer != Layer::Later {
                top.entry(section.to_owned()).or_insert_with(|| default.to_owned());
            }
        }
        for (key, value) in top {
            writeln!(text, "{key}: {value}").expect("writing to a string succeeds");
        }
        let shared = self.random.percent(10);
        if shared {
            let attribute = self.values.section("service").pick(self.random);
            writeln!(text, "x-shared: &shared\n  {}: {}", attribute.key, attribute.value)
                .expect("writing to a string succeeds");
        }
        text.push_str("services:\n");
        for service in services {
            writeln!(text, "  {service}:").expect("writing to a string succeeds");
            if shared && self.random.percent(60) {
                text.push_str("    <<: *shared\n");
            }
            for (key, value) in self.attributes(service, layer) {
                writeln!(text, "    {key}: {value}").expect("writing to a string succeeds");
            }
        }
        text
    }

    /// Returns random attributes for a service.
    fn attributes(&mut self, service: &str, layer: Layer) -> BTreeMap<String, String> {
        let section = self.values.section("service");
        let mut all = BTreeMap::new();
        if layer != Layer::Later {
            all.insert("image".to_owned(), "nginx".to_owned());
        }
        for _ in 0..1 + self.random.below(4) {
            let used = self.used.entry(service.to_owned()).or_default();
            let attribute = if layer != Layer::First && !used.is_empty() && self.random.percent(75) {
                section.pick_of(&self.random.pick(used).clone(), self.random)
            } else {
                section.pick(self.random)
            };
            if service != "a" && REFERENCES.contains(&attribute.key.as_str()) && !self.random.percent(3) {
                continue;
            }
            used.push(attribute.key.clone());
            let value = self.wrap_value(&attribute.value, layer);
            all.insert(attribute.key.clone(), value);
        }
        if layer == Layer::First && service == "a" && self.random.percent(30) {
            all.insert(
                "extends".to_owned(),
                self.values
                    .section("service")
                    .pick_of("extends", self.random)
                    .value
                    .clone(),
            );
        }
        all
    }

    /// Returns the value, sometimes with a tag, an anchor or a variable around it.
    fn wrap_value(&mut self, value: &str, layer: Layer) -> String {
        let is_plain = !value.starts_with(['[', '{', '"', '\'', '>', '|']) && !value.is_empty();
        match self.random.below(100) {
            0..=5 if layer != Layer::First => format!("!override {value}"),
            6..=9 if layer != Layer::First => format!("!reset {value}"),
            10..=17 if is_plain => format!("\"${{NOSUCH:-{value}}}\""),
            18..=19 => format!("&v {value}"),
            _ => value.to_owned(),
        }
    }

    /// Returns the text of an env file.
    fn env_file(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..1 + self.random.below(4) {
            text += &self.values.section("env").pick(self.random).value;
            text.push('\n');
        }
        text
    }

    /// Adds arguments of the command.
    fn add_arguments(&mut self, args: &mut serde_json::Value) {
        if self.random.percent(15) {
            args["profiles"] = json!([self.random.pick(&["*", "debug", "test"])]);
        }
        if self.random.percent(15) {
            args["services"] = json!([self.random.pick(&SERVICES)]);
        }
        if self.random.percent(10) {
            args["env_files"] = json!(["a.env"]);
        }
        if self.random.percent(8) {
            args["flags"] = json!([self.random.pick(&FLAGS)]);
        }
        if self.random.percent(40) {
            let name = *self.random.pick(&["TAG", "PORT", "IMAGE", "A", "B"]);
            let value = *self.random.pick(&["1", "x", "", "a b", "$x", "yes", "1.50"]);
            args["env"] = json!({ name: value });
        }
    }
}
