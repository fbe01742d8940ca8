//! Lists, and mappings of free keys.

use std::borrow::Cow;

use super::{Binder, Step, same_place};
use crate::compose::attributes::environment;
use crate::compose::attributes::scalar::text;
use crate::compose::fields::Form;
use crate::diagnostic::Diagnostic;
use crate::sort;
use crate::yaml::{Entry, Mapping, Node, Value};

/// The entries of a mapping of free keys. Docker Compose puts those that look like extensions into one
/// entry, `#extensions`, and forgets to take it out again.
pub(super) fn free_entries(mapping: &Mapping) -> Vec<(&str, Cow<'_, Entry>)> {
    let mut entries: Vec<(&str, Cow<'_, Entry>)> = Vec::with_capacity(mapping.len());
    let mut extensions = Mapping::new();
    for (key, entry) in mapping {
        if key.starts_with("x-") {
            extensions.insert(key.clone(), entry.clone());
        } else {
            entries.push((key, Cow::Borrowed(entry)));
        }
    }
    if let Some(first) = extensions.first().map(|(_, entry)| entry.key) {
        let node = Node::new(Value::Mapping(extensions), first);
        entries.push(("#extensions", Cow::Owned(Entry { key: first, node })));
    }
    entries
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
            sort::all(&mut entries);
            Some(format!("map[{}]", entries.join(" ")))
        }
        value => text(value),
    }
}

fn inner(value: &Value) -> String {
    printed(value).unwrap_or_else(|| "<nil>".to_owned())
}

impl Binder {
    pub(super) fn texts(&mut self, node: &Node, form: Form) -> Option<Value> {
        let items = match &node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(node),
        };
        let mut bound = Vec::with_capacity(items.len());
        for (index, item) in items.iter().enumerate() {
            let text = match form {
                Form::NumberList => Some(inner(&item.value)),
                _ => self.below(Step::Item(index), |binder| binder.text(item)),
            };
            bound.extend(text.map(|text| same_place(item, Value::String(text))));
        }
        Some(Value::Sequence(bound))
    }

    /// Keys and values, from a mapping or a list of `key=value`, sorted by key.
    pub(super) fn pairs(&mut self, node: &Node, form: Form) -> Option<Node> {
        let mut pairs: Vec<(String, Entry)> = Vec::new();
        let value = |item: &Node, text: Option<String>| match text {
            Some(text) => same_place(item, Value::String(text)),
            None if form == Form::MappingWithEquals => same_place(item, Value::Null),
            None => same_place(item, Value::String(String::new())),
        };
        match &node.value {
            Value::Mapping(mapping) => pairs.extend(free_entries(mapping).into_iter().map(|(key, entry)| {
                let node = value(&entry.node, printed(&entry.node.value));
                (key.to_owned(), Entry { key: entry.key, node })
            })),
            Value::Sequence(items) => {
                for item in items {
                    let Some(written) = text(&item.value) else {
                        continue;
                    };
                    let (key, part) = environment::split(&written);
                    if form == Form::MappingWithEquals && key.ends_with(char::is_whitespace) {
                        self.trailing_space(item, key);
                        continue;
                    }
                    let node = value(item, part.map(str::to_owned));
                    pairs.push((key.to_owned(), Entry { key: item.span, node }));
                }
            }
            _ => return None,
        }
        sort::by(&mut pairs, |left, right| left.0.cmp(&right.0));
        let bound: Mapping = pairs.into_iter().collect();
        (!bound.is_empty()).then(|| same_place(node, Value::Mapping(bound)))
    }

    pub(super) fn trailing_space(&mut self, item: &Node, key: &str) {
        let name = key.trim_end();
        let finding = Diagnostic::error("space-in-name", format!("there is a space after `{name}`"), item.span)
            .help(format!("Write `{name}=` without a space before the `=`."));
        self.fault(
            &format!("environment variable {key} is declared with a trailing space"),
            finding,
        );
    }

    pub(super) fn text_map(&mut self, node: &Node) -> Option<Node> {
        let mapping = node.as_mapping()?;
        let mut entries = free_entries(mapping);
        sort::by_key(&mut entries, |(key, _)| *key);
        let mut bound = Mapping::new();
        for (key, entry) in entries {
            let text = match entry.node.is_null() {
                true => Some(String::new()),
                false => self.below(Step::Key(key.to_owned()), |binder| binder.text(&entry.node)),
            };
            if let Some(text) = text {
                let node = same_place(&entry.node, Value::String(text));
                bound.insert(key.to_owned(), Entry { key: entry.key, node });
            }
        }
        (!bound.is_empty()).then(|| same_place(node, Value::Mapping(bound)))
    }

    /// Hosts and addresses as a sorted list of `host=address`.
    pub(super) fn hosts(&mut self, node: &Node) -> Option<Node> {
        let mut hosts: Vec<Node> = Vec::new();
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
        sort::by(&mut hosts, |left, right| left.as_str().cmp(&right.as_str()));
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
                let finding = Diagnostic::error("invalid-host", format!("`{written}` has no address"), item.span)
                    .help(format!("Write `{written}=ADDRESS`, such as `{written}=10.0.0.5`."));
                self.fault(&format!("invalid additional host, missing IP: {written}"), finding);
            }
        }
    }

    fn host(&mut self, host: &str, address: &str, from: &Node) -> Option<Node> {
        if host.is_empty() || host.contains([':', '=']) {
            let finding = Diagnostic::error("invalid-host", format!("`{host}` is no host name"), from.span);
            self.fault(&format!("bad host name '{host}'"), finding);
            return None;
        }
        let bare = address.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let address = bare.filter(|bare| !bare.is_empty()).unwrap_or(address);
        Some(same_place(from, Value::String(format!("{host}={address}"))))
    }
}

/// Keys to lists of text; empty lists go.
pub(super) fn several(node: &Node) -> Option<Node> {
    let mapping = node.as_mapping()?;
    let mut bound = Mapping::new();
    for (key, entry) in free_entries(mapping) {
        let items = match &entry.node.value {
            Value::Sequence(items) => items.as_slice(),
            _ => std::slice::from_ref(&entry.node),
        };
        if items.is_empty() {
            continue;
        }
        let texts = items
            .iter()
            .map(|item| same_place(item, Value::String(inner(&item.value))))
            .collect();
        let node = same_place(&entry.node, Value::Sequence(texts));
        bound.insert(key.to_owned(), Entry { key: entry.key, node });
    }
    sort::entries(&mut bound, String::cmp);
    (!bound.is_empty()).then(|| same_place(node, Value::Mapping(bound)))
}

/// Keys of a build, as Docker Compose writes them in YAML.
pub(super) fn ssh(node: &Node) -> Option<Value> {
    let keys = node.as_mapping()?.iter().map(|(id, entry)| {
        let path = text(&entry.node.value).unwrap_or_default();
        let key = if path.is_empty() {
            id.clone()
        } else {
            format!("{id}: {path}")
        };
        same_place(&entry.node, Value::String(key))
    });
    Some(Value::Sequence(keys.collect()))
}
