//! Makes projects from nothing but a list of attributes and values: layers of the same services over each other, by
//! files, documents, `extends` and `include`, so that every attribute meets every way of being merged.

use std::collections::BTreeMap;
use std::fmt::Write;

use serde_json::json;

use crate::answer::{self, Answer, Format};
use crate::corpus::Project;
use crate::random::Random;

/// Where a project of one value is tried.
const ROOT: &str = "/playground/tried";

/// The services of every project.
const SERVICES: [&str; 3] = ["a", "b", "c"];

/// What services name, so that most of them have what they name.
const RESOURCES: [(&str, &str); 5] = [
    ("networks", "{front: {}, back: {}}"),
    ("volumes", "{data: {}}"),
    ("secrets", "{sec: {file: ./a.env}}"),
    ("configs", "{conf: {file: ./a.env}}"),
    ("models", "{llm: {model: ai/x}}"),
];

/// What changes how far a project is resolved.
const FLAGS: [&str; 5] = [
    "--no-interpolate",
    "--no-normalize",
    "--no-path-resolution",
    "--no-consistency",
    "--no-env-resolution",
];

/// Attributes that name services: mostly of the first one only, else all would end in cycles.
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
    right: Vec<Attribute>,
    wrong: Vec<Attribute>,
}

impl Section {
    /// Mostly a right one.
    fn pick<'a>(&'a self, random: &mut Random) -> &'a Attribute {
        if self.wrong.is_empty() || !random.percent(3) {
            random.pick(&self.right)
        } else {
            random.pick(&self.wrong)
        }
    }

    /// Another value of the same attribute.
    fn pick_of<'a>(&'a self, key: &str, random: &mut Random) -> &'a Attribute {
        let same: Vec<&Attribute> = self.right.iter().filter(|attribute| attribute.key == key).collect();
        match same.len() {
            0 => self.pick(random),
            many => same[random.below(many)],
        }
    }
}

/// All attributes and values there are.
pub struct Values {
    sections: BTreeMap<String, Section>,
}

impl Values {
    /// Reads the list, and asks our own loader which values are right.
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
                match is_right(&name, &attribute) {
                    true => section.right.push(attribute),
                    false => section.wrong.push(attribute),
                }
            }
        }
        Self { sections }
    }

    fn section(&self, name: &str) -> &Section {
        &self.sections[name]
    }
}

fn is_right(section: &str, attribute: &Attribute) -> bool {
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
        name: "tried".to_owned(),
        files: files
            .into_iter()
            .map(|(path, text)| (path.to_owned(), text.as_bytes().to_vec()))
            .collect(),
        args: json!({}),
        refused: false,
    };
    matches!(
        answer::ours(&project, ROOT, "/home/user", Format::Yaml),
        Answer::Accepted { .. }
    )
}

/// A project of up to three services, with up to three layers.
pub fn project(values: &Values, random: &mut Random) -> Project {
    let mut making = Making {
        values,
        random,
        used: BTreeMap::new(),
    };
    let mut files = BTreeMap::new();
    let mut args = json!({});
    let mut text = making.file(&SERVICES[..], Layer::First);
    for _ in 0..making.random.below(3) {
        match making.random.below(3) {
            0 => write!(text, "---\n{}", making.file(&["a"], Layer::Later)).expect("a text takes everything"),
            1 => drop(files.insert(
                "compose.override.yaml".to_owned(),
                making.file(&["a", "b"], Layer::Later),
            )),
            _ => {
                files.insert("sub/over.yaml".to_owned(), making.file(&["a"], Layer::Later));
                args["files"] = json!(["compose.yaml", "sub/over.yaml"]);
            }
        }
    }
    files.insert("compose.yaml".to_owned(), text);
    if files.values().any(|text| text.contains("sub/")) {
        files.insert("sub/base.yaml".to_owned(), making.file(&["a", "b"], Layer::Base));
        files.insert("sub/inc.yaml".to_owned(), making.file(&["d"], Layer::Base));
    }
    for path in ["a.env", "b.env", ".env", "sub/.env"] {
        if path.ends_with("a.env") || path == "b.env" || making.random.percent(30) {
            files.insert(path.to_owned(), making.env());
        }
    }
    making.arguments(&mut args);
    Project {
        name: "made".to_owned(),
        files: files
            .into_iter()
            .map(|(path, text)| (path, text.into_bytes()))
            .collect(),
        args,
        refused: false,
    }
}

/// What a file is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Layer {
    First,
    /// Laid over the first one.
    Later,
    /// Extended or included.
    Base,
}

struct Making<'a> {
    values: &'a Values,
    random: &'a mut Random,
    /// The attributes that services have, by name: later layers meet them again.
    used: BTreeMap<String, Vec<String>>,
}

impl Making<'_> {
    fn file(&mut self, services: &[&str], layer: Layer) -> String {
        let mut text = String::new();
        let mut top: BTreeMap<String, String> = BTreeMap::new();
        if self.random.percent(25) {
            let attribute = self.values.section("top").pick(self.random);
            top.insert(attribute.key.clone(), attribute.value.clone());
        }
        for (section, ordinary) in RESOURCES {
            if self.random.percent(if layer == Layer::First { 25 } else { 10 }) {
                let attribute = self.values.section(section).pick(self.random);
                top.insert(
                    section.to_owned(),
                    format!("{{{}: {}}}", attribute.key, attribute.value),
                );
            } else if layer != Layer::Later {
                top.entry(section.to_owned()).or_insert_with(|| ordinary.to_owned());
            }
        }
        for (key, value) in top {
            writeln!(text, "{key}: {value}").expect("a text takes everything");
        }
        let shared = self.random.percent(10);
        if shared {
            let attribute = self.values.section("service").pick(self.random);
            writeln!(text, "x-shared: &shared\n  {}: {}", attribute.key, attribute.value)
                .expect("a text takes everything");
        }
        text.push_str("services:\n");
        for service in services {
            writeln!(text, "  {service}:").expect("a text takes everything");
            if shared && self.random.percent(60) {
                text.push_str("    <<: *shared\n");
            }
            for (key, value) in self.attributes(service, layer) {
                writeln!(text, "    {key}: {value}").expect("a text takes everything");
            }
        }
        text
    }

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
            let value = self.dressed(&attribute.value, layer);
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

    /// A value with a tag or behind a variable, now and then.
    fn dressed(&mut self, value: &str, layer: Layer) -> String {
        let plain = !value.starts_with(['[', '{', '"', '\'', '>', '|']) && !value.is_empty();
        match self.random.below(100) {
            0..=5 if layer != Layer::First => format!("!override {value}"),
            6..=9 if layer != Layer::First => format!("!reset {value}"),
            10..=17 if plain => format!("\"${{NOSUCH:-{value}}}\""),
            18..=19 => format!("&v {value}"),
            _ => value.to_owned(),
        }
    }

    fn env(&mut self) -> String {
        let mut text = String::new();
        for _ in 0..1 + self.random.below(4) {
            text += &self.values.section("env").pick(self.random).value;
            text.push('\n');
        }
        text
    }

    fn arguments(&mut self, args: &mut serde_json::Value) {
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
