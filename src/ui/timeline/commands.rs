//! The commands of the simulation and their outcomes.

use yew::prelude::*;

use drydock::playground::lanes::{COMMAND_HEIGHT, CommandMark, commands};
use drydock::playground::scale::Scale;
use drydock::playground::{Action, Preview};

/// Returns the height of all commands in pixels.
pub fn height(preview: &Preview) -> f64 {
    preview.timeline.commands.len() as f64 * COMMAND_HEIGHT + 4.0
}

/// The commands, one row each.
pub fn view(preview: &Preview, scale: Scale, dispatch: &Callback<Action>) -> Html {
    let marks = commands(&preview.timeline, &scale);
    html! {
        <svg class="commands" height={format!("{}", height(preview))} role="group" aria-label="Commands">
            { for marks.into_iter().enumerate().map(|(index, mark)| command(dispatch, index, mark)) }
        </svg>
    }
}

fn command(dispatch: &Callback<Action>, index: usize, mark: CommandMark) -> Html {
    let record = mark.record;
    let onclick = dispatch.reform(move |event: MouseEvent| {
        event.stop_propagation();
        Action::Explain(record)
    });
    let top = index as f64 * COMMAND_HEIGHT;
    let class = classes!("command", mark.failed.then_some("failed"));
    html! {
        <g key={index} {class} transform={format!("translate(0 {top})")} data-testid={format!("command-{index}")} {onclick}>
            <title>{ mark.title }</title>
            <path class="command-mark" d={format!("M{:.1} 12v12", mark.x)} />
            <text x={format!("{:.1}", mark.x + 7.0)} y="22">{ mark.line }</text>
            if let Some((x, outcome)) = mark.outcome {
                <path class="command-mark end" d={format!("M{:.1} {}v12", mark.end_x, mark.outcome_y - 10.0)} />
                <text class="command-outcome" x={format!("{x:.1}")} y={format!("{}", mark.outcome_y)}
                    text-anchor={mark.anchor}>{ outcome }</text>
            }
        </g>
    }
}
