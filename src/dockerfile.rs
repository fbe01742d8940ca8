//! A Dockerfile's instructions with their spans.
//!
//! Follows BuildKit's parser: parser directives, comments between continued lines, here-documents, flags, JSON and
//! shell form. Any text parses: a line that is not an instruction becomes a diagnostic. Base images are never
//! downloaded.
//! Source: Dockerfile reference; BuildKit `frontend/dockerfile/parser`.

mod errors;
mod logical_lines;
mod parse;

use std::ops::Range;

use crate::diagnostic::Diagnostic;
use crate::source::{Span, Workspace};

/// A parsed Dockerfile.
#[derive(Debug, Clone, PartialEq)]
pub struct Dockerfile {
    /// The valid instructions in source order.
    pub(crate) instructions: Vec<Instruction>,
    /// The errors that a build reports, in source order.
    pub(crate) diagnostics: Vec<Diagnostic>,
}

/// An instruction of a Dockerfile.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Instruction {
    /// The keyword.
    pub(crate) keyword: Keyword,
    /// Span of the keyword.
    pub(crate) keyword_span: Span,
    /// Span of the instruction, continuation lines and here-documents included.
    pub(crate) span: Span,
    /// Names and values of `--name=value` flags, in source order.
    pub(crate) flags: Vec<(String, String)>,
    /// Text after the flags, with continuation lines joined.
    pub(crate) text: String,
    /// Span of the text after the flags.
    pub(crate) text_span: Span,
    /// The items of `text` if it is a JSON array of strings.
    pub(crate) json: Option<Vec<String>>,
    /// Contents of the here-documents.
    pub(crate) heredocs: Vec<String>,
}

/// The keyword of an instruction.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keyword {
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
    /// All keywords.
    const ALL: [Keyword; 18] = [
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

    /// Returns the keyword in upper case.
    pub(crate) fn name(self) -> &'static str {
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

    /// Parses a keyword, regardless of case.
    fn from_word(word: &str) -> Option<Self> {
        Keyword::ALL
            .into_iter()
            .find(|keyword| keyword.name().eq_ignore_ascii_case(word))
    }
}

/// A `HEALTHCHECK` instruction. Durations are in milliseconds; the engine has defaults for missing values.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ImageHealthcheck {
    /// The test, with `CMD` or `CMD-SHELL` first.
    pub(crate) test: Vec<String>,
    /// Time between probes.
    pub(crate) interval: Option<u64>,
    /// Maximum duration of a probe.
    pub(crate) timeout: Option<u64>,
    /// Number of consecutive failures after which a container is unhealthy.
    pub(crate) retries: Option<u64>,
    /// Time after the start in which failures do not count.
    pub(crate) start_period: Option<u64>,
    /// Time between probes in the start period.
    pub(crate) start_interval: Option<u64>,
}

/// The configuration of the image that a stage builds, including what it inherits from earlier stages.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct BuiltImage {
    /// The base image of the first stage in the chain. `None` if it depends on build arguments.
    pub(crate) base: Option<String>,
    /// The healthcheck.
    pub(crate) healthcheck: Option<ImageHealthcheck>,
    /// The stop signal.
    pub(crate) stop_signal: Option<String>,
    /// The words of the entrypoint.
    pub(crate) entrypoint: Option<Vec<String>>,
    /// The words of the command.
    pub(crate) command: Option<Vec<String>>,
    /// Commands and scripts of `RUN` instructions.
    pub(crate) runs: Vec<String>,
}

/// Parses a Dockerfile. `span` is the span of `text`: a file, or a value in a compose file.
pub(crate) fn parse(text: &str, span: Span) -> Dockerfile {
    parse::parse(text, span)
}

/// Parses the Dockerfiles of a workspace, which it recognizes by their file names.
pub(crate) fn parse_all(files: &Workspace) -> Vec<Dockerfile> {
    let is_dockerfile = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
        name == "dockerfile" || name.starts_with("dockerfile.") || name.ends_with(".dockerfile")
    };
    (files.files())
        .filter(|(_, file)| is_dockerfile(file.path()))
        .map(|(id, file)| parse(file.text(), Span::new(id, 0..file.text().len())))
        .collect()
}

/// Parses a JSON array of strings, the exec form of an instruction's arguments.
pub(crate) fn parse_exec_form(text: &str) -> Option<Vec<String>> {
    parse::parse_json_strings(text)
}

impl Dockerfile {
    /// Returns the image that the build stage `target` builds, or that of the last stage if there is no target.
    pub(crate) fn image(&self, target: Option<&str>) -> BuiltImage {
        let stages = self.stages();
        let mut next = match target {
            None => stages.len().checked_sub(1),
            Some(target) => self.find_stage(&stages, target),
        };
        let mut chain = Vec::new();
        let mut image = BuiltImage::default();
        // A stage can only use an earlier stage as its base, so this ends.
        while let Some(index) = next {
            chain.push(index);
            let base = self.base_of(&stages[index]);
            next = base.and_then(|base| self.find_stage(&stages[..index], base));
            if next.is_none() {
                image.base = base.filter(|base| !base.contains('$')).map(str::to_owned);
            }
        }
        for &index in chain.iter().rev() {
            for instruction in &self.instructions[stages[index].clone()] {
                image.apply(instruction);
            }
        }
        image
    }

    /// Returns the instructions of each stage, beginning with its `FROM`.
    fn stages(&self) -> Vec<Range<usize>> {
        let is_from = |index: &usize| self.instructions[*index].keyword == Keyword::From;
        let starts: Vec<usize> = (0..self.instructions.len()).filter(is_from).collect();
        let ends = starts.iter().skip(1).copied().chain([self.instructions.len()]);
        starts.iter().zip(ends).map(|(&start, end)| start..end).collect()
    }

    fn base_of(&self, stage: &Range<usize>) -> Option<&str> {
        self.instructions[stage.start].text.split_whitespace().next()
    }

    /// Finds a stage by its name or index. The last stage with a name hides earlier ones.
    fn find_stage(&self, stages: &[Range<usize>], name: &str) -> Option<usize> {
        let has_name = |stage: &Range<usize>| {
            let mut words = self.instructions[stage.start].text.split_whitespace().skip(1);
            let is_as_keyword = words.next().is_some_and(|word| word.eq_ignore_ascii_case("as"));
            is_as_keyword && words.next().is_some_and(|word| word.eq_ignore_ascii_case(name))
        };
        let by_name = stages.iter().rposition(has_name);
        by_name.or_else(|| name.parse().ok().filter(|index| *index < stages.len()))
    }
}

impl BuiltImage {
    /// Applies an instruction to the configuration.
    fn apply(&mut self, instruction: &Instruction) {
        let words = || match &instruction.json {
            Some(words) => words.clone(),
            None => vec!["/bin/sh".to_owned(), "-c".to_owned(), instruction.text.clone()],
        };
        match instruction.keyword {
            Keyword::Healthcheck => self.healthcheck = parse::parse_healthcheck(instruction),
            Keyword::Stopsignal => self.stop_signal = Some(instruction.text.clone()),
            Keyword::Entrypoint => {
                self.entrypoint = Some(words());
                // A new entrypoint discards the command of the base image.
                self.command = None;
            }
            Keyword::Cmd => self.command = Some(words()),
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

    #[test]
    fn instructions_are_parsed_with_their_spans() {
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
        assert_eq!(&text[run.span.range()], "run <<E\nx\nE");
        assert_eq!(cmd.json.as_deref(), Some(&["a".to_owned(), "b".to_owned()][..]));
        assert_eq!(&text[cmd.keyword_span.range()], "CMD");
    }

    #[test]
    fn missing_space_after_a_keyword_is_fixed() {
        let text = "FROM python:3.12\nCOPY. /app\n";
        let file = read(text);
        let [diagnostic] = &file.diagnostics[..] else {
            panic!("one diagnostic: {:?}", file.diagnostics);
        };
        assert_eq!(diagnostic.code.name(), "unknown-instruction");
        let span = diagnostic.primary.as_ref().expect("the diagnostic has a span").span;
        assert_eq!(&text[span.range()], "COPY.");
        let edit = &diagnostic.fixes[0].edits[0];
        assert_eq!((&text[edit.span.range()], edit.text.as_str()), ("COPY.", "COPY ."));
    }

    #[test]
    fn syntax_errors_are_reported() {
        for (text, expected) in [
            ("FROM a\nRUM x\n", &["unknown-instruction"][..]),
            ("RUN x\n", &["missing-from"]),
            ("FROM a\nRUN\n", &["missing-arguments"]),
            ("FROM a\nRUN <<E\nx\n", &["unclosed-heredoc"]),
            ("", &["missing-from"]),
            ("ARG V=1\nFROM a:$V\n", &[]),
        ] {
            let diagnostics = read(text).diagnostics;
            let codes: Vec<_> = diagnostics.iter().map(|diagnostic| diagnostic.code.name()).collect();
            assert_eq!(codes, expected, "{text:?}");
        }
    }

    #[test]
    fn stage_inherits_the_configuration_of_its_base() {
        let file = read(
            "FROM node:20-slim AS base\nHEALTHCHECK --interval=5s --retries=2 CMD curl -f localhost\nSTOPSIGNAL SIGINT\n\
             FROM scratch AS other\nFROM base\nEXPOSE 80 443\nENTRYPOINT [\"run\"]\n",
        );
        let image = file.image(None);
        assert_eq!(image.base.as_deref(), Some("node:20-slim"));
        let check = image.healthcheck.expect("the base has a healthcheck");
        assert_eq!((check.interval, check.retries), (Some(5000), Some(2)));
        assert_eq!(check.test, ["CMD-SHELL", "curl -f localhost"]);
        assert_eq!(image.stop_signal.as_deref(), Some("SIGINT"));
        assert_eq!(image.entrypoint, Some(vec!["run".to_owned()]));
        assert_eq!(file.image(Some("other")).base.as_deref(), Some("scratch"));
        assert_eq!(file.image(Some("none")), BuiltImage::default());
    }

    #[test]
    fn malformed_text_does_not_panic() {
        for text in [
            "\\",
            "FROM\\\n",
            "# escape=\\\n\\",
            "RUN <<",
            "é <<-'E",
            "FROM a\nHEALTHCHECK --\n",
            "\u{feff}FROM a",
        ] {
            read(text).image(None);
        }
    }
}
