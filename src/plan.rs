//! The plan of a command line: the parsed request, the services it selects, and the actions on their containers.

mod converge;
mod fingerprint;
mod flags;
mod request;
mod selection;
mod up;
mod watch;

pub(crate) use converge::{ContainerAction, ContainerState, ExistingContainer, converge};
pub(crate) use fingerprint::{network_fingerprint, service_fingerprint, volume_fingerprint};
pub(crate) use flags::{Arguments, FlagSet};
pub use request::ProjectOptions;
pub(crate) use request::{Request, signal_name};
pub(crate) use selection::{SelectedService, Selection, SelectionScope, select};
pub(crate) use up::{Abort, PullMode, Recreate, ReturnWhen, Up, UpStage, parse_create, parse_scale, parse_up};
pub(crate) use watch::{rebuild_selection, rules_watching};
