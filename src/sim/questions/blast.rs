//! The blast radius: what else falls when one service fails.
//!
//! A service can fail in three ways, as it starts or when all has settled; each is tried in a run of its
//! own and compared with the run in which nothing fails.

use crate::compose::{DependencySource, Service, ServiceName};
use crate::sim::engine::HANGING_PROBE;
use crate::sim::process::behavior::{ExitRule, ProbePhase};
use crate::sim::process::model::Model;
use crate::sim::{Event, Fault, FaultKind, Phase, Time, Timeline};

/// When a process that is to fail at its start does so, in milliseconds.
const EARLY: u64 = 100;

/// How a service fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Its process is killed, once.
    Killed,
    /// Its process goes on and answers no probe.
    Hangs,
    /// Its process ends with 1, at its start again and again.
    Fails,
}

/// When a service fails.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Onset {
    /// As it starts.
    Startup,
    /// When all has settled.
    Steady,
}

/// What else falls when one service fails.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Blast {
    /// The service that fails.
    pub service: ServiceName,
    /// How.
    pub failure: Failure,
    /// When.
    pub onset: Onset,
    /// It did run then, so that it could fail.
    pub struck: bool,
    /// Services that are not started any more.
    pub never_started: Vec<ServiceName>,
    /// Other services that are in another state at the end.
    pub taken_along: Vec<(ServiceName, Phase)>,
    /// Services that share its network, run on and have none any more.
    pub cut_off: Vec<ServiceName>,
    /// Its own state at the end when nothing is made to fail.
    pub usual: Option<Phase>,
    /// How long after it began to hang a health check noticed, in milliseconds.
    pub noticed_after: Option<u64>,
    /// How long after it failed it is as it was, in milliseconds; `None`: it stays down.
    pub recovers_after: Option<u64>,
    /// The error that the command ends with.
    pub error: Option<String>,
}

impl Failure {
    /// All of them.
    pub const ALL: [Failure; 3] = [Failure::Killed, Failure::Hangs, Failure::Fails];

    /// One word for it.
    pub fn word(self) -> &'static str {
        match self {
            Failure::Killed => "killed",
            Failure::Hangs => "hangs",
            Failure::Fails => "fails",
        }
    }
}

impl Onset {
    /// Both.
    pub const ALL: [Onset; 2] = [Onset::Startup, Onset::Steady];

    /// A few words for it.
    pub fn words(self) -> &'static str {
        match self {
            Onset::Startup => "as it starts",
            Onset::Steady => "later",
        }
    }
}

/// What else falls when a service fails, in every way, as it starts and later.
pub fn blast_radius(timeline: &Timeline, service: &ServiceName) -> Vec<Blast> {
    let ways = Onset::ALL
        .into_iter()
        .flat_map(|onset| Failure::ALL.map(|failure| (failure, onset)));
    ways.map(|(failure, onset)| blast(timeline, service, failure, onset))
        .collect()
}

/// What else falls when a service fails in one way.
pub fn blast(timeline: &Timeline, service: &ServiceName, failure: Failure, onset: Onset) -> Blast {
    let broken = match onset {
        Onset::Startup => timeline.again(service, |model| spoil_start(model, failure)),
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
            timeline.again_in(&scenario)
        }
    };
    let names = || {
        let mut names: Vec<ServiceName> = timeline.lanes.iter().map(|lane| lane.service.clone()).collect();
        names.dedup();
        names.into_iter().filter(|name| name != service)
    };
    let is_lost = |name: &ServiceName| timeline.started(name).is_some() && broken.started(name).is_none();
    let (before, after) = (timeline.at(timeline.end), broken.at(broken.end));
    let is_struck = match onset {
        Onset::Startup => broken.started(service).is_some(),
        Onset::Steady => broken
            .records
            .iter()
            .any(|record| matches!(record.event, Event::Fault(_))),
    };
    let taken_along = names().filter(|name| !is_lost(name)).filter_map(|name| {
        let phase = *after.services.get(&name)?;
        (before.services.get(&name) != Some(&phase)).then_some((name, phase))
    });
    Blast {
        service: service.clone(),
        failure,
        onset,
        struck: is_struck,
        never_started: names().filter(|name| is_lost(name)).collect(),
        taken_along: taken_along.collect(),
        cut_off: match (failure, onset) {
            (Failure::Killed | Failure::Fails, Onset::Steady) if is_struck => cut_off(&broken, service),
            _ => Vec::new(),
        },
        usual: before.services.get(service).copied(),
        noticed_after: (failure == Failure::Hangs)
            .then(|| notice(&broken, service, failed_at(timeline, &broken, service, onset)?))
            .flatten(),
        recovers_after: recovery(timeline, &broken, service, onset).filter(|_| failure != Failure::Hangs),
        error: broken.commands.iter().find_map(|command| command.error.clone()),
    }
}

/// The services that run on in the network of a process that has ended. Its next run gets a new one.
fn cut_off(broken: &Timeline, service: &ServiceName) -> Vec<ServiceName> {
    let end = broken.at(broken.end);
    let services = broken
        .project()
        .into_iter()
        .flat_map(|project| project.services.values());
    let shares = |other: &Service| {
        let mut edges = other.depends_on.iter();
        edges.any(|edge| edge.service == *service && edge.source == DependencySource::NetworkMode)
    };
    let runs = |name: &ServiceName| matches!(end.services.get(name), Some(Phase::Running | Phase::Healthy));
    let names = services.filter(|other| shares(other)).map(|other| other.name.clone());
    names.filter(runs).collect()
}

/// When a service fails.
fn failed_at(timeline: &Timeline, broken: &Timeline, service: &ServiceName, onset: Onset) -> Option<Time> {
    match onset {
        Onset::Startup => broken.started(service),
        Onset::Steady => Some(timeline.end),
    }
}

/// How long after it began to hang a service is unhealthy.
fn notice(broken: &Timeline, service: &ServiceName, failed: Time) -> Option<u64> {
    let lanes = broken.lanes.iter().filter(|lane| lane.service == *service);
    let mut segments = lanes.flat_map(|lane| &lane.segments);
    let noticed = segments.find(|segment| segment.phase == Phase::Unhealthy && segment.from >= failed)?;
    Some(noticed.from.0 - failed.0)
}

/// How long after its failure a service is as it was.
fn recovery(timeline: &Timeline, broken: &Timeline, service: &ServiceName, onset: Onset) -> Option<u64> {
    let failed = failed_at(timeline, broken, service, onset)?;
    let usual = timeline.at(timeline.end).services.get(service).copied();
    // What is down in any case does not recover.
    let is_up = !matches!(usual, Some(Phase::Failed | Phase::Unhealthy));
    if !is_up || broken.at(broken.end).services.get(service).copied() != usual {
        return None;
    }
    let lanes = broken.lanes.iter().filter(|lane| lane.service == *service);
    let back: Option<Time> = lanes.filter_map(|lane| Some(lane.segments.last()?.from)).max();
    back.map(|back| back.0.saturating_sub(failed.0))
}

fn spoil_start(model: &mut Model, failure: Failure) {
    let behavior = &mut model.behavior;
    match failure {
        Failure::Killed => behavior.exits.insert(
            0,
            ExitRule {
                after: EARLY,
                code: 137,
                times: Some(1),
            },
        ),
        Failure::Hangs => {
            behavior.probe = vec![ProbePhase {
                at: 0,
                exit: 0,
                takes: HANGING_PROBE,
            }];
            behavior.exits.clear();
        }
        Failure::Fails => {
            behavior.exits = vec![ExitRule {
                after: EARLY,
                code: 1,
                times: None,
            }];
            behavior.set_ready_after(None, 1);
        }
    }
}
