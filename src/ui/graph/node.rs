//! A service's card.

use yew::prelude::*;

use drydock::playground::drawing::{CARD_HEIGHT, CARD_WIDTH, Card};
use drydock::playground::{Action, Shared, spell};
use drydock::sim::Phase;

use crate::ui::browser;
use crate::ui::icon::{phase_class, phase_lines};

/// Width of a letter of a port.
const PORT_LETTER: f64 = 6.4;
/// Width of a letter of a chip, generously.
const CHIP_LETTER: f64 = 6.3;
/// So many letters of a volume's name fit on a chip.
const VOLUME: usize = 14;

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
    /// It was reached by keyboard.
    pub on_reach: Callback<usize>,
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
    let focus = {
        let (hover, reach) = (props.on_hover.clone(), props.on_reach.clone());
        Callback::from(move |event: FocusEvent| {
            hover.emit(Some(index));
            if browser::events::by_keyboard(&event) {
                reach.emit(index);
            }
        })
    };
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
            <rect class="card" width={format!("{CARD_WIDTH}")} height={format!("{CARD_HEIGHT}")} rx="9" />
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
    let Some(port) = &card.port else { return Html::default() };
    let width = spell::columns(port) as f64 * PORT_LETTER + 16.0;
    html! {
        <g transform={format!("translate({:.1} 52)", CARD_WIDTH - 12.0 - width)}>
            <rect class="pill" width={format!("{width:.1}")} height="17" rx="8.5" />
            <text class="pill-text" x={format!("{:.1}", width / 2.0)} y="12">{ port.clone() }</text>
        </g>
    }
}

/// The volumes it mounts, below the card.
fn chip(card: &Card) -> Html {
    let words = match card.volumes.as_slice() {
        [] => return Html::default(),
        [name] => (spell::fit(name, VOLUME), " volume"),
        more => (more.len().to_string(), " volumes"),
    };
    let width = (spell::columns(&words.0) + words.1.len()) as f64 * CHIP_LETTER + 46.0;
    let middle = CARD_WIDTH / 2.0;
    html! {
        <g class="chip">
            <path class="chip-line" d={format!("M{middle} {CARD_HEIGHT}v14")} />
            <g transform={format!("translate({:.1} 88)", middle - width / 2.0)}>
                <rect width={format!("{width:.1}")} height="24" rx="12" />
                <path class="chip-icon" d="M14 8.5c0-1.2 2.5-2.2 5.5-2.2s5.5 1 5.5 2.2v6.5c0 1.2-2.5 2.2-5.5 2.2s-5.5-1-5.5-2.2zm0 0c0 1.2 2.5 2.2 5.5 2.2s5.5-1 5.5-2.2" />
                <text x="32" y="16">{ words.0 }<tspan class="faint">{ words.1 }</tspan></text>
            </g>
        </g>
    }
}
