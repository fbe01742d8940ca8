//! `drydock check`: prints all problems with locations and fixes.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use drydock::diagnostic::{Applicability, Diagnostic, Severity, render};
use drydock::findings;
use drydock::sim::{self, Scenario};
use drydock::source::{LineColumn, Span, Workspace};
use serde_json::{Value, json};

use crate::invocation::{Invocation, Session};
use crate::output::print_line;
use crate::subcommand::Subcommand;

/// The arguments of `check`.
#[derive(Debug, Args)]
pub struct Check {
    /// Output format
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people
    Text,
    /// For scripts: a list of problems
    Json,
}

impl Subcommand for Check {
    const NAME: &'static str = "check";
    const ABOUT: &'static str = "Reports all problems with locations and fixes";

    /// Exits with 1 if one of the problems is an error.
    fn run(&self, invocation: &Invocation) -> ExitCode {
        let mut session = invocation.load(invocation.options());
        session.read_dockerfiles();
        let Session { workspace, loaded, .. } = session;
        let project = loaded.project.as_ref();
        let timeline = project.map(|project| sim::simulate(project, &workspace, &Scenario::up()));
        let diagnostics = findings::all(
            loaded.diagnostics,
            &loaded.unset_variables,
            project,
            &workspace,
            timeline.as_ref(),
        );
        match self.format {
            Format::Text => print_text(&diagnostics, &workspace),
            Format::Json => print_json(&diagnostics, &workspace),
        }
        let has_failed = loaded.failure.is_some() || count(&diagnostics, Severity::Error) > 0;
        ExitCode::from(u8::from(has_failed))
    }
}

fn count(diagnostics: &[Diagnostic], severity: Severity) -> usize {
    let diagnostics = diagnostics.iter();
    diagnostics.filter(|diagnostic| diagnostic.severity == severity).count()
}

fn print_text(diagnostics: &[Diagnostic], files: &Workspace) {
    for diagnostic in diagnostics {
        print_line(render::text(diagnostic, files));
    }
    let plural = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    match (
        count(diagnostics, Severity::Error),
        count(diagnostics, Severity::Warning),
    ) {
        (0, 0) => print_line("no errors, no warnings"),
        (errors, warnings) => print_line(format_args!(
            "{}, {}",
            plural(errors, "error"),
            plural(warnings, "warning")
        )),
    }
}

fn print_json(diagnostics: &[Diagnostic], files: &Workspace) {
    let values = diagnostics.iter().map(|diagnostic| to_json(diagnostic, files));
    print_line(format_args!("{:#}", Value::Array(values.collect())));
}

fn to_json(diagnostic: &Diagnostic, files: &Workspace) -> Value {
    let mut object = json!({
        "code": diagnostic.code.name(),
        "severity": diagnostic.severity.name(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "upstream": diagnostic.upstream,
        "file": null, "line": null, "column": null, "end_line": null, "end_column": null,
    });
    if let Some(label) = &diagnostic.primary {
        insert_span(&mut object, label.span, files);
    }
    let secondary = diagnostic.secondary.iter().map(|label| {
        let mut object = json!({ "text": label.text });
        insert_span(&mut object, label.span, files);
        object
    });
    object["secondary"] = secondary.collect();
    let fixes = diagnostic.fixes.iter().map(|fix| {
        let edits = fix.edits.iter().map(|edit| {
            let mut object = json!({ "text": edit.text });
            insert_span(&mut object, edit.span, files);
            object
        });
        json!({
            "title": fix.title,
            "safe": fix.applicability == Applicability::Safe,
            "edits": edits.collect::<Vec<Value>>(),
            "new_file": fix.new_file.as_ref().map(|file| json!({ "path": file.path, "text": file.text })),
            "removed_files": fix.removed_files,
        })
    });
    object["fixes"] = fixes.collect();
    object
}

fn insert_span(object: &mut Value, span: Span, files: &Workspace) {
    let LineColumn { line, column } = files.line_column(span);
    let end = files.line_column(span.end_point());
    object["file"] = files.display_path(span.file).into();
    object["line"] = line.into();
    object["column"] = column.into();
    object["end_line"] = end.line.into();
    object["end_column"] = end.column.into();
}
