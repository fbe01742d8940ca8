//! "Why?": a record's chain of causes, as a card shows it.

use super::spell;
use super::spot::Spot;
use crate::sim::{Event, Lane, ProbeResult, RecordId, Subject, Timeline};
use crate::source::Workspace;

/// The answer to a why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// The question: `Why does web start at 31.0 s?`
    pub question: String,
    /// The causes, the last one first.
    pub steps: Vec<Step>,
}

/// One cause.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// When, in seconds: `31.02`.
    pub at: String,
    /// A sentence without a full stop.
    pub text: String,
    /// The line of the file that decides it.
    pub spot: Option<Spot>,
}

/// Answers for a record; `None` for a record of another timeline.
pub fn answer(timeline: &Timeline, files: &Workspace, record: RecordId) -> Option<Answer> {
    Some(Answer {
        question: question(timeline, record)?,
        steps: timeline
            .why(record)
            .into_iter()
            .map(|reason| Step {
                at: reason.at.to_string(),
                text: reason.text,
                spot: reason.span.map(|span| Spot::of(files, span)),
            })
            .collect(),
    })
}

/// The service's name, where it has one container only.
fn called(timeline: &Timeline, lane: &Lane) -> String {
    let alone = timeline
        .lanes
        .iter()
        .filter(|other| other.service == lane.service)
        .count()
        == 1;
    if alone {
        lane.service.to_string()
    } else {
        lane.name.clone()
    }
}

fn question(timeline: &Timeline, id: RecordId) -> Option<String> {
    let record = timeline.records.get(id.0 as usize)?;
    let at = spell::spoken(record.at);
    let subject = match record.subject {
        Subject::Container(lane) => called(timeline, timeline.lanes.get(lane)?),
        Subject::Command(command) => format!("`{}`", timeline.commands.get(command)?.words.first()?),
    };
    let verb = match &record.event {
        Event::CommandBegan => "begin",
        Event::CommandEnded(0) => "end well",
        Event::CommandEnded(code) => return Some(format!("Why does {subject} end with {code} at {at}?")),
        Event::Created => "get created",
        Event::Waiting { dependency, .. } => return Some(format!("Why does {subject} wait for {dependency}?")),
        Event::WaitEnded { dependency, .. } => {
            return Some(format!("Why does {subject} stop waiting for {dependency} at {at}?"));
        }
        Event::Starting | Event::Started => "start",
        Event::StartFailed(_) => "fail to start",
        Event::Ready => "become ready",
        Event::ProbeBegan => "get probed",
        Event::ProbeEnded(ProbeResult::Passed) => {
            return Some(format!("Why does the probe of {subject} pass at {at}?"));
        }
        Event::ProbeEnded(ProbeResult::Failed(_)) => {
            return Some(format!("Why does the probe of {subject} fail at {at}?"));
        }
        Event::ProbeEnded(ProbeResult::TimedOut) => {
            return Some(format!("Why does the probe of {subject} time out at {at}?"));
        }
        Event::Healthy => "become healthy",
        Event::Unhealthy => "become unhealthy",
        Event::Exited(code) => return Some(format!("Why does {subject} exit with {code} at {at}?")),
        Event::Restarting { .. } => "restart",
        Event::Stopped => "stop",
        Event::Removed => "get removed",
        _ => "change",
    };
    Some(format!("Why does {subject} {verb} at {at}?"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::fixture;

    #[test]
    fn questions_name_what_happened() {
        let timeline = fixture::timeline();
        for (record, expected) in [
            (3, "Why does db start at 0.46 s?"),
            (4, "Why does the probe of db pass at 30.5 s?"),
            (5, "Why does db become healthy at 30.5 s?"),
            (0, "Why does `up` begin at 0.00 s?"),
        ] {
            assert_eq!(question(&timeline, RecordId(record)).as_deref(), Some(expected));
        }
        assert_eq!(question(&timeline, RecordId(99)), None);
    }
}
