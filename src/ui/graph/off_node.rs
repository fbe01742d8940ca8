//! The card of a service that is off, because none of its profiles is active.

use yew::prelude::*;

use drydock::playground::Action;
use drydock::playground::drawing::{CARD_HEIGHT, CARD_WIDTH, OffCard};

/// The card. A click turns on the service's first profile.
pub fn off_node(card: &OffCard, dispatch: &Callback<Action>) -> Html {
    let turn_on = {
        let profile = card.profile.clone();
        dispatch.reform(move |()| Action::TurnOnProfile(profile.clone()))
    };
    let onclick = turn_on.reform(|_: MouseEvent| ());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            turn_on.emit(());
        }
    });
    html! {
        <g key={card.name.clone()} class="node off" transform={format!("translate({:.1} {:.1})", card.corner.x, card.corner.y)}
            role="button" tabindex="0" aria-label={format!("{}, {} - turn on", card.name, card.reason)}
            data-testid={format!("off-{}", card.name)} {onclick} {onkeydown}>
            <title>{ format!("{}\n{} - turn on", card.name, card.reason) }</title>
            <g aria-hidden="true">
                <rect class="card" width={format!("{CARD_WIDTH}")} height={format!("{CARD_HEIGHT}")} rx="9" />
                <text class="node-name" x="20" y="25">{ card.label.clone() }</text>
                <text class="off-reason" x="20" y="44">{ card.short_reason.clone() }</text>
                <text class="turn-on" x="20" y="63">{ "turn on" }</text>
            </g>
        </g>
    }
}
