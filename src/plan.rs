//! From the project and the containers there are to the operations of a command, each with its cause.

mod decide;
mod observed;
mod operation;
mod reconcile;
mod request;
mod resources;
mod selection;
mod watching;
mod words;

pub use decide::{Activity, Decision, Existing, decide};
pub use observed::{Observed, ObservedContainer, ResourceKind, fingerprint, resource_fingerprint};
pub use operation::{Action, Cause, Operation, Plan};
pub use reconcile::reconcile;
pub use request::{Abort, Command, Logs, ProjectOptions, Recreate, Request, Run, Up, signal};
pub use selection::{Reach, Selection, Turn, select};
pub use watching::{effects_of_change, rebuilt, watching};
