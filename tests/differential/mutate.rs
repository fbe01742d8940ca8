//! Makes mutants: projects with one to three changed lines, keys, values, files or arguments.

use serde_json::json;

use crate::cases::Project;
use crate::corpus::Corpus;
use crate::generate;
use crate::random::Random;

/// Values that YAML reads in more than one way, or that some attribute treats in a special way.
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

/// Characters with a meaning in YAML or in interpolation.
const SPECIAL_CHARACTERS: &[&str] = &[
    ":", "#", "\"", "'", "\t", "$", "{", "}", "[", "]", "&", "*", "!", "-", "|", ">", "%", "@", ",", "?", " ", "\n",
    "\\", "\r", "\u{feff}", "é", "~", "=", "---\n", "...\n", "<<: ", "0",
];

/// Returns the end of the block that starts with the line at `start`: the lines after it that are empty or have a
/// deeper indentation belong to the block.
pub fn block_end(lines: &[&str], start: usize) -> usize {
    let indentation = indent(lines[start]);
    let is_inside = |line: &&&str| line.trim().is_empty() || indent(line) > indentation;
    start + 1 + lines[start + 1..].iter().take_while(is_inside).count()
}

/// Returns the number of spaces at the start of a line.
fn indent(line: &str) -> usize {
    line.len() - line.trim_start_matches(' ').len()
}

/// Returns a mutant of a random project of the corpus, or of a generated project.
pub fn mutant(corpus: &Corpus, random: &mut Random) -> Project {
    if random.percent(60) {
        let mut project = generate::project(&corpus.attributes, random);
        if random.percent(35) {
            mutate_file(&mut project, corpus, random);
        }
        return project;
    }
    let mut project = random.pick(&corpus.projects).clone();
    // Mutants of rejected projects are mostly rejected for the same reason.
    if project.is_rejected && random.percent(80) {
        project = random.pick(&corpus.projects).clone();
    }
    if random.percent(15) {
        add_override(&mut project, corpus, random);
    }
    for _ in 0..*random.pick(&[1, 1, 1, 2, 3]) {
        if random.percent(8) {
            mutate_arguments(&mut project, random);
        } else {
            mutate_file(&mut project, corpus, random);
        }
    }
    project
}

/// Adds a file of another project as an override.
fn add_override(project: &mut Project, corpus: &Corpus, random: &mut Random) {
    let other = random.pick(&corpus.projects);
    let (own_files, other_files) = (project.compose_files(), other.compose_files());
    if own_files.is_empty() || other_files.is_empty() {
        return;
    }
    let path = random.pick(&other_files);
    let override_path = if random.percent(50) {
        "compose.override.yaml"
    } else {
        "over.yaml"
    };
    project
        .files
        .entry(override_path.to_owned())
        .or_insert_with(|| other.files[path].clone());
    if override_path == "over.yaml" {
        let mut files = project.list("files");
        if files.is_empty() {
            files.push(own_files[0].clone());
        }
        files.push(override_path.to_owned());
        project.args["files"] = json!(files);
    }
}

/// Changes or removes arguments of the command.
fn mutate_arguments(project: &mut Project, random: &mut Random) {
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
            project.args["env"][name] = json!(value);
        }
        3 => project.args["project_name"] = json!(random.pick(&["demo", "De mo", "", "-x", "a_b-1"])),
        _ => {
            project.args.as_object_mut().map(serde_json::Map::clear);
        }
    }
}

/// Changes one of the files, mostly a compose file.
fn mutate_file(project: &mut Project, corpus: &Corpus, random: &mut Random) {
    let all_paths: Vec<String> = project.files.keys().cloned().collect();
    let compose = project.compose_files();
    let paths = if random.percent(85) && !compose.is_empty() {
        compose
    } else {
        all_paths
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
        0..=3 => replace_value(&lines, corpus, random),
        4 => replace_key(&lines, corpus, random),
        5..=7 => reorder(&lines, random),
        8 => reindent(&lines, random),
        9 => insert_block(&lines, corpus, random),
        10 => add_document(&lines, random),
        _ => change_character(&text, random),
    };
    project.files.insert(path.clone(), changed.into_bytes());
}

/// Replaces the value of a key or of a list item with a value of the same key elsewhere, with a special value, or with
/// the same value as another type.
fn replace_value(lines: &[&str], corpus: &Corpus, random: &mut Random) -> String {
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
    // The lines of the block belonged to the old value.
    let end = if random.percent(70) {
        block_end(lines, at)
    } else {
        at + 1
    };
    format!("{}{head}{gap}{new}\n{}", lines[..at].concat(), lines[end..].concat())
}

/// Replaces a key.
fn replace_key(lines: &[&str], corpus: &Corpus, random: &mut Random) -> String {
    let at = random.below(lines.len());
    let Some(colon) = lines[at].find(':') else {
        return lines.concat();
    };
    let start = lines[at].len() - lines[at].trim_start_matches([' ', '-']).len();
    if start > colon {
        return lines.concat();
    }
    let new = format!(
        "{}{}{}",
        &lines[at][..start],
        random.pick(&corpus.keys),
        &lines[at][colon..]
    );
    [&lines[..at], &[new.as_str()], &lines[at + 1..]].concat().concat()
}

/// Removes, repeats or moves a line or its block.
fn reorder(lines: &[&str], random: &mut Random) -> String {
    let at = random.below(lines.len());
    let end = if random.percent(75) {
        block_end(lines, at)
    } else {
        at + 1
    };
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

/// Changes the indentation of a line or its block.
fn reindent(lines: &[&str], random: &mut Random) -> String {
    let at = random.below(lines.len());
    let end = if random.percent(60) {
        block_end(lines, at)
    } else {
        at + 1
    };
    let by = *random.pick(&[-4_isize, -2, -1, 1, 2, 4]);
    let reindented: Vec<String> = lines[at..end]
        .iter()
        .map(|line| {
            let blanks = indent(line).saturating_add_signed(by);
            format!("{}{}", " ".repeat(blanks), line.trim_start_matches(' '))
        })
        .collect();
    format!(
        "{}{}{}",
        lines[..at].concat(),
        reindented.concat(),
        lines[end..].concat()
    )
}

/// Inserts a block of another project before a line of the same indentation.
fn insert_block(lines: &[&str], corpus: &Corpus, random: &mut Random) -> String {
    let other = random.pick(&corpus.projects);
    let Some(path) = other.compose_files().into_iter().next() else {
        return lines.concat();
    };
    let text = String::from_utf8_lossy(&other.files[&path]).into_owned();
    let other_lines: Vec<&str> = text.split_inclusive('\n').collect();
    if other_lines.is_empty() {
        return lines.concat();
    }
    let from = random.below(other_lines.len());
    let piece = &other_lines[from..block_end(&other_lines, from)];
    let depth = indent(piece[0]);
    let candidates: Vec<usize> = (0..lines.len()).filter(|at| indent(lines[*at]) == depth).collect();
    if candidates.is_empty() {
        return lines.concat();
    }
    let at = *random.pick(&candidates);
    [&lines[..at], piece, &lines[at..]].concat().concat()
}

/// Adds a second document that overrides one of the blocks, sometimes with a tag or another value.
fn add_document(lines: &[&str], random: &mut Random) -> String {
    let at = random.below(lines.len());
    let mut above: Vec<&str> = Vec::new();
    let mut depth = indent(lines[at]);
    for line in lines[..at].iter().rev() {
        if indent(line) < depth && !line.trim().is_empty() {
            depth = indent(line);
            above.insert(0, line);
        }
    }
    let mut piece = lines[at..block_end(lines, at)].concat();
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

/// Removes, replaces or inserts a character.
fn change_character(text: &str, random: &mut Random) -> String {
    let offsets: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let at = *random.pick(&offsets);
    let width = text[at..].chars().next().map_or(0, char::len_utf8);
    let (before, after) = (&text[..at], &text[at + width..]);
    match random.below(3) {
        0 => format!("{before}{after}"),
        1 => format!("{before}{}{after}", random.pick(SPECIAL_CHARACTERS)),
        _ => format!("{before}{}{}", random.pick(SPECIAL_CHARACTERS), &text[at..]),
    }
}
