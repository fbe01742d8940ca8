//! Sweeps: the same run for several values of one setting.

use crate::compose::ServiceName;
use crate::sim::model::Model;
use crate::sim::{Time, Timeline};
use crate::sort::SortedMap;

/// A setting of a service, in milliseconds where it is a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    /// How long it takes to get ready.
    Boot(ServiceName),
    /// `healthcheck.interval`.
    Interval(ServiceName),
    /// `healthcheck.timeout`.
    Timeout(ServiceName),
    /// `healthcheck.retries`.
    Retries(ServiceName),
    /// `healthcheck.start_period`.
    StartPeriod(ServiceName),
    /// `healthcheck.start_interval`.
    StartInterval(ServiceName),
}

/// What a value leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The value.
    pub value: u64,
    /// When everything is ready.
    pub ready: Option<Time>,
    /// The first error a command ended with.
    pub error: Option<String>,
    /// When each service starts.
    pub starts: SortedMap<ServiceName, Option<Time>>,
}

/// What each of the values leads to, in their order.
pub fn sweep(timeline: &Timeline, parameter: &Parameter, values: &[u64]) -> Vec<Point> {
    values
        .iter()
        .map(|&value| {
            let other = timeline.again(|model| parameter.set(model, value));
            let services = other.lanes.iter().map(|lane| lane.service.clone());
            Point {
                value,
                ready: other.ready,
                error: other.commands.iter().find_map(|command| command.error.clone()),
                starts: services
                    .map(|service| (service.clone(), other.started(&service)))
                    .collect(),
            }
        })
        .collect()
}

impl Parameter {
    /// The service it is a setting of.
    pub fn service(&self) -> &ServiceName {
        match self {
            Parameter::Boot(service)
            | Parameter::Interval(service)
            | Parameter::Timeout(service)
            | Parameter::Retries(service)
            | Parameter::StartPeriod(service)
            | Parameter::StartInterval(service) => service,
        }
    }

    /// Sets it in the model of its service. As in a file, 0 is the default.
    fn set(&self, model: &mut Model, value: u64) {
        if model.service != *self.service() {
            return;
        }
        if let Parameter::Boot(_) = self {
            model.behaviour.set_ready_after(Some(value), 1);
        }
        let Some(check) = &mut model.check else { return };
        let or = |default| if value == 0 { default } else { value };
        match self {
            Parameter::Boot(_) => {}
            Parameter::Interval(_) => check.interval = or(30_000),
            Parameter::Timeout(_) => check.timeout = or(30_000),
            Parameter::Retries(_) => check.retries = or(3),
            Parameter::StartPeriod(_) => check.start_period = value,
            Parameter::StartInterval(_) => check.start_interval = or(5_000),
        }
    }
}
