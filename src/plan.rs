//! From the project and the containers there are to the operations of a command, each with its cause.

mod decide;
mod request;
mod words;

pub use decide::{Activity, Decision, Existing, decide};
pub use request::{Abort, Command, Recreate, Request, Run, Up, signal};
