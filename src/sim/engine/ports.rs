//! Published ports: which host ports are in use, and by which container.
//!
//! A container takes its ports when its start call begins and releases them when it exits. All projects share the
//! ports of the host. Sources of the errors: moby `libnetwork/portallocator` and `daemon/start.go`.

use super::Engine;
use crate::compose::Port;

/// First version of the engine whose errors name the failed step of a start.
const MIN_ENGINE_FOR_STEP_NAMES: u32 = 28;
/// The wildcard address: all addresses of the host.
const ALL_ADDRESSES: &str = "0.0.0.0";

/// A host port that a container holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct HeldPort {
    address: String,
    protocol: String,
    number: u16,
}

impl HeldPort {
    fn new(port: &Port, number: u16) -> Self {
        HeldPort {
            address: port.host_ip.clone().unwrap_or_else(|| ALL_ADDRESSES.to_owned()),
            protocol: port.protocol.clone(),
            number,
        }
    }

    fn conflicts_with(&self, other: &HeldPort) -> bool {
        let is_wildcard = |address: &str| matches!(address, ALL_ADDRESSES | "::");
        self.number == other.number
            && self.protocol == other.protocol
            && (self.address == other.address || is_wildcard(&self.address) || is_wildcard(&other.address))
    }
}

/// Returns the first and the last number that a published port may get: `8080` or `8080-8090`. `None` if the engine
/// picks one.
fn published_range(published: &str) -> Option<(u16, u16)> {
    match published.split_once('-') {
        Some((first, last)) => Some((first.parse().ok()?, last.parse().ok()?)),
        None => published.parse().ok().map(|number| (number, number)),
    }
}

impl Engine {
    /// Returns whether a container can get its host ports.
    pub(in crate::sim) fn has_free_ports(&self, container: usize) -> bool {
        self.allocate_ports(container).is_ok()
    }

    /// Returns the host ports that a container gets, or the engine's error for the first one that is in use.
    pub(super) fn allocate_ports(&self, container: usize) -> Result<Vec<HeldPort>, String> {
        let published = &self.containers[container].model().ports;
        let mut allocated: Vec<HeldPort> = Vec::with_capacity(published.len());
        for port in published {
            let Some((first, last)) = port.published.as_deref().and_then(published_range) else {
                continue;
            };
            let free_port = (first..=last.max(first))
                .map(|number| HeldPort::new(port, number))
                .find(|candidate| {
                    let mut own = allocated.iter();
                    !self.is_port_in_use(container, candidate) && !own.any(|own| own.conflicts_with(candidate))
                });
            match free_port {
                Some(port) => allocated.push(port),
                None => return Err(self.port_error(container, &HeldPort::new(port, first))),
            }
        }
        Ok(allocated)
    }

    /// Returns whether another container holds a port that conflicts with `port`.
    fn is_port_in_use(&self, container: usize, port: &HeldPort) -> bool {
        let holders = self.port_holders.get(&port.number).into_iter().flatten();
        let others = holders.filter(|&&index| index != container);
        others
            .flat_map(|&index| &self.containers[index].ports)
            .any(|held| held.conflicts_with(port))
    }

    /// Gives host ports to a container.
    pub(super) fn hold_ports(&mut self, container: usize, ports: Vec<HeldPort>) {
        for port in &ports {
            let holders = self.port_holders.entry(port.number).or_default();
            if !holders.contains(&container) {
                holders.push(container);
            }
        }
        self.containers[container].ports = ports;
    }

    fn port_error(&self, container: usize, port: &HeldPort) -> String {
        let name = self.containers[container].full_name();
        let step = if self.version() >= MIN_ENGINE_FOR_STEP_NAMES {
            "failed to set up container networking: "
        } else {
            ""
        };
        let (protocol, address) = (&port.protocol, format!("{}:{}", port.address, port.number));
        // The engine has a list of ports for each address. A port of an overlapping address is refused only by the
        // operating system.
        let holders = self.port_holders.get(&port.number).into_iter().flatten();
        let is_in_list = holders
            .flat_map(|&index| &self.containers[index].ports)
            .any(|held| held == port);
        let reason = if is_in_list {
            format!("Bind for {address} failed: port is already allocated")
        } else {
            format!("Error starting userland proxy: listen {protocol}4 {address}: bind: address already in use")
        };
        // The engine prints 64 random digits in place of `ID`.
        format!(
            "Error response from daemon: {step}driver failed programming external connectivity on endpoint {name} \
             (ID): {reason}"
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_conflict_if_address_and_protocol_overlap() {
        let held = |address: &str, protocol: &str, number| HeldPort {
            address: address.to_owned(),
            protocol: protocol.to_owned(),
            number,
        };
        let port = held("127.0.0.1", "tcp", 80);
        for (other, expected) in [
            (held("127.0.0.1", "tcp", 80), true),
            (held("0.0.0.0", "tcp", 80), true),
            (held("127.0.0.2", "tcp", 80), false),
            (held("127.0.0.1", "udp", 80), false),
            (held("127.0.0.1", "tcp", 81), false),
        ] {
            assert_eq!(port.conflicts_with(&other), expected, "{other:?}");
        }
    }

    #[test]
    fn published_port_is_a_number_or_a_range() {
        assert_eq!(published_range("80"), Some((80, 80)));
        assert_eq!(published_range("80-82"), Some((80, 82)));
        assert_eq!(published_range("x"), None);
    }
}
