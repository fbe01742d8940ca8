//! `drydock config`: prints the project as `docker compose config` does.

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

use crate::invocation::{Invocation, Session};
use crate::output::{print, print_error};
use crate::subcommand::Subcommand;

/// The arguments of `config`.
#[derive(Debug, Args)]
pub struct Config {
    /// Output format: yaml or json
    #[arg(long, default_value = "yaml")]
    format: String,
    /// Check the project and print nothing
    #[arg(short, long)]
    quiet: bool,
    /// Print the service names
    #[arg(long)]
    services: bool,
    /// Print the image names
    #[arg(long)]
    images: bool,
    /// Print the volume names
    #[arg(long)]
    volumes: bool,
    /// Print the network names
    #[arg(long)]
    networks: bool,
    /// Print the model names
    #[arg(long)]
    models: bool,
    /// Print the profile names
    #[arg(long = "profiles", id = "list_profiles")]
    profiles: bool,
    /// Print the variables in the files with their default values
    #[arg(long)]
    variables: bool,
    /// Print the environment for interpolation
    #[arg(long)]
    environment: bool,
    /// Do not interpolate variables
    #[arg(long)]
    no_interpolate: bool,
    /// Do not normalize the project
    #[arg(long)]
    no_normalize: bool,
    /// Do not resolve relative paths
    #[arg(long)]
    no_path_resolution: bool,
    /// Do not check that services, networks and volumes are consistent
    #[arg(long)]
    no_consistency: bool,
    /// Do not read env files
    #[arg(long)]
    no_env_resolution: bool,
    /// Pin images to digests; not supported, because it needs a registry
    #[arg(long)]
    resolve_image_digests: bool,
    /// Print an override file with image digests; not supported, because it needs a registry
    #[arg(long)]
    lock_image_digests: bool,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE")]
    output: Option<String>,
    /// Services to print, with their dependencies; all if none is given
    #[arg(value_name = "SERVICE")]
    names: Vec<String>,
}

impl Config {
    /// Returns the options of the load, which depend on what is printed.
    fn options(&self, options: LoadOptions) -> LoadOptions {
        // Docker Compose prints these lists for all services, and loads only what they need.
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

    fn output(&self, project: &Project, session: &Session) -> Result<String, String> {
        if self.services {
            return Ok(match self.no_interpolate {
                true => lists::section_names(&project.resolved, "services"),
                false => lists::services(project)?,
            });
        }
        if self.volumes {
            return Ok(lines(project.volumes.keys()));
        }
        if self.networks {
            return Ok(lines(project.networks.keys()));
        }
        if self.models {
            return Ok(lists::models(project));
        }
        if self.profiles {
            return Ok(lists::profiles(project));
        }
        if self.images {
            return Ok(lists::images(project));
        }
        if self.variables {
            return Ok(self.variables(&variables::find_variables(&project.resolved)));
        }
        if self.environment {
            let all = session.loaded.environment.iter();
            return Ok(lines(all.map(|(name, variable)| format!("{name}={}", variable.value))));
        }
        if self.quiet {
            return Ok(String::new());
        }
        match (self.format.as_str(), self.no_interpolate) {
            ("json", false) => Ok(format!("{:#}\n", render::json(&project.resolved)?)),
            ("json", true) => Ok(format!("{:#}\n", render::uninterpolated_json(&project.resolved))),
            ("yaml" | "", false) => Ok(yaml::write(&render::yaml(&project.resolved))),
            ("yaml" | "", true) => Ok(yaml::write_legacy(&render::uninterpolated_yaml(&project.resolved))),
            (other, _) => Err(format!("unsupported format {}", go::quote(other))),
        }
    }

    /// Formats the variables as a table or as a JSON object.
    fn variables(&self, used: &BTreeMap<String, VariableUsage>) -> String {
        if self.format == "json" {
            let listed = used.iter().map(|(name, usage)| {
                let listed = Listed {
                    name,
                    default_value: &usage.default,
                    presence_value: &usage.alternative,
                    required: usage.is_required,
                };
                (name.as_str(), listed)
            });
            return to_indented_json(&listed.collect());
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

    /// Writes a text to the output file or to standard output.
    fn write(&self, text: &str) -> ExitCode {
        let Some(path) = &self.output else {
            print(text);
            return ExitCode::SUCCESS;
        };
        match fs::write(path, text) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                print_error(format_args!("{path}: {error}"));
                ExitCode::from(1)
            }
        }
    }
}

impl Subcommand for Config {
    const NAME: &'static str = "config";
    const ABOUT: &'static str = "Prints the project as `docker compose config` does";

    fn run(&self, invocation: &Invocation) -> ExitCode {
        if self.resolve_image_digests || self.lock_image_digests {
            print_error("image digests need a registry, and drydock downloads nothing");
            return ExitCode::from(1);
        }
        // The process ends soon, so the memory of a large project is not freed piece by piece.
        let session = ManuallyDrop::new(invocation.load(self.options(invocation.options())));
        if let Err(code) = session.report() {
            return code;
        }
        let Some(project) = &session.loaded.project else {
            return ExitCode::SUCCESS;
        };
        match self.output(project, &session) {
            Ok(text) => self.write(&text),
            Err(failure) => {
                print_error(failure);
                ExitCode::from(1)
            }
        }
    }
}

/// A variable in Docker Compose's list.
#[derive(Debug, Serialize)]
#[serde(rename_all = "PascalCase")]
struct Listed<'a> {
    name: &'a str,
    default_value: &'a str,
    presence_value: &'a str,
    required: bool,
}

/// Formats the list of variables like Docker Compose: indented by four spaces, with a blank line at the end.
fn to_indented_json(value: &BTreeMap<&str, Listed<'_>>) -> String {
    let mut text = Vec::new();
    let formatter = PrettyFormatter::with_indent(b"    ");
    let mut writer = Serializer::with_formatter(&mut text, formatter);
    value.serialize(&mut writer).expect("writing to a vector does not fail");
    String::from_utf8_lossy(&text).into_owned() + "\n\n"
}

fn lines(items: impl Iterator<Item = impl std::fmt::Display>) -> String {
    items.map(|item| format!("{item}\n")).collect()
}
