//! Sweeps: simulations with several values of one setting.

use crate::compose::ServiceName;
use crate::sim::process::model::Model;
use crate::sim::{Time, Timeline};
use std::collections::BTreeMap;

/// A setting of a service. Times are in milliseconds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parameter {
    /// Time from the start of the process until it is ready.
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

/// The result of simulating one value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// The value.
    pub value: u64,
    /// When startup completes; `None` if it never does.
    pub ready: Option<Time>,
    /// Services that are unhealthy or have failed at the end.
    pub failed: Vec<ServiceName>,
    /// The error of the first command that failed.
    pub error: Option<String>,
    /// When each service starts.
    pub starts: BTreeMap<ServiceName, Option<Time>>,
}

/// Simulates each value, and returns the results in the same order.
pub fn sweep(timeline: &Timeline, parameter: &Parameter, values: &[u64]) -> Vec<Point> {
    values
        .iter()
        .map(|&value| {
            let other = timeline.rerun_with_model(parameter.service(), |model| parameter.set(model, value));
            let services = other.lanes.iter().map(|lane| lane.service.clone());
            Point {
                value,
                ready: other.ready,
                failed: other.failed_services(),
                error: other.commands.iter().find_map(|command| command.error.clone()),
                starts: services
                    .map(|service| (service.clone(), other.started(&service)))
                    .collect(),
            }
        })
        .collect()
}

impl Point {
    /// Whether two values have the same result.
    pub fn has_same_result(&self, other: &Point) -> bool {
        let result = |point: &Point| {
            (
                point.ready,
                point.error.clone(),
                point.failed.clone(),
                point.starts.clone(),
            )
        };
        result(self) == result(other)
    }

    /// Whether every command succeeds, startup completes and no service fails.
    pub fn is_safe(&self) -> bool {
        self.error.is_none() && self.ready.is_some() && self.failed.is_empty()
    }
}

/// Returns the ranges of consecutive safe values, in the order of the points.
pub fn safe_ranges(points: &[Point]) -> Vec<(u64, u64)> {
    let runs = points.chunk_by(|a, b| a.is_safe() == b.is_safe());
    let safe = runs.filter(|points| points.first().is_some_and(Point::is_safe));
    safe.filter_map(|points| Some((points.first()?.value, points.last()?.value)))
        .collect()
}

impl Parameter {
    /// Parses `db.interval`: a service and a setting. An error lists the settings.
    pub fn parse(text: &str) -> Result<Self, String> {
        let (service, setting) = text.rsplit_once('.').unwrap_or((text, ""));
        let service = ServiceName::from(service);
        Ok(match setting {
            "boot" => Parameter::Boot(service),
            "interval" => Parameter::Interval(service),
            "timeout" => Parameter::Timeout(service),
            "retries" => Parameter::Retries(service),
            "start_period" => Parameter::StartPeriod(service),
            "start_interval" => Parameter::StartInterval(service),
            _ => {
                return Err(format!(
                    "`{text}` is not a setting: expected SERVICE.boot, .interval, .timeout, .retries, .start_period or \
                     .start_interval"
                ));
            }
        })
    }

    /// Whether the values are times.
    pub fn is_time(&self) -> bool {
        !matches!(self, Parameter::Retries(_))
    }

    /// Returns the service that has the setting.
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

    /// Whether the service has the setting. A health check setting requires that the service has a health check.
    pub fn applies_to(&self, timeline: &Timeline) -> bool {
        let model = timeline.model(self.service().as_str());
        matches!(self, Parameter::Boot(_)) || model.is_some_and(|model| model.check.is_some())
    }

    /// Sets the value in the model of the service. As in a Compose file, 0 means the default.
    fn set(&self, model: &mut Model, value: u64) {
        if let Parameter::Boot(_) = self {
            model.behavior.set_ready_after(Some(value), 1);
        }
        let Some(check) = &mut model.check else { return };
        let value_or = |default| if value == 0 { default } else { value };
        match self {
            Parameter::Boot(_) => {}
            Parameter::Interval(_) => check.interval = value_or(30_000),
            Parameter::Timeout(_) => check.timeout = value_or(30_000),
            Parameter::Retries(_) => check.retries = value_or(3),
            Parameter::StartPeriod(_) => check.start_period = value,
            Parameter::StartInterval(_) => check.start_interval = value_or(5_000),
        }
    }
}
