//! `stop`: stops containers, dependents first.
//!
//! Source: compose `pkg/compose/stop.go`.

use super::{CommandSpec, Invocation};
use crate::plan::{Arguments, FlagSet};

const FLAGS: FlagSet = FlagSet::new(&[], &["timeout t"]);

pub(super) const STOP: CommandSpec = CommandSpec { name: "stop", parse };

fn parse(words: &[String]) -> Result<Invocation, String> {
    let arguments = Arguments::parse(words, &FLAGS)?;
    let grace = arguments.milliseconds("timeout", "-t, ")?;
    Ok(Invocation::on_containers(
        arguments.positional,
        async move |client, services| {
            let selection = client.select_named(&services)?;
            client.stop_selected(&selection, grace, client.command_record).await?;
            Ok(0)
        },
    ))
}
