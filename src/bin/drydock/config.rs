//! `drydock config`: the project as Docker Compose understands it.

use std::collections::BTreeMap;
use std::fs;
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use drydock::compose::variables::{self, Usage};
use drydock::compose::{Project, Service, render};
use drydock::sort::{SortedMap, SortedSet};
use drydock::yaml;
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::session::{Invocation, Session};

/// How a project is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// As Docker Compose's own `config`.
    Yaml,
    /// As Docker Compose's own `config --format json`.
    Json,
}

/// What to print of the project.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Yaml)]
    format: Format,
    /// Prints nothing, only checks
    #[arg(short, long)]
    quiet: bool,
    /// Prints the names of the services
    #[arg(long)]
    services: bool,
    /// Prints the images
    #[arg(long)]
    images: bool,
    /// Prints the names of the volumes
    #[arg(long)]
    volumes: bool,
    /// Prints the names of the networks
    #[arg(long)]
    networks: bool,
    /// Prints the names of the profiles
    #[arg(long = "profiles", id = "list_profiles")]
    profiles: bool,
    /// Prints the variables that the files use, with their defaults
    #[arg(long)]
    variables: bool,
    /// Prints the variables that interpolation sees
    #[arg(long)]
    environment: bool,
    /// Leaves variables as they are written
    #[arg(long)]
    no_interpolate: bool,
    /// Leaves out what Docker Compose adds
    #[arg(long)]
    no_normalize: bool,
    /// Writes to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    /// Only these services, and what they depend on
    #[arg(value_name = "SERVICE")]
    names: Vec<String>,
}

/// Prints the project, or why there is none.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let mut options = invocation.options();
    // As Docker Compose does, the list of services is not narrowed by naming some.
    if !arguments.services {
        options.services = arguments.names.clone();
    }
    options.no_interpolate = arguments.no_interpolate || arguments.variables;
    options.no_normalize = arguments.no_normalize;
    // The process ends with this: what it holds is given back at once, not piece by piece.
    let session = ManuallyDrop::new(invocation.load(options));
    if let Err(code) = session.report() {
        return code;
    }
    let Some(project) = &session.loaded.project else {
        return ExitCode::SUCCESS;
    };
    match output(arguments, project, &session) {
        Ok(text) => write(arguments, &text),
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::from(1)
        }
    }
}

fn output(arguments: &Arguments, project: &Project, session: &Session) -> Result<String, String> {
    if arguments.variables {
        return Ok(variables(arguments, &variables::used(&project.resolved)));
    }
    if arguments.environment {
        let all = session.loaded.environment.iter();
        return Ok(lines(all.map(|(name, variable)| format!("{name}={}", variable.value))));
    }
    if arguments.services {
        return Ok(lines(project.services.keys()));
    }
    if arguments.volumes {
        return Ok(lines(project.volumes.keys()));
    }
    if arguments.networks {
        return Ok(lines(project.networks.keys()));
    }
    if arguments.images {
        return Ok(lines(project.services.values().map(|service| image(project, service))));
    }
    if arguments.profiles {
        let all = project.services.values().chain(project.disabled.values());
        let profiles: SortedSet<&String> = all.flat_map(|service| &service.profiles).collect();
        return Ok(lines(profiles.into_iter()));
    }
    if arguments.quiet {
        return Ok(String::new());
    }
    match (arguments.format, arguments.no_interpolate) {
        (Format::Json, false) => Ok(format!("{:#}\n", render::json(&project.resolved)?)),
        (Format::Json, true) => Ok(format!("{:#}\n", render::plain_json(&project.resolved))),
        (Format::Yaml, false) => Ok(yaml::write(&render::yaml(&project.resolved))),
        (Format::Yaml, true) => Ok(yaml::write(&render::plain_yaml(&project.resolved))),
    }
}

/// A variable, as Docker Compose lists it.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed<'a> {
    name: &'a str,
    default_value: &'a str,
    presence_value: &'a str,
    required: bool,
}

/// A table with a line a variable, or one object of them.
fn variables(arguments: &Arguments, used: &SortedMap<String, Usage>) -> String {
    if arguments.format == Format::Json {
        let listed = used.iter().map(|(name, usage)| {
            let listed = Listed {
                name,
                default_value: &usage.default,
                presence_value: &usage.alternative,
                required: usage.required,
            };
            (name.as_str(), listed)
        });
        return indented(&listed.collect());
    }
    let mut rows = vec![["NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE"].map(str::to_owned)];
    rows.extend(used.iter().map(|(name, usage)| {
        let required = usage.required.to_string();
        [name.clone(), required, usage.default.clone(), usage.alternative.clone()]
    }));
    let width = |column: usize| {
        rows.iter()
            .map(|row| row[column].chars().count() + 3)
            .max()
            .unwrap_or(0)
            .max(20)
    };
    let widths = [width(0), width(1), width(2)];
    lines(rows.iter().map(|[name, required, default, alternative]| {
        let [first, second, third] = widths;
        format!("{name:first$}{required:second$}{default:third$}{alternative}")
    }))
}

/// As Docker Compose prints the list of variables: four blanks a level, an empty line at the end.
fn indented(value: &BTreeMap<&str, Listed<'_>>) -> String {
    let mut text = Vec::new();
    let formatter = PrettyFormatter::with_indent(b"    ");
    let mut writer = Serializer::with_formatter(&mut text, formatter);
    value.serialize(&mut writer).expect("a vector takes everything");
    String::from_utf8_lossy(&text).into_owned() + "\n\n"
}

fn lines(items: impl Iterator<Item = impl std::fmt::Display>) -> String {
    items.map(|item| format!("{item}\n")).collect()
}

/// The image a service runs: what it names, or what its build is called.
fn image(project: &Project, service: &Service) -> String {
    match &service.image {
        Some(image) => image.value.clone(),
        None => format!("{}-{}", project.name, service.name),
    }
}

fn write(arguments: &Arguments, text: &str) -> ExitCode {
    let Some(path) = &arguments.output else {
        print!("{text}");
        return ExitCode::SUCCESS;
    };
    match fs::write(path, text) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{path}: {error}");
            ExitCode::from(1)
        }
    }
}
