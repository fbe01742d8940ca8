//! The introduction that new visitors see below the top bar.

use yew::prelude::*;

use drydock::compose;
use drydock::playground::{Action, Dialog, HelpTopic};

use super::icon::{Icon, icon};

/// What Drydock is for.
pub const TAGLINE: &str = "See how your Docker Compose project starts before you run it.";
/// What to do first, and what happens then.
const INTRODUCTION: &str = "Edit or paste a compose file: Drydock checks it, draws it and simulates its startup.";

/// The introduction.
pub fn welcome(dispatch: &Callback<Action>) -> Html {
    let dismiss = dispatch.reform(|_: MouseEvent| Action::DismissWelcome);
    let learn_more = dispatch.reform(|_: MouseEvent| Action::OpenDialog(Dialog::Help(HelpTopic::About)));
    html! {
        <section class="notice welcome" aria-label="Introduction" data-testid="welcome">
            <p>
                <strong>{ TAGLINE }</strong>{ " " }{ INTRODUCTION }{ " " }
                <span class="compose-version">{ format!("Follows Docker Compose {}.", compose::VERSION) }</span>
            </p>
            <button class="fix" type="button" data-testid="welcome-more" onclick={learn_more}>{ "Learn more" }</button>
            <button class="btn icon" type="button" aria-label="Dismiss introduction" data-testid="dismiss-welcome"
                onclick={dismiss}>
                { icon(Icon::Close) }
            </button>
        </section>
    }
}
