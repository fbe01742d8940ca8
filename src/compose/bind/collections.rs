//! Conversion of lists, and of mappings with free keys.

use super::{Binder, Segment};
use crate::compose::attributes::{key_values, long_form, scalar};
use crate::compose::go;
use crate::diagnostic::{Diagnostic, codes};
use crate::sort::CompactSort;
use crate::yaml::{Entry, Mapping, Node, Value};

/// Moves entries whose key begins with `x-` into one entry `#extensions`.
///
/// Docker Compose does this in every mapping whose keys are not the user's own, and prints the result.
pub(super) fn separate_extensions(mapping: &mut Mapping) {
    if !mapping.keys().any(|key| key.starts_with("x-")) {
        return;
    }
    let (extensions, others): (Mapping, Mapping) = std::mem::take(mapping)
        .into_iter()
        .partition(|(key, _)| key.starts_with("x-"));
    *mapping = others;
    if let Some(key_span) = extensions.first().map(|(_, entry)| entry.key_span) {
        let node = Node::new(Value::Mapping(extensions), key_span);
        mapping.insert("#extensions", Entry { key_span, node });
    }
}

/// Returns whether Docker Compose considers a key to end in a space. It interprets the last byte as a character, and
/// the last byte of `à` is a no-break space.
fn ends_in_space(key: &str) -> bool {
    key.bytes().last().is_some_and(|byte| char::from(byte).is_whitespace())
}

impl Binder {
    /// Converts a mapping or a list of `key=value` to a mapping sorted by key. Missing values become `missing`.
    pub(super) fn bind_key_values(&mut self, node: Node, missing: Value) -> Option<Node> {
        let mut bound = match node.value {
            Value::Mapping(mut entries) => {
                separate_extensions(&mut entries);
                for entry in entries.values_mut() {
                    match &entry.node.value {
                        Value::String(_) => {}
                        Value::Null => entry.node.value = missing.clone(),
                        value => entry.node.value = Value::String(go::format_value(value).into()),
                    }
                }
                entries
            }
            Value::Sequence(items) => self.bind_key_value_list(items, &missing),
            _ => return None,
        };
        bound.sort_keys();
        let is_empty = bound.is_empty();
        let bound = Node {
            value: Value::Mapping(bound),
            ..node
        };
        (!is_empty).then_some(bound)
    }

    /// Converts a list of `key=value`. A repeated key keeps its first position and gets its last value.
    fn bind_key_value_list(&mut self, items: Vec<Node>, missing: &Value) -> Mapping {
        let mut mapping = Mapping::default();
        for item in items {
            let Some(text) = scalar::to_text(&item.value) else {
                continue;
            };
            let (key, value) = key_values::split(&text);
            let allows_null = *missing == Value::Null;
            if allows_null && ends_in_space(key) {
                self.report_trailing_space(&item, key);
                continue;
            }
            let value = value.map_or_else(|| missing.clone(), |value| Value::String(value.into()));
            let key_span = item.span;
            let node = Node { value, ..item };
            mapping.insert(key.to_owned(), Entry { key_span, node });
        }
        mapping
    }

    fn report_trailing_space(&mut self, item: &Node, key: &str) {
        let name = key.trim_end();
        let message = format!("there is a space after the variable name `{name}`");
        let diagnostic = Diagnostic::error(codes::TRAILING_SPACE_IN_NAME, message, item.span)
            .help(format!("Write `{name}=` without a space before the `=`."));
        self.report(
            &format!("environment variable {key} is declared with a trailing space"),
            diagnostic,
        );
    }

    /// Converts the values of a mapping to text.
    pub(super) fn bind_text_map(&mut self, mut node: Node) -> Option<Node> {
        let entries = node.as_mapping_mut()?;
        separate_extensions(entries);
        entries.sort_keys();
        entries.retain(|key, entry| {
            let text = match &entry.node.value {
                Value::Null => Some(String::new()),
                _ => self.descend(Segment::Key(key.clone()), |binder| binder.text(&entry.node)),
            };
            text.map(|text| entry.node.value = Value::String(text.into())).is_some()
        });
        (!entries.is_empty()).then_some(node)
    }

    /// Converts hosts and their addresses to a sorted list of `host=address`.
    pub(super) fn bind_hosts(&mut self, node: &Node) -> Option<Node> {
        let mut hosts: Vec<Node> = Vec::new();
        match &node.value {
            Value::Mapping(mapping) if mapping.keys().any(|host| host.starts_with("x-")) => {
                // Docker Compose turns these hosts into a mapping of extensions, which is not an address.
                self.report_extension_host(node);
                return None;
            }
            Value::Mapping(mapping) => {
                for (host, entry) in mapping {
                    let addresses = match &entry.node.value {
                        Value::Sequence(items) => items.as_slice(),
                        _ => std::slice::from_ref(&entry.node),
                    };
                    for item in addresses {
                        let address = scalar::to_text(&item.value).unwrap_or_default();
                        hosts.extend(self.bind_host(host, &address, item));
                    }
                }
            }
            Value::Sequence(items) => items.iter().for_each(|item| self.bind_host_item(item, &mut hosts)),
            _ => return None,
        }
        hosts.compact_sort_by(|left, right| left.as_str().cmp(&right.as_str()));
        // A mapping of hosts without addresses is printed as an empty list.
        let has_keys = node.as_mapping().is_some_and(|mapping| !mapping.is_empty());
        (has_keys || !hosts.is_empty()).then(|| long_form::with_value(node, Value::Sequence(hosts)))
    }

    fn report_extension_host(&mut self, hosts: &Node) {
        let message = "a host name in this mapping begins with `x-`, so Docker Compose treats it as an extension";
        let diagnostic = Diagnostic::error(codes::INVALID_HOST, message, hosts.span)
            .help("Write the hosts as a list: `- x-host=10.0.0.5`.");
        self.report(
            "unexpected value type map[string]interface {} for extra_hosts entry",
            diagnostic,
        );
    }

    /// Converts `host=address` or `host:address`, with optional further addresses after commas.
    fn bind_host_item(&mut self, item: &Node, hosts: &mut Vec<Node>) {
        let text = scalar::to_text(&item.value).unwrap_or_default();
        match text.split_once('=').or_else(|| text.split_once(':')) {
            Some((host, addresses)) => {
                let addresses = addresses.split(',');
                hosts.extend(addresses.filter_map(|address| self.bind_host(host, address, item)));
            }
            None => {
                let message = format!("host `{text}` has no address");
                let diagnostic = Diagnostic::error(codes::INVALID_HOST, message, item.span)
                    .help(format!("Write `{text}=ADDRESS`, such as `{text}=10.0.0.5`."));
                self.report(&format!("invalid additional host, missing IP: {text}"), diagnostic);
            }
        }
    }

    fn bind_host(&mut self, host: &str, address: &str, item: &Node) -> Option<Node> {
        if host.is_empty() || host.contains([':', '=']) {
            let message = format!("`{host}` is not a host name");
            let diagnostic = Diagnostic::error(codes::INVALID_HOST, message, item.span);
            self.report(&format!("bad host name '{host}'"), diagnostic);
            return None;
        }
        let unbracketed = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let address = unbracketed.filter(|address| !address.is_empty()).unwrap_or(address);
        Some(long_form::with_text(item, &format!("{host}={address}")))
    }
}

/// Converts the items of a list, or one value, to text.
pub(super) fn number_list(node: &Node) -> Value {
    let items = match &node.value {
        Value::Sequence(items) => items.as_slice(),
        _ => std::slice::from_ref(node),
    };
    let texts = items.iter().map(format_item);
    Value::Sequence(texts.collect())
}

/// Converts the values of a mapping to lists of text, and removes empty lists.
pub(super) fn bind_list_map(mut node: Node) -> Option<Node> {
    let entries = node.as_mapping_mut()?;
    separate_extensions(entries);
    entries.retain(|_, entry| {
        entry.node.value = number_list(&entry.node);
        entry.node.as_sequence().is_some_and(|texts| !texts.is_empty())
    });
    entries.sort_keys();
    (!entries.is_empty()).then_some(node)
}

fn format_item(item: &Node) -> Node {
    long_form::with_text(item, &go::format_value(&item.value))
}
