//! The introduction that new visitors see below the top bar.

use yew::prelude::*;

use drydock::compose;
use drydock::playground::{Action, Dialog, HelpTopic};

use super::icon::{Icon, icon};

/// The purpose of Drydock.
pub const TAGLINE: &str = "See how your Docker Compose project starts before you run it.";
/// The first steps and their effects.
const INTRODUCTION: &str = "Drydock checks a compose file, draws it and simulates its startup.";

/// The introduction.
pub fn welcome(dispatch: &Callback<Action>) -> Html {
    let dismiss = dispatch.reform(|_: MouseEvent| Action::DismissWelcome);
    let learn_more = dispatch.reform(|_: MouseEvent| Action::OpenDialog(Dialog::Help(HelpTopic::About)));
    let create = dispatch.reform(|_: MouseEvent| Action::NewProject);
    html! {
        <section class="notice welcome" aria-label="Introduction" data-testid="welcome">
            <p>
                <strong>{ TAGLINE }</strong>{ " " }{ INTRODUCTION }{ " " }
                <span class="compose-version">{ format!("Follows Docker Compose {}.", compose::VERSION) }</span>
            </p>
            <button class="fix" type="button" data-testid="welcome-paste" onclick={create}>{ "Paste your own" }</button>
            <button class="fix" type="button" data-testid="welcome-more" onclick={learn_more}>{ "Learn more" }</button>
            <button class="btn icon" type="button" aria-label="Dismiss introduction" data-testid="dismiss-welcome"
                onclick={dismiss}>
                { icon(Icon::Close) }
            </button>
        </section>
    }
}
