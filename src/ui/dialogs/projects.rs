//! The dialog with the list of projects.

use yew::prelude::*;

use drydock::playground::{Action, Location, ProjectId, ProjectRow, Summary, normalize_project_name, text};

use crate::ui::browser;
use crate::ui::icon::{Icon, icon};
use crate::ui::widgets::dialog::Dialog;

/// Properties of [`ProjectsDialog`].
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The projects. The open one is the first.
    pub rows: Vec<ProjectRow>,
    /// The time in milliseconds since 1970.
    pub clock: u64,
    /// Where the files of the open project set its name, if they do.
    pub name_location: Option<Location>,
    /// Receives actions.
    pub dispatch: Callback<Action>,
}

/// The dialog.
#[component]
pub fn ProjectsDialog(props: &Props) -> Html {
    let renamed = use_state_eq(|| None::<ProjectId>);
    let create = props.dispatch.reform(|_: MouseEvent| Action::NewProject);
    let on_close = props.dispatch.reform(|()| Action::CloseDialog);
    let stop_renaming = {
        let renamed = renamed.clone();
        Callback::from(move |()| renamed.set(None))
    };
    let row = |(index, row): (usize, &ProjectRow)| match &row.summary {
        None => damaged_row(row, &props.dispatch),
        Some(summary) if row.is_deleted => deleted_row(&row.id, summary, &props.dispatch),
        Some(summary) if *renamed == Some(row.id.clone()) => {
            let location = props.name_location.clone().filter(|_| index == 0);
            html! {
                <RenameForm key={row.id.key().to_owned()} id={row.id.clone()} summary={summary.clone()} {location}
                    on_done={stop_renaming.clone()} dispatch={props.dispatch.clone()} />
            }
        }
        Some(summary) => {
            let rename = {
                let (renamed, id) = (renamed.clone(), row.id.clone());
                Callback::from(move |_: MouseEvent| renamed.set(Some(id.clone())))
            };
            project_row(row, summary, index == 0, props, rename)
        }
    };
    html! {
        <Dialog title="Projects" test_id="projects-dialog" {on_close}>
            <div class="projects-header">
                <p>{ "Kept in this browser." }</p>
                <button class="btn primary" type="button" data-testid="new-project" onclick={create}>{ "New project" }</button>
            </div>
            <ul class="project-list">{ for props.rows.iter().enumerate().map(row) }</ul>
        </Dialog>
    }
}

/// A project that can be opened.
fn project_row(
    row: &ProjectRow,
    summary: &Summary,
    is_open: bool,
    props: &Props,
    rename: Callback<MouseEvent>,
) -> Html {
    let send = |action: Action| props.dispatch.reform(move |_: MouseEvent| action.clone());
    let name = &summary.title;
    let button = |shape: Icon, verb: &str, test_id: &str, onclick: Callback<MouseEvent>| {
        html! {
            <button class="btn icon subtle" type="button" title={verb.to_owned()} aria-label={format!("{verb} {name}")}
                data-testid={format!("{test_id}-{name}")} {onclick}>{ icon(shape) }</button>
        }
    };
    html! {
        <li key={row.id.key().to_owned()} class={classes!("project-row", is_open.then_some("open"))}
            data-testid="project-row">
            <button class="project-open" type="button" aria-current={is_open.then_some("true")}
                data-testid={format!("open-project-{name}")} onclick={send(Action::OpenProject(row.id.clone()))}>
                <span class="project-title" title={name.clone()}>{ name.clone() }</span>
                <small>{ facts(row, summary, is_open, props.clock) }</small>
            </button>
            { button(Icon::Pencil, "Rename", "rename-project", rename) }
            { button(Icon::Copy, "Duplicate", "copy-project", send(Action::DuplicateProject(row.id.clone()))) }
            if row.is_listed {
                { button(Icon::Trash, "Delete", "delete-project", send(Action::DeleteProject(row.id.clone()))) }
            }
        </li>
    }
}

/// Returns the line below a project's name.
fn facts(row: &ProjectRow, summary: &Summary, is_open: bool, clock: u64) -> String {
    let services = summary.services.map(|services| text::count(services, "service"));
    let used = match (is_open, summary.used) {
        (true, _) => Some("open in this tab".to_owned()),
        (false, 0) => None,
        (false, used) => Some(text::ago(clock, used)),
    };
    let unsaved = (!row.is_stored).then(|| "not saved".to_owned());
    let files = Some(text::count(summary.files, "file"));
    let facts: Vec<String> = [services, files, used, unsaved].into_iter().flatten().collect();
    facts.join(", ")
}

/// A project that was deleted since the page was opened.
fn deleted_row(id: &ProjectId, summary: &Summary, dispatch: &Callback<Action>) -> Html {
    let restored = id.clone();
    let restore = dispatch.reform(move |_: MouseEvent| Action::RestoreProject(restored.clone()));
    html! {
        <li key={id.key().to_owned()} class="project-row note" data-testid="deleted-project">
            <p>{ "Deleted " }<strong>{ summary.title.clone() }</strong></p>
            <button class="fix" type="button" data-testid={format!("restore-project-{}", summary.title)} onclick={restore}>
                { "Undo" }
            </button>
        </li>
    }
}

/// A project whose text can't be read.
fn damaged_row(row: &ProjectRow, dispatch: &Callback<Action>) -> Html {
    let send = |action: Action| dispatch.reform(move |_: MouseEvent| action.clone());
    let (label, action) = match row.is_deleted {
        true => ("Undo", Action::RestoreProject(row.id.clone())),
        false => ("Delete", Action::DeleteProject(row.id.clone())),
    };
    let id = row.id.clone();
    html! {
        <li key={row.id.key().to_owned()} class="project-row note" data-testid="damaged-project">
            <p><strong>{ "Damaged" }</strong>{ ": " }<code>{ row.id.key().to_owned() }</code>{ " can't be read" }</p>
            if !row.is_deleted {
                <button class="fix" type="button" onclick={send(Action::DownloadDamaged(id))}>{ "Download" }</button>
            }
            <button class="fix" type="button" onclick={send(action)}>{ label }</button>
        </li>
    }
}

/// Properties of [`RenameForm`].
#[derive(Properties, PartialEq)]
struct RenameProps {
    id: ProjectId,
    summary: Summary,
    /// Where the project's files set its name, if they do and the project is open.
    location: Option<Location>,
    /// Called when the form closes.
    on_done: Callback<()>,
    dispatch: Callback<Action>,
}

/// Asks for a new name of a project.
#[component]
fn RenameForm(props: &RenameProps) -> Html {
    let input = use_node_ref();
    let name = use_state(|| props.summary.name.clone());
    use_effect_with(input.clone(), |input| browser::input::select(input, None));
    let oninput = {
        let name = name.clone();
        Callback::from(move |event: InputEvent| name.set(browser::input::value(&event)))
    };
    let normalized = normalize_project_name(&name);
    let onsubmit = {
        let (id, new_name) = (props.id.clone(), normalized.clone());
        let (on_done, dispatch) = (props.on_done.clone(), props.dispatch.clone());
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(name) = new_name.clone() {
                dispatch.emit(Action::RenameProject { id: id.clone(), name });
                on_done.emit(());
            }
        })
    };
    let cancel = props.on_done.reform(|_: MouseEvent| ());
    html! {
        <li class="project-row note">
            <form class="project-rename" {onsubmit}>
                <label class="field-label" for="project-new-name">{ "Name of the project folder" }</label>
                <div class="field-row">
                    <input ref={input} id="project-new-name" class="field monospace" value={(*name).clone()} autocomplete="off"
                        spellcheck="false" data-testid="project-new-name" aria-describedby="project-name-note"
                        aria-invalid={normalized.is_none().to_string()} {oninput} />
                    <button class="btn primary" type="submit" data-testid="rename-ok">{ "Rename" }</button>
                    <button class="btn outline" type="button" onclick={cancel}>{ "Cancel" }</button>
                </div>
                { name_note(&name, normalized.as_deref()) }
                { fixed_name_note(props) }
            </form>
        </li>
    }
}

/// The message about a typed name.
fn name_note(name: &str, normalized: Option<&str>) -> Html {
    let (class, note) = match normalized {
        None => (
            "warning-note",
            "Enter a name with a letter (a to z) or a digit.".to_owned(),
        ),
        Some(normalized) if normalized != name => (
            "",
            format!("Becomes {normalized}: only lowercase letters, digits, - and _ are allowed."),
        ),
        Some(_) => ("", String::new()),
    };
    html! {
        <p id="project-name-note" class={classes!("field-note", class)} role="status" data-testid="project-name-note">
            { note }
        </p>
    }
}

/// Says that the name in the files wins over the folder's, if they differ.
fn fixed_name_note(props: &RenameProps) -> Html {
    let Summary { name, title, .. } = &props.summary;
    if name == title {
        return Html::default();
    }
    let go_to = props.location.clone().map(|location| {
        let label = format!("Go to {}", location.short());
        let dispatch = props.dispatch.clone();
        let onclick = Callback::from(move |_: MouseEvent| {
            dispatch.emit(Action::CloseDialog);
            dispatch.emit(Action::GoTo(location.clone()));
        });
        html! { <button class="fix" type="button" data-testid="go-to-name" {onclick}>{ label }</button> }
    });
    html! {
        <p class="field-note" data-testid="fixed-name-note">
            { format!("The files set the name {title}, which wins over the folder's name. ") }{ for go_to }
        </p>
    }
}
