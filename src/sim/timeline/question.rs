//! The questions that explanations answer: "Why does web start at 31.0 s?"

use crate::sim::{Event, GateOutcome, ProbeResult, RecordId, Subject, Timeline};

impl Timeline {
    /// Returns the question that [`why`](Self::why) answers. Empty for an unknown record.
    pub fn question(&self, id: RecordId) -> String {
        let Some(record) = self.record(id) else {
            return String::new();
        };
        let name = self.name_of(record.subject);
        let question = match &record.event {
            Event::CommandBegan => format!("is {name} run"),
            Event::CommandEnded(0) => format!("does {name} succeed"),
            Event::CommandEnded(code) => format!("does {name} fail with exit code {code}"),
            Event::NetworkCreated(network) => format!("is network {network} created"),
            Event::NetworkRemoved(network) => format!("is network {network} removed"),
            Event::VolumeCreated(volume) => format!("is volume {volume} created"),
            Event::VolumeRemoved(volume) => format!("is volume {volume} removed"),
            Event::Created => format!("is {name} created"),
            Event::ReplacementCreated | Event::Replaced => format!("is {name} replaced"),
            Event::Waiting { dependency, .. } => format!("does {name} wait for {dependency}"),
            Event::WaitEnded {
                outcome: GateOutcome::Failed,
                ..
            } if matches!(record.subject, Subject::Container(_)) => return format!("Why does {name} never start?"),
            Event::WaitEnded { dependency, .. } => {
                return format!("Why does {name} wait for {dependency} until {}?", record.at.format());
            }
            Event::Starting | Event::Started => format!("does {name} start"),
            Event::StartFailed(_) => format!("does {name} fail to start"),
            Event::Ready => format!("does {name} become ready"),
            Event::ProbeBegan => format!("is {name} probed"),
            Event::ProbeEnded(ProbeResult::Passed) => format!("does the probe of {name} pass"),
            Event::ProbeEnded(ProbeResult::Failed(_)) => format!("does the probe of {name} fail"),
            Event::ProbeEnded(ProbeResult::TimedOut) => format!("does the probe of {name} time out"),
            Event::Healthy => format!("does {name} become healthy"),
            Event::Unhealthy => format!("does {name} become unhealthy"),
            Event::Fault(_) => format!("does a fault occur in {name}"),
            Event::Log(_) => format!("does {name} log this line"),
            Event::Signal(signal) => format!("does {name} receive {signal}"),
            Event::Exited(code) => format!("does {name} exit with code {code}"),
            Event::Restarting { .. } => format!("is {name} restarted"),
            Event::Stopped => format!("is {name} stopped"),
            Event::Paused => format!("is {name} paused"),
            Event::Unpaused => format!("is {name} unpaused"),
            Event::Removed => format!("is {name} removed"),
            Event::HookEnded(code) => format!("does a hook of {name} exit with code {code}"),
            Event::ImageBuilt(tag) => format!("is image {tag} built"),
            Event::ProviderEnded { service, code } => {
                format!("does the provider of {service} exit with code {code}")
            }
            Event::VariablesIgnored { .. } => format!("does {name} ignore changed variables"),
            Event::FileChanged(path) => format!("does {path} change"),
            Event::Synced => format!("does {name} receive a changed file"),
            Event::TimedOut(_) => "does the wait time out".to_owned(),
        };
        format!("Why {question} at {}?", record.at.format())
    }
}
