//! Lists, and mappings of free keys.

use smol_str::SmolStr;

use super::{Binder, Step, same_place};
use crate::compose::attributes::environment;
use crate::compose::attributes::scalar::text;
use crate::compose::fields::ValueType;
use crate::diagnostic::{Diagnostic, codes};
use crate::yaml::{Entry, Mapping, Node, Value};

/// In a mapping of free keys Docker Compose puts those that look like extensions into one entry, `#extensions`, and
/// forgets to take it out again.
pub(super) fn set_extensions_apart(mapping: &mut Mapping) {
    if !mapping.keys().any(|key| key.starts_with("x-")) {
        return;
    }
    let (extensions, others): (Mapping, Mapping) = std::mem::take(mapping)
        .into_iter()
        .partition(|(key, _)| key.starts_with("x-"));
    *mapping = others;
    if let Some(first) = extensions.first().map(|(_, entry)| entry.key_span) {
        let node = Node::new(Value::Mapping(extensions), first);
        mapping.insert("#extensions", Entry { key_span: first, node });
    }
}

/// Docker Compose looks at the last byte alone, as if it were a character: `à` ends in a space there.
fn ends_in_space(key: &str) -> bool {
    key.bytes().last().is_some_and(|byte| char::from(byte).is_whitespace())
}

/// A value as Go's `fmt.Sprint` prints it, mappings and lists too; nothing for null.
fn printed(value: &Value) -> Option<String> {
    match value {
        Value::Sequence(items) => {
            let items: Vec<String> = items.iter().map(|item| inner(&item.value)).collect();
            Some(format!("[{}]", items.join(" ")))
        }
        Value::Mapping(mapping) => {
            let mut entries: Vec<String> = mapping
                .iter()
                .map(|(key, entry)| format!("{key}:{}", inner(&entry.node.value)))
                .collect();
            entries.sort();
            Some(format!("map[{}]", entries.join(" ")))
        }
        value => text(value),
    }
}

fn inner(value: &Value) -> String {
    printed(value).unwrap_or_else(|| "<nil>".to_owned())
}

impl Binder {
    pub(super) fn texts(&mut self, node: &Node, form: ValueType) -> Option<Value> {
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut bound = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let text = match form {
                ValueType::NumberList => Some(inner(&item.value)),
                _ => self.below(Step::Item(index), |binder| binder.text(item)),
            };
            bound.extend(text.map(|text| same_place(item, Value::String(text.into()))));
        }
        Some(Value::Sequence(bound))
    }

    /// Keys and values, from a mapping or a list of `key=value`, sorted by key.
    pub(super) fn pairs(&mut self, mut node: Node, form: ValueType) -> Option<Node> {
        let value = |text: Option<String>| match text {
            Some(text) => Value::String(text.into()),
            None if form == ValueType::MappingWithEquals => Value::Null,
            None => Value::String(SmolStr::default()),
        };
        let mut bound = match std::mem::replace(&mut node.value, Value::Null) {
            Value::Mapping(mut entries) => {
                set_extensions_apart(&mut entries);
                for entry in entries.values_mut() {
                    if !matches!(entry.node.value, Value::String(_)) {
                        entry.node.value = value(printed(&entry.node.value));
                    }
                }
                entries
            }
            Value::Sequence(items) => {
                // Of several equal keys the last one's value stands, in the place of the first.
                let mut pairs = Mapping::default();
                for item in items {
                    let Some(written) = text(&item.value) else {
                        continue;
                    };
                    let (key, part) = environment::split(&written);
                    if form == ValueType::MappingWithEquals && ends_in_space(key) {
                        self.trailing_space(&item, key);
                        continue;
                    }
                    let (key, value) = (key.to_owned(), value(part.map(str::to_owned)));
                    let place = item.span;
                    let node = Node { value, ..item };
                    pairs.insert(key, Entry { key_span: place, node });
                }
                pairs
            }
            _ => return None,
        };
        bound.sort_keys();
        if bound.is_empty() {
            return None;
        }
        node.value = Value::Mapping(bound);
        Some(node)
    }

    pub(super) fn trailing_space(&mut self, item: &Node, key: &str) {
        let name = key.trim_end();
        let finding = Diagnostic::error(
            codes::SPACE_IN_NAME,
            format!("there is a space after `{name}`"),
            item.span,
        )
        .help(format!("Write `{name}=` without a space before the `=`."));
        self.fault(
            &format!("environment variable {key} is declared with a trailing space"),
            finding,
        );
    }

    pub(super) fn text_map(&mut self, mut node: Node) -> Option<Node> {
        let entries = node.as_mapping_mut()?;
        set_extensions_apart(entries);
        entries.sort_keys();
        entries.retain(|key, entry| {
            let text = match &entry.node.value {
                Value::Null => Some(String::new()),
                _ => self.below(Step::Key(key.clone()), |binder| binder.text(&entry.node)),
            };
            text.map(|text| entry.node.value = Value::String(text.into())).is_some()
        });
        (!entries.is_empty()).then_some(node)
    }

    /// Hosts and addresses as a sorted list of `host=address`.
    pub(super) fn hosts(&mut self, node: &Node) -> Option<Node> {
        let mut hosts: Vec<Node> = Vec::new();
        // What looks like an extension is set apart as a mapping, which is no address.
        if node
            .as_mapping()
            .is_some_and(|hosts| hosts.keys().any(|host| host.starts_with("x-")))
        {
            let finding = Diagnostic::error(
                codes::INVALID_HOST,
                "Docker Compose takes a host whose name begins with `x-` for an extension",
                node.span,
            )
            .help("Write the hosts as a list: `- x-host=10.0.0.5`.");
            self.fault(
                "unexpected value type map[string]interface {} for extra_hosts entry",
                finding,
            );
            return None;
        }
        // A host without addresses leaves nothing to print, but the list is there.
        let named = node.as_mapping().is_some_and(|mapping| !mapping.is_empty());
        match &node.value {
            Value::Mapping(mapping) => {
                for (host, entry) in mapping {
                    let addresses = match &entry.node.value {
                        Value::Sequence(items) => items.as_slice(),
                        _ => std::slice::from_ref(&entry.node),
                    };
                    for address in addresses {
                        let written = text(&address.value).unwrap_or_default();
                        hosts.extend(self.host(host, &written, address));
                    }
                }
            }
            Value::Sequence(items) => items.iter().for_each(|item| self.host_entry(item, &mut hosts)),
            _ => return None,
        }
        hosts.sort_by(|left, right| left.as_str().cmp(&right.as_str()));
        (named || !hosts.is_empty()).then(|| same_place(node, Value::Sequence(hosts)))
    }

    /// `host=address`, `host:address`, with further addresses after commas.
    fn host_entry(&mut self, item: &Node, hosts: &mut Vec<Node>) {
        let written = text(&item.value).unwrap_or_default();
        match written.split_once('=').or_else(|| written.split_once(':')) {
            Some((host, addresses)) => {
                let addresses = addresses.split(',');
                hosts.extend(addresses.filter_map(|address| self.host(host, address, item)));
            }
            None => {
                let finding = Diagnostic::error(codes::INVALID_HOST, format!("`{written}` has no address"), item.span)
                    .help(format!("Write `{written}=ADDRESS`, such as `{written}=10.0.0.5`."));
                self.fault(&format!("invalid additional host, missing IP: {written}"), finding);
            }
        }
    }

    fn host(&mut self, host: &str, address: &str, from: &Node) -> Option<Node> {
        if host.is_empty() || host.contains([':', '=']) {
            let finding = Diagnostic::error(codes::INVALID_HOST, format!("`{host}` is no host name"), from.span);
            self.fault(&format!("bad host name '{host}'"), finding);
            return None;
        }
        let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let address = bare.filter(|bare| !bare.is_empty()).unwrap_or(address);
        Some(same_place(from, Value::String(format!("{host}={address}").into())))
    }
}

/// Keys to lists of text; empty lists go.
pub(super) fn several(mut node: Node) -> Option<Node> {
    let entries = node.as_mapping_mut()?;
    set_extensions_apart(entries);
    entries.retain(|_, entry| {
        let items = match &entry.node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.node),
        };
        let texts: Vec<Node> = items
            .iter()
            .map(|item| same_place(item, Value::String(inner(&item.value).into())))
            .collect();
        let kept = !texts.is_empty();
        entry.node.value = Value::Sequence(texts);
        kept
    });
    entries.sort_keys();
    (!entries.is_empty()).then_some(node)
}

/// Keys of a build, as Docker Compose writes them in YAML.
pub(super) fn ssh(node: &Node) -> Option<Value> {
    let keys = node.as_mapping()?.iter().map(|(id, entry)| {
        let path = text(&entry.node.value).unwrap_or_default();
        let key = if path.is_empty() {
            id.clone()
        } else {
            format!("{id}: {path}").into()
        };
        same_place(&entry.node, Value::String(key))
    });
    Some(Value::Sequence(keys.collect()))
}
