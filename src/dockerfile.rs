//! A Dockerfile's instructions, with their places.
//!
//! Total: any text gives instructions and diagnostics, line by line; what can't be understood is left
//! out and said. It is read as BuildKit reads it: parser directives, comments between continued lines,
//! here-documents, flags, the JSON and the shell form. Never fetches a base image.
//! Source: Dockerfile reference; BuildKit `frontend/dockerfile/parser`.

mod check;
mod lines;
mod read;

use crate::diagnostic::Diagnostic;
use crate::source::{Span, Workspace};

/// A Dockerfile that has been read.
#[derive(Debug, Clone, PartialEq)]
pub struct Dockerfile {
    /// The instructions that were understood, in order.
    pub instructions: Vec<Instruction>,
    /// What is wrong, in source order.
    pub diagnostics: Vec<Diagnostic>,
}

/// An instruction.
#[derive(Debug, Clone, PartialEq)]
pub struct Instruction {
    /// What it is.
    pub keyword: Keyword,
    /// Where the keyword stands.
    pub keyword_span: Span,
    /// The whole instruction, continued lines and here-documents included.
    pub span: Span,
    /// `--name=value`, in order.
    pub flags: Vec<(String, String)>,
    /// What follows the flags, on one line.
    pub text: String,
    /// What follows the flags, as written.
    pub text_span: Span,
    /// The items, when `text` is a JSON list of texts.
    pub json: Option<Vec<String>>,
    /// The here-documents' contents.
    pub heredocs: Vec<String>,
}

/// What an instruction does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(missing_docs)]
pub enum Keyword {
    Add,
    Arg,
    Cmd,
    Copy,
    Entrypoint,
    Env,
    Expose,
    From,
    Healthcheck,
    Label,
    Maintainer,
    Onbuild,
    Run,
    Shell,
    Stopsignal,
    User,
    Volume,
    Workdir,
}

impl Keyword {
    /// All of them.
    pub const ALL: [Keyword; 18] = [
        Keyword::Add,
        Keyword::Arg,
        Keyword::Cmd,
        Keyword::Copy,
        Keyword::Entrypoint,
        Keyword::Env,
        Keyword::Expose,
        Keyword::From,
        Keyword::Healthcheck,
        Keyword::Label,
        Keyword::Maintainer,
        Keyword::Onbuild,
        Keyword::Run,
        Keyword::Shell,
        Keyword::Stopsignal,
        Keyword::User,
        Keyword::Volume,
        Keyword::Workdir,
    ];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Keyword::Add => "ADD",
            Keyword::Arg => "ARG",
            Keyword::Cmd => "CMD",
            Keyword::Copy => "COPY",
            Keyword::Entrypoint => "ENTRYPOINT",
            Keyword::Env => "ENV",
            Keyword::Expose => "EXPOSE",
            Keyword::From => "FROM",
            Keyword::Healthcheck => "HEALTHCHECK",
            Keyword::Label => "LABEL",
            Keyword::Maintainer => "MAINTAINER",
            Keyword::Onbuild => "ONBUILD",
            Keyword::Run => "RUN",
            Keyword::Shell => "SHELL",
            Keyword::Stopsignal => "STOPSIGNAL",
            Keyword::User => "USER",
            Keyword::Volume => "VOLUME",
            Keyword::Workdir => "WORKDIR",
        }
    }

    /// The keyword a word is, in any case.
    pub fn of(word: &str) -> Option<Self> {
        Keyword::ALL
            .into_iter()
            .find(|keyword| keyword.name().eq_ignore_ascii_case(word))
    }
}

/// What a `HEALTHCHECK` says; absent parts are the engine's defaults.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImageCheck {
    /// The test, its first word `CMD`, `CMD-SHELL` or `NONE`.
    pub test: Vec<String>,
    /// Milliseconds.
    pub interval: Option<u64>,
    /// Milliseconds.
    pub timeout: Option<u64>,
    /// Failures in a row that make it unhealthy.
    pub retries: Option<u64>,
    /// Milliseconds.
    pub start_period: Option<u64>,
    /// Milliseconds.
    pub start_interval: Option<u64>,
}

/// What the image of a stage is like, through the stages it is built on.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Built {
    /// The image at the bottom; `None` where it depends on arguments, or there is no stage.
    pub base: Option<String>,
    /// The health check.
    pub healthcheck: Option<ImageCheck>,
    /// The stop signal.
    pub stop_signal: Option<String>,
    /// The entry point's words.
    pub entrypoint: Option<Vec<String>>,
    /// The command's words.
    pub command: Option<Vec<String>>,
    /// Ports by `EXPOSE`, as written.
    pub exposed: Vec<String>,
    /// What `RUN` instructions say.
    pub runs: Vec<String>,
}

/// Reads a Dockerfile. `span` is the whole of it: a file, or the text in a compose file.
pub fn parse(text: &str, span: Span) -> Dockerfile {
    read::read(text, span)
}

/// What is wrong with the Dockerfiles of a workspace, in source order.
pub fn diagnostics(files: &Workspace) -> Vec<Diagnostic> {
    let is_dockerfile = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        name == "dockerfile" || name.starts_with("dockerfile.") || name.ends_with(".dockerfile")
    };
    (files.files())
        .filter(|(_, file)| is_dockerfile(file.path()))
        .flat_map(|(id, file)| parse(file.text(), Span::new(id, 0..file.text().len())).diagnostics)
        .collect()
}

impl Dockerfile {
    /// The image that a target, or without one the last stage, gives.
    pub fn built(&self, target: Option<&str>) -> Built {
        let stages = self.stages();
        let wanted = match target {
            None => stages.len().checked_sub(1),
            Some(target) => self.stage_index(&stages, target, stages.len()),
        };
        let mut chain = Vec::new();
        let mut next = wanted;
        let mut base = None;
        while let Some(index) = next {
            chain.push(index);
            let from = self.base_of(&stages[index]);
            // A stage can only be built on an earlier one, so this ends.
            next = from.as_deref().and_then(|from| self.stage_index(&stages, from, index));
            if next.is_none() {
                base = from.filter(|from| !from.contains('$'));
            }
        }
        let mut built = Built {
            base,
            ..Built::default()
        };
        for &index in chain.iter().rev() {
            for instruction in &self.instructions[stages[index].clone()] {
                built.add(instruction);
            }
        }
        built
    }

    /// The instructions of each stage, its `FROM` first.
    pub fn stages(&self) -> Vec<std::ops::Range<usize>> {
        let is_from = |index: &usize| self.instructions[*index].keyword == Keyword::From;
        let starts: Vec<usize> = (0..self.instructions.len()).filter(is_from).collect();
        let ends = starts.iter().skip(1).copied().chain([self.instructions.len()]);
        starts.iter().zip(ends).map(|(&start, end)| start..end).collect()
    }

    fn base_of(&self, stage: &std::ops::Range<usize>) -> Option<String> {
        self.instructions[stage.start]
            .text
            .split_whitespace()
            .next()
            .map(str::to_owned)
    }

    /// A stage by its name or number, among the first `before`.
    fn stage_index(&self, stages: &[std::ops::Range<usize>], name: &str, before: usize) -> Option<usize> {
        let named = (0..before).rev().find(|&index| {
            let mut words = self.instructions[stages[index].start].text.split_whitespace().skip(1);
            let is_as = words.next().is_some_and(|word| word.eq_ignore_ascii_case("as"));
            is_as && words.next().is_some_and(|own| own.eq_ignore_ascii_case(name))
        });
        named.or_else(|| name.parse().ok().filter(|&index: &usize| index < before))
    }
}

impl Built {
    fn add(&mut self, instruction: &Instruction) {
        let words = || match &instruction.json {
            Some(words) => words.clone(),
            None => vec!["/bin/sh".to_owned(), "-c".to_owned(), instruction.text.clone()],
        };
        match instruction.keyword {
            Keyword::Healthcheck => self.healthcheck = read::healthcheck(instruction),
            Keyword::Stopsignal => self.stop_signal = Some(instruction.text.clone()),
            Keyword::Entrypoint => {
                self.entrypoint = Some(words());
                // An entry point of one's own drops the command it came with.
                self.command = None;
            }
            Keyword::Cmd => self.command = Some(words()),
            Keyword::Expose => self
                .exposed
                .extend(instruction.text.split_whitespace().map(str::to_owned)),
            Keyword::Run => {
                self.runs.push(instruction.text.clone());
                self.runs.extend(instruction.heredocs.iter().cloned());
            }
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::FileId;

    fn read(text: &str) -> Dockerfile {
        parse(text, Span::new(FileId(0), 0..text.len()))
    }

    fn codes(text: &str) -> Vec<&'static str> {
        read(text)
            .diagnostics
            .iter()
            .map(|diagnostic| diagnostic.code.name())
            .collect()
    }

    #[test]
    fn instructions_are_read_with_their_places() {
        let text =
            "# escape=`\nFROM --platform=linux/amd64 a `\n  # why\n  AS base\n\nrun <<E\nx\nE\nCMD [\"a\", \"b\"]\n";
        let file = read(text);
        assert_eq!(file.diagnostics, []);
        let [from, run, cmd] = &file.instructions[..] else {
            panic!("three instructions: {:?}", file.instructions);
        };
        assert_eq!(from.flags, [("platform".to_owned(), "linux/amd64".to_owned())]);
        assert_eq!(from.text.split_whitespace().collect::<Vec<_>>(), ["a", "AS", "base"]);
        assert_eq!(run.heredocs, ["x\n"]);
        assert_eq!(cmd.json.as_deref(), Some(&["a".to_owned(), "b".to_owned()][..]));
        assert_eq!(&text[cmd.keyword_span.range()], "CMD");
    }

    #[test]
    fn a_missing_space_is_found_and_mended() {
        let text = "FROM python:3.12\nCOPY. /app\n";
        let file = read(text);
        let [diagnostic] = &file.diagnostics[..] else {
            panic!("one diagnostic: {:?}", file.diagnostics);
        };
        assert_eq!(diagnostic.code.name(), "unknown-instruction");
        let span = diagnostic.primary.as_ref().expect("it has a place").span;
        assert_eq!(&text[span.range()], "COPY.");
        let edit = &diagnostic.fixes[0].edits[0];
        assert_eq!((&text[edit.span.range()], edit.text.as_str()), ("COPY.", "COPY ."));
    }

    #[test]
    fn faults_are_named() {
        for (text, expected) in [
            ("FROM a\nRUM x\n", &["unknown-instruction"][..]),
            ("RUN x\n", &["missing-from"]),
            ("FROM a\nRUN\n", &["missing-arguments"]),
            ("FROM a\nCMD ['x']\n", &["exec-form"]),
            ("FROM a\nRUN <<E\nx\n", &["unclosed-heredoc"]),
            ("", &["missing-from"]),
            ("ARG V=1\nFROM a:$V\n", &[]),
        ] {
            assert_eq!(codes(text), expected, "{text:?}");
        }
    }

    #[test]
    fn a_stage_has_what_it_is_built_on() {
        let file = read(
            "FROM node:20-slim AS base\nHEALTHCHECK --interval=5s --retries=2 CMD curl -f localhost\nSTOPSIGNAL SIGINT\n\
             FROM scratch AS other\nFROM base\nEXPOSE 80 443\nENTRYPOINT [\"run\"]\n",
        );
        let built = file.built(None);
        assert_eq!(built.base.as_deref(), Some("node:20-slim"));
        let check = built.healthcheck.expect("the base has one");
        assert_eq!((check.interval, check.retries), (Some(5000), Some(2)));
        assert_eq!(check.test, ["CMD-SHELL", "curl -f localhost"]);
        assert_eq!(built.stop_signal.as_deref(), Some("SIGINT"));
        assert_eq!(built.exposed, ["80", "443"]);
        assert_eq!(file.built(Some("other")).base.as_deref(), Some("scratch"));
        assert_eq!(file.built(Some("none")), Built::default());
    }

    #[test]
    fn no_text_makes_it_panic() {
        for text in [
            "\\",
            "FROM\\\n",
            "# escape=\\\n\\",
            "RUN <<",
            "é <<-'E",
            "FROM a\nHEALTHCHECK --\n",
            "\u{feff}FROM a",
        ] {
            read(text).built(None);
        }
    }
}
