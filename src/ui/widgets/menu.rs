//! A button that opens a menu.

use yew::prelude::*;

use crate::ui::browser;
use crate::ui::icon::{Icon, icon};

const MENU_ITEM: &str = "[role=menuitem]";

/// A menu item.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The value that [`Props::on_pick`] receives.
    pub value: AttrValue,
    /// Title.
    pub title: AttrValue,
    /// Description.
    pub about: AttrValue,
    /// Test id.
    pub test_id: AttrValue,
}

/// Properties of [`Menu`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// Label of the button.
    pub label: AttrValue,
    /// Icon that narrow screens show in place of the label.
    pub icon: Icon,
    /// The items.
    pub items: Vec<Item>,
    /// Receives the value of the picked item.
    pub on_pick: Callback<AttrValue>,
    /// Test id of the button.
    pub test_id: AttrValue,
}

/// A button with a menu that can be used by mouse and keyboard.
#[component]
pub fn Menu(props: &Props) -> Html {
    let open = use_state_eq(|| false);
    let list = use_node_ref();
    let button = use_node_ref();
    {
        let list = list.clone();
        use_effect_with(*open, move |open| {
            if *open {
                browser::focus::move_in_list(&list, MENU_ITEM, 1);
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
            browser::focus::focus(&button);
        })
    };
    let onkeydown = on_key(&list, *open, close.clone());
    let close_outside = {
        let open = open.clone();
        Callback::from(move |_: PointerEvent| open.set(false))
    };
    html! {
        <div class="menu" {onkeydown}>
            <button ref={button} class="btn" type="button" aria-haspopup="menu" aria-expanded={open.to_string()}
                data-testid={props.test_id.clone()} onclick={toggle}>
                <span class="menu-icon">{ icon(props.icon) }</span>
                <span class="menu-label">{ props.label.clone() }</span>
                { icon(Icon::ChevronDown) }
            </button>
            if *open {
                <div class="menu-backdrop" onpointerdown={close_outside}></div>
                <div ref={list} class="menu-list" role="menu" aria-label={props.label.clone()}>
                    { for props.items.iter().map(|item| menu_item(item, &close, &props.on_pick)) }
                </div>
            }
        </div>
    }
}

fn menu_item(item: &Item, close: &Callback<()>, on_pick: &Callback<AttrValue>) -> Html {
    let pick = {
        let (on_pick, close, value) = (on_pick.clone(), close.clone(), item.value.clone());
        Callback::from(move |_: MouseEvent| {
            close.emit(());
            on_pick.emit(value.clone());
        })
    };
    html! {
        <button key={item.value.to_string()} class="menu-item" role="menuitem" type="button" tabindex="-1"
            data-testid={item.test_id.clone()} onclick={pick}>
            <span>{ item.title.clone() }</span>
            <small>{ item.about.clone() }</small>
        </button>
    }
}

fn on_key(list: &NodeRef, open: bool, close: Callback<()>) -> Callback<KeyboardEvent> {
    let list = list.clone();
    Callback::from(move |event: KeyboardEvent| {
        if !open {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" => browser::focus::move_in_list(&list, MENU_ITEM, 1),
            "ArrowUp" => browser::focus::move_in_list(&list, MENU_ITEM, -1),
            "Escape" | "Tab" => close.emit(()),
            _ => return,
        }
        event.prevent_default();
        event.stop_propagation();
    })
}
