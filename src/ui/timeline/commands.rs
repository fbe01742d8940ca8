//! The commands: what was typed, and how it ended.

use yew::prelude::*;

use drydock::playground::lanes::{COMMAND, CommandMark, commands};
use drydock::playground::scale::Scale;
use drydock::playground::{Action, Picture};

/// How high the commands are, in pixels.
pub fn height(picture: &Picture) -> f64 {
    picture.timeline.commands.len() as f64 * COMMAND + 4.0
}

/// A line a command, `scale` from time to pixels.
pub fn view(picture: &Picture, scale: Scale, dispatch: &Callback<Action>) -> Html {
    let marks = commands(&picture.timeline, &scale);
    let height = height(picture);
    html! {
        <svg class="commands" height={format!("{height}")} role="group" aria-label="Commands">
            { for marks.into_iter().enumerate().map(|(index, mark)| command(dispatch, index, mark)) }
        </svg>
    }
}

fn command(dispatch: &Callback<Action>, index: usize, mark: CommandMark) -> Html {
    let record = mark.record;
    let onclick = {
        let dispatch = dispatch.clone();
        Callback::from(move |event: MouseEvent| {
            event.stop_propagation();
            dispatch.emit(Action::Why(record));
        })
    };
    let top = index as f64 * COMMAND;
    let class = classes!("command", mark.failed.then_some("failed"));
    html! {
        <g key={index} {class} transform={format!("translate(0 {top})")} data-testid={format!("command-{index}")} {onclick}>
            <title>{ mark.title }</title>
            <path class="command-mark" d={format!("M{:.1} 12v12", mark.x)} />
            <text x={format!("{:.1}", mark.x + 7.0)} y="22">{ mark.words }</text>
            if let Some((x, words)) = mark.end {
                <path class="command-mark end" d={format!("M{:.1} {}v12", mark.ended_x, mark.end_y - 10.0)} />
                <text class="command-end" x={format!("{x:.1}")} y={format!("{}", mark.end_y)} text-anchor={mark.anchor}>{ words }</text>
            }
        </g>
    }
}
