//! Files into one model: each document of each file is read, and put over what came before.
//!
//! The same steps serve the project, what it includes, and the files its services extend; a [`Scope`]
//! holds what differs: folders and variables.

use std::rc::Rc;

use super::canonical::UnparsableForms;
use super::environment::Environment;
use super::extends::OpenedBase;
use super::interpolation::World;
use super::options::LoadOptions;
use super::paths::BaseDirectory;
use super::report::Report;
use super::{
    canonical, discover, extends, fields, include, interpolation, merge, paths, reset, resolve_paths, schema, unique,
};
use crate::diagnostic::{Applicability, Diagnostic, Edit, Label, codes};
use crate::hash::FastMap;
use crate::source::{FileId, Span, Workspace};
use crate::yaml::{self, Document, FailureStage, Mapping, MergeTag, Node, Parsed, SyntaxTree, Value};
use std::collections::{BTreeMap, BTreeSet};

/// What a project, or an included one, is read with.
#[derive(Debug)]
pub struct Scope {
    id: usize,
    /// What relative paths in its files become relative to; may itself be relative to the outer one.
    pub working: String,
    /// The folder that files are looked for in, absolute.
    pub folder: String,
    /// Variables.
    pub environment: Environment,
}

/// The work on one load.
#[derive(Debug)]
pub struct Assembly<'w> {
    /// The files there are.
    pub files: &'w Workspace,
    /// What was asked for.
    pub options: &'w LoadOptions,
    /// What has been found.
    pub report: Report,
    /// A file could not be read or understood: what seems undefined may be in there.
    pub uncertain: bool,
    /// How many projects have been included.
    pub included: usize,
    scopes: usize,
    /// Files whose `version` has been warned of: once each.
    with_version: BTreeSet<String>,
    parsed: FastMap<FileId, Rc<Parsed>>,
    /// Files whose documents have become part of a model.
    used: BTreeSet<FileId>,
    bases: BTreeMap<(usize, String), Rc<Base>>,
}

/// A base file, and what it warned of: Docker Compose reads it anew, and warns anew, each time.
#[derive(Debug)]
struct Base {
    opened: Option<Rc<OpenedBase>>,
    warnings: Vec<String>,
}

/// What a file is read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// To be part of a project.
    Project,
    /// To lend a service to another.
    Base,
}

impl<'w> Assembly<'w> {
    /// The work on a load, before anything is read.
    pub fn new(files: &'w Workspace, options: &'w LoadOptions, report: Report) -> Self {
        Assembly {
            files,
            options,
            report,
            uncertain: false,
            included: 0,
            scopes: 0,
            with_version: BTreeSet::new(),
            parsed: FastMap::default(),
            used: BTreeSet::new(),
            bases: BTreeMap::new(),
        }
    }

    /// A scope of its own.
    pub fn scope(&mut self, working: String, folder: String, environment: Environment) -> Rc<Scope> {
        self.scopes += 1;
        Rc::new(Scope {
            id: self.scopes,
            working,
            folder,
            environment,
        })
    }

    /// A path as the working folder of the user sees it.
    pub fn absolute(&self, path: &str) -> String {
        paths::join_path(self.files.root(), path)
    }

    /// The paths among these where a file is; a missing one is reported.
    pub fn open(&mut self, paths: &[String]) -> Vec<String> {
        let mut existing = Vec::new();
        for path in paths {
            match discover::open(self.files, path, &mut self.report) {
                Ok(_) => existing.push(path.clone()),
                Err(missing) => {
                    self.report.add(*missing);
                    self.uncertain = true;
                }
            }
        }
        existing
    }

    /// A file's documents, parsed once.
    pub fn parsed(&mut self, file: FileId) -> Rc<Parsed> {
        let files = self.files;
        Rc::clone(
            self.parsed
                .entry(file)
                .or_insert_with(|| Rc::new(yaml::parse(file, files.file(file)))),
        )
    }

    /// All files merged, with defaults, checked field by field, paths resolved; `None` when nothing was
    /// read. `chain` holds the files that led here by including.
    pub fn model(&mut self, paths: &[String], scope: &Rc<Scope>, chain: &[String], used: Option<Span>) -> Option<Node> {
        let mut model = None;
        for path in paths {
            model = self.file(path, scope, Purpose::Project, model, chain, used).0;
        }
        let mut model = model?;
        self.report.next_stage();
        canonical::add_defaults(&mut model);
        self.report.extend(canonical::check_fields(&model));
        self.report.next_stage();
        // What is included is always resolved: its paths would not be found again.
        if self.options.passes.resolve_paths || !chain.is_empty() {
            let mut found = Vec::new();
            let home = self.home();
            let base = BaseDirectory {
                path: &scope.working,
                home: home.as_deref(),
            };
            resolve_paths::resolve_paths(&mut model, base, &mut found);
            self.report.extend(found);
        }
        if self.options.reads_env_files() {
            interpolation::resolve_named(&mut model, &scope.environment);
        }
        Some(model)
    }

    fn home(&self) -> Option<String> {
        self.options.environment.get("HOME").cloned()
    }

    /// The services of another file, for those that extend them.
    pub fn base_file(&mut self, scope: &Rc<Scope>, file: &str, used: Span) -> Result<Rc<OpenedBase>, Box<Diagnostic>> {
        if paths::is_remote(file) {
            return Err(Box::new(
                Diagnostic::error(codes::REMOTE_EXTENDS, format!("`{file}` lies on another machine"), used)
                    .help("Nothing is fetched here: put the file beside this one to have it looked at."),
            ));
        }
        let local = paths::join_path(&scope.folder, file);
        let key = (scope.id, local);
        if let Some(base) = self.bases.get(&key) {
            let base = Rc::clone(base);
            base.warnings
                .iter()
                .for_each(|warning| self.report.warn(warning.clone()));
            return base.opened.clone().ok_or_else(|| Box::new(unusable(file, used)));
        }
        let before = self.report.warnings().len();
        let opened = self.read_base(scope, &key.1, used);
        let base = Base {
            opened: opened.as_ref().ok().cloned(),
            warnings: self.report.warnings()[before..].to_vec(),
        };
        self.bases.insert(key, Rc::new(base));
        opened
    }

    fn read_base(&mut self, scope: &Rc<Scope>, local: &str, used: Span) -> Result<Rc<OpenedBase>, Box<Diagnostic>> {
        discover::open(self.files, local, &mut self.report).map_err(|mut missing| {
            missing.primary = Some(Label {
                span: used,
                text: String::new(),
            });
            missing
        })?;
        let failed = self.report.failed();
        let (model, tags) = self.file(local, scope, Purpose::Base, None, &[], Some(used));
        if !failed && self.report.failed() {
            self.uncertain = true;
        }
        let mut model = model.unwrap_or_else(|| Node::new(Value::Mapping(Mapping::default()), used));
        let inner = match self.files.is_folder(local) {
            true => local.to_owned(),
            false => paths::parent(local),
        };
        let working = paths::relative(&scope.folder, &inner);
        let home = self.home();
        let mut found = Vec::new();
        let base = BaseDirectory {
            path: &working,
            home: home.as_deref(),
        };
        resolve_paths::resolve_paths(&mut model, base, &mut found);
        self.report.extend(found);
        self.report.next_stage();
        Ok(Rc::new(OpenedBase::new(model, tags)))
    }

    /// Puts the documents of a file over a model; the tags are those of its last document.
    fn file(
        &mut self,
        path: &str,
        scope: &Rc<Scope>,
        purpose: Purpose,
        model: Option<Node>,
        chain: &[String],
        used: Option<Span>,
    ) -> (Option<Node>, Rc<[MergeTag]>) {
        let none: Rc<[MergeTag]> = Rc::new([]);
        let file = match discover::open(self.files, path, &mut self.report) {
            Ok(file) => file,
            Err(mut missing) => {
                if let Some(span) = used {
                    missing.primary = Some(Label {
                        span,
                        text: String::new(),
                    });
                }
                self.report.add(*missing);
                self.uncertain = true;
                return (model, none);
            }
        };
        let parsed = self.parsed(file);
        if self.used.insert(file) {
            // Hardly any file is used twice: the first to use it has the documents to itself.
            self.parsed.remove(&file);
        }
        let mut layer = Layer {
            assembly: self,
            scope,
            path,
            file,
            purpose,
            chain: chain.to_vec(),
        };
        layer.put_over(parsed, model)
    }
}

fn unusable(file: &str, used: Span) -> Diagnostic {
    Diagnostic::error(codes::UNUSABLE_BASE, format!("`{file}` could not be read"), used)
        .help("Its own findings say why.")
}

/// One file on its way into the model.
struct Layer<'a, 'w> {
    assembly: &'a mut Assembly<'w>,
    scope: &'a Rc<Scope>,
    path: &'a str,
    file: FileId,
    purpose: Purpose,
    /// The files that led here, and this one, once for every document so far.
    chain: Vec<String>,
}

impl Layer<'_, '_> {
    fn put_over(&mut self, mut parsed: Rc<Parsed>, mut model: Option<Node>) -> (Option<Node>, Rc<[MergeTag]>) {
        let roots = roots(&mut parsed);
        let mut tags: Rc<[MergeTag]> = Rc::new([]);
        self.assembly.report.beside(parsed.diagnostics.iter().cloned());
        self.assembly.report.next_stage();
        if parsed
            .failures
            .iter()
            .any(|failure| failure.stage == FailureStage::Parse)
        {
            self.assembly.report.damaged(self.file);
        }
        for (index, (document, root)) in parsed.documents.iter().zip(roots).enumerate() {
            tags = Rc::from(document.merge_tags.as_slice());
            self.note_failures(&parsed, index);
            self.chain.push(self.path.to_owned());
            if let Some(root) = self.prepare(root, &tags, &mut model) {
                model = Some(self.join(model, root));
            }
        }
        self.note_failures(&parsed, parsed.documents.len());
        (model, tags)
    }

    /// What Docker Compose stops at when it parses a document.
    fn note_failures(&mut self, parsed: &Parsed, document: usize) {
        if let Some(text) = parsed.failure(document, FailureStage::Parse) {
            self.assembly.uncertain = true;
            self.assembly
                .report
                .fail(format!("failed to parse {}: {text}", self.path));
        }
        if let Some(text) = parsed.failure(document, FailureStage::Keys) {
            self.assembly.report.fail(text);
        }
    }

    /// The document on its own: variables, bases, includes.
    fn prepare(&mut self, mut root: Node, tags: &Rc<[MergeTag]>, model: &mut Option<Node>) -> Option<Node> {
        if root.as_mapping().is_none() {
            self.assembly.report.add(not_a_project(&root));
            self.assembly.uncertain = true;
            return None;
        }
        if self.assembly.options.passes.interpolate {
            let world = World {
                files: self.assembly.files,
                environment: &self.scope.environment,
                env_file: self.env_file(),
            };
            interpolation::expand(&mut root, fields::root(), None, world, &mut self.assembly.report);
            self.assembly.report.next_stage();
        }
        if self.purpose == Purpose::Project {
            extends::apply(self.assembly, &mut root, tags, self.scope, self.path);
        }
        if let Some(model) = model {
            reset::apply(tags, model);
        }
        if self.purpose == Purpose::Project {
            include::apply(self.assembly, &mut root, self.scope, &self.chain);
        }
        self.assembly.report.next_stage();
        Some(root)
    }

    /// The `.env` of this project, unless the command line names other files.
    fn env_file(&self) -> Option<FileId> {
        let path = paths::join(&self.scope.folder, ".env");
        self.assembly
            .files
            .find(&path)
            .filter(|_| self.assembly.options.env_files.is_empty())
    }

    /// The document over the model, checked and in canonical form.
    fn join(&mut self, model: Option<Node>, root: Node) -> Node {
        let mut found = Vec::new();
        let mut model = match model {
            None => root,
            Some(mut model) => {
                if let (Some(entries), Value::Mapping(later)) = (model.as_mapping_mut(), root.value) {
                    merge::merge_entries(entries, later, fields::root(), None, &mut found);
                }
                model
            }
        };
        unique::remove_repeated_items(&mut model, &mut found);
        self.assembly.report.extend(found);
        self.assembly.report.next_stage();
        if self.purpose == Purpose::Project {
            self.validate(&model);
            self.drop_version(&mut model);
            self.assembly.report.next_stage();
        }
        let unreadable = match self.assembly.options.passes.interpolate {
            true => UnparsableForms::Reported,
            false => UnparsableForms::Kept,
        };
        self.assembly
            .report
            .extend(canonical::canonicalize(&mut model, unreadable));
        let mut found = Vec::new();
        unique::remove_repeated_items(&mut model, &mut found);
        self.assembly.report.extend(found);
        model
    }

    fn validate(&mut self, model: &Node) {
        let prefix = format!("validating {}: ", self.path);
        let validation = schema::validate(model);
        if let Some(failure) = validation.failure {
            self.assembly.report.fail(prefix.clone() + &failure);
        }
        self.assembly
            .report
            .extend(validation.diagnostics.into_iter().map(|mut diagnostic| {
                diagnostic.upstream = diagnostic.upstream.map(|text| prefix.clone() + &text);
                diagnostic
            }));
    }

    /// `version` says nothing any more; a warning says so.
    fn drop_version(&mut self, model: &mut Node) {
        let Some(version) = model.as_mapping_mut().and_then(|entries| entries.remove("version")) else {
            return;
        };
        let line = version.key_span.to(version.node.span);
        let warning = Diagnostic::warning(
            codes::OBSOLETE_VERSION,
            "`version` means nothing any more",
            version.key_span,
        )
        .help("Remove the line: Compose always reads files by its newest rules.")
        .fix("Remove `version`", Applicability::Safe, vec![self.without_line(line)])
        .upstream(format!(
            "{}: the attribute `version` is obsolete, it will be ignored, please remove it to avoid potential \
                 confusion",
            self.path
        ));
        match self.assembly.with_version.insert(self.path.to_owned()) {
            true => self.assembly.report.add(warning),
            false => self.assembly.report.beside([warning]),
        }
    }

    /// Removes a span, and its line where nothing else stands on it.
    fn without_line(&self, span: Span) -> Edit {
        let file = self.assembly.files.file(span.file);
        let first = file.line_start(file.line_column(span.start as usize).line);
        let next = file.line_start(file.line_column(span.end as usize).line + 1);
        let text = file.text();
        let alone = text[first..span.start as usize].trim().is_empty() && {
            let rest = text[span.end as usize..next].trim();
            rest.is_empty() || rest.starts_with('#')
        };
        let span = match alone {
            true => Span::new(span.file, first..next),
            false => span,
        };
        Edit {
            span,
            text: String::new(),
        }
    }
}

/// The documents' values, taken out where nobody else has the file.
fn roots(parsed: &mut Rc<Parsed>) -> Vec<Node> {
    let taken = |document: &mut Document| {
        let nothing = Node::new(Value::Null, document.root.span);
        std::mem::replace(&mut document.root, nothing)
    };
    match Rc::get_mut(parsed) {
        Some(own) => {
            // Nobody asks how it is written any more; its memory serves the passes that follow.
            own.syntax = SyntaxTree::default();
            own.documents.iter_mut().map(taken).collect()
        }
        None => parsed.documents.iter().map(|document| document.root.clone()).collect(),
    }
}

fn not_a_project(root: &Node) -> Diagnostic {
    let message = match &root.value {
        Value::Null => "this document is empty",
        Value::Sequence(_) => "this is a list, not a project",
        _ => "this is a single value, not a project",
    };
    Diagnostic::error(codes::NOT_A_MAPPING, message, root.span)
        .help("A compose file has keys at its top: `services:` and below it the services.")
        .upstream("top-level object must be a mapping")
}
