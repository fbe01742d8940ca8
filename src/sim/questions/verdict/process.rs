//! Processes that exit because of what is known about their image.

use super::{Judge, qualifier, severity, with_fix};
use crate::compose::{MountKind, Service};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Fix, NewFile, codes};
use crate::images;
use crate::sim::process::model::Model;
use crate::sim::questions::insertion::Insertion;
use crate::source::Span;

/// Value of a variable that the fix adds.
const PLACEHOLDER: &str = "change-me";

impl Judge<'_> {
    /// Describes a variable that the image requires.
    pub(super) fn missing_variable(&self, service: &Service, names: &[&str]) -> Diagnostic {
        let name = &service.name;
        let is_written = |name: &&str| service.environment.contains_key(*name);
        let variables = || names.iter().map(|name| variable_name(name));
        let required = variables().find(is_written).or(variables().next()).unwrap_or_default();
        let written = service.environment.get(required);
        // Data of an earlier run, or a variable of the shell, would make the container run.
        let is_certain = service.build.is_none()
            && !self.may_have_data(service)
            && written.is_none_or(|written| written.value.is_some());
        let message = format!(
            "{}`{name}` exits at its first start: {} requires `{required}`",
            qualifier(is_certain),
            image_name(service)
        );
        let span = written
            .map(|written| written.span)
            .or(service.image.as_ref().map(|image| image.span));
        let help = match names {
            [_] => "The container logs an error and exits with code 1.".to_owned(),
            names => {
                let names: Vec<String> = names.iter().map(|name| format!("`{name}`")).collect();
                format!("Set one of {}.", names.join(", "))
            }
        };
        let mut diagnostic = Diagnostic::new(
            severity(is_certain),
            codes::MISSING_IMAGE_VARIABLE,
            message,
            span.unwrap_or(service.span),
        )
        .help(help);
        match written {
            None => diagnostic.fixes.extend(self.set_variable(service, required)),
            Some(written) => {
                let title = format!("Set `{required}` to a placeholder");
                diagnostic = with_fix(diagnostic, &title, self.fill_in(written.span));
            }
        }
        let declaration = self.timeline.model(name.as_str());
        let declaration = declaration.and_then(|model| self.declare(service, model, "ready_after: 1s, exits: []"));
        with_fix(
            diagnostic,
            "Set the behavior: it has its data already",
            declaration.filter(|_| !is_certain),
        )
    }

    /// Returns the edit that writes a placeholder as the value of a variable whose value is empty.
    fn fill_in(&self, span: Span) -> Option<Edit> {
        let text = self.files.text(span);
        match text.trim_matches(['"', '\'']) {
            "" => Some(Edit::new(span, PLACEHOLDER)),
            item if item.ends_with('=') => Some(Edit::new(span, format!("{item}{PLACEHOLDER}"))),
            _ => None,
        }
    }

    /// Returns the fix that adds a variable to `environment`, with a placeholder in `.env` as its value.
    fn set_variable(&self, service: &Service, name: &str) -> Option<Fix> {
        let value = format!("${{{name}}}");
        let mapping = Insertion::of_keys(&[&format!("{name}: {value}")]);
        let list = Insertion {
            block: vec![format!("- {name}={value}")],
            flow: format!("{name}={value}"),
            bracket: '[',
        };
        let edit = match self.environment_key(service) {
            Some(key) => mapping.edit(key, self.files).or_else(|| list.edit(key, self.files)),
            None => Insertion {
                block: vec!["environment:".to_owned(), format!("  {name}: {value}")],
                flow: format!("environment: {{{name}: \"{value}\"}}"),
                bracket: '{',
            }
            .edit(service.span, self.files),
        }?;
        let line = format!("{name}={PLACEHOLDER}\n");
        let (mut edits, mut new_file) = (vec![edit], None);
        match self.files.find(&format!("{}/.env", self.files.root())) {
            None => {
                let path = ".env".to_owned();
                new_file = Some(NewFile { path, text: line });
            }
            Some(file) => {
                let text = self.files.file(file).text();
                let is_set = text.lines().any(|line| line.starts_with(&format!("{name}=")));
                let separator = match text.is_empty() || text.ends_with('\n') {
                    true => "",
                    false => "\n",
                };
                let end = Span::new(file, text.len()..text.len());
                edits.extend((!is_set).then(|| Edit::new(end, format!("{separator}{line}"))));
            }
        }
        Some(Fix {
            title: format!("Set `{name}` to a placeholder in `.env`"),
            edits,
            new_file,
            removed_files: Vec::new(),
            applicability: Applicability::ChangesBehavior,
        })
    }

    /// Returns the key `environment` of a service, if it is written.
    fn environment_key(&self, service: &Service) -> Option<Span> {
        let services = self.project.resolved.get("services")?;
        let service = services.get(service.name.as_str())?.as_mapping()?;
        Some(service.get("environment")?.key_span)
    }

    /// Whether a service may find data of an earlier run: in a folder of the host or in an external volume.
    fn may_have_data(&self, service: &Service) -> bool {
        let image = service.image.as_ref().and_then(|image| images::find(&image.value));
        let data = image.map_or(&[][..], |image| image.data);
        let mounts = service.volumes.iter().map(|mount| &mount.value);
        let is_data = |target: &str| data.iter().any(|path| target.trim_end_matches('/').starts_with(path));
        mounts.filter(|mount| is_data(&mount.target)).any(|mount| {
            let volume = mount
                .source
                .as_ref()
                .and_then(|source| self.project.volumes.get(source));
            mount.kind == MountKind::Bind || volume.is_some_and(|volume| volume.external)
        })
    }

    /// Describes an argument or a mount that the image refuses.
    pub(super) fn refused_setting(&self, service: &Service, setting: &str) -> Diagnostic {
        let name = &service.name;
        let mount = service.volumes.iter().find(|mount| mount.value.is_at(setting));
        let is_certain = service.build.is_none() && !self.may_have_data(service);
        let (kind, span) = match (mount, &service.command) {
            (Some(mount), _) => ("a mount at ", mount.span),
            (None, Some(command)) => ("the argument ", command.span),
            (None, None) => ("", service.span),
        };
        let message = format!(
            "{}`{name}` exits at each start: {} refuses {kind}`{setting}`",
            qualifier(is_certain),
            image_name(service)
        );
        let diagnostic = Diagnostic::new(severity(is_certain), codes::REFUSED_SETTING, message, span);
        let sentence = "The container logs an error and exits with code 1.";
        let diagnostic = self.with_consequence(diagnostic, sentence, service);
        // From version 18 on, PostgreSQL keeps its data one level below the mount.
        let parent = setting.strip_suffix("/data").filter(|_| mount.is_some());
        match parent.filter(|_| self.files.text(span).matches(setting).count() == 1) {
            Some(parent) => {
                let edited = self.files.text(span).replace(setting, parent);
                with_fix(
                    diagnostic,
                    &format!("Mount it at `{parent}`"),
                    [Edit::new(span, edited)],
                )
            }
            None => diagnostic,
        }
    }

    /// Describes a container whose default command ends without a terminal.
    pub(super) fn idle_container(&self, service: &Service, model: &Model) -> Diagnostic {
        let name = &service.name;
        let is_certain = service.build.is_none();
        let message = format!(
            "{}`{name}` exits at once: the default command of {} ends without a terminal",
            qualifier(is_certain),
            image_name(service)
        );
        let span = service.image.as_ref().map_or(service.span, |image| image.span);
        let diagnostic = Diagnostic::new(severity(is_certain), codes::IDLE_CONTAINER, message, span);
        let diagnostic = self.with_consequence(diagnostic, "Set `command` to what it should run.", service);
        let terminal = Insertion::of_keys(&["tty: true"]).edit(service.span, self.files);
        let diagnostic = with_fix(diagnostic, "Give it a terminal: `tty: true`", terminal);
        let declaration = self.declare(service, model, "exits: []").filter(|_| !is_certain);
        with_fix(diagnostic, "Set the behavior: it keeps running", declaration)
    }
}

/// Returns the name of a variable that may be required with a value: `NAME=value`.
fn variable_name(variable: &str) -> &str {
    variable.split('=').next().unwrap_or(variable)
}

fn image_name(service: &Service) -> String {
    match &service.image {
        Some(image) if service.build.is_none() => format!("`{}`", image.value),
        _ => "its image".to_owned(),
    }
}
