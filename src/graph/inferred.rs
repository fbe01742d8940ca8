//! Links inferred from environment values: `DB_HOST=db`, `DATABASE_URL=postgres://db:5432/app`.
//!
//! A value refers to a service if it contains an address whose host is the service's name or container name:
//! in a URL, before a port, or alone if the variable's name suggests a host. A value that only equals a
//! service's name (`POSTGRES_USER=db`) is not a link.

use std::collections::BTreeMap;

use crate::compose::Project;
use crate::source::Span;

/// A link from a service to another one that its environment refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InferredLink {
    /// Index in `Dependencies::services` of the service with the variable.
    pub dependent: usize,
    /// Index of the service that the value refers to.
    pub dependency: usize,
    /// Name of the variable.
    pub variable: String,
    /// Where its value is written.
    pub span: Span,
    /// Whether there is also an edge between the two services.
    pub declared: bool,
}

/// Words in a variable's name that suggest its value is a host.
const HOST_WORDS: [&str; 24] = [
    "HOST",
    "HOSTS",
    "HOSTNAME",
    "HOSTNAMES",
    "SERVER",
    "SERVERS",
    "ADDR",
    "ADDRESS",
    "ADDRESSES",
    "ENDPOINT",
    "ENDPOINTS",
    "URL",
    "URLS",
    "URI",
    "NODE",
    "NODES",
    "BROKER",
    "BROKERS",
    "UPSTREAM",
    "BACKEND",
    "SERVICE",
    "MASTER",
    "PROXY",
    "SEEDS",
];

/// Infers links between the active services of a project. `index` maps their names to indices.
pub(super) fn infer_links(project: &Project, index: &BTreeMap<&str, usize>) -> Vec<InferredLink> {
    let mut hosts: BTreeMap<String, usize> = index
        .iter()
        .map(|(name, &service)| (name.to_ascii_lowercase(), service))
        .collect();
    for (index, service) in project.services.values().enumerate() {
        if let Some(name) = &service.container_name {
            hosts.entry(name.value.to_ascii_lowercase()).or_insert(index);
        }
    }
    let mut links = Vec::new();
    for (dependent, service) in project.services.values().enumerate() {
        for (variable, entry) in &service.environment {
            let Some(value) = &entry.value else { continue };
            for host in hosts_in(variable, value) {
                let Some(&dependency) = hosts.get(&host.to_ascii_lowercase()) else {
                    continue;
                };
                if dependency != dependent {
                    links.push(InferredLink {
                        dependent,
                        dependency,
                        variable: variable.clone(),
                        span: entry.span,
                        declared: false,
                    });
                }
            }
        }
    }
    links
}

/// Returns the hosts that a variable's value contains.
fn hosts_in<'a>(variable: &str, value: &'a str) -> Vec<&'a str> {
    let allows_bare_host = suggests_host(variable);
    let mut hosts = Vec::new();
    for word in value.split(|char: char| char.is_whitespace() || matches!(char, '"' | '\'' | ';' | '<' | '>')) {
        let (authority, in_url) = parse_authority(word);
        for part in authority.split(',') {
            let (host, port) = match part.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (part, None),
            };
            let has_port = port.is_some_and(|port| port.len() <= 5 && port.parse::<u16>().is_ok());
            if in_url || has_port || (allows_bare_host && port.is_none()) {
                hosts.push(host);
            }
        }
    }
    hosts
}

/// Returns the part of a word that contains hosts, and whether the word is a URL.
fn parse_authority(word: &str) -> (&str, bool) {
    let (rest, in_url) = match word.split_once("://") {
        Some((_, rest)) => (rest, true),
        None => (word, false),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    // The MySQL driver for Go expects `tcp(host:port)`.
    let authority = authority
        .split_once('(')
        .map_or(authority, |(_, inner)| inner.trim_end_matches(')'));
    let without_user = authority.rsplit_once('@').map_or(authority, |(_, hosts)| hosts);
    (without_user, in_url)
}

/// Whether a variable's name suggests that its value is a host.
fn suggests_host(variable: &str) -> bool {
    let upper = variable.to_ascii_uppercase();
    upper
        .split(|char: char| !char.is_ascii_alphanumeric())
        .any(|word| HOST_WORDS.contains(&word) || word.ends_with("HOST") || word.ends_with("URL"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_in_addresses() {
        for (variable, value, expected) in [
            ("DB_HOST", "db", &["db"][..]),
            ("PMA_HOSTS", "db,cache", &["db", "cache"]),
            ("POSTGRES_USER", "db", &[]),
            ("DSN", "postgres://user:p@ss@db:5432/app?x=y", &["db"]),
            ("SPRING_DATASOURCE_URL", "jdbc:mysql://db/app", &["db"]),
            ("KAFKA", "kafka1:9092,kafka2:9092", &["kafka1", "kafka2"]),
            ("TIMES", "12:30pm", &[]),
            ("DSN", "root:secret@tcp(db:3306)/app", &["db"]),
            ("dbHost", "db", &["db"]),
            ("OPTS", "--upstream http://api --x", &["api"]),
            ("X", "", &[]),
        ] {
            assert_eq!(hosts_in(variable, value), expected, "{variable}={value}");
        }
    }
}
