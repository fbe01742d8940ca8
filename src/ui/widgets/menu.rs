//! A button that opens a menu.

use yew::prelude::*;

use crate::ui::browser;
use crate::ui::icon::{Shape, icon};

/// One choice.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// What is told when it is chosen.
    pub value: AttrValue,
    /// What it is called.
    pub title: AttrValue,
    /// A few words more.
    pub about: AttrValue,
    /// Names it for the browser tests.
    pub testid: AttrValue,
}

/// What a [`Menu`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The button's words.
    pub label: AttrValue,
    /// The button's classes.
    #[prop_or_default]
    pub class: Classes,
    /// The choices.
    pub items: Vec<Item>,
    /// One was chosen.
    pub on_pick: Callback<AttrValue>,
    /// Names the button for the browser tests.
    pub testid: AttrValue,
}

/// A button with a menu below it, usable by mouse and keyboard.
#[component]
pub fn Menu(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let list = use_node_ref();
    let button = use_node_ref();
    {
        let list = list.clone();
        use_effect_with(*open, move |open| {
            if *open {
                browser::dialog::focus_item(&list, "[role=menuitem]", 1);
            }
        });
    }
    let toggle = {
        let open = open.clone();
        Callback::from(move |_: MouseEvent| open.set(!*open))
    };
    let close = {
        let (open, button) = (open.clone(), button.clone());
        Callback::from(move |()| {
            open.set(false);
            browser::dialog::focus(&button);
        })
    };
    let onkeydown = keys(&list, *open, close.clone());
    let backdrop = {
        let open = open.clone();
        Callback::from(move |_: PointerEvent| open.set(false))
    };
    let item = |item: &Item| {
        let pick = {
            let (on_pick, close, value) = (props.on_pick.clone(), close.clone(), item.value.clone());
            Callback::from(move |_: MouseEvent| {
                close.emit(());
                on_pick.emit(value.clone());
            })
        };
        html! {
            <button key={item.value.to_string()} class="menu-item" role="menuitem" type="button" tabindex="-1"
                data-testid={item.testid.clone()} onclick={pick}>
                <span>{ item.title.clone() }</span>
                <small>{ item.about.clone() }</small>
            </button>
        }
    };
    html! {
        <div class="menu" {onkeydown}>
            <button ref={button} class={classes!("btn", props.class.clone())} type="button" aria-haspopup="menu"
                aria-expanded={open.to_string()} data-testid={props.testid.clone()} onclick={toggle}>
                { props.label.clone() }{ icon(Shape::Down) }
            </button>
            if *open {
                <div class="menu-backdrop" onpointerdown={backdrop}></div>
                <div ref={list} class="menu-list" role="menu" aria-label={props.label.clone()}>
                    { for props.items.iter().map(item) }
                </div>
            }
        </div>
    }
}

fn keys(list: &NodeRef, open: bool, close: Callback<()>) -> Callback<KeyboardEvent> {
    let list = list.clone();
    Callback::from(move |event: KeyboardEvent| {
        if !open {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => browser::dialog::focus_item(&list, "[role=menuitem]", 1),
            "ArrowUp" => browser::dialog::focus_item(&list, "[role=menuitem]", -1),
            "Escape" | "Tab" => close.emit(()),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    })
}
