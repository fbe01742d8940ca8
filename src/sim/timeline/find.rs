//! Finding the record that a question names: `web:started`, `db:unhealthy#2`, `command`.

use crate::sim::{Event, GateOutcome, RecordId, Subject, Timeline};

/// Names of events in questions.
const NAMES: [&str; 17] = [
    "created",
    "replaced",
    "waiting",
    "started",
    "ready",
    "probed",
    "healthy",
    "unhealthy",
    "exited",
    "restarting",
    "signaled",
    "stopped",
    "paused",
    "unpaused",
    "removed",
    "failed",
    "fault",
];

impl Event {
    /// Returns the name of the event in questions; `None` for events that cannot be named.
    pub(crate) fn name(&self) -> Option<&'static str> {
        Some(match self {
            Event::Created => "created",
            Event::Replaced => "replaced",
            Event::Waiting { .. } => "waiting",
            Event::WaitEnded {
                outcome: GateOutcome::Failed,
                ..
            }
            | Event::StartFailed(_) => "failed",
            Event::Started => "started",
            Event::Ready => "ready",
            Event::ProbeEnded(_) => "probed",
            Event::Healthy => "healthy",
            Event::Unhealthy => "unhealthy",
            Event::Exited(_) => "exited",
            Event::Restarting { .. } => "restarting",
            Event::Signal(_) => "signaled",
            Event::Stopped => "stopped",
            Event::Paused => "paused",
            Event::Unpaused => "unpaused",
            Event::Removed => "removed",
            Event::Fault(_) => "fault",
            Event::CommandBegan
            | Event::CommandEnded(_)
            | Event::NetworkCreated(_)
            | Event::NetworkRemoved(_)
            | Event::VolumeCreated(_)
            | Event::VolumeRemoved(_)
            | Event::ReplacementCreated
            | Event::WaitEnded { .. }
            | Event::Starting
            | Event::ProbeBegan
            | Event::Log(_)
            | Event::HookEnded(_)
            | Event::ImageBuilt(_)
            | Event::ProviderEnded { .. }
            | Event::VariablesIgnored { .. }
            | Event::FileChanged(_)
            | Event::Synced
            | Event::TimedOut(_) => return None,
        })
    }
}

impl Timeline {
    /// Finds the record that a question names.
    ///
    /// - `SERVICE:EVENT` or `CONTAINER:EVENT`, with `#2` for the second such event. If the event did not happen because
    ///   the service could not start, the record of that failure is returned instead.
    /// - `command`: the end of the first command that failed, or else of the first command.
    /// - `ready`: the event with which startup completes.
    ///
    /// The error lists the valid questions.
    pub fn find(&self, question: &str) -> Result<RecordId, String> {
        let (name, number) = parse_number(question)?;
        if name == "ready" {
            let last = self.critical_path().last().copied();
            return last.ok_or_else(|| "startup never completes".to_owned());
        }
        if name == "command" {
            return self
                .end_of_command(number)
                .ok_or_else(|| "no command has ended".to_owned());
        }
        let Some((subject, event)) = name.split_once(':') else {
            return Err(format!(
                "`{name}` is not an event: expected SERVICE:EVENT, such as web:started, or command or ready"
            ));
        };
        if !NAMES.contains(&event) {
            return Err(format!(
                "`{event}` is not an event: expected one of {}",
                NAMES.join(", ")
            ));
        }
        let lanes = self.lanes_named(subject);
        if lanes.is_empty() {
            return Err(format!("no such service or container: {subject}"));
        }
        let events: Vec<(RecordId, &Event)> = (self.records.iter().zip(0..))
            .filter(|(record, _)| matches!(record.subject, Subject::Container(lane) if lanes.contains(&lane)))
            .map(|(record, index)| (RecordId(index), &record.event))
            .collect();
        let mut occurrences = events.iter().filter(|(_, other)| other.name() == Some(event));
        let count = occurrences.clone().count();
        if let Some((id, _)) = occurrences.nth(number - 1) {
            return Ok(*id);
        }
        if let Some(failure) = self.find_failure(event, &events).filter(|_| number == 1) {
            return Ok(failure);
        }
        Err(match count {
            0 => {
                let has_happened = |name: &&str| events.iter().any(|(_, event)| event.name() == Some(name));
                let happened: Vec<&str> = NAMES.into_iter().filter(has_happened).collect();
                format!(
                    "{name} does not happen; the events of {subject} are {}",
                    happened.join(", ")
                )
            }
            1 => format!("{name} happens only once"),
            _ => format!("{name} happens only {count} times"),
        })
    }

    /// Returns the lanes of a service or a container, given by its name.
    fn lanes_named(&self, name: &str) -> Vec<usize> {
        let is_named = |lane: &usize| {
            let lane = &self.lanes[*lane];
            lane.service.as_str() == name || lane.name == name || lane.full_name == name
        };
        (0..self.lanes.len()).filter(is_named).collect()
    }

    /// Returns the record that explains why an event did not happen: the last failure among the container's events, or
    /// the end of a failed command if the container never started.
    fn find_failure(&self, event: &str, events: &[(RecordId, &Event)]) -> Option<RecordId> {
        let failed = events.iter().rfind(|(_, event)| event.name() == Some("failed"));
        if let Some((id, _)) = failed {
            return Some(*id);
        }
        let requires_start = matches!(event, "started" | "ready" | "healthy");
        let has_started = events.iter().any(|(_, event)| **event == Event::Started);
        let has_failed = self.commands.iter().any(|command| command.error.is_some());
        if requires_start && !has_started && has_failed {
            return self.end_of_command(1);
        }
        None
    }

    /// Returns the end of a command. Number 1 means the first one that failed, if there is one.
    fn end_of_command(&self, number: usize) -> Option<RecordId> {
        let ends: Vec<(RecordId, i32)> = (self.records.iter().zip(0..))
            .filter_map(|(record, index)| match record.event {
                Event::CommandEnded(code) => Some((RecordId(index), code)),
                _ => None,
            })
            .collect();
        let failed = ends.iter().find(|(_, code)| *code != 0 && number == 1);
        failed.or_else(|| ends.get(number - 1)).map(|(id, _)| *id)
    }
}

/// Splits `web:started#2` into the name and the number of the event, which is 1 by default.
fn parse_number(question: &str) -> Result<(&str, usize), String> {
    let Some((name, number)) = question.rsplit_once('#') else {
        return Ok((question, 1));
    };
    match number.parse() {
        Ok(number) if number > 0 => Ok((name, number)),
        _ => Err(format!("`{question}`: expected a number from 1 after `#`")),
    }
}
