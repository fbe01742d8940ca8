//! Sweeps: the same run for several values of one setting.

use crate::compose::ServiceName;
use crate::sim::process::model::Model;
use crate::sim::{Time, Timeline};
use std::collections::BTreeMap;

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
    /// Services that run at first, and are unhealthy or have failed at the end.
    pub lost: Vec<ServiceName>,
    /// The first error a command ended with.
    pub error: Option<String>,
    /// When each service starts.
    pub starts: BTreeMap<ServiceName, Option<Time>>,
}

/// What each of the values leads to, in their order.
pub fn sweep(timeline: &Timeline, parameter: &Parameter, values: &[u64]) -> Vec<Point> {
    values
        .iter()
        .map(|&value| {
            let other = timeline.again(parameter.service(), |model| parameter.set(model, value));
            let services = other.lanes.iter().map(|lane| lane.service.clone());
            Point {
                value,
                ready: other.ready,
                lost: other.lost(),
                error: other.commands.iter().find_map(|command| command.error.clone()),
                starts: services
                    .map(|service| (service.clone(), other.started(&service)))
                    .collect(),
            }
        })
        .collect()
}

impl Point {
    /// Nothing comes of the one value that does not come of the other.
    pub fn leads_to_the_same(&self, other: &Point) -> bool {
        let parts = |point: &Point| {
            (
                point.ready,
                point.error.clone(),
                point.lost.clone(),
                point.starts.clone(),
            )
        };
        parts(self) == parts(other)
    }

    /// Every command ends well and everything gets ready.
    pub fn is_safe(&self) -> bool {
        self.error.is_none() && self.ready.is_some() && self.lost.is_empty()
    }
}

/// The ranges of neighboring values, in the order of the points, with which everything gets ready.
pub fn safe_ranges(points: &[Point]) -> Vec<(u64, u64)> {
    let neighbors = points.chunk_by(|a, b| a.is_safe() == b.is_safe());
    let safe = neighbors.filter(|points| points.first().is_some_and(Point::is_safe));
    safe.filter_map(|points| Some((points.first()?.value, points.last()?.value)))
        .collect()
}

impl Parameter {
    /// Reads `db.interval`: a service and one of boot, interval, timeout, retries, start_period and
    /// start_interval. An error says what can't be read.
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
                    "`{text}` is not a setting: write SERVICE.boot, .interval, .timeout, .retries, .start_period or \
                     .start_interval"
                ));
            }
        })
    }

    /// Its values are times.
    pub fn is_time(&self) -> bool {
        !matches!(self, Parameter::Retries(_))
    }

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

    /// Its service has what it is a setting of.
    pub fn applies_to(&self, timeline: &Timeline) -> bool {
        let model = timeline.model(self.service().as_str());
        matches!(self, Parameter::Boot(_)) || model.is_some_and(|model| model.check.is_some())
    }

    /// Sets it in the model of its service. As in a file, 0 is the default.
    fn set(&self, model: &mut Model, value: u64) {
        if let Parameter::Boot(_) = self {
            model.behavior.set_ready_after(Some(value), 1);
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
