//! The answer to a why.

use yew::prelude::*;

use drydock::playground::{Action, Answer, Step};

use super::icon::{Shape, icon};
use super::prose::prose;

/// The card.
pub fn card(answer: &Answer, dispatch: &Callback<Action>) -> Html {
    let close = dispatch.reform(|_: MouseEvent| Action::CloseWhy);
    let step = |(index, step): (usize, &Step)| {
        let link = step.spot.as_ref().map(|spot| {
            let (words, spot) = (spot.short(), spot.clone());
            let onclick = dispatch.reform(move |_: MouseEvent| Action::GoTo(spot.clone()));
            html! { <button class="link loc" type="button" {onclick}>{ words }</button> }
        });
        html! {
            <li key={index}>
                <b>{ step.at.clone() }</b>
                <span>{ prose(&step.text) }{ " " }{ for link }</span>
            </li>
        }
    };
    html! {
        <aside class="why" role="dialog" aria-label={answer.question.replace('`', "")} data-testid="why">
            <header>
                <h3>{ icon(Shape::Clock) }<span>{ prose(&answer.question) }</span></h3>
                <button class="btn icon" type="button" aria-label="Close" onclick={close}>{ icon(Shape::Cross) }</button>
            </header>
            <ol>{ for answer.steps.iter().enumerate().map(step) }</ol>
        </aside>
    }
}
