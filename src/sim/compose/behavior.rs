//! What differs between the versions of Docker Compose, as data.
//!
//! Source: recorded output of v2.40.3 and v5.6.1.

use crate::version::ComposeVersion;

/// How a version of Docker Compose behaves.
#[derive(Debug)]
pub(super) struct Behavior {
    /// How many times each line about the creation of a network or a volume is printed. From 5.0 on, the executor of
    /// the plan prints them as well as the function that creates the resource (`pkg/compose/executor_events.go`).
    pub(super) prints_of_resource_lines: usize,
    /// The progress of a container that a failed wait for its health is printed for.
    pub(super) unhealthy_status: fn(dependency: &str) -> String,
    /// The progress of a job that has failed. `summary` is `"job" didn't complete successfully: exit 1`.
    pub(super) failed_job_status: fn(summary: &str) -> String,
}

const V2_40: Behavior = Behavior {
    prints_of_resource_lines: 1,
    unhealthy_status: |_| "Error".to_owned(),
    failed_job_status: |summary| format!("service {summary}"),
};

const V5_6: Behavior = Behavior {
    prints_of_resource_lines: 2,
    unhealthy_status: |dependency| format!("Error dependency {dependency} failed to start"),
    failed_job_status: |summary| format!("Error service {summary}"),
};

impl Behavior {
    /// Returns the behavior of a version.
    pub(super) fn of(version: ComposeVersion) -> &'static Behavior {
        match version {
            ComposeVersion::V2_40 => &V2_40,
            ComposeVersion::V5_6 => &V5_6,
        }
    }
}
