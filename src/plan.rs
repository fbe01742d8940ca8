//! What a command line asks for: the request, the services it selects, and what it does with their containers.

mod converge;
mod fingerprint;
mod flags;
mod request;
mod selection;
mod watch;

pub use converge::{ContainerAction, ContainerState, ExistingContainer, converge};
pub use fingerprint::{network_fingerprint, service_fingerprint, volume_fingerprint};
pub use request::{
    Abort, AttachOptions, Command, Logs, ProjectOptions, PullMode, Recreate, Request, ReturnWhen, Run, Up, UpStage,
    signal_name,
};
pub use selection::{SelectedService, Selection, SelectionScope, select};
pub use watch::{rebuild_selection, rules_watching};
