//! Scenario files: a scenario as JSON.

use serde::Deserialize;
use serde_json::{Map, Value};

use super::{Externals, Observation, Scenario, Step, When};
use crate::sim::process::behavior::{ExitRule, parse_milliseconds};
use crate::sim::process::measured::milliseconds;

/// The image of the services in recordings.
const RECORDING_IMAGE: &str = "bb:latest";
/// Default length of the observation in seconds.
const DEFAULT_OBSERVATION: f64 = 3.0;

#[derive(Deserialize)]
struct ScenarioFile {
    steps: Option<Vec<StepEntry>>,
    observe: Option<f64>,
    /// The images that exist, by name.
    #[serde(default)]
    images: Map<String, Value>,
}

#[derive(Deserialize)]
struct StepEntry {
    #[serde(default)]
    cmd: Vec<String>,
    change: Option<String>,
    delay: Option<f64>,
    at: Option<f64>,
    interrupt: Option<f64>,
    #[serde(rename = "x-sim")]
    behavior: Option<Value>,
}

impl Scenario {
    /// Parses a `scenario.json` with `steps`, each with `cmd` or `change`, `delay`, `at`, `interrupt` and `x-sim`, and
    /// with `observe`. Times are in seconds. Without steps the scenario is one `up -d`. The engine is fresh.
    pub fn from_json(text: &str) -> Result<Self, String> {
        let file: ScenarioFile = serde_json::from_str(text).map_err(|error| error.to_string())?;
        let steps = match file.steps {
            None => vec![Step::new(&["up", "-d"])],
            Some(steps) => steps.into_iter().map(StepEntry::into_step).collect(),
        };
        let observed = file.observe.unwrap_or(DEFAULT_OBSERVATION);
        let images = file.images.keys().cloned();
        Ok(Scenario {
            observation: Observation::For(milliseconds(observed)),
            externals: Externals::CreatedByScenario,
            images: images.chain([RECORDING_IMAGE.to_owned()]).collect(),
            ..Scenario::of(steps)
        })
    }
}

impl StepEntry {
    fn into_step(self) -> Step {
        let step = match self.change {
            Some(path) => Step::change(&path),
            None => Step {
                words: self.cmd,
                ..Step::new(&[])
            },
        };
        Step {
            when: match self.at {
                Some(at) => When::At(milliseconds(at)),
                None => When::After(milliseconds(self.delay.unwrap_or(0.0))),
            },
            interrupt: self.interrupt.map(milliseconds),
            exec: self.behavior.as_ref().map(exit_rule),
            ..step
        }
    }
}

/// Returns the first exit rule of an `x-sim`. Invalid values count as an exit at once with code 0.
fn exit_rule(behavior: &Value) -> ExitRule {
    let exits = &behavior["exits"];
    let exits = exits.get(0).unwrap_or(exits);
    let code = exits["code"].as_i64().and_then(|code| i32::try_from(code).ok());
    ExitRule {
        after: exits["after"].as_str().and_then(parse_milliseconds).unwrap_or(0),
        code: code.unwrap_or(0),
        times: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scenario_files_are_parsed() {
        let scenario = Scenario::from_json(
            r#"{"steps": [{"cmd": ["up"], "interrupt": 3}, {"cmd": ["down"], "delay": 1.5}, {"cmd": ["kill"], "at": 2}],
                "observe": 0.5}"#,
        )
        .expect("the file is well-formed");
        assert_eq!(scenario.observation, Observation::For(500));
        assert_eq!(scenario.steps[0].interrupt, Some(3000));
        assert_eq!(scenario.steps[1].when, When::After(1500));
        assert_eq!(scenario.steps[2].when, When::At(2000));
        let default = Scenario::from_json("{}").expect("the file is well-formed");
        assert_eq!(default.steps, Scenario::up().steps);
        assert!(Scenario::from_json("[").is_err());
    }
}
