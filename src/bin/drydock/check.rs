//! `drydock check`: everything that is wrong, with places and fixes.

use std::process::ExitCode;

use clap::{Args, ValueEnum};
use drydock::diagnostic::{Applicability, Diagnostic, Severity, render};
use drydock::findings;
use drydock::sim::{self, Scenario};
use drydock::source::{LineColumn, Span, Workspace};
use serde_json::{Value, json};

use crate::session::{Invocation, Session};

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For people.
    Text,
    /// For programs: one list of findings.
    Json,
}

/// How to print the findings.
#[derive(Debug, Args)]
pub struct Arguments {
    /// Format of the output
    #[arg(long, value_enum, default_value_t = Format::Text)]
    format: Format,
}

/// Prints all findings; an error among them is exit code 1.
pub fn run(arguments: &Arguments, invocation: &Invocation) -> ExitCode {
    let mut session = invocation.load(invocation.options());
    session.bring_dockerfiles();
    let Session { workspace, loaded, .. } = session;
    let timeline = loaded
        .project
        .as_ref()
        .map(|project| sim::run(project, &workspace, &Scenario::up()));
    let found = findings::all(
        loaded.diagnostics,
        loaded.project.as_ref(),
        &workspace,
        timeline.as_ref(),
    );
    match arguments.format {
        Format::Text => print_text(&found, &workspace),
        Format::Json => print_json(&found, &workspace),
    }
    let failed = loaded.failure.is_some() || count(&found, Severity::Error) > 0;
    if failed { ExitCode::from(1) } else { ExitCode::SUCCESS }
}

fn count(found: &[Diagnostic], severity: Severity) -> usize {
    found
        .iter()
        .filter(|diagnostic| diagnostic.severity == severity)
        .count()
}

fn print_text(found: &[Diagnostic], files: &Workspace) {
    for diagnostic in found {
        println!("{}", render::text(diagnostic, files));
    }
    let plural = |count: usize, noun: &str| format!("{count} {noun}{}", if count == 1 { "" } else { "s" });
    match (count(found, Severity::Error), count(found, Severity::Warning)) {
        (0, 0) => println!("no errors, no warnings"),
        (errors, warnings) => println!("{}, {}", plural(errors, "error"), plural(warnings, "warning")),
    }
}

fn print_json(found: &[Diagnostic], files: &Workspace) {
    let findings: Vec<Value> = found.iter().map(|diagnostic| finding(diagnostic, files)).collect();
    println!("{:#}", Value::Array(findings));
}

fn finding(diagnostic: &Diagnostic, files: &Workspace) -> Value {
    let mut object = json!({
        "code": diagnostic.code.name(),
        "severity": diagnostic.severity.name(),
        "message": diagnostic.message,
        "help": diagnostic.help,
        "upstream": diagnostic.upstream,
        "file": null, "line": null, "column": null, "end_line": null, "end_column": null,
    });
    if let Some(label) = &diagnostic.primary {
        put_span(&mut object, label.span, files);
    }
    let secondary = diagnostic.secondary.iter().map(|label| {
        let mut object = json!({ "text": label.text });
        put_span(&mut object, label.span, files);
        object
    });
    object["secondary"] = secondary.collect();
    let fixes = diagnostic.fixes.iter().map(|fix| {
        let edits = fix.edits.iter().map(|edit| {
            let mut object = json!({ "text": edit.text });
            put_span(&mut object, edit.span, files);
            object
        });
        json!({
            "title": fix.title,
            "safe": fix.applicability == Applicability::Safe,
            "edits": edits.collect::<Vec<Value>>(),
        })
    });
    object["fixes"] = fixes.collect();
    object
}

fn put_span(object: &mut Value, span: Span, files: &Workspace) {
    let LineColumn { line, column } = files.line_column(span);
    let end = files.line_column(span.end_point());
    object["file"] = files.display_path(span.file).into();
    object["line"] = line.into();
    object["column"] = column.into();
    object["end_line"] = end.line.into();
    object["end_column"] = end.column.into();
}
