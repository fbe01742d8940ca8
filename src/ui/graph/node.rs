//! A service's card.

use yew::prelude::*;

use drydock::playground::drawing::Card;
use drydock::playground::{Action, Shared};
use drydock::sim::Phase;

use crate::ui::icon::{phase_class, phase_lines};

/// What a [`GraphNode`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Its number.
    pub index: usize,
    /// What is on it.
    pub card: Shared<Card>,
    /// Its state.
    pub phase: Option<Phase>,
    /// Another is looked at, which it has nothing to do with.
    pub dim: bool,
    /// The cursor is in it.
    pub selected: bool,
    /// The pointer came or went.
    pub on_hover: Callback<Option<usize>>,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The card.
#[component]
pub fn GraphNode(props: &Props) -> Html {
    let card = &props.card;
    let phase = props.phase.unwrap_or(Phase::Absent);
    let go = {
        let (card, dispatch) = (card.clone(), props.dispatch.clone());
        Callback::from(move |()| dispatch.emit(Action::GoToService(card.name.clone())))
    };
    let onclick = go.reform(|_: MouseEvent| ());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            go.emit(());
        }
    });
    let index = props.index;
    let enter = props.on_hover.reform(move |_: PointerEvent| Some(index));
    let leave = props.on_hover.reform(|_: PointerEvent| None);
    let focus = props.on_hover.reform(move |_: FocusEvent| Some(index));
    let blur = props.on_hover.reform(|_: FocusEvent| None);
    let class = classes!(
        "node",
        phase_class(phase),
        props.dim.then_some("dim"),
        props.selected.then_some("selected")
    );
    html! {
        <g {class} transform={format!("translate({:.1} {:.1})", card.corner.x, card.corner.y)} role="button" tabindex="0"
            aria-label={format!("{}, {}, {}", card.name, card.whole_image, phase.word())}
            data-testid={format!("graph-node-{}", card.name)} data-state={phase.word()}
            {onclick} {onkeydown} onpointerenter={enter} onpointerleave={leave} onfocus={focus} onblur={blur}>
            <title>{ title(card) }</title>
            { chip(card) }
            <rect class="card" width="196" height="76" rx="9" />
            <path class="state-bar" d="M9 .5A8.5 8.5 0 0 0 .5 9v58a8.5 8.5 0 0 0 8.5 8.5z" />
            <text class="node-name" x="20" y="25">{ card.title.clone() }
                if let Some(replicas) = card.replicas { <tspan class="faint" dx="6">{ format!("× {replicas}") }</tspan> }
            </text>
            <text class="node-image" x="20" y="43">{ card.image.clone() }<tspan class="faint">{ card.tag.clone() }</tspan></text>
            <path class="state-mark" transform="translate(19 54)" d={phase_lines(phase)} />
            <text class="state-word" x="36" y="64">{ phase.word() }</text>
            { ports(card) }
        </g>
    }
}

fn title(card: &Card) -> String {
    let mut lines = vec![card.name.clone(), card.whole_image.clone()];
    if !card.ports.is_empty() {
        lines.push(format!("ports {}", card.ports.join(", ")));
    }
    if !card.volumes.is_empty() {
        lines.push(format!("volumes {}", card.volumes.join(", ")));
    }
    lines.join("\n")
}

fn ports(card: &Card) -> Html {
    html! {
        if let Some(port) = &card.port {
            <g transform="translate(104 52)">
                <rect class="pill" width="80" height="17" rx="8.5" />
                <text class="pill-text" x="40" y="12">{ port.clone() }</text>
            </g>
        }
    }
}

/// The volumes it mounts, below the card.
fn chip(card: &Card) -> Html {
    let words = match card.volumes.as_slice() {
        [] => return Html::default(),
        [name] => (drydock::playground::spell::fit(name, 13), " volume".to_owned()),
        more => (more.len().to_string(), " volumes".to_owned()),
    };
    html! {
        <g class="chip">
            <path class="chip-line" d="M98 76v14" />
            <g transform="translate(30 88)">
                <rect width="136" height="24" rx="12" />
                <path class="chip-icon" d="M14 8.5c0-1.2 2.5-2.2 5.5-2.2s5.5 1 5.5 2.2v6.5c0 1.2-2.5 2.2-5.5 2.2s-5.5-1-5.5-2.2zm0 0c0 1.2 2.5 2.2 5.5 2.2s5.5-1 5.5-2.2" />
                <text x="32" y="16">{ words.0 }<tspan class="faint">{ words.1 }</tspan></text>
            </g>
        </g>
    }
}
