//! `drydock config`: the project as Docker Compose understands it.

mod lists;

use std::collections::BTreeMap;
use std::fs;
use std::mem::ManuallyDrop;
use std::process::ExitCode;

use clap::Args;
use drydock::compose::go;
use drydock::compose::variables::{self, VariableUsage};
use drydock::compose::{EnvResolution, LoadOptions, Passes, Project, render};
use drydock::yaml;
use serde::Serialize;
use serde_json::ser::{PrettyFormatter, Serializer};

use crate::session::{Invocation, Session};

/// What to print of the project.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Format of the output: yaml or json
    #[arg(long, default_value = "yaml")]
    format: String,
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
    /// Prints the names of the models
    #[arg(long)]
    models: bool,
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
    /// Leaves relative paths as they are written
    #[arg(long)]
    no_path_resolution: bool,
    /// Does not ask whether services, networks and volumes fit together
    #[arg(long)]
    no_consistency: bool,
    /// Leaves env files unread
    #[arg(long)]
    no_env_resolution: bool,
    /// Puts the digest that a registry knows into each image
    #[arg(long)]
    resolve_image_digests: bool,
    /// Prints an override file with the digests of images
    #[arg(long)]
    lock_image_digests: bool,
    /// Writes to a file
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    /// Only these services, and what they depend on
    #[arg(value_name = "SERVICE")]
    names: Vec<String>,
}

impl Arguments {
    /// What is printed decides how the project is loaded.
    fn options(&self, options: LoadOptions) -> LoadOptions {
        // As Docker Compose does, these lists are not narrowed by naming services, and ask for no more of the project
        // than they print.
        let names_only = self.services || self.volumes || self.networks || self.models;
        let environment = self.environment && !self.variables;
        let bind_uninterpolated = !self.services && (names_only || self.images || self.profiles || environment);
        let lists_only = names_only || self.images || self.profiles;
        let interpolate = !self.no_interpolate && (!self.variables || lists_only);
        LoadOptions {
            services: if names_only { Vec::new() } else { self.names.clone() },
            passes: Passes {
                interpolate,
                normalize: !self.no_normalize,
                resolve_paths: !self.no_path_resolution,
                check_consistency: !self.no_consistency,
                check_container_names: !lists_only && !self.environment,
                bind: interpolate || bind_uninterpolated,
            },
            env_resolution: match (lists_only, self.no_env_resolution) {
                (true, _) => EnvResolution::Off,
                (false, true) => EnvResolution::ByProfile,
                (false, false) => EnvResolution::Full,
            },
            ..options
        }
    }
}

/// Prints the project, or why there is none.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    if arguments.resolve_image_digests || arguments.lock_image_digests {
        eprintln!("the digest of an image is known to its registry, and nothing is fetched here");
        return ExitCode::from(1);
    }
    let options = arguments.options(invocation.options());
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
    if arguments.services {
        return Ok(match arguments.no_interpolate {
            true => lists::written(&project.resolved, "services"),
            false => lists::services(project)?,
        });
    }
    if arguments.volumes {
        return Ok(lines(project.volumes.keys()));
    }
    if arguments.networks {
        return Ok(lines(project.networks.keys()));
    }
    if arguments.models {
        return Ok(lists::models(project));
    }
    if arguments.profiles {
        return Ok(lists::profiles(project));
    }
    if arguments.images {
        return Ok(lists::images(project));
    }
    if arguments.variables {
        return Ok(variables(arguments, &variables::find_variables(&project.resolved)));
    }
    if arguments.environment {
        let all = session.loaded.environment.iter();
        return Ok(lines(all.map(|(name, variable)| format!("{name}={}", variable.value))));
    }
    if arguments.quiet {
        return Ok(String::new());
    }
    match (arguments.format.as_str(), arguments.no_interpolate) {
        ("json", false) => Ok(format!("{:#}\n", render::json(&project.resolved)?)),
        ("json", true) => Ok(format!("{:#}\n", render::uninterpolated_json(&project.resolved))),
        ("yaml" | "", false) => Ok(yaml::write(&render::yaml(&project.resolved))),
        ("yaml" | "", true) => Ok(yaml::write_legacy(&render::uninterpolated_yaml(&project.resolved))),
        (other, _) => Err(format!("unsupported format {}", go::quote(other))),
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
fn variables(arguments: &Arguments, used: &BTreeMap<String, VariableUsage>) -> String {
    if arguments.format == "json" {
        let listed = used.iter().map(|(name, usage)| {
            let listed = Listed {
                name,
                default_value: &usage.default,
                presence_value: &usage.alternative,
                required: usage.is_required,
            };
            (name.as_str(), listed)
        });
        return indented(&listed.collect());
    }
    let mut rows = vec![["NAME", "REQUIRED", "DEFAULT VALUE", "ALTERNATE VALUE"].map(str::to_owned)];
    rows.extend(used.iter().map(|(name, usage)| {
        let required = usage.is_required.to_string();
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
