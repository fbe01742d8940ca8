//! Providers: programs that stand for a service's container.
//!
//! They run in their service's turn of the create phase, and again when the project goes down; nobody
//! waits for them otherwise. How long one takes and how it ends is in the service's `x-sim`, as the first
//! entry of `exits`. Source: compose `pkg/compose/plugins.go`.

use crate::compose::Service;
use crate::sim::compose::client::Client;
use crate::sim::compose::walk::Failure;
use crate::sim::{Event, RecordId};

impl Client {
    /// Runs a service's provider; `action` is Docker Compose's word for what it is asked for.
    pub(in crate::sim) async fn run_provider(
        &self,
        service: &Service,
        action: &str,
        cause: RecordId,
    ) -> Result<RecordId, Failure> {
        let name = &service.name;
        let (begins, ends) = match action {
            "remove" => ("Removing", "Removed"),
            _ => ("Creating", "Created"),
        };
        self.say(format!("{name} {begins}"));
        let rule = self.model(name)?.behavior.exit_of(0);
        self.shared.sleep(rule.map_or(0, |rule| rule.after)).await;
        let code = rule.map_or(0, |rule| rule.code);
        let service = name.clone();
        let record = self.note(Event::ProviderEnded { service, code }, cause);
        if code != 0 {
            let text = format!("exit status {code}");
            self.say(format!("{name} {text}"));
            let failure = format!("failed to {action} service provider: {text}");
            return Err(Failure::new(failure).because(record));
        }
        self.say(format!("{name} {ends}"));
        Ok(record)
    }
}
