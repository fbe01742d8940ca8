//! Published ports: `[[IP:]HOST:]CONTAINER[/PROTOCOL]` with ranges, or a mapping. Also `expose`.
//!
//! Source: docker/go-connections `nat.ParsePortSpec`, which Docker Compose uses for the short form.

use super::{kind, long_form, scalar};
use crate::compose::field_path::FieldPath;
use crate::compose::go;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::sort::CompactSort;
use crate::yaml::{Node, Value};

const MODE: &str = "the default mode is `ingress`";
const PROTOCOL: &str = "the default protocol is TCP";

/// One published port of a short form.
#[derive(Debug, Clone, PartialEq, Eq)]
struct PublishedPort {
    /// IP address on the host. Empty means all addresses.
    host_ip: String,
    /// Port or range on the host. If it is empty, the engine picks a port.
    published: String,
    /// Port in the container.
    target: u16,
    /// `tcp`, `udp` or `sctp`.
    protocol: String,
}

/// Parses a short form into its single ports. Errors are those of Docker.
fn parse(spec: &str) -> Result<Vec<PublishedPort>, String> {
    let (ip, host, container) = split(spec);
    let (container, protocol) = match container.split_once('/') {
        Some(("", _)) => ("", String::new()),
        Some((port, "")) => (port, "tcp".to_owned()),
        Some((port, protocol)) => (port, go::to_lower(protocol)),
        None if container.is_empty() => ("", String::new()),
        None => (container, "tcp".to_owned()),
    };
    if !matches!(protocol.as_str(), "tcp" | "udp" | "sctp") {
        return Err(format!("invalid proto: {protocol}"));
    }
    let host_ip = parse_address(ip)?;
    let targets = parse_range(container).ok_or_else(|| format!("invalid containerPort: {container}"))?;
    let hosts = match host {
        "" => None,
        host => Some(parse_range(host).ok_or_else(|| format!("invalid hostPort: {host}"))?),
    };
    let (first, last) = targets;
    if let Some((host_first, host_last)) = hosts
        && last - first != host_last - host_first
        && last != first
    {
        return Err(format!(
            "invalid ranges specified for container and host Ports: {container} and {host}"
        ));
    }
    let port = |target| PublishedPort {
        host_ip: host_ip.clone(),
        published: match hosts {
            None => String::new(),
            Some((low, high)) if first == last && low != high => format!("{low}-{high}"),
            Some((low, _)) => (u32::from(low) + u32::from(target - first)).to_string(),
        },
        target,
        protocol: protocol.clone(),
    };
    let mut ports: Vec<PublishedPort> = (first..=last).map(port).collect();
    // Docker Compose sorts the container's ports as text, so 10000 comes before 9999.
    ports.compact_sort_by_key(|port| format!("{}/{}", port.target, port.protocol));
    Ok(ports)
}

/// Splits a short form into address, host port and container port. Missing parts are empty.
fn split(spec: &str) -> (&str, &str, &str) {
    let Some((rest, container)) = spec.rsplit_once(':') else {
        return ("", "", spec);
    };
    let (ip, host) = rest.rsplit_once(':').unwrap_or(("", rest));
    (ip, host, container)
}

fn parse_address(ip: &str) -> Result<String, String> {
    let unbracketed = match ip.strip_prefix('[') {
        Some(rest) => match rest.split_once(']') {
            Some((inner, "")) => inner,
            _ => {
                return Err(format!(
                    "invalid IP address {ip}: address {ip}:: missing ']' in address"
                ));
            }
        },
        None => ip,
    };
    if unbracketed.is_empty() || is_address(unbracketed) {
        return Ok(unbracketed.to_owned());
    }
    Err(format!("invalid IP address: {unbracketed}"))
}

/// Returns whether Go's `net.ParseIP` accepts a text.
fn is_address(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok()
}

/// Parses `80` or `80-90` into the first and the last port.
fn parse_range(text: &str) -> Option<(u16, u16)> {
    let port = |text: &str| {
        let is_digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if is_digits { text.parse::<u16>().ok() } else { None }
    };
    match text.split_once('-') {
        None => port(text).map(|port| (port, port)),
        Some((first, last)) => {
            let (first, last) = (port(first)?, port(last)?);
            (first <= last).then_some((first, last))
        }
    }
}

/// Converts short forms to mappings, and a range to several of them.
pub fn canonical(node: &mut Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Value::Sequence(items) = &mut node.value else {
        kind::reject(node, path, "port", diagnostics);
        return;
    };
    let mut ports = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        let parsed = match &item.value {
            Value::Mapping(_) => Ok(None),
            Value::String(_) | Value::Int(_) if go::type_name(&item.value) != "uint64" => parse_item(&item).map(Some),
            _ => Err(not_a_port(&item, path)),
        };
        match parsed {
            Ok(Some(parsed)) => ports.extend(parsed.iter().map(|port| long_form(&item, port))),
            Ok(None) => ports.push(item),
            Err(diagnostic) => {
                diagnostics.push(*diagnostic);
                ports.push(item);
            }
        }
    }
    *items = ports;
}

fn parse_item(item: &Node) -> Result<Vec<PublishedPort>, Box<Diagnostic>> {
    let text = scalar::to_text(&item.value).unwrap_or_default();
    parse(&text).map_err(|upstream| Box::new(explain_parse_error(&text, item, &upstream).upstream(upstream)))
}

fn not_a_port(item: &Node, path: &FieldPath<'_>) -> Box<Diagnostic> {
    let diagnostic = Diagnostic::error(
        codes::INVALID_PORT,
        "a port must be an integer, a string or a mapping",
        item.span,
    )
    .help("Write it in quotes, such as `\"8080:80\"`.")
    .upstream(format!(
        "{}: invalid type {} for port",
        path.with_brackets(),
        go::type_name(&item.value)
    ));
    Box::new(diagnostic)
}

fn long_form(item: &Node, port: &PublishedPort) -> Node {
    let text = |text: &str| long_form::with_text(item, text);
    let mut entries = Vec::with_capacity(5);
    entries.push(("mode", Node::default(Value::String("ingress".into()), item.span, MODE)));
    if !port.host_ip.is_empty() {
        entries.push(("host_ip", text(&port.host_ip)));
    }
    if port.target != 0 {
        let target = Value::Int(i64::from(port.target).into());
        entries.push(("target", long_form::with_value(item, target)));
    }
    if !port.published.is_empty() {
        entries.push(("published", text(&port.published)));
    }
    entries.push(("protocol", text(&port.protocol)));
    long_form::with_value(item, long_form::mapping(item.span, entries).value)
}

/// Identifies ports by host address, published port, target and protocol.
pub fn identity(item: &Node, path: &FieldPath<'_>, index: usize) -> Result<String, Box<Diagnostic>> {
    match &item.value {
        Value::Int(number) => Ok(number.to_string()),
        Value::String(text) => Ok(text.to_string()),
        Value::Mapping(_) => {
            let target = item.get("target").ok_or_else(|| without_target(item, path, index))?;
            let text = |key: &str| item.get(key).and_then(Node::as_str);
            let published = match item.get("published").map(|node| &node.value) {
                Some(Value::String(text)) => text.to_string(),
                // Docker Compose considers a number and the same number as text different.
                Some(Value::Int(number)) => format!("number {number}"),
                _ => String::new(),
            };
            let host_ip = text("host_ip").unwrap_or("0.0.0.0");
            let protocol = text("protocol").unwrap_or("tcp");
            // The schema rejects a target that is not a number.
            let target = target.as_int().unwrap_or_default();
            Ok(format!("{host_ip}:{published}:{target}/{protocol}"))
        }
        // The schema rejects other kinds. Here they count as equal.
        _ => Ok(String::new()),
    }
}

fn without_target(item: &Node, path: &FieldPath<'_>, index: usize) -> Box<Diagnostic> {
    Box::new(
        Diagnostic::error(codes::PORT_WITHOUT_TARGET, "this port has no `target`", item.span)
            .help("Add `target:` with the port that the container listens on.")
            .upstream(format!(
                "service ports {}.[{index}] is missing a target port",
                path.with_brackets()
            )),
    )
}

/// Identifies ports of `expose` by their text.
pub fn expose_identity(item: &Node, path: &FieldPath<'_>, index: usize) -> Result<String, Box<Diagnostic>> {
    match &item.value {
        Value::String(text) => Ok(text.to_string()),
        Value::Int(number) if i64::try_from(*number).is_ok() => Ok(number.to_string()),
        _ => Err(kind::reject_item(item, "expose", path, index)),
    }
}

/// Adds the default `protocol` and `mode` to a mapping.
pub fn default(node: &mut Node) {
    let span = node.span;
    if let Some(mapping) = node.as_mapping_mut() {
        for (key, value, reason) in [("protocol", "tcp", PROTOCOL), ("mode", "ingress", MODE)] {
            mapping.get_or_insert_with(key, || {
                long_form::entry(Node::default(Value::String(value.into()), span, reason))
            });
        }
    }
}

/// Rejects a `host_ip` that is not an IP address.
pub fn check(node: &Node, path: &FieldPath<'_>, diagnostics: &mut Vec<Diagnostic>) {
    let Some(ip) = node.get("host_ip") else {
        return;
    };
    let text = ip.as_str().unwrap_or_default();
    if !is_address(text) {
        diagnostics.push(
            Diagnostic::error(
                codes::INVALID_HOST_IP,
                format!("`{text}` is not an IP address"),
                ip.span,
            )
            .help("Write an address of this host such as `127.0.0.1`, or remove `host_ip` to listen on all addresses.")
            .upstream(format!("{}: invalid ip address: {text}", path.with_brackets())),
        );
    }
}

fn explain_parse_error(text: &str, item: &Node, upstream: &str) -> Diagnostic {
    let code = codes::INVALID_PORT;
    let curly_quotes: &[char] = &['“', '”', '‘', '’', '„'];
    if text.contains(curly_quotes) {
        let quoted = format!("\"{}\"", text.replace(curly_quotes, ""));
        return Diagnostic::error(code, format!("port `{text}` contains a curly quote"), item.span)
            .help("YAML does not treat curly quotes as quotes. Write straight quotes.")
            .fix(
                format!("Write `{quoted}`"),
                Applicability::Safe,
                vec![Edit::new(item.span, quoted)],
            );
    }
    let message = match upstream.split_once(": ") {
        _ if text.is_empty() => "this port is empty".to_owned(),
        Some(("invalid proto", protocol)) if !protocol.is_empty() => {
            format!("`{protocol}` is not a protocol; use `tcp`, `udp` or `sctp`")
        }
        Some(("invalid IP address", ip)) => format!("`{ip}` is not an IP address"),
        Some(("invalid hostPort", port)) => format!("`{port}` is not a valid host port; ports are 0 to 65535"),
        Some(("invalid containerPort", port)) => {
            format!("`{port}` is not a valid container port; ports are 0 to 65535")
        }
        Some((_, ranges)) if upstream.starts_with("invalid ranges") => {
            let (container, host) = ranges.split_once(" and ").unwrap_or((ranges, ""));
            format!("host range `{host}` and container range `{container}` have different lengths")
        }
        _ => format!("`{text}` is not a port"),
    };
    Diagnostic::error(code, message, item.span)
        .help("A port is `HOST:CONTAINER`, such as `8080:80` or `127.0.0.1:8080:80/udp`.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms_are_parsed() {
        for (spec, expected) in [
            ("80", "80"),
            ("8080:80/UDP", "8080>80/udp"),
            ("127.0.0.1::80", "127.0.0.1 80"),
            ("[::1]:80:80", "::1 80>80"),
            ("::1:80:80", "::1 80>80"),
            ("3000-3001", "3000,3001"),
            ("9999-10000:9999-10000", "10000>10000,9999>9999"),
            ("8000-8010:80", "8000-8010>80"),
        ] {
            let ports: Vec<String> = parse(spec)
                .expect("the specification is valid")
                .iter()
                .map(summary)
                .collect();
            assert_eq!(ports.join(","), expected, "{spec}");
        }
    }

    /// Returns the address, the published port, the target and a protocol other than TCP: `::1 8080>80/udp`.
    fn summary(port: &PublishedPort) -> String {
        let mut text = String::new();
        if !port.host_ip.is_empty() {
            text += &format!("{} ", port.host_ip);
        }
        if !port.published.is_empty() {
            text += &format!("{}>", port.published);
        }
        text += &port.target.to_string();
        if port.protocol != "tcp" {
            text += &format!("/{}", port.protocol);
        }
        text
    }

    #[test]
    fn errors_are_those_of_docker() {
        for (spec, expected) in [
            ("", "invalid proto: "),
            ("80/quic", "invalid proto: quic"),
            ("300.1.1.1:80:80", "invalid IP address: 300.1.1.1"),
            ("http:80", "invalid hostPort: http"),
            ("70000:80", "invalid hostPort: 70000"),
            ("80:x", "invalid containerPort: x"),
            (
                "3000-3002:4000-4001",
                "invalid ranges specified for container and host Ports: 4000-4001 and 3000-3002",
            ),
        ] {
            assert_eq!(parse(spec), Err(expected.to_owned()), "{spec}");
        }
    }
}
