//! The bar at the top: the project's name, which opens the list of projects, examples, exports, help, the theme and sharing.

use yew::prelude::*;

use drydock::export::{FORMATS, Format};
use drydock::playground::examples::{self, Example};
use drydock::playground::{Action, Dialog, HelpTopic, Theme};

use super::icon::{Icon, icon};
use super::widgets::menu::{Item, Menu};

/// Properties of [`TopBar`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The project's name.
    pub project: AttrValue,
    /// The theme.
    pub theme: Theme,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The bar.
#[component]
pub fn TopBar(props: &Props) -> Html {
    let open_example = props
        .dispatch
        .reform(|name: AttrValue| Action::OpenExample(name.to_string()));
    let export = props.dispatch.reform(|item: AttrValue| export_action(&item));
    let help = props.dispatch.reform(|item: AttrValue| help_action(&item));
    let projects = props
        .dispatch
        .reform(|_: MouseEvent| Action::OpenDialog(Dialog::Projects));
    let create = props.dispatch.reform(|_: MouseEvent| Action::NewProject);
    let share = props.dispatch.reform(|_: MouseEvent| Action::OpenDialog(Dialog::Share));
    html! {
        <header class="top-bar">
            <h1 class="logo">{ icon(Icon::Logo) }<span>{ "Drydock" }</span></h1>
            <span class="separator" aria-hidden="true"></span>
            <button class="btn project" type="button" aria-haspopup="dialog" title={format!("{}: show all projects", props.project)}
                data-testid="project-name" onclick={projects}>
                <span>{ props.project.clone() }</span>{ icon(Icon::ChevronDown) }
            </button>
            <span class="grow"></span>
            <button class="btn wide-only" type="button" data-testid="paste-your-own" onclick={create}>{ "Paste your own" }</button>
            <Menu label="Examples" icon={Icon::Stack} test_id="examples-menu" items={example_items()} on_pick={open_example} />
            <Menu label="Export" icon={Icon::Download} test_id="export-menu" items={export_items()} on_pick={export} />
            <Menu label="Help" icon={Icon::Question} test_id="help-menu" items={help_items()} on_pick={help} />
            { theme_button(props) }
            <button class="btn primary" type="button" data-testid="share" onclick={share}>{ "Share" }</button>
        </header>
    }
}

fn theme_button(props: &Props) -> Html {
    let shape = match props.theme {
        Theme::System => Icon::Contrast,
        Theme::Light => Icon::Sun,
        Theme::Dark => Icon::Moon,
    };
    let label = format!("Theme: {}. Switch to {}", props.theme.name(), props.theme.next().name());
    let onclick = props.dispatch.reform(|_: MouseEvent| Action::NextTheme);
    html! {
        <button class="btn icon" type="button" data-testid="theme-switch" title={label.clone()} aria-label={label}
            {onclick}>
            { icon(shape) }
        </button>
    }
}

fn example_items() -> Vec<Item> {
    let item = |example: &Example| Item {
        value: example.name.into(),
        title: example.title.into(),
        about: example.about.into(),
        test_id: format!("example-{}", example.name).into(),
    };
    examples::ALL.iter().map(item).collect()
}

/// Value of the menu item that copies Mermaid text.
const COPY_MERMAID: &str = "copy-mermaid";

fn export_items() -> Vec<Item> {
    let item = |format: &Format| Item {
        value: format.name.into(),
        title: format.title.into(),
        about: format.description.into(),
        test_id: format!("export-{}", format.name).into(),
    };
    let copy = Item {
        value: COPY_MERMAID.into(),
        title: "Copy Mermaid".into(),
        about: "To the clipboard".into(),
        test_id: "export-copy-mermaid".into(),
    };
    FORMATS.iter().map(item).chain([copy]).collect()
}

fn export_action(item: &str) -> Action {
    let format = FORMATS.iter().find(|format| format.name == item);
    format.map_or(Action::CopyMermaid, Action::Export)
}

fn help_items() -> Vec<Item> {
    let item = |topic: &HelpTopic| Item {
        value: topic.id().into(),
        title: topic.title().into(),
        about: topic.description().into(),
        test_id: format!("help-{}", topic.id()).into(),
    };
    HelpTopic::ALL.iter().map(item).collect()
}

fn help_action(item: &str) -> Action {
    let topic = HelpTopic::ALL.into_iter().find(|topic| topic.id() == item);
    Action::OpenDialog(Dialog::Help(topic.unwrap_or(HelpTopic::About)))
}
