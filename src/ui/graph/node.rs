//! A node of the graph: a service's card.

use yew::prelude::*;

use drydock::playground::drawing::{CARD_HEIGHT, CARD_WIDTH, Card};
use drydock::playground::viewport::{Detail, Viewport};
use drydock::playground::{Action, Shared, text};
use drydock::sim::Phase;

use crate::ui::browser;
use crate::ui::icon::{phase_class, phase_path};

/// Width of a character of a port, in pixels.
const PORT_CHAR_WIDTH: f64 = 6.4;
/// Height of the tag with a whole name, in pixels of the window.
const NAME_TAG_HEIGHT: f64 = 22.0;
/// Width of a character in the tag, and space at both sides together, in pixels of the window.
const NAME_TAG_CHAR_WIDTH: f64 = 7.2;
const NAME_TAG_PADDING: f64 = 16.0;
/// Height of a line of a name on a card without details, as a share of the height of its letters.
const LINE_HEIGHT: f64 = 1.05;
/// Upper estimate of the average width of a character of the volumes, in pixels.
const VOLUME_CHAR_WIDTH: f64 = 6.3;
/// Upper estimate of the average width of a character of the error mark, in pixels.
const ERROR_CHAR_WIDTH: f64 = 6.6;
/// Columns of a volume's name that fit below the card.
const VOLUME_WIDTH: usize = 14;

/// Properties of [`GraphNode`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Index of the service.
    pub index: usize,
    /// The card to draw.
    pub card: Shared<Card>,
    /// The service's state.
    pub phase: Option<Phase>,
    /// Whether the node is dimmed, because an unrelated service is highlighted.
    pub dim: bool,
    /// What the card shows.
    pub detail: Detail,
    /// Whether the duration of the service's job is assumed.
    pub is_assumed: bool,
    /// Whether the cursor is in the service.
    pub selected: bool,
    /// Receives the service's index when the pointer or the focus enters, and `None` when it leaves.
    pub on_hover: Callback<Option<usize>>,
    /// Receives the service's index when it is focused by keyboard.
    pub on_keyboard_focus: Callback<usize>,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The card of a service.
#[component]
pub fn GraphNode(props: &Props) -> Html {
    let card = &props.card;
    let phase = props.phase.unwrap_or(Phase::Absent);
    let go_to_service = {
        let card = card.clone();
        props.dispatch.reform(move |()| Action::GoToService(card.name.clone()))
    };
    let onclick = go_to_service.reform(|_: MouseEvent| ());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            go_to_service.emit(());
        }
    });
    let index = props.index;
    let onpointerenter = props.on_hover.reform(move |_: PointerEvent| Some(index));
    let onpointerleave = props.on_hover.reform(|_: PointerEvent| None);
    let onfocus = {
        let (on_hover, on_keyboard_focus) = (props.on_hover.clone(), props.on_keyboard_focus.clone());
        Callback::from(move |event: FocusEvent| {
            on_hover.emit(Some(index));
            if browser::focus::is_visible(&event) {
                on_keyboard_focus.emit(index);
            }
        })
    };
    let onblur = props.on_hover.reform(|_: FocusEvent| None);
    let class = classes!(
        "node",
        phase_class(phase),
        props.dim.then_some("dim"),
        (props.detail != Detail::Full).then_some("small"),
        props.selected.then_some("selected")
    );
    html! {
        <>
        <g {class} transform={position(card)} role="button" tabindex="0"
            data-testid={format!("graph-node-{}", card.name)} data-state={phase.name()}
            {onclick} {onkeydown} {onpointerenter} {onpointerleave} {onfocus} {onblur}>
            <title>{ tooltip(card, phase, props.is_assumed) }</title>
            { match props.detail {
                Detail::Full => details(card, phase, props.is_assumed),
                Detail::TwoLines => overview(&card.short_label),
                Detail::OneLine(columns) => overview(&[text::truncate_middle(&card.name, columns)]),
                Detail::Color => shape(),
            } }
        </g>
        { error_mark(props) }
        </>
    }
}

fn details(card: &Card, phase: Phase, is_assumed: bool) -> Html {
    html! {
        <>
            { volumes(card) }
            { shape() }
            <path class="state-bar" d="M9 .5A8.5 8.5 0 0 0 .5 9v58a8.5 8.5 0 0 0 8.5 8.5z" />
            <text class="node-name" x="20" y="25">{ card.label.clone() }
                if let Some(replicas) = card.replicas { <tspan class="faint" dx="6">{ format!("× {replicas}") }</tspan> }
            </text>
            <text class="node-image" x="20" y="43">{ card.image.clone() }<tspan class="faint">{ card.tag.clone() }</tspan></text>
            <path class="state-icon" transform="translate(19 54)" d={phase_path(phase)} />
            <text class="state-name" x="36" y="64">{ phase.name() }
                if is_assumed && phase == Phase::Done { <tspan class="faint" dx="5">{ "assumed" }</tspan> }
            </text>
            { port(card) }
        </>
    }
}

/// The name in large letters, on a card in the color of the state.
fn overview(lines: &[String]) -> Html {
    let first = (lines.len() as f64 - 1.0) / -2.0;
    let center = format!("{}", CARD_WIDTH / 2.0);
    let line = |(index, line): (usize, &String)| {
        let shift = format!("{:.2}em", (first + index as f64) * LINE_HEIGHT);
        html! {
            <text key={index} class="short-name" x={center.clone()} y={format!("{}", CARD_HEIGHT / 2.0)} dy={shift}>
                { line.clone() }
            </text>
        }
    };
    html! { <>{ shape() }{ for lines.iter().enumerate().map(line) }</> }
}

/// The whole name of a hovered or focused card without details, above all cards.
pub fn name_tag(card: &Card, view: Viewport) -> Html {
    let height = NAME_TAG_HEIGHT / view.scale;
    let width = (text::display_width(&card.name) as f64 * NAME_TAG_CHAR_WIDTH + NAME_TAG_PADDING) / view.scale;
    let center = (card.corner.x + CARD_WIDTH / 2.0, card.corner.y + CARD_HEIGHT / 2.0);
    html! {
        <g class="name-tag" aria-hidden="true" transform={format!("translate({:.1} {:.1})", center.0, center.1)}>
            <rect x={format!("{:.1}", width / -2.0)} y={format!("{:.1}", height / -2.0)} width={format!("{width:.1}")}
                height={format!("{height:.1}")} rx={format!("{:.1}", height / 4.0)} />
            <text>{ card.name.clone() }</text>
        </g>
    }
}

fn shape() -> Html {
    html! { <rect class="card" width={format!("{CARD_WIDTH}")} height={format!("{CARD_HEIGHT}")} rx="9" /> }
}

fn position(card: &Card) -> String {
    format!("translate({:.1} {:.1})", card.corner.x, card.corner.y)
}

/// A mark on the upper edge of the card with the number of errors. A click on it goes to the first error.
fn error_mark(props: &Props) -> Html {
    let card = &props.card;
    let Some(errors) = &card.errors else {
        return Html::default();
    };
    let count = text::count(errors.count, "error");
    let label = format!("{}: {count}, go to the first", card.name);
    let width = count.len() as f64 * ERROR_CHAR_WIDTH + 32.0;
    let go_to_error = {
        let first = errors.first.clone();
        props.dispatch.reform(move |()| Action::GoTo(first.clone()))
    };
    let onclick = go_to_error.reform(|_: MouseEvent| ());
    let onkeydown = Callback::from(move |event: KeyboardEvent| {
        if matches!(event.key().as_str(), "Enter" | " ") {
            event.prevent_default();
            go_to_error.emit(());
        }
    });
    html! {
        <g class={classes!("error-mark", props.dim.then_some("dim"))} transform={position(card)} role="button" tabindex="0"
            aria-label={label.clone()} data-testid={format!("error-mark-{}", card.name)} {onclick} {onkeydown}>
            <title>{ label }</title>
            <g transform={format!("translate({:.1} -17)", CARD_WIDTH - 8.0 - width)}>
                <rect width={format!("{width:.1}")} height="24" rx="12" />
                <path class="error-mark-icon" d="M16 6.5 22 17.5H10z" />
                <path class="error-mark-line" d="M16 10.5v3M16 15.5v.5" />
                <text x="27" y="16">{ count }</text>
            </g>
        </g>
    }
}

/// The tooltip, which is also the name for screen readers.
fn tooltip(card: &Card, phase: Phase, is_assumed: bool) -> String {
    let assumed = if is_assumed && phase == Phase::Done {
        " (assumed)"
    } else {
        ""
    };
    let mut lines = vec![
        card.name.clone(),
        card.full_image.clone(),
        format!("{}{assumed}", phase.name()),
    ];
    if !card.ports.is_empty() {
        lines.push(format!("ports {}", card.ports.join(", ")));
    }
    if !card.volumes.is_empty() {
        lines.push(format!("volumes {}", card.volumes.join(", ")));
    }
    lines.join("\n")
}

fn port(card: &Card) -> Html {
    let Some(port) = &card.port else { return Html::default() };
    let width = text::display_width(port) as f64 * PORT_CHAR_WIDTH + 11.0;
    html! {
        <g transform={format!("translate({:.1} 52)", CARD_WIDTH - 10.0 - width)}>
            <rect class="pill" width={format!("{width:.1}")} height="17" rx="8.5" />
            <text class="pill-text" x={format!("{:.1}", width / 2.0)} y="12">{ port.clone() }</text>
        </g>
    }
}

/// The mounted volumes, below the card.
fn volumes(card: &Card) -> Html {
    let (volumes, noun) = match card.volumes.as_slice() {
        [] => return Html::default(),
        [name] => (text::truncate(name, VOLUME_WIDTH), " volume"),
        names => (names.len().to_string(), " volumes"),
    };
    let width = (text::display_width(&volumes) + noun.len()) as f64 * VOLUME_CHAR_WIDTH + 46.0;
    let center = CARD_WIDTH / 2.0;
    html! {
        <g class="chip">
            <path class="chip-line" d={format!("M{center} {CARD_HEIGHT}v14")} />
            <g transform={format!("translate({:.1} 88)", center - width / 2.0)}>
                <rect width={format!("{width:.1}")} height="24" rx="12" />
                <path class="chip-icon" d="M14 8.5c0-1.2 2.5-2.2 5.5-2.2s5.5 1 5.5 2.2v6.5c0 1.2-2.5 2.2-5.5 2.2s-5.5-1-5.5-2.2zm0 0c0 1.2 2.5 2.2 5.5 2.2s5.5-1 5.5-2.2" />
                <text x="32" y="16">{ volumes }<tspan class="faint">{ noun }</tspan></text>
            </g>
        </g>
    }
}
