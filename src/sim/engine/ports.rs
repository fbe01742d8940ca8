//! Published ports: which are taken on the host, and by whom.
//!
//! A container takes its ports as its start call begins and gives them back when it ends. They belong to
//! the host, so containers of all projects share them. What the engine says about one that is taken
//! follows moby's `libnetwork/portallocator` and `daemon/start.go`.

use crate::compose::Port;
use crate::sim::engine::world::World;

/// From this version on the engine says which step of a start failed.
const NAMES_THE_STEP: u32 = 28;
/// All addresses of the host.
const EVERYWHERE: &str = "0.0.0.0";

/// A port of the host that a container holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::sim) struct HeldPort {
    address: String,
    protocol: String,
    number: u16,
}

impl HeldPort {
    fn clashes(&self, other: &HeldPort) -> bool {
        let is_everywhere = |address: &str| matches!(address, EVERYWHERE | "::");
        self.number == other.number
            && self.protocol == other.protocol
            && (self.address == other.address || is_everywhere(&self.address) || is_everywhere(&other.address))
    }
}

/// The numbers a published port may get: `8080`, `8080-8090`; none where the engine picks one.
fn range(published: &str) -> Option<(u16, u16)> {
    match published.split_once('-') {
        Some((first, last)) => Some((first.parse().ok()?, last.parse().ok()?)),
        None => published.parse().ok().map(|number| (number, number)),
    }
}

impl World {
    /// The ports a container would hold, or the engine's words about the first that is taken.
    pub(in crate::sim) fn ports_for(&self, container: usize) -> Result<Vec<HeldPort>, String> {
        let wanted = &self.containers[container].model.ports;
        let mut held: Vec<HeldPort> = Vec::with_capacity(wanted.len());
        for port in wanted {
            let Some((first, last)) = port.published.as_deref().and_then(range) else {
                continue;
            };
            let free = (first..=last.max(first))
                .map(|number| self.held(port, number))
                .find(|candidate| {
                    !self.is_taken(container, candidate) && !held.iter().any(|own| own.clashes(candidate))
                });
            match free {
                Some(port) => held.push(port),
                None => return Err(self.port_taken(container, &self.held(port, first))),
            }
        }
        Ok(held)
    }

    fn held(&self, port: &Port, number: u16) -> HeldPort {
        HeldPort {
            address: port.host_ip.clone().unwrap_or_else(|| EVERYWHERE.to_owned()),
            protocol: port.protocol.clone(),
            number,
        }
    }

    fn is_taken(&self, container: usize, port: &HeldPort) -> bool {
        let holders = self.holders.get(&port.number).into_iter().flatten();
        let others = holders.filter(|&&index| index != container);
        others
            .flat_map(|&index| &self.containers[index].ports)
            .any(|held| held.clashes(port))
    }

    /// Lets a container hold ports of the host.
    pub(in crate::sim) fn hold(&mut self, container: usize, ports: Vec<HeldPort>) {
        for port in &ports {
            let holders = self.holders.entry(port.number).or_default();
            if !holders.contains(&container) {
                holders.push(container);
            }
        }
        self.containers[container].ports = ports;
    }

    fn port_taken(&self, container: usize, port: &HeldPort) -> String {
        let name = &self.containers[container].full_name;
        let step = if self.scenario.engine >= NAMES_THE_STEP {
            "failed to set up container networking: "
        } else {
            ""
        };
        let (protocol, place) = (&port.protocol, format!("{}:{}", port.address, port.number));
        // The engine keeps a list for each address; what only overlaps is refused by the system.
        let holders = self.holders.get(&port.number).into_iter().flatten();
        let refusal = match holders
            .flat_map(|&index| &self.containers[index].ports)
            .any(|held| held == port)
        {
            true => format!("Bind for {place} failed: port is already allocated"),
            false => {
                format!("Error starting userland proxy: listen {protocol}4 {place}: bind: address already in use")
            }
        };
        // The real one prints 64 random digits.
        format!(
            "Error response from daemon: {step}driver failed programming external connectivity on endpoint {name} \
             (ID): {refusal}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_clash_on_the_same_address_and_protocol() {
        let held = |address: &str, protocol: &str, number| HeldPort {
            address: address.to_owned(),
            protocol: protocol.to_owned(),
            number,
        };
        let one = held("127.0.0.1", "tcp", 80);
        for (other, expected) in [
            (held("127.0.0.1", "tcp", 80), true),
            (held("0.0.0.0", "tcp", 80), true),
            (held("127.0.0.2", "tcp", 80), false),
            (held("127.0.0.1", "udp", 80), false),
            (held("127.0.0.1", "tcp", 81), false),
        ] {
            assert_eq!(one.clashes(&other), expected, "{other:?}");
        }
    }

    #[test]
    fn a_published_port_may_be_a_range() {
        assert_eq!(range("80"), Some((80, 80)));
        assert_eq!(range("80-82"), Some((80, 82)));
        assert_eq!(range("x"), None);
    }
}
