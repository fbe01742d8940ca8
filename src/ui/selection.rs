//! Following the service that the cursor is in.

use std::collections::BTreeSet;

use yew::prelude::*;

use drydock::playground::{Preview, Selection, Shared};

/// Calls `follow` after the visitor moved the cursor to another service.
#[hook]
pub fn use_follow_selection(selection: &Selection, follow: impl FnOnce() + 'static) {
    let followed = use_mut_ref(|| selection.moves);
    use_effect_with(selection.moves, move |&moves| {
        if followed.replace(moves) != moves {
            follow();
        }
    });
}

/// Calls `reset` when the preview shows another project: one that has fewer than half of its services in common with
/// the previous one.
#[hook]
pub fn use_other_project(preview: &Shared<Preview>, reset: impl FnOnce() + 'static) {
    let shown = use_mut_ref(BTreeSet::<String>::new);
    use_effect_with(preview.clone(), move |preview| {
        let cards = preview.drawing.cards.iter();
        let names: BTreeSet<String> = cards.map(|card| card.name.clone()).collect();
        let before = shown.replace(names.clone());
        if before.intersection(&names).count() * 2 < names.len() {
            reset();
        }
    });
}
