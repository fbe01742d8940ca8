//! The card that explains an event.

use yew::prelude::*;

use drydock::playground::{Action, Cause, Explanation};

use super::icon::{Icon, icon};
use super::rich_text::rich_text;

/// The card: the question and the causes, latest first.
pub fn card(explanation: &Explanation, dispatch: &Callback<Action>) -> Html {
    let close = dispatch.reform(|_: MouseEvent| Action::CloseExplanation);
    let item = |(index, cause): (usize, &Cause)| {
        let link = cause.location.as_ref().map(|location| {
            let (label, location) = (location.short(), location.clone());
            let onclick = dispatch.reform(move |_: MouseEvent| Action::GoTo(location.clone()));
            html! { <button class="link location" type="button" {onclick}>{ label }</button> }
        });
        html! {
            <li key={index}>
                <b>{ cause.at.clone() }</b>
                <span>{ rich_text(&cause.text) }{ " " }{ for link }</span>
            </li>
        }
    };
    html! {
        <aside class="explanation" role="dialog" aria-label={explanation.question.replace('`', "")} data-testid="explanation">
            <header>
                <h3>{ icon(Icon::Clock) }<span>{ rich_text(&explanation.question) }</span></h3>
                <button class="btn icon" type="button" aria-label="Close" onclick={close}>{ icon(Icon::Close) }</button>
            </header>
            <ol>{ for explanation.causes.iter().enumerate().map(item) }</ol>
        </aside>
    }
}
