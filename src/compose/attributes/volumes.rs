//! Mounts of a service: `SOURCE:TARGET[:OPTIONS]`, or a mapping.
//!
//! A source that begins with `.`, `/`, `~`, two backslashes or a drive letter is a path of the host, any other
//! a volume's name. Unknown options are ignored. Source: compose-go `format.ParseVolume`.

use super::environment::text_like;
use super::scalar;
use crate::compose::fields::FieldPath;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Mapping, Node, Value};

/// A mount in its short form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ShortMount<'a> {
    /// A path of the host or a volume's name; empty for an anonymous volume.
    pub source: &'a str,
    /// The path in the container, as written.
    pub target: &'a str,
    /// `ro`.
    pub read_only: bool,
    /// `nocopy`.
    pub no_copy: bool,
    /// `z` or `Z`.
    pub selinux: Option<&'a str>,
    /// `rshared` and the like.
    pub propagation: Option<&'a str>,
    /// The source is a path of the host.
    pub bind: bool,
}

/// Reads a short form, or says what Docker says about it.
pub fn parse(spec: &str) -> Result<ShortMount<'_>, String> {
    let mut mount = ShortMount::default();
    match spec.len() {
        0 => return Err("invalid empty volume spec".to_owned()),
        1 | 2 => {
            mount.target = spec;
            return Ok(mount);
        }
        _ => {}
    }
    let sections = sections(spec);
    let last = sections.len() - 1;
    for (index, section) in sections.into_iter().enumerate() {
        if section.is_empty() {
            return Err(format!("invalid spec: {spec}: empty section between colons"));
        }
        if mount.source.is_empty() && mount.target.is_empty() {
            match index == last {
                true => mount.target = section,
                false => mount.source = section,
            }
        } else if mount.target.is_empty() {
            mount.target = section;
        } else if index != last {
            return Err(format!("invalid spec: {spec}: too many colons"));
        } else {
            section.split(',').for_each(|option| mount.set(option));
        }
    }
    mount.bind = is_path(mount.source);
    Ok(mount)
}

/// Splits at colons, but not after a drive letter nor inside `${...}`.
fn sections(spec: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, c) in spec.char_indices() {
        match c {
            '$' if spec[at + 1..].starts_with('{') => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ':' if depth == 0 => {
                let mut before = spec[start..at].chars();
                let drive = before.next().is_some_and(char::is_alphabetic) && before.next().is_none();
                if !drive {
                    sections.push(&spec[start..at]);
                    start = at + 1;
                }
            }
            _ => {}
        }
    }
    sections.push(&spec[start..]);
    sections
}

/// Whether a source is a path of the host, not a volume's name.
pub fn is_path(source: &str) -> bool {
    let mut chars = source.chars();
    match chars.next() {
        None => false,
        Some('.' | '/' | '~') => true,
        Some(_) if source.starts_with("\\\\") => true,
        Some(first) => first.is_alphabetic() && chars.next() == Some(':'),
    }
}

impl<'a> ShortMount<'a> {
    fn set(&mut self, option: &'a str) {
        match option {
            "ro" => self.read_only = true,
            "rw" => self.read_only = false,
            "nocopy" => self.no_copy = true,
            "z" | "Z" => self.selinux = Some(option),
            "rprivate" | "private" | "rshared" | "shared" | "rslave" | "slave" => self.propagation = Some(option),
            _ => {}
        }
    }
}

/// A short form becomes a mapping.
pub fn canonical(node: &mut Node, _at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    let Some(text) = node.as_str() else {
        return;
    };
    match parse(text) {
        Ok(short) => {
            let long = long(node, &short);
            *node = long;
        }
        Err(upstream) => {
            let finding = parse_error(text, node).upstream(upstream);
            found.push(finding);
        }
    }
}

/// Why a text is no mount.
pub fn parse_error(text: &str, node: &Node) -> Diagnostic {
    let code = codes::INVALID_VOLUME;
    if text.is_empty() {
        return Diagnostic::error(code, "this mount is empty", node.span)
            .help("A mount is `SOURCE:TARGET`, such as `./data:/data`.");
    }
    if text.split(':').any(str::is_empty) {
        return Diagnostic::error(code, format!("a part of `{text}` is empty"), node.span)
            .help("A mount is `SOURCE:TARGET[:OPTIONS]`; an unset variable leaves such a hole.");
    }
    Diagnostic::error(code, format!("`{text}` has too many colons"), node.span)
        .help("Options are separated by commas: `SOURCE:TARGET:ro,z`.")
}

fn long(node: &Node, short: &ShortMount<'_>) -> Node {
    let part = |value: Value| Node {
        value,
        span: node.span,
        provenance: node.provenance.clone(),
    };
    let word = |text: &str| text_like(node, text);
    let mut entries = Vec::with_capacity(4);
    entries.extend([("type", word(if short.bind { "bind" } else { "volume" }))]);
    if !short.source.is_empty() {
        entries.push(("source", word(short.source)));
    }
    entries.push(("target", word(&clean_path(short.target))));
    if short.read_only {
        entries.push(("read_only", part(Value::Bool(true))));
    }
    let mut bind = Vec::new();
    bind.extend(short.selinux.map(|label| ("selinux", word(label))));
    bind.extend(short.propagation.map(|mode| ("propagation", word(mode))));
    if short.bind {
        let reason = "the short form creates a missing folder on the host";
        bind.push(("create_host_path", Node::default(Value::Bool(true), node.span, reason)));
    }
    if !bind.is_empty() {
        entries.push(("bind", scalar::mapping_at(node.span, bind)));
    }
    let bare = short.source.is_empty() && short.target.len() <= 2;
    if short.no_copy {
        let options = [("nocopy", part(Value::Bool(true)))];
        entries.push(("volume", scalar::mapping_at(node.span, options)));
    } else if !short.bind && !bare {
        entries.push(("volume", Node::new(Value::Mapping(Mapping::default()), node.span)));
    }
    let mut long = scalar::mapping_at(node.span, entries);
    long.provenance = node.provenance.clone();
    long
}

/// A path as Go's `path.Clean` leaves it; an empty one stays empty.
pub fn clean_path(path: &str) -> String {
    if is_clean(path) {
        return path.to_owned();
    }
    let rooted = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if rooted => {}
            part => parts.push(part),
        }
    }
    match (rooted, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".to_owned(),
        (false, path) => path,
    }
}

/// Whether it is plain to see that a path is as it should be, as most are: no empty part, and none that begins with a
/// point.
fn is_clean(path: &str) -> bool {
    let mut before = b'/';
    for (at, byte) in path.bytes().enumerate() {
        if before == b'/' && (byte == b'.' || (byte == b'/' && at > 0)) {
            return false;
        }
        before = byte;
    }
    before != b'/' || path.len() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
        for (spec, source, target, bind) in [
            ("./a:/b", "./a", "/b", true),
            ("data:/b:ro", "data", "/b", false),
            ("/b", "", "/b", false),
            ("d:/data", "", "d:/data", false),
            ("c:\\a:/b", "c:\\a", "/b", true),
            ("~/x:/y:z", "~/x", "/y", true),
            ("/b", "", "/b", false),
            ("ab", "", "ab", false),
        ] {
            let mount = parse(spec).expect("the table holds only valid forms");
            assert_eq!(
                (mount.source, mount.target, mount.bind),
                (source, target, bind),
                "{spec}"
            );
        }
        for (spec, expected) in [
            ("", "invalid empty volume spec"),
            (":/b", "invalid spec: :/b: empty section between colons"),
            ("va:/b:ro:x", "invalid spec: va:/b:ro:x: too many colons"),
        ] {
            assert_eq!(parse(spec), Err(expected.to_owned()), "{spec}");
        }
    }

    #[test]
    fn paths_are_cleaned() {
        for (path, expected) in [
            ("/a/b/", "/a/b"),
            ("/a/../../b", "/b"),
            ("a/..", "."),
            ("../a//b", "../a/b"),
            ("/", "/"),
        ] {
            assert_eq!(clean_path(path), expected);
        }
    }
}
