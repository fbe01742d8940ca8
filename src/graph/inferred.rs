//! Links that environment values tell of: `DB_HOST=db`, `DATABASE_URL=postgres://db:5432/app`.
//!
//! A value names a service when it holds an address whose host is the service's name or its
//! container's: in a URL, before a port, or, for variables whose name speaks of a host, alone.
//! Words that merely equal a service's name (`POSTGRES_USER=db`) are not links.

use crate::compose::Project;
use crate::source::Span;
use std::collections::BTreeMap;

/// A link from a service to another that its environment names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Inferred {
    /// Whose environment it is, as an index of `Dependencies::services`.
    pub dependent: usize,
    /// The service it names.
    pub dependency: usize,
    /// The variable.
    pub variable: String,
    /// Where its value is written.
    pub span: Span,
    /// There is an edge between the same services, too.
    pub declared: bool,
}

/// Words in a variable's name that say its value is a host.
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

pub(super) fn links(project: &Project, index: &BTreeMap<&str, usize>) -> Vec<Inferred> {
    let mut hosts: BTreeMap<String, usize> = index
        .iter()
        .map(|(name, &at)| (name.to_ascii_lowercase(), at))
        .collect();
    for (at, service) in project.services.values().enumerate() {
        if let Some(name) = &service.container_name {
            hosts.entry(name.value.to_ascii_lowercase()).or_insert_with(|| at);
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
                    links.push(Inferred {
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

/// The hosts a value names.
fn hosts_in<'a>(variable: &str, value: &'a str) -> Vec<&'a str> {
    let alone_counts = speaks_of_host(variable);
    let mut hosts = Vec::new();
    for word in value.split(|sign: char| sign.is_whitespace() || matches!(sign, '"' | '\'' | ';' | '<' | '>')) {
        let (authority, in_url) = authority(word);
        for part in authority.split(',') {
            let (host, port) = match part.split_once(':') {
                Some((host, port)) => (host, Some(port)),
                None => (part, None),
            };
            let has_port = port.is_some_and(|port| port.len() <= 5 && port.parse::<u16>().is_ok());
            if in_url || has_port || (alone_counts && port.is_none()) {
                hosts.push(host);
            }
        }
    }
    hosts
}

/// The part of a word that holds hosts, and whether the word is a URL.
fn authority(word: &str) -> (&str, bool) {
    let (rest, in_url) = match word.split_once("://") {
        Some((_, rest)) => (rest, true),
        None => (word, false),
    };
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let authority = &rest[..end];
    // MySQL's driver for Go writes tcp(host:port).
    let bare = authority
        .split_once('(')
        .map_or(authority, |(_, inner)| inner.trim_end_matches(')'));
    (bare.rsplit_once('@').map_or(bare, |(_, host)| host), in_url)
}

fn speaks_of_host(variable: &str) -> bool {
    let upper = variable.to_ascii_uppercase();
    upper
        .split(|sign: char| !sign.is_ascii_alphanumeric())
        .any(|word| HOST_WORDS.contains(&word) || word.ends_with("HOST") || word.ends_with("URL"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_where_an_address_stands() {
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
