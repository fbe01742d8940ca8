//! The bar at the top: project, examples, export, share, theme.

use yew::prelude::*;

use drydock::playground::{Action, Dialog, Format, Theme, examples};

use super::icon::{Shape, icon};
use super::widgets::menu::{Item, Menu};

/// What a [`TopBar`] shows.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The project's name.
    pub project: AttrValue,
    /// The theme.
    pub theme: Theme,
    /// Where actions go.
    pub dispatch: Callback<Action>,
}

/// The bar.
#[component]
pub fn TopBar(props: &Props) -> Html {
    let on_example = props
        .dispatch
        .reform(|name: AttrValue| Action::OpenExample(name.to_string()));
    let on_export = props.dispatch.reform(|word: AttrValue| export(&word));
    let share = props.dispatch.reform(|_: MouseEvent| Action::Open(Dialog::Share));
    let theme = props.dispatch.reform(|_: MouseEvent| Action::NextTheme);
    let (shape, next) = match props.theme {
        Theme::System => (Shape::Contrast, "light"),
        Theme::Light => (Shape::Sun, "dark"),
        Theme::Dark => (Shape::Moon, "system"),
    };
    let label = format!("Theme: {}. Switch to {next}", props.theme.word());
    html! {
        <header class="bar">
            <h1 class="brand">{ icon(Shape::Brand) }<span>{ "Drydock" }</span></h1>
            <span class="sep" aria-hidden="true"></span>
            <span class="project" title={props.project.clone()} data-testid="project-name">{ props.project.clone() }</span>
            <span class="grow"></span>
            <Menu label="Examples" testid="examples-menu" items={example_items()} on_pick={on_example} />
            <Menu label="Export" testid="export-menu" items={export_items()} on_pick={on_export} />
            <button class="btn icon" type="button" data-testid="theme-switch" title={label.clone()} aria-label={label}
                onclick={theme}>
                { icon(shape) }
            </button>
            <button class="btn primary" type="button" data-testid="share" onclick={share}>{ "Share" }</button>
        </header>
    }
}

fn example_items() -> Vec<Item> {
    let item = |example: &examples::Example| Item {
        value: example.name.into(),
        title: example.title.into(),
        about: example.about.into(),
        testid: format!("example-{}", example.name).into(),
    };
    examples::ALL.iter().map(item).collect()
}

/// The value of the choice that copies.
const COPY: &str = "copy-mermaid";

fn export_items() -> Vec<Item> {
    let item = |format: Format| Item {
        value: format.word().into(),
        title: format.title().into(),
        about: format.about().into(),
        testid: format!("export-{}", format.word()).into(),
    };
    let copy = Item {
        value: COPY.into(),
        title: "Copy Mermaid".into(),
        about: "To the clipboard".into(),
        testid: "export-copy-mermaid".into(),
    };
    Format::ALL.into_iter().map(item).chain([copy]).collect()
}

fn export(word: &str) -> Action {
    let format = Format::ALL.into_iter().find(|format| format.word() == word);
    format.map_or(Action::CopyMermaid, Action::Export)
}
