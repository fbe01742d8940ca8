//! Providers: programs that replace the containers of a service.
//!
//! A provider runs when its service is created, and again when the project is taken down. The first entry of `exits`
//! in the service's `x-sim` says how long it takes and how it exits. Source: compose `pkg/compose/plugins.go`.

use super::client::{Client, Failure, TaskResult};
use crate::compose::Service;
use crate::sim::{Event, RecordId};

impl Client {
    /// Runs the provider of a service with the action `create` or `remove`.
    pub(super) async fn run_provider(&self, service: &Service, action: &str, cause: RecordId) -> TaskResult {
        let name = &service.name;
        let (begin_status, end_status) = match action {
            "remove" => ("Removing", "Removed"),
            _ => ("Creating", "Created"),
        };
        self.print_stderr(format!("{name} {begin_status}"));
        let rule = self.model(name)?.behavior.exit_rule(0);
        self.shared.sleep(rule.map_or(0, |rule| rule.after)).await;
        let code = rule.map_or(0, |rule| rule.code);
        let event = Event::ProviderEnded {
            service: name.clone(),
            code,
        };
        let record = self.record(event, cause);
        if code != 0 {
            let status = format!("exit status {code}");
            self.print_stderr(format!("{name} {status}"));
            let message = format!("failed to {action} service provider: {status}");
            return Err(Failure::new(message).caused_by(record));
        }
        self.print_stderr(format!("{name} {end_status}"));
        Ok(record)
    }
}
