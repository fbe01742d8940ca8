//! Sentences with inline code.

use yew::prelude::*;

use drydock::playground::text::{Inline, split_code};

/// Renders a sentence. Text in backticks is set as code.
pub fn rich_text(sentence: &str) -> Html {
    split_code(sentence)
        .into_iter()
        .map(|part| match part {
            Inline::Text(text) => html! { <>{ text.to_owned() }</> },
            Inline::Code(code) => html! { <code>{ code.to_owned() }</code> },
        })
        .collect()
}
