//! "Why?": a record's chain of causes, as a card shows it.

use super::spot::Spot;
use crate::sim::{RecordId, Timeline};
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
    timeline.records.get(record.0 as usize)?;
    Some(Answer {
        question: timeline.question(record),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::playground::fixture;

    #[test]
    fn questions_name_what_happened() {
        let timeline = fixture::timeline();
        for (record, expected) in [
            (3, "Why does db start at 0.5 s?"),
            (4, "Why does the probe of db pass at 30.5 s?"),
            (5, "Why does db become healthy at 30.5 s?"),
            (0, "Why does `up -d` begin at 0.0 s?"),
        ] {
            assert_eq!(timeline.question(RecordId(record)), expected);
        }
        assert_eq!(answer(&timeline, &Workspace::new("/demo"), RecordId(99)), None);
    }
}
