//! Explanations of health changes and probes.

use super::{CauseLink, Reason};
use crate::sim::format_duration;
use crate::sim::process::model::{Check, SettingSource};
use crate::sim::{Event, ProbeResult, Record, RecordId, Subject, Timeline};

impl Timeline {
    /// Explains why a container became healthy or unhealthy. Continues with the start of the probe.
    pub(super) fn explain_health(&self, record: &Record, name: &str) -> CauseLink {
        let (number, _) = self.probe_number(record);
        let check = self.model_of(record).and_then(|model| model.check.as_ref());
        let text = match record.event {
            Event::Healthy => format!("{name} becomes healthy: its {} probe passes", ordinal(number)),
            _ => {
                let retries = check.map_or(3, |check| check.retries);
                let probes = if retries == 1 {
                    "a probe fails".to_owned()
                } else {
                    format!("{retries} consecutive probes fail")
                };
                format!("{name} becomes unhealthy: {probes}")
            }
        };
        let probe_end = self.cause_of(record);
        CauseLink {
            next: probe_end.and_then(|record| record.cause),
            ..self.link(record, text)
        }
    }

    /// Explains when a probe began. Continues with the start of the container.
    pub(super) fn explain_probe(&self, record: &Record, name: &str) -> CauseLink {
        let (number, start) = self.probe_number(record);
        let check = self.model_of(record).and_then(|model| model.check.as_ref());
        let interval = check
            .map(|check| self.describe_interval(check, record))
            .unwrap_or_default();
        let ready = start.and_then(|start| self.ready_reason(record, start, name));
        let text = if number <= 1 {
            format!("the first probe runs one interval after the start; {interval}")
        } else {
            let earlier = match ready {
                Some(_) => "",
                None if self.all_earlier_probes_failed(record) => ", and the earlier probes failed",
                None => ", and the earlier probes did not change its health",
            };
            format!("the {} probe runs; {interval}{earlier}", ordinal(number))
        };
        CauseLink {
            detail: ready,
            next: start.and_then(|start| self.id_of(start)),
            ..self.link(record, text)
        }
    }

    /// Returns the number of a probe in its run, from 1, and the record of the run's start.
    fn probe_number<'a>(&'a self, record: &'a Record) -> (usize, Option<&'a Record>) {
        let Subject::Container(lane) = record.subject else {
            return (0, None);
        };
        let mut number = 0;
        let mut current = Some(record);
        while let Some(record) = current {
            match record.event {
                Event::ProbeBegan => number += 1,
                Event::Started | Event::Unpaused if record.subject == Subject::Container(lane) => {
                    return (number, Some(record));
                }
                _ => {}
            }
            current = self.cause_of(record);
        }
        (number, None)
    }

    /// Whether all earlier probes of the run failed.
    fn all_earlier_probes_failed(&self, probe: &Record) -> bool {
        let mut current = self.cause_of(probe);
        while let Some(record) = current {
            match record.event {
                Event::ProbeEnded(ProbeResult::Passed) => return false,
                Event::ProbeEnded(_) | Event::ProbeBegan => {}
                _ => break,
            }
            current = self.cause_of(record);
        }
        true
    }

    /// Describes the setting that determined the pause before a probe.
    fn describe_interval(&self, check: &Check, record: &Record) -> String {
        let pause = self.cause_of(record).map_or(0, |previous| record.at.0 - previous.at.0);
        if pause == check.start_interval && pause != check.interval {
            return format!("start_interval is {} during the start period", format_duration(pause));
        }
        let source = match check.interval_source {
            SettingSource::File(_) => "",
            SettingSource::Image => " in the image",
            SettingSource::Default => " by default",
        };
        format!("interval is {}{source}", format_duration(check.interval))
    }

    /// Returns the sentence that says when the process was ready, if that was after its start and before a probe.
    fn ready_reason(&self, probe: &Record, start: &Record, name: &str) -> Option<Reason> {
        let lane = self.lane_of(probe)?;
        let ready = lane.ready.iter().find(|at| **at >= start.at && **at <= probe.at)?;
        let after = ready.0 - start.at.0;
        (after > 0).then(|| Reason {
            at: *ready,
            text: format!("{name} is ready {} after its start", format_duration(after)),
            span: None,
        })
    }

    fn id_of(&self, record: &Record) -> Option<RecordId> {
        let first_at_time = self.records.partition_point(|other| other.at < record.at);
        let offset = self.records[first_at_time..]
            .iter()
            .position(|other| std::ptr::eq(other, record))?;
        Some(RecordId((first_at_time + offset) as u32))
    }
}

fn ordinal(number: usize) -> String {
    const WORDS: [&str; 10] = [
        "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    ];
    match number.checked_sub(1).and_then(|index| WORDS.get(index)) {
        Some(word) => (*word).to_owned(),
        None => match (number % 10, number % 100) {
            (1, rest) if rest != 11 => format!("{number}st"),
            (2, rest) if rest != 12 => format!("{number}nd"),
            (3, rest) if rest != 13 => format!("{number}rd"),
            _ => format!("{number}th"),
        },
    }
}
