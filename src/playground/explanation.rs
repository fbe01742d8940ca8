//! Explanations of events: the chain of causes that answers a "Why?".

use super::location::Location;
use crate::sim::{RecordId, Timeline};
use crate::source::Workspace;

/// Why an event happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Explanation {
    /// The question: `Why does web start at 31.0 s?`
    pub question: String,
    /// The causes, latest first.
    pub causes: Vec<Cause>,
}

/// A cause in an explanation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cause {
    /// Time in seconds: `31.02`.
    pub at: String,
    /// A sentence without a full stop.
    pub text: String,
    /// The line that the cause depends on.
    pub location: Option<Location>,
}

/// Explains a record. Returns `None` when the timeline has no such record.
pub(super) fn explain(timeline: &Timeline, files: &Workspace, record: RecordId) -> Option<Explanation> {
    timeline.records.get(record.0 as usize)?;
    Some(Explanation {
        question: timeline.question(record),
        causes: timeline
            .why(record)
            .into_iter()
            .map(|reason| Cause {
                at: reason.at.to_string(),
                text: reason.text,
                location: reason.span.map(|span| Location::of(files, span)),
            })
            .collect(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::fixture;

    #[test]
    fn questions_name_the_event() {
        let timeline = fixture::timeline();
        for (record, expected) in [
            (3, "Why does db start at 0.5 s?"),
            (4, "Why does the probe of db pass at 30.5 s?"),
            (5, "Why does db become healthy at 30.5 s?"),
            (0, "Why is `up -d` run at 0.0 s?"),
        ] {
            assert_eq!(timeline.question(RecordId(record)), expected);
        }
    }

    #[test]
    fn unknown_record_has_no_explanation() {
        let timeline = fixture::timeline();
        assert_eq!(explain(&timeline, &Workspace::new("/demo"), RecordId(99)), None);
    }
}
