//! Long simulations and many: an hour of a large project, and a sweep over a small one.

use std::fmt::Write;

use drydock::compose::Project;
use drydock::sim::questions::{Parameter, sweep};
use drydock::sim::{Observation, Scenario, Timeline, simulate};
use drydock::source::Workspace;

/// An hour, in milliseconds.
const HOUR: u64 = 3_600_000;
/// Points of a sweep.
const POINTS: u64 = 200;

/// A project that is loaded, with its files.
pub struct Ready {
    project: Project,
    files: Workspace,
}

impl Ready {
    /// Services in chains of ten, each gated on the health of the one before.
    ///
    /// # Panics
    /// Never: the project is well-formed.
    pub fn gated(services: usize) -> Self {
        let mut text = "services:\n".to_owned();
        for index in 0..services {
            // Writing to a string can't fail.
            let _ = write!(
                text,
                "  s{index}:\n    image: app\n    healthcheck: {{test: ok, interval: 30s}}\n"
            );
            if index % 10 > 0 {
                let condition = "{condition: service_healthy}";
                let _ = writeln!(text, "    depends_on: {{s{}: {condition}}}", index - 1);
            }
        }
        let mut files = Workspace::new("/demo");
        files.set("compose.yaml", &text);
        let project = crate::load(&files).project.expect("it is a well-formed project");
        Ready { project, files }
    }

    /// Runs `docker compose up -d`.
    pub fn up(&self) -> Timeline {
        crate::simulate(&self.project, &self.files)
    }

    /// Runs `docker compose up -d` and watches for an hour; the number of records.
    pub fn hour(&self) -> usize {
        let hour = Scenario {
            observation: Observation::For(HOUR),
            horizon: HOUR,
            budget: 2_000_000,
            ..Scenario::up()
        };
        simulate(&self.project, &self.files, &hour).records.len()
    }
}

/// Sweeps the boot time of the first service; the number of points with which all gets ready.
pub fn sweep_boot(timeline: &Timeline) -> usize {
    let boot = Parameter::Boot("s0".into());
    let values: Vec<u64> = (0..POINTS).map(|point| point * 500).collect();
    let points = sweep(timeline, &boot, &values);
    points.iter().filter(|point| point.is_safe()).count()
}
