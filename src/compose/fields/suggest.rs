//! Suggestions for unknown keys.

use super::cursor::{Cursor, all, root};
use crate::spelling::edit_distance;

/// What an unknown key was probably meant to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Suggestion {
    /// A key of the same mapping with a similar name.
    Similar(&'static str),
    /// A key that belongs further below, such as in `deploy.resources.limits`.
    Below(&'static str),
    /// A key in the wrong place that belongs to a service.
    OfService,
    /// A key in the wrong place that belongs to the top level.
    OfTopLevel,
}

/// Returns what an unknown `key` at `cursor` was probably meant to be.
pub fn suggest(cursor: Cursor, key: &str) -> Option<Suggestion> {
    if root().child("services").any_child().has_field(key) {
        return Some(Suggestion::OfService);
    }
    if root().has_field(key) {
        return Some(Suggestion::OfTopLevel);
    }
    let lower = key.to_ascii_lowercase().replace('-', "_");
    let limit = (key.chars().count() / 3).clamp(1, 3);
    let nearest = cursor
        .fields()
        .map(|(name, _)| (edit_distance(&lower, name), name))
        .filter(|&(distance, _)| distance <= limit)
        .min();
    nearest
        .map(|(_, name)| Suggestion::Similar(name))
        .or_else(|| suggest_below(cursor, key))
}

/// Suggests the nearest mapping below the cursor that has the key.
fn suggest_below(cursor: Cursor, key: &str) -> Option<Suggestion> {
    let path = cursor.field()?.path;
    let parents = all().filter(|field| field.name() == key).filter_map(|field| {
        let parent = field.path.strip_suffix(key)?.strip_suffix('.')?;
        let parent = parent.strip_prefix(path)?.strip_prefix('.')?;
        (!parent.contains('*')).then_some(parent)
    });
    let parent = parents.min_by_key(|parent| parent.matches('.').count())?;
    Some(Suggestion::Below(parent.trim_end_matches("[]")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn misspelled_and_misplaced_keys_are_recognized() {
        let service = root().child("services").child("web");
        for (key, expected) in [
            ("enviroment", Some(Suggestion::Similar("environment"))),
            ("environments", Some(Suggestion::Similar("environment"))),
            ("Image", Some(Suggestion::Similar("image"))),
            ("depends-on", Some(Suggestion::Similar("depends_on"))),
            ("prots", Some(Suggestion::Similar("ports"))),
            ("services", Some(Suggestion::OfTopLevel)),
            ("replicas", Some(Suggestion::Below("deploy"))),
            ("start_period", Some(Suggestion::Below("healthcheck"))),
            ("max_attempts", Some(Suggestion::Below("deploy.restart_policy"))),
            ("quux", None),
        ] {
            assert_eq!(suggest(service, key), expected, "{key}");
        }
        assert_eq!(suggest(root(), "healthcheck"), Some(Suggestion::OfService));
    }
}
