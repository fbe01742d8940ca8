//! The examples on the pages of `tests/spec`.
//!
//! An example is a sequence of fenced blocks whose info string is a file name: `compose.yaml` starts an example, any
//! other name adds a file to it. A block called `arguments` has the words after `docker compose config`, and a block
//! called `resolved` has a part of the resolved project. A line that ends in `# error: [code]` or `# warning: [code]`
//! expects that diagnostic.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use drydock::compose::LoadOptions;

use crate::cases::file_name;

/// Minimum number of pages; fewer mean that the folder was moved or emptied.
const MIN_PAGES: usize = 15;

/// A fenced block of a page.
#[derive(Debug, Default)]
pub struct Block {
    /// Info string: a file name, `arguments` or `resolved`.
    pub name: String,
    /// Text between the fences.
    pub text: String,
    /// Line of the page that has the first line of the text.
    pub first_line: usize,
}

/// A project on a page, with its expected results.
#[derive(Debug, Default)]
pub struct Example {
    /// Path of the page: `tests/spec/merge.md`.
    pub page: String,
    /// Line of the page on which the example starts.
    pub line: usize,
    /// Files of the project.
    pub files: Vec<Block>,
    /// Words of the command, if the example has any.
    pub arguments: Option<Block>,
    /// Part of the resolved project, if the example has one.
    pub resolved: Option<Block>,
}

impl Example {
    /// Returns the start of the example: `tests/spec/merge.md:12`.
    pub fn location(&self) -> String {
        format!("{}:{}", self.page, self.line)
    }

    /// Returns the options of a load with the profiles and the services that the command names.
    pub fn options(&self) -> LoadOptions {
        let mut options = LoadOptions::default();
        let text = self.arguments.as_ref().map_or("", |block| &block.text);
        let (arguments, _comment) = text.split_once('#').unwrap_or((text, ""));
        let mut words = arguments.split_whitespace();
        while let Some(word) = words.next() {
            match word {
                "--profile" => options.profiles.extend(words.next().map(str::to_owned)),
                _ => options.services.push(word.to_owned()),
            }
        }
        options
    }

    /// Returns the diagnostics that comments expect: the line of the page, and `error code` or `warning code`.
    pub fn expected_diagnostics(&self) -> BTreeSet<(usize, String)> {
        let mut expected = BTreeSet::new();
        for block in self.files.iter().chain(&self.arguments) {
            for (number, line) in (block.first_line..).zip(block.text.lines()) {
                for severity in ["error", "warning"] {
                    let Some((_, rest)) = line.split_once(&format!("# {severity}: [")) else {
                        continue;
                    };
                    let (code, _) = rest.split_once(']').expect("the code is in brackets");
                    expected.insert((number, format!("{severity} {code}")));
                }
            }
        }
        expected
    }
}

/// Reads the examples of all pages.
pub fn examples() -> Vec<Example> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/spec");
    let entries = fs::read_dir(folder).expect("the pages are part of the repository");
    let mut pages: Vec<PathBuf> = entries
        .map(|entry| entry.expect("the folder is readable").path())
        .collect();
    pages.sort();
    assert!(pages.len() >= MIN_PAGES, "tests/spec has {} pages", pages.len());
    pages.iter().flat_map(|page| read_page(page)).collect()
}

fn read_page(path: &Path) -> Vec<Example> {
    let page = format!("tests/spec/{}", file_name(path));
    let text = fs::read_to_string(path).unwrap_or_else(|error| panic!("{page}: {error}"));
    let mut examples: Vec<Example> = Vec::new();
    for block in read_blocks(&text) {
        if block.name == "compose.yaml" {
            examples.push(Example {
                page: page.clone(),
                line: block.first_line - 1,
                ..Example::default()
            });
        }
        let example = examples.last_mut();
        let example = example.unwrap_or_else(|| panic!("{page}: the first block is not a compose.yaml"));
        match block.name.as_str() {
            "arguments" => example.arguments = Some(block),
            "resolved" => example.resolved = Some(block),
            _ => example.files.push(block),
        }
    }
    assert!(!examples.is_empty(), "{page} has no examples");
    examples
}

fn read_blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut lines = (1..).zip(text.lines());
    while let Some((number, line)) = lines.next() {
        let Some(name) = line.strip_prefix("```") else {
            continue;
        };
        assert!(!name.is_empty(), "line {number}: a block has no name");
        let content = lines.by_ref().map(|(_, line)| line).take_while(|line| *line != "```");
        blocks.push(Block {
            name: name.to_owned(),
            text: content.map(|line| format!("{line}\n")).collect(),
            first_line: number + 1,
        });
    }
    blocks
}
