//! Expensive simulations: an hour of a large project, and a sweep over a small one.

use std::fmt::Write;

use drydock::compose::Project;
use drydock::sim::questions::{Parameter, sweep};
use drydock::sim::{Observation, Scenario, Timeline, simulate};
use drydock::source::Workspace;

/// An hour, in milliseconds.
const HOUR: u64 = 3_600_000;
/// Number of points of a sweep.
const POINTS: u64 = 200;

/// A loaded project with its files.
pub struct LoadedProject {
    project: Project,
    files: Workspace,
}

impl LoadedProject {
    /// Loads a project of chains of ten services, each of which waits for the health of the one before.
    ///
    /// # Panics
    /// Never: the project is valid.
    pub fn gated(services: usize) -> Self {
        let mut text = "services:\n".to_owned();
        for index in 0..services {
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
        let project = crate::load(&files).project.expect("the project is valid");
        LoadedProject { project, files }
    }

    /// Simulates `docker compose up -d`.
    pub fn up(&self) -> Timeline {
        crate::simulate(&self.project, &self.files)
    }

    /// Simulates `docker compose up -d` and the hour after it, and returns the number of records.
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

/// Sweeps the boot time of the first service and returns the number of safe points.
pub fn sweep_boot(timeline: &Timeline) -> usize {
    let boot = Parameter::Boot("s0".into());
    let values: Vec<u64> = (0..POINTS).map(|point| point * 500).collect();
    let points = sweep(timeline, &boot, &values);
    points.iter().filter(|point| point.is_safe()).count()
}
