//! The blast radius: how the failure of a service affects the others.
//!
//! A service can fail in three ways, during startup or later. Each combination is simulated and compared with the
//! simulation without the failure.

use crate::compose::{DependencySource, Service, ServiceName};
use crate::sim::engine::HANGING_PROBE;
use crate::sim::process::behavior::{ExitRule, ProbePhase};
use crate::sim::process::model::Model;
use crate::sim::{Event, Fault, FaultKind, Phase, Time, Timeline};

/// Time between the start of a process and its failure during startup, in milliseconds.
const STARTUP_FAILURE_DELAY: u64 = 100;

/// How a service fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Its process is killed, once.
    Killed,
    /// Its process keeps running, but answers no probe.
    Hangs,
    /// Its process exits with code 1. If it fails during startup, every run fails.
    Fails,
}

/// When a service fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onset {
    /// During startup.
    Startup,
    /// After the last event of the simulation.
    Steady,
}

/// The effects of a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blast {
    /// The service that fails.
    pub service: ServiceName,
    /// How it fails.
    pub failure: Failure,
    /// When it fails.
    pub onset: Onset,
    /// Whether the service was running, so that it could fail.
    pub was_running: bool,
    /// Services that start without the failure, but not with it.
    pub never_started: Vec<ServiceName>,
    /// Other services whose final phase differs, with that phase.
    pub affected: Vec<(ServiceName, Phase)>,
    /// Services that share the network of the failed container and keep running without it.
    pub without_network: Vec<ServiceName>,
    /// Final phase of the service without the failure.
    pub usual_phase: Option<Phase>,
    /// Time from the start of a hang until the service is unhealthy, in milliseconds.
    pub noticed_after: Option<u64>,
    /// Time from the failure until the service has recovered, in milliseconds; `None` if it never does.
    pub recovers_after: Option<u64>,
    /// The error of the command, if it fails.
    pub error: Option<String>,
}

impl Failure {
    /// All failures.
    pub(crate) const ALL: [Failure; 3] = [Failure::Killed, Failure::Hangs, Failure::Fails];

    /// Returns the name that users see.
    pub fn name(self) -> &'static str {
        match self {
            Failure::Killed => "killed",
            Failure::Hangs => "hangs",
            Failure::Fails => "fails",
        }
    }
}

impl Onset {
    /// All onsets.
    pub(crate) const ALL: [Onset; 2] = [Onset::Startup, Onset::Steady];

    /// Returns the name that users see.
    pub fn name(self) -> &'static str {
        match self {
            Onset::Startup => "during startup",
            Onset::Steady => "later",
        }
    }
}

/// Simulates all failures of a service, during startup and later.
pub fn blast_radius(timeline: &Timeline, service: &ServiceName) -> Vec<Blast> {
    let combinations = Onset::ALL
        .into_iter()
        .flat_map(|onset| Failure::ALL.map(|failure| (failure, onset)));
    combinations
        .map(|(failure, onset)| blast(timeline, service, failure, onset))
        .collect()
}

/// Simulates one failure of a service.
pub fn blast(timeline: &Timeline, service: &ServiceName, failure: Failure, onset: Onset) -> Blast {
    let failed = match onset {
        Onset::Startup => timeline.rerun_with_model(service, |model| make_start_fail(model, failure)),
        Onset::Steady => {
            let mut scenario = timeline.inputs.scenario.clone();
            scenario.faults.push(Fault {
                at: timeline.end.0,
                service: service.clone(),
                kind: match failure {
                    Failure::Killed => FaultKind::Killed,
                    Failure::Hangs => FaultKind::Hangs,
                    Failure::Fails => FaultKind::Exits(1),
                },
            });
            timeline.rerun_with_scenario(&scenario)
        }
    };
    let others = || {
        let mut names: Vec<ServiceName> = timeline.lanes.iter().map(|lane| lane.service.clone()).collect();
        names.dedup();
        names.into_iter().filter(|name| name != service)
    };
    let never_starts = |name: &ServiceName| timeline.started(name).is_some() && failed.started(name).is_none();
    let (before, after) = (timeline.at(timeline.end), failed.at(failed.end));
    let was_running = match onset {
        Onset::Startup => failed.started(service).is_some(),
        Onset::Steady => (failed.records.iter()).any(|record| matches!(record.event, Event::Fault(_))),
    };
    let affected = others().filter(|name| !never_starts(name)).filter_map(|name| {
        let phase = *after.services.get(&name)?;
        (before.services.get(&name) != Some(&phase)).then_some((name, phase))
    });
    let failed_at = match onset {
        Onset::Startup => failed.started(service),
        Onset::Steady => Some(timeline.end),
    };
    Blast {
        service: service.clone(),
        failure,
        onset,
        was_running,
        never_started: others().filter(|name| never_starts(name)).collect(),
        affected: affected.collect(),
        without_network: match (failure, onset) {
            (Failure::Killed | Failure::Fails, Onset::Steady) if was_running => {
                services_without_network(&failed, service)
            }
            _ => Vec::new(),
        },
        usual_phase: before.services.get(service).copied(),
        noticed_after: failed_at
            .filter(|_| failure == Failure::Hangs)
            .and_then(|at| time_to_notice(&failed, service, at)),
        recovers_after: failed_at
            .filter(|_| failure != Failure::Hangs)
            .and_then(|at| time_to_recover(timeline, &failed, service, at)),
        error: failed.commands.iter().find_map(|command| command.error.clone()),
    }
}

/// Returns the services that keep running in the network of a container that has exited. The next run of that container
/// gets a new network.
fn services_without_network(failed: &Timeline, service: &ServiceName) -> Vec<ServiceName> {
    let end = failed.at(failed.end);
    let shares_network = |other: &&Service| {
        let mut edges = other.depends_on.iter();
        edges.any(|edge| edge.service == *service && edge.source == DependencySource::NetworkMode)
    };
    let is_running = |name: &ServiceName| matches!(end.services.get(name), Some(Phase::Running | Phase::Healthy));
    (failed.project().into_iter())
        .flat_map(|project| project.services.values())
        .filter(shares_network)
        .map(|other| other.name.clone())
        .filter(is_running)
        .collect()
}

/// Returns the time from the start of a hang until the service is unhealthy.
fn time_to_notice(failed: &Timeline, service: &ServiceName, failed_at: Time) -> Option<u64> {
    let lanes = failed.lanes.iter().filter(|lane| lane.service == *service);
    let mut segments = lanes.flat_map(|lane| &lane.segments);
    let unhealthy = segments.find(|segment| segment.phase == Phase::Unhealthy && segment.from >= failed_at)?;
    Some(unhealthy.from.0 - failed_at.0)
}

/// Returns the time from a failure until the service is in its usual phase again.
fn time_to_recover(timeline: &Timeline, failed: &Timeline, service: &ServiceName, failed_at: Time) -> Option<u64> {
    let usual_phase = timeline.at(timeline.end).services.get(service).copied();
    // A service that fails even without the injected failure does not recover.
    let is_usually_up = !matches!(usual_phase, Some(Phase::Failed | Phase::Unhealthy));
    if !is_usually_up || failed.at(failed.end).services.get(service).copied() != usual_phase {
        return None;
    }
    let lanes = failed.lanes.iter().filter(|lane| lane.service == *service);
    let recovered_at = lanes.filter_map(|lane| Some(lane.segments.last()?.from)).max()?;
    Some(recovered_at.0.saturating_sub(failed_at.0))
}

/// Changes the behavior of a service so that it fails during startup.
fn make_start_fail(model: &mut Model, failure: Failure) {
    let behavior = &mut model.behavior;
    match failure {
        Failure::Killed => behavior.exits.insert(
            0,
            ExitRule {
                after: STARTUP_FAILURE_DELAY,
                code: 137,
                times: Some(1),
            },
        ),
        Failure::Hangs => {
            behavior.probe = vec![ProbePhase {
                from: 0,
                exit_code: 0,
                duration: HANGING_PROBE,
            }];
            behavior.exits.clear();
        }
        Failure::Fails => {
            behavior.exits = vec![ExitRule {
                after: STARTUP_FAILURE_DELAY,
                code: 1,
                times: None,
            }];
            behavior.set_ready_after(None, 1);
        }
    }
}
