//! What a command line asks for: the request, the services it selects, and what it does with their containers.

mod converge;
mod fingerprint;
mod flags;
mod request;
mod selection;
mod up;
mod watch;

pub use converge::{ContainerAction, ContainerState, ExistingContainer, converge};
pub use fingerprint::{network_fingerprint, service_fingerprint, volume_fingerprint};
pub use flags::{Arguments, FlagSet};
pub use request::{ProjectOptions, Request, signal_name};
pub use selection::{SelectedService, Selection, SelectionScope, select};
pub use up::{Abort, AttachOptions, PullMode, Recreate, ReturnWhen, Up, UpStage, parse_create, parse_scale, parse_up};
pub use watch::{rebuild_selection, rules_watching};
