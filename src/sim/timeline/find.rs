//! Finding the event that a question is about: `web:started`, `db:unhealthy#2`, `command`.

use crate::sim::{Event, GateOutcome, ProbeResult, RecordId, Subject, Timeline};

/// Names of events, as questions use them.
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
    "signalled",
    "stopped",
    "paused",
    "unpaused",
    "removed",
    "failed",
    "fault",
];

impl Event {
    /// The name that questions use for it; none for what nobody asks about.
    pub fn name(&self) -> Option<&'static str> {
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
            Event::ProbeEnded(ProbeResult::Passed | ProbeResult::Failed(_) | ProbeResult::TimedOut) => "probed",
            Event::Healthy => "healthy",
            Event::Unhealthy => "unhealthy",
            Event::Exited(_) => "exited",
            Event::Restarting { .. } => "restarting",
            Event::Signal(_) => "signalled",
            Event::Stopped => "stopped",
            Event::Paused => "paused",
            Event::Unpaused => "unpaused",
            Event::Removed => "removed",
            Event::Fault(_) => "fault",
            _ => return None,
        })
    }
}

impl Timeline {
    /// The record that a question names: `SERVICE:EVENT` or `CONTAINER:EVENT`, and `#2` for the second of
    /// its kind; `command` for the end of the command, of the first that failed where there is one; `ready` for
    /// what everything waits for last. What did not happen is answered by what stood in its way. An error says what could be asked.
    pub fn find(&self, question: &str) -> Result<RecordId, String> {
        let (name, number) = match question.rsplit_once('#') {
            Some((name, number)) => {
                let number = number.parse::<usize>().ok().filter(|number| *number > 0);
                (
                    name,
                    number.ok_or_else(|| format!("`{question}`: after # there is a number from 1 on"))?,
                )
            }
            None => (question, 1),
        };
        if name == "ready" {
            let last = self.critical_path().last().copied();
            return last.ok_or_else(|| "not everything gets ready".to_owned());
        }
        if name == "command" {
            return self
                .end_of_command(number)
                .ok_or_else(|| "no command has ended".to_owned());
        }
        let Some((subject, event)) = name.split_once(':') else {
            return Err(format!(
                "`{name}` is not a question: ask for SERVICE:EVENT, as in web:started, for command or for ready"
            ));
        };
        if !NAMES.contains(&event) {
            return Err(format!("`{event}` is not an event; there are {}", NAMES.join(", ")));
        }
        let is_about = |lane: usize| {
            let lane = self.lanes.get(lane);
            lane.is_some_and(|lane| {
                lane.service.as_str() == subject || lane.name == subject || lane.full_name == subject
            })
        };
        if !(0..self.lanes.len()).any(is_about) {
            return Err(format!("nothing is called `{subject}` here"));
        }
        let of_subject = || {
            let records = self.records.iter().enumerate();
            records.filter(|(_, record)| matches!(record.subject, Subject::Container(lane) if is_about(lane)))
        };
        let mut asked = of_subject().filter(|(_, record)| record.event.name() == Some(event));
        if let Some((index, _)) = asked.nth(number - 1) {
            return Ok(RecordId(index as u32));
        }
        // What stood in its way.
        let obstacle = of_subject().rfind(|(_, record)| record.event.name() == Some("failed"));
        if let (Some((index, _)), 1) = (obstacle, number) {
            return Ok(RecordId(index as u32));
        }
        // What was not reached before a command failed is answered by why it failed.
        let is_waited_for = matches!(event, "started" | "ready" | "healthy");
        let never_runs = !of_subject().any(|(_, record)| record.event == Event::Started);
        let failed = self.commands.iter().any(|command| command.error.is_some());
        if let (true, Some(end)) = (
            number == 1 && is_waited_for && never_runs && failed,
            self.end_of_command(1),
        ) {
            return Ok(end);
        }
        let times = of_subject()
            .filter(|(_, record)| record.event.name() == Some(event))
            .count();
        match times {
            0 => {}
            1 => return Err(format!("{name} happens only once")),
            _ => return Err(format!("{name} happens only {times} times")),
        }
        let happened: Vec<&str> = NAMES
            .into_iter()
            .filter(|name| of_subject().any(|(_, record)| record.event.name() == Some(name)))
            .collect();
        Err(format!(
            "{name} does not happen; of {subject} there are {}",
            happened.join(", ")
        ))
    }

    fn end_of_command(&self, number: usize) -> Option<RecordId> {
        let ends = self.records.iter().enumerate();
        let ends: Vec<(usize, i32)> = ends
            .filter_map(|(index, record)| match record.event {
                Event::CommandEnded(code) => Some((index, code)),
                _ => None,
            })
            .collect();
        let failed = ends.iter().find(|(_, code)| *code != 0 && number == 1);
        let chosen = failed.or_else(|| ends.get(number - 1));
        chosen.map(|(index, _)| RecordId(*index as u32))
    }
}
