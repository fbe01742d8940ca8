//! Published ports: `[[IP:]HOST:]CONTAINER[/PROTOCOL]` with ranges, or a mapping.
//!
//! Source: docker/go-connections `nat.ParsePortSpec`, which Docker Compose uses for the short form.

use super::environment::text_like;
use super::scalar::{self, go_type};
use crate::compose::fields::FieldPath;
use crate::compose::go;
use crate::diagnostic::{Applicability, Diagnostic, Edit, codes};
use crate::yaml::{Node, Value};

/// One published port of a short form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublishedPort {
    /// The host's address; empty: all.
    pub host_ip: String,
    /// The host's port or range; empty: the engine picks one.
    pub published: String,
    /// The container's port.
    pub target: u16,
    /// `tcp`, `udp` or `sctp`.
    pub protocol: String,
}

/// Reads a short form, a port each, or says what Docker says about it.
pub fn parse(spec: &str) -> Result<Vec<PublishedPort>, String> {
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
    let ip = address(ip)?;
    let (first, last) = range(container).ok_or_else(|| format!("invalid containerPort: {container}"))?;
    let mut ports = Vec::new();
    let hosts = match host {
        "" => None,
        host => Some(range(host).ok_or_else(|| format!("invalid hostPort: {host}"))?),
    };
    if let Some((host_first, host_last)) = hosts
        && last - first != host_last - host_first
        && last != first
    {
        return Err(format!(
            "invalid ranges specified for container and host Ports: {container} and {host}"
        ));
    }
    for target in first..=last {
        let published = match hosts {
            None => String::new(),
            Some((low, high)) if first == last && low != high => format!("{low}-{high}"),
            Some((low, _)) => (u32::from(low) + u32::from(target - first)).to_string(),
        };
        ports.push(PublishedPort {
            host_ip: ip.clone(),
            published,
            target,
            protocol: protocol.clone(),
        });
    }
    // Docker Compose sorts the container's ports as text, so 10000 comes before 9999.
    ports.sort_by_key(|port| format!("{}/{}", port.target, port.protocol));
    Ok(ports)
}

/// Address, port of the host and port of the container; what is not given is empty.
fn split(spec: &str) -> (&str, &str, &str) {
    let Some((rest, container)) = spec.rsplit_once(':') else {
        return ("", "", spec);
    };
    let (ip, host) = rest.rsplit_once(':').unwrap_or(("", rest));
    (ip, host, container)
}

fn address(ip: &str) -> Result<String, String> {
    let bare = match ip.strip_prefix('[') {
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
    if bare.is_empty() || is_address(bare) {
        return Ok(bare.to_owned());
    }
    Err(format!("invalid IP address: {bare}"))
}

/// Whether Go's `net.ParseIP` takes it.
fn is_address(text: &str) -> bool {
    text.parse::<std::net::IpAddr>().is_ok()
}

fn range(text: &str) -> Option<(u16, u16)> {
    let port = |text: &str| {
        let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        if digits { text.parse::<u16>().ok() } else { None }
    };
    match text.split_once('-') {
        None => port(text).map(|port| (port, port)),
        Some((first, last)) => {
            let (first, last) = (port(first)?, port(last)?);
            (first <= last).then_some((first, last))
        }
    }
}

/// Short forms become mappings, a range several of them.
pub fn canonical(node: &mut Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    let Value::Sequence(items) = &mut node.value else {
        scalar::reject_kind(node, at, "port", found);
        return;
    };
    let mut ports = Vec::with_capacity(items.len());
    for item in std::mem::take(items) {
        match &item.value {
            Value::Mapping(_) => ports.push(item),
            Value::String(_) | Value::Int(_) if go_type(&item.value) != "uint64" => {
                let text = scalar::text(&item.value).unwrap_or_default();
                match parse(&text) {
                    Ok(parsed) => ports.extend(parsed.iter().map(|port| long(&item, port))),
                    Err(upstream) => {
                        found.push(explain(&text, &item, &upstream).upstream(upstream));
                        ports.push(item);
                    }
                }
            }
            value => {
                found.push(
                    Diagnostic::error(
                        codes::INVALID_PORT,
                        "a port is a whole number or text like `8080:80`",
                        item.span,
                    )
                    .help("Write it in quotes.")
                    .upstream(format!(
                        "{}: invalid type {} for port",
                        at.with_brackets(),
                        go_type(value)
                    )),
                );
                ports.push(item);
            }
        }
    }
    *items = ports;
}

fn with_trail(from: &Node, mut node: Node) -> Node {
    node.provenance = from.provenance.clone();
    node
}

fn long(item: &Node, port: &PublishedPort) -> Node {
    let word = |text: &str| text_like(item, text);
    let mut entries = Vec::with_capacity(5);
    entries.extend([("mode", Node::default(Value::String("ingress".into()), item.span, MODE))]);
    if !port.host_ip.is_empty() {
        entries.push(("host_ip", word(&port.host_ip)));
    }
    if port.target != 0 {
        let mut target = word("");
        target.value = Value::Int(i64::from(port.target).into());
        entries.push(("target", target));
    }
    if !port.published.is_empty() {
        entries.push(("published", word(&port.published)));
    }
    entries.push(("protocol", word(&port.protocol)));
    with_trail(item, scalar::mapping_at(item.span, entries))
}

const MODE: &str = "ports are published in ingress mode unless `mode` says otherwise";
const PROTOCOL: &str = "ports are TCP unless another protocol is given";

/// A mapping without protocol or mode gets them.
pub fn default(node: &mut Node) {
    let span = node.span;
    if let Some(mapping) = node.as_mapping_mut() {
        for (key, value, reason) in [("protocol", "tcp", PROTOCOL), ("mode", "ingress", MODE)] {
            mapping.get_or_insert_with(key, || {
                scalar::entry(Node::default(Value::String(value.into()), span, reason))
            });
        }
    }
}

/// `host_ip` must be an address.
pub fn check(node: &Node, at: &FieldPath<'_>, found: &mut Vec<Diagnostic>) {
    let Some(ip) = node.get("host_ip") else {
        return;
    };
    let text = ip.as_str().unwrap_or_default();
    if !is_address(text) {
        found.push(
            Diagnostic::error(codes::INVALID_HOST_IP, format!("`{text}` is no IP address"), ip.span)
                .help("Use an address of this host such as `127.0.0.1`, or drop `host_ip` to listen on all.")
                .upstream(format!("{}: invalid ip address: {text}", at.with_brackets())),
        );
    }
}

fn explain(text: &str, item: &Node, upstream: &str) -> Diagnostic {
    let code = codes::INVALID_PORT;
    let curly: &[char] = &['“', '”', '‘', '’', '„'];
    if text.contains(curly) {
        let plain = text.replace(curly, "");
        return Diagnostic::error(
            code,
            format!("`{text}` holds a curly quote, as copied from a web page"),
            item.span,
        )
        .help("Use straight quotes.")
        .fix(
            format!("Write \"{plain}\""),
            Applicability::Safe,
            vec![Edit {
                span: item.span,
                text: format!("\"{plain}\""),
            }],
        );
    }
    let message = match upstream.split_once(": ") {
        _ if text.is_empty() => "this port is empty".to_owned(),
        Some(("invalid proto", protocol)) if !protocol.is_empty() => {
            format!("`{protocol}` is no protocol of a port; use tcp, udp or sctp")
        }
        Some(("invalid IP address", ip)) => format!("`{ip}` is no IP address"),
        Some(("invalid hostPort", port)) => format!("`{port}` is no port of the host; ports are 0 to 65535"),
        Some(("invalid containerPort", port)) => format!("`{port}` is no port of the container; ports are 0 to 65535"),
        Some((_, ranges)) if upstream.starts_with("invalid ranges") => {
            let (container, host) = ranges.split_once(" and ").unwrap_or((ranges, ""));
            format!("the host's range {host} and the container's range {container} differ in length")
        }
        _ => format!("`{text}` is no port"),
    };
    Diagnostic::error(code, message, item.span)
        .help("A port is `HOST:CONTAINER`, such as `8080:80` or `127.0.0.1:8080:80/udp`.")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_forms() {
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
            let shown: Vec<String> = parse(spec).expect("valid").iter().map(shown).collect();
            assert_eq!(shown.join(","), expected, "{spec}");
        }
    }

    fn shown(port: &PublishedPort) -> String {
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
    fn faults_have_dockers_words() {
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
