//! Commands that change no container, such as `ps`. They end at once and print nothing.

use super::{CommandSpec, Invocation, ProjectUse};

/// Returns a command that needs the file.
pub(super) const fn with_file(name: &'static str) -> CommandSpec {
    CommandSpec {
        name,
        parse: |_| Ok(Invocation::new(ProjectUse::File, async |_| Ok(0))),
    }
}

/// Returns a command for which the labels of containers suffice.
pub(super) const fn without_file(name: &'static str) -> CommandSpec {
    CommandSpec {
        name,
        parse: |_| Ok(Invocation::on_containers(Vec::new(), async |_, _| Ok(0))),
    }
}
