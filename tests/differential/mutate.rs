//! Makes mutants: one to three changes to a project, of lines, keys, values, files or arguments.

use serde_json::json;

use crate::corpus::{Corpus, Project};
use crate::generate;
use crate::random::Random;

/// Values that are read in more than one way, or that some attribute takes in a special way.
const VALUES: &[&str] = &[
    "",
    "~",
    "null",
    "true",
    "\"true\"",
    "yes",
    "no",
    "on",
    "0",
    "1",
    "-1",
    "1.0",
    "1.50",
    "0o17",
    "0777",
    "1e3",
    "1_000",
    "0x1F",
    ".5",
    ".inf",
    ".nan",
    "2001-01-01",
    "12:30",
    "''",
    "\"\"",
    "' '",
    "a",
    "a b",
    "a=b",
    "a:b",
    "[]",
    "{}",
    "[a]",
    "[a, a]",
    "[1, true]",
    "[null]",
    "{a: b}",
    "{a: 1}",
    "{a: null}",
    "[{a: b}]",
    "[[a]]",
    "$A",
    "${A}",
    "${A:-x}",
    "${A-}",
    "${A:+x}",
    "${A?no}",
    "${A:?}",
    "${",
    "$$A",
    "$",
    "${A:-${B:-c}}",
    "10s",
    "1m30s",
    "1h",
    "90",
    "10",
    "1g",
    "512M",
    "1.5gb",
    "80",
    "80:80",
    "8000-8002:80-82",
    "127.0.0.1:80:80/udp",
    "./a:/b:ro",
    "data:/data",
    "/a",
    "~/a",
    "../a",
    ".",
    "service:web",
    "host",
    "none",
    "default",
    "default: x",
    "\"a\\tb\"",
    "'it''s'",
    "!!str 1",
    "!x a",
    "!!int a",
    "!reset null",
    "!override []",
    "!reset []",
    "&x a",
    "*x",
    "|",
    ">-",
    "\"a\nb\"",
    "# c",
    "a # c",
    "a#c",
    "@a",
    "`a",
    "%a",
    "? a",
    "- a",
    "a: b",
    "é",
    "\u{1F433}",
    "Web",
    "web",
    "app",
    "db",
    "redis",
    "service_healthy",
    "unless-stopped",
    "on-failure:3",
    "always",
    "bridge",
    "git@github.com:a/b.git",
    "https://x/y.git#main:d",
    "echo a && b",
    "echo 'a",
    "CMD",
    "[CMD, a]",
    "[NONE]",
    "sha256:abc",
    "a:b@sha256:c",
    "1.1.1.1",
    "::1",
    "[\"::1:80:80\"]",
    "a=1.1.1.1",
    "host-gateway",
];

/// Characters that mean something to YAML or to interpolation.
const MARKS: &[&str] = &[
    ":", "#", "\"", "'", "\t", "$", "{", "}", "[", "]", "&", "*", "!", "-", "|", ">", "%", "@", ",", "?", " ", "\n",
    "\\", "\r", "\u{feff}", "é", "~", "=", "---\n", "...\n", "<<: ", "0",
];

/// Where the lines end that belong to the line at `begin`: those that follow and are deeper, or empty.
pub fn block(lines: &[&str], begin: usize) -> usize {
    let own = indent(lines[begin]);
    let deeper = |line: &&&str| line.trim().is_empty() || indent(line) > own;
    begin + 1 + lines[begin + 1..].iter().take_while(deeper).count()
}

fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// A mutant of some project of the corpus, or of one that is generated.
pub fn mutant(corpus: &Corpus, random: &mut Random) -> Project {
    if random.percent(60) {
        let mut project = generate::project(&corpus.attributes, random);
        if random.percent(35) {
            change_file(&mut project, corpus, random);
        }
        return project;
    }
    let mut project = random.pick(&corpus.projects).clone();
    // What is refused anyway shows less.
    if project.refused && random.percent(80) {
        project = random.pick(&corpus.projects).clone();
    }
    if random.percent(15) {
        combine(&mut project, corpus, random);
    }
    for _ in 0..*random.pick(&[1, 1, 1, 2, 3]) {
        if random.percent(8) {
            arguments(&mut project, random);
        } else {
            change_file(&mut project, corpus, random);
        }
    }
    project
}

/// Lays another project's file over this one.
fn combine(project: &mut Project, corpus: &Corpus, random: &mut Random) {
    let other = random.pick(&corpus.projects);
    let (mine, theirs) = (project.compose_files(), other.compose_files());
    if mine.is_empty() || theirs.is_empty() {
        return;
    }
    let path = random.pick(&theirs);
    let over = if random.percent(50) {
        "compose.override.yaml"
    } else {
        "over.yaml"
    };
    project
        .files
        .entry(over.to_owned())
        .or_insert_with(|| other.files[path].clone());
    if over == "over.yaml" {
        let mut files = project.list("files");
        if files.is_empty() {
            files.push(mine[0].clone());
        }
        files.push(over.to_owned());
        project.args["files"] = json!(files);
    }
}

fn arguments(project: &mut Project, random: &mut Random) {
    match random.below(5) {
        0 => project.args["profiles"] = json!([random.pick(&["*", "debug", "dev", "a", "x"])]),
        1 => project.args["services"] = json!([random.pick(&["web", "app", "db", "a", "nosuch"])]),
        2 => {
            let name = *random.pick(&[
                "A",
                "TAG",
                "X",
                "PORT",
                "COMPOSE_PROFILES",
                "COMPOSE_PROJECT_NAME",
                "COMPOSE_FILE",
            ]);
            let value = *random.pick(VALUES);
            let mut variables = project.variables();
            variables.insert(name.to_owned(), value.to_owned());
            project.args["env"] = json!(variables);
        }
        3 => project.args["project_name"] = json!(random.pick(&["demo", "De mo", "", "-x", "a_b-1"])),
        _ => {
            project.args.as_object_mut().map(serde_json::Map::clear);
        }
    }
}

fn change_file(project: &mut Project, corpus: &Corpus, random: &mut Random) {
    let any: Vec<String> = project.files.keys().cloned().collect();
    let compose = project.compose_files();
    let paths = if random.percent(85) && !compose.is_empty() {
        compose
    } else {
        any
    };
    if paths.is_empty() {
        return;
    }
    let path = random.pick(&paths);
    let Ok(text) = String::from_utf8(project.files[path].clone()) else {
        return;
    };
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    if lines.is_empty() {
        return;
    }
    let changed = match random.below(12) {
        0..=3 => value(&lines, corpus, random),
        4 => key(&lines, corpus, random),
        5..=7 => order(&lines, random),
        8 => indentation(&lines, random),
        9 => crossover(&lines, corpus, random),
        10 => overlay(&lines, random),
        _ => character(&text, random),
    };
    project.files.insert(path.clone(), changed.into_bytes());
}

/// Another value behind a key or in a list: one seen elsewhere, one of the special ones, or the same in another type.
fn value(lines: &[&str], corpus: &Corpus, random: &mut Random) -> String {
    let at = random.below(lines.len());
    let line = lines[at].trim_end_matches('\n');
    let (head, old) = match (line.find(": "), line.find("- "), line.strip_suffix(':')) {
        (Some(colon), ..) => line.split_at(colon + 2),
        (None, Some(dash), _) => line.split_at(dash + 2),
        (None, None, Some(_)) => (line, ""),
        _ => return lines.concat(),
    };
    let name = head.trim().trim_start_matches("- ").trim_end_matches([':', ' ']);
    let seen = corpus.values.get(name).filter(|values| !values.is_empty());
    let new = match (random.below(11), seen) {
        (0..=5, Some(values)) => random.pick(values).clone(),
        (6, _) => format!("\"{old}\""),
        (7, _) => format!("[{old}]"),
        (8, _) => format!("{{{old}: {old}}}"),
        (9, _) => old.trim_matches(['"', '\'']).to_owned(),
        _ => (*random.pick(VALUES)).to_owned(),
    };
    let gap = if head.ends_with(' ') { "" } else { " " };
    // The lines below belonged to the old value.
    let end = if random.percent(70) { block(lines, at) } else { at + 1 };
    format!("{}{head}{gap}{new}\n{}", lines[..at].concat(), lines[end..].concat())
}

/// Another key in the place of one.
fn key(lines: &[&str], corpus: &Corpus, random: &mut Random) -> String {
    let at = random.below(lines.len());
    let Some(colon) = lines[at].find(':') else {
        return lines.concat();
    };
    let begin = lines[at].len() - lines[at].trim_start_matches([' ', '-']).len();
    if begin > colon {
        return lines.concat();
    }
    let new = format!(
        "{}{}{}",
        &lines[at][..begin],
        random.pick(&corpus.keys),
        &lines[at][colon..]
    );
    [&lines[..at], &[new.as_str()], &lines[at + 1..]].concat().concat()
}

/// Drops, doubles or moves a line or its block.
fn order(lines: &[&str], random: &mut Random) -> String {
    let at = random.below(lines.len());
    let end = if random.percent(75) { block(lines, at) } else { at + 1 };
    let (before, piece, after) = (&lines[..at], &lines[at..end], &lines[end..]);
    match random.below(3) {
        0 => [before, after].concat().concat(),
        1 => [before, piece, piece, after].concat().concat(),
        _ => {
            let rest = [before, after].concat();
            let to = random.below(rest.len() + 1);
            [&rest[..to], piece, &rest[to..]].concat().concat()
        }
    }
}

fn indentation(lines: &[&str], random: &mut Random) -> String {
    let at = random.below(lines.len());
    let end = if random.percent(60) { block(lines, at) } else { at + 1 };
    let by = *random.pick(&[-4_isize, -2, -1, 1, 2, 4]);
    let moved: Vec<String> = lines[at..end]
        .iter()
        .map(|line| {
            let blanks = indent(line).saturating_add_signed(by);
            format!("{}{}", " ".repeat(blanks), line.trim_start_matches(' '))
        })
        .collect();
    format!("{}{}{}", lines[..at].concat(), moved.concat(), lines[end..].concat())
}

/// Puts a block of another project in, where something stands at the same depth.
fn crossover(lines: &[&str], corpus: &Corpus, random: &mut Random) -> String {
    let other = random.pick(&corpus.projects);
    let Some(path) = other.compose_files().into_iter().next() else {
        return lines.concat();
    };
    let text = String::from_utf8_lossy(&other.files[&path]).into_owned();
    let theirs: Vec<&str> = text.split_inclusive('\n').collect();
    if theirs.is_empty() {
        return lines.concat();
    }
    let from = random.below(theirs.len());
    let piece = &theirs[from..block(&theirs, from)];
    let depth = indent(piece[0]);
    let places: Vec<usize> = (0..lines.len()).filter(|at| indent(lines[*at]) == depth).collect();
    if places.is_empty() {
        return lines.concat();
    }
    let at = *random.pick(&places);
    [&lines[..at], piece, &lines[at..]].concat().concat()
}

/// A second document that lays one of the file's own blocks over it, perhaps with a tag or another value.
fn overlay(lines: &[&str], random: &mut Random) -> String {
    let at = random.below(lines.len());
    let mut above: Vec<&str> = Vec::new();
    let mut depth = indent(lines[at]);
    for line in lines[..at].iter().rev() {
        if indent(line) < depth && !line.trim().is_empty() {
            depth = indent(line);
            above.insert(0, line);
        }
    }
    let mut piece = lines[at..block(lines, at)].concat();
    if let Some((head, _)) = lines[at].split_once(':')
        && random.percent(60)
    {
        let value = if random.percent(50) {
            *random.pick(&["!reset null", "!override", "!reset", "!override []", "null"])
        } else {
            *random.pick(VALUES)
        };
        piece = format!("{head}: {value}\n");
    }
    let all = lines.concat();
    let gap = if all.ends_with('\n') { "" } else { "\n" };
    format!("{all}{gap}---\n{}{piece}", above.concat())
}

/// A character more, less or another.
fn character(text: &str, random: &mut Random) -> String {
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let at = *random.pick(&places);
    let width = text[at..].chars().next().map_or(0, char::len_utf8);
    let (before, after) = (&text[..at], &text[at + width..]);
    match random.below(3) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{}{after}", random.pick(MARKS)),
        _ => format!("{before}{}{}", random.pick(MARKS), &text[at..]),
    }
}
