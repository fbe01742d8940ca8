//! Sentences with names in them.

use yew::prelude::*;

use drydock::playground::spell::{Piece, pieces};

/// A sentence, with what stands between backticks set as code.
pub fn prose(sentence: &str) -> Html {
    pieces(sentence)
        .into_iter()
        .map(|piece| match piece {
            Piece::Words(words) => html! { <>{ words.to_owned() }</> },
            Piece::Code(code) => html! { <code>{ code.to_owned() }</code> },
        })
        .collect()
}
