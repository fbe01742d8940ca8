//! Mounts of a service: `SOURCE:TARGET[:OPTIONS]`, or a mapping.
//!
//! A source that begins with `.`, `/`, `~`, two backslashes or a drive letter is a path on the host. Any other source
//! is the name of a volume. Unknown options are ignored. Source: compose-go `format.ParseVolume`.

use super::{ProjectContext, long_form};
use crate::compose::field_path::FieldPath;
use crate::compose::paths::BaseDirectory;
use crate::diagnostic::{Diagnostic, codes};
use crate::version::ComposeVersion;
use crate::yaml::{Entry, Mapping, Node, Value};

const CREATE_HOST_PATH: &str = "the short form creates a missing directory on the host";

/// A mount in its short form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct ShortMount<'a> {
    /// Path on the host or name of a volume. It is empty for an anonymous volume.
    source: &'a str,
    /// Path in the container, as written.
    target: &'a str,
    /// The option `ro`.
    read_only: bool,
    /// The option `nocopy`.
    no_copy: bool,
    /// The option `z` or `Z`.
    selinux: Option<&'a str>,
    /// An option such as `rshared`.
    propagation: Option<&'a str>,
    /// Whether the source is a path on the host.
    is_bind: bool,
}

/// Parses a short form. Errors are those of Docker Compose.
fn parse(spec: &str) -> Result<ShortMount<'_>, String> {
    let mut mount = ShortMount::default();
    match spec.len() {
        0 => return Err("invalid empty volume spec".to_owned()),
        1 | 2 => {
            mount.target = spec;
            return Ok(mount);
        }
        _ => {}
    }
    let sections = split_sections(spec);
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
            section.split(',').for_each(|option| mount.set_option(option));
        }
    }
    mount.is_bind = is_path(mount.source);
    Ok(mount)
}

/// Splits at colons, except after a drive letter and inside `${...}`.
fn split_sections(spec: &str) -> Vec<&str> {
    let mut sections = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    for (at, c) in spec.char_indices() {
        match c {
            '$' if spec[at + 1..].starts_with('{') => depth += 1,
            '}' if depth > 0 => depth -= 1,
            ':' if depth == 0 => {
                let mut section = spec[start..at].chars();
                let is_drive = section.next().is_some_and(char::is_alphabetic) && section.next().is_none();
                if !is_drive {
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

/// Returns whether a source is a path on the host rather than the name of a volume.
fn is_path(source: &str) -> bool {
    let mut chars = source.chars();
    match chars.next() {
        None => false,
        Some('.' | '/' | '~') => true,
        Some(_) if source.starts_with("\\\\") => true,
        Some(first) => first.is_alphabetic() && chars.next() == Some(':'),
    }
}

impl<'a> ShortMount<'a> {
    fn set_option(&mut self, option: &'a str) {
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

/// Converts a short form to a mapping.
pub fn canonical(node: &mut Node, _path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(text) = node.as_str() else {
        return;
    };
    match parse(text) {
        Ok(mount) => {
            let mapping = long_form(node, &mount);
            *node = mapping;
        }
        Err(upstream) => diagnostics.push(explain_parse_error(text, node).upstream(upstream)),
    }
}

/// Removes `create_host_path: true` from the options of a bind mount: from v5 on, only `false` is written. Source:
/// recorded answers of v5.6.1.
pub fn omit_default_bind_options(node: &mut Node, version: ComposeVersion) {
    let writes_default = match version {
        ComposeVersion::V2_40 => true,
        ComposeVersion::V5_6 => false,
    };
    let is_default = |entry: &Entry| matches!(entry.node.value, Value::Bool(true));
    if let Value::Mapping(options) = &mut node.value
        && !writes_default
        && options.get("create_host_path").is_some_and(is_default)
    {
        options.remove("create_host_path");
    }
}

fn explain_parse_error(text: &str, node: &Node) -> Diagnostic {
    let code = codes::INVALID_VOLUME;
    if text.is_empty() {
        return Diagnostic::error(code, "this mount is empty", node.span)
            .help("A mount is `SOURCE:TARGET`, such as `./data:/data`.");
    }
    if text.split(':').any(str::is_empty) {
        return Diagnostic::error(code, format!("a part of mount `{text}` is empty"), node.span)
            .help("A mount is `SOURCE:TARGET[:OPTIONS]`. A variable that is not set leaves an empty part.");
    }
    Diagnostic::error(code, format!("mount `{text}` has too many colons"), node.span)
        .help("Separate options with commas: `SOURCE:TARGET:ro,z`.")
}

fn long_form(node: &Node, mount: &ShortMount<'_>) -> Node {
    let text = |text: &str| long_form::with_text(node, text);
    let is_true = || long_form::with_value(node, Value::Bool(true));
    let mut entries = Vec::with_capacity(4);
    entries.push(("type", text(if mount.is_bind { "bind" } else { "volume" })));
    if !mount.source.is_empty() {
        entries.push(("source", text(mount.source)));
    }
    entries.push(("target", text(&clean_path(mount.target))));
    if mount.read_only {
        entries.push(("read_only", is_true()));
    }
    let mut bind = Vec::new();
    bind.extend(mount.selinux.map(|label| ("selinux", text(label))));
    bind.extend(mount.propagation.map(|mode| ("propagation", text(mode))));
    if mount.is_bind {
        let created = Node::default(Value::Bool(true), node.span, CREATE_HOST_PATH);
        bind.push(("create_host_path", created));
    }
    if !bind.is_empty() {
        entries.push(("bind", long_form::mapping(node.span, bind)));
    }
    // Docker Compose does not parse a text of one or two characters further.
    let is_unparsed = mount.source.is_empty() && mount.target.len() <= 2;
    if mount.no_copy {
        entries.push(("volume", long_form::mapping(node.span, [("nocopy", is_true())])));
    } else if !mount.is_bind && !is_unparsed {
        entries.push(("volume", Node::new(Value::Mapping(Mapping::default()), node.span)));
    }
    long_form::with_value(node, long_form::mapping(node.span, entries).value)
}

/// Identifies mounts by their path in the container.
pub fn identity(item: &Node, path: &FieldPath<'_>, index: usize) -> Result<String, Box<Diagnostic>> {
    match &item.value {
        Value::String(text) => match parse(text) {
            Ok(mount) => Ok(mount.target.to_owned()),
            Err(upstream) => Err(Box::new(explain_parse_error(text, item).upstream(upstream))),
        },
        Value::Mapping(_) => required_target(item, "volume", path, index),
        // The schema rejects other kinds. Here they count as equal.
        _ => Ok(String::new()),
    }
}

/// Returns the `target` of a mount or device in its long form.
pub(super) fn required_target(
    item: &Node,
    noun: &str,
    path: &FieldPath<'_>,
    index: usize,
) -> Result<String, Box<Diagnostic>> {
    match item.get("target").and_then(Node::as_str) {
        Some(target) => Ok(target.to_owned()),
        None => Err(Box::new(
            Diagnostic::error(
                codes::MOUNT_WITHOUT_TARGET,
                format!("this {noun} has no `target`"),
                item.span,
            )
            .help(format!("Add `target:` with the path of the {noun} in the container."))
            .upstream(format!(
                "service {noun} {}.[{index}] is missing a mount target",
                path.with_brackets()
            )),
        )),
    }
}

/// Makes the source of a bind mount absolute, and rejects a bind mount without a source.
pub fn resolve_source(node: &mut Node, base: BaseDirectory<'_>, diagnostics: &mut Vec<Diagnostic>) {
    if node.get("type").and_then(Node::as_str) != Some("bind") {
        return;
    }
    let span = node.span;
    match node.get_path_mut(&["source"]) {
        Some(source) => base.rewrite(source, BaseDirectory::resolve_unless_windows),
        None => diagnostics.push(
            Diagnostic::error(codes::BIND_WITHOUT_SOURCE, "this bind mount has no `source`", span)
                .help("Add `source:` with the file or directory on the host.")
                .upstream("invalid mount config for type \"bind\": field Source must not be empty"),
        ),
    }
}

/// Cleans the targets of all mounts of a service.
pub fn normalize(_key: &str, entry: &mut Entry, _project: &ProjectContext<'_>) {
    let Value::Sequence(mounts) = &mut entry.node.value else {
        return;
    };
    for mount in mounts {
        if let Some(Value::String(target)) = mount.get_path_mut(&["target"]).map(|target| &mut target.value) {
            // Unlike in the short form, Docker Compose cleans an empty path to the current directory.
            let cleaned = if target.is_empty() {
                ".".to_owned()
            } else {
                clean_path(target)
            };
            *target = cleaned.into();
        }
    }
}

/// Cleans a path as Go's `path.Clean` does, except that an empty path stays empty.
fn clean_path(path: &str) -> String {
    if is_clean(path) {
        return path.to_owned();
    }
    let is_absolute = path.starts_with('/');
    let mut parts: Vec<&str> = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." if parts.last().is_some_and(|last| *last != "..") => {
                parts.pop();
            }
            ".." if is_absolute => {}
            part => parts.push(part),
        }
    }
    match (is_absolute, parts.join("/")) {
        (true, path) => format!("/{path}"),
        (false, path) if path.is_empty() => ".".to_owned(),
        (false, path) => path,
    }
}

/// Returns true for most clean paths: those without empty parts and without parts that begin with a dot.
fn is_clean(path: &str) -> bool {
    let mut previous = b'/';
    for (at, byte) in path.bytes().enumerate() {
        if previous == b'/' && (byte == b'.' || (byte == b'/' && at > 0)) {
            return false;
        }
        previous = byte;
    }
    previous != b'/' || path.len() < 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_parsed() {
        for (spec, source, target, is_bind) in [
            ("./a:/b", "./a", "/b", true),
            ("data:/b:ro", "data", "/b", false),
            ("/b", "", "/b", false),
            ("d:/data", "", "d:/data", false),
            ("c:\\a:/b", "c:\\a", "/b", true),
            ("~/x:/y:z", "~/x", "/y", true),
            ("/b", "", "/b", false),
            ("ab", "", "ab", false),
        ] {
            let mount = parse(spec).expect("the short form is valid");
            assert_eq!(
                (mount.source, mount.target, mount.is_bind),
                (source, target, is_bind),
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
