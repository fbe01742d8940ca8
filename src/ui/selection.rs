//! Scrolling to the service that the cursor is in.

use std::collections::BTreeSet;

use yew::prelude::*;

use drydock::playground::Preview;

/// Calls `follow` after another service was selected.
///
/// Does not call it when the selection changes because another project was pasted: that project is shown from its
/// beginning.
#[hook]
pub fn use_follow_selection(preview: &Preview, selected: Option<AttrValue>, follow: impl FnOnce() + 'static) {
    let names = || -> BTreeSet<String> { preview.drawing.cards.iter().map(|card| card.name.clone()).collect() };
    let shown_names = use_mut_ref(names);
    let names = names();
    use_effect_with(selected, move |selected| {
        let before = shown_names.replace(names.clone());
        let is_same_project = before.intersection(&names).count() * 2 >= names.len();
        if selected.is_some() && is_same_project {
            follow();
        }
    });
}
