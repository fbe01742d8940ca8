//! Attributes: the functions that rows of the field table refer to, one file for each field or group of fields.
//!
//! They convert short forms, add defaults, check values and compute the identity of list items. The passes only walk
//! the document and call them.

pub(super) mod build;
pub(super) mod bytes;
pub(super) mod depends_on;
pub(super) mod develop;
pub(super) mod devices;
pub mod duration;
pub(super) mod env_file;
pub(super) mod extends;
pub(super) mod file_mounts;
pub(super) mod host_path;
pub(super) mod include;
pub(super) mod key_values;
pub(super) mod kind;
pub(super) mod logging;
pub(super) mod long_form;
pub(super) mod named;
pub(super) mod networks;
pub(super) mod ports;
pub(crate) mod resource;
pub(super) mod scalar;
pub(super) mod service;
pub(super) mod shell_words;
pub(super) mod text_list;
pub(super) mod ulimits;
pub(super) mod volumes;

use crate::yaml::Origin;

/// Returns the value of a variable and its origin, or `None` if the variable is not set.
pub type VariableLookup<'a> = &'a dyn Fn(&str) -> Option<(String, Origin)>;

/// What attribute functions may know about the project when they normalize it.
#[derive(Clone, Copy)]
pub struct ProjectContext<'a> {
    /// The name of the project.
    pub name: &'a str,
    /// The variables that build arguments without a value take their value from.
    pub build_variables: VariableLookup<'a>,
    /// The variables that environment variables of services without a value take their value from.
    pub service_variables: VariableLookup<'a>,
}
