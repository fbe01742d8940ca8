//! `up`, and `create` and `scale`, which perform parts of it.
//!
//! Source: compose `cmd/compose/{up,create,scale}.go`.

use super::{CommandSpec, Invocation, ProjectUse};
use crate::plan::{ReturnWhen, Up, UpStage, parse_create, parse_scale, parse_up};
use crate::sim::compose::client::{Client, Failure};
use crate::sim::compose::start::StartOptions;

pub(super) const UP: CommandSpec = CommandSpec {
    name: "up",
    parse: |words| parse_up(words).map(invocation),
};

pub(super) const CREATE: CommandSpec = CommandSpec {
    name: "create",
    parse: |words| parse_create(words).map(invocation),
};

pub(super) const SCALE: CommandSpec = CommandSpec {
    name: "scale",
    parse: |words| parse_scale(words).map(invocation),
};

fn invocation(up: Up) -> Invocation {
    Invocation::new(ProjectUse::File, async move |client| client.up(up).await)
}

impl Client {
    async fn up(&self, up: Up) -> Result<i32, Failure> {
        let mut selection = self.select(&up.services, up.scope)?;
        selection.scale(&up.scale).map_err(Failure::new)?;
        if let Some(service) = &up.exit_code_from
            && !self.project().services.contains_key(service.as_str())
        {
            return Err(Failure::new(format!("no such service: {service}: not found")));
        }
        let created = self
            .create_all(&selection, &selection, &up, self.command_record)
            .await?;
        if up.last_stage == UpStage::Create {
            return Ok(0);
        }
        if up.return_when == ReturnWhen::ContainersStopped {
            return self.run_attached(selection, up, created).await;
        }
        let options = StartOptions {
            is_quiet: false,
            wait_timeout: up.wait_timeout,
        };
        let started = self.start_all(&selection, &options, created).await?;
        if up.return_when == ReturnWhen::ServicesReady {
            self.wait_for_services(&selection, up.wait_timeout, started).await?;
        }
        Ok(0)
    }
}
