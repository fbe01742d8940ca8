//! Cycles among the dependencies of services.

use std::collections::BTreeMap;

use crate::hash::FastMap;

/// Returns the first cycle that a depth-first search from the sorted names meets, with its first name repeated at
/// the end.
///
/// Visits every service and every dependency once. Docker Compose walks every path and finds the same cycle.
pub fn find_cycle<'a>(dependencies: &BTreeMap<&'a str, Vec<&'a str>>) -> Option<Vec<&'a str>> {
    let names: Vec<&str> = dependencies.keys().copied().collect();
    let successors: Vec<&[&str]> = dependencies.values().map(Vec::as_slice).collect();
    let indexes: FastMap<&str, usize> = names.iter().enumerate().map(|(index, &name)| (name, index)).collect();
    let mut states = vec![State::Unvisited; names.len()];
    for start in 0..names.len() {
        if states[start] != State::Unvisited {
            continue;
        }
        // Each element is a service on the path and the number of its dependencies that have been followed.
        let mut path = vec![(start, 0)];
        states[start] = State::OnPath;
        while let Some((service, followed)) = path.last_mut() {
            let Some(name) = successors[*service].get(*followed) else {
                states[*service] = State::Finished;
                path.pop();
                continue;
            };
            *followed += 1;
            let Some(&dependency) = indexes.get(name) else {
                continue;
            };
            match states[dependency] {
                State::Finished => {}
                State::OnPath => {
                    let begin = path.iter().position(|&(service, _)| service == dependency)?;
                    let cycle = path[begin..].iter().map(|&(service, _)| service).chain([dependency]);
                    return Some(cycle.map(|service| names[service]).collect());
                }
                State::Unvisited => {
                    states[dependency] = State::OnPath;
                    path.push((dependency, 0));
                }
            }
        }
    }
    None
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    Unvisited,
    OnPath,
    Finished,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn first_cycle_is_found() {
        for (edges, expected) in [
            (vec![("a", vec!["b"]), ("b", vec![])], None),
            (vec![("a", vec!["a"])], Some("a -> a")),
            (
                vec![("a", vec!["b"]), ("b", vec!["c"]), ("c", vec!["b"])],
                Some("b -> c -> b"),
            ),
            (vec![("a", vec!["ghost"])], None),
            (
                vec![("a", vec!["b", "c"]), ("b", vec!["d"]), ("c", vec!["a"]), ("d", vec![])],
                Some("a -> c -> a"),
            ),
        ] {
            let cycle = find_cycle(&edges.iter().cloned().collect()).map(|cycle| cycle.join(" -> "));
            assert_eq!(cycle.as_deref(), expected, "{edges:?}");
        }
    }

    #[test]
    fn many_paths_are_searched_in_linear_time() {
        let names: Vec<String> = (0..3000).map(|index| format!("s{index:04}")).collect();
        let edges = names
            .iter()
            .enumerate()
            .map(|(index, name)| {
                let above = (index / 10 + 1) * 10;
                let list = (above..above + 10)
                    .filter_map(|other| names.get(other))
                    .map(String::as_str);
                (name.as_str(), list.collect())
            })
            .collect();
        assert_eq!(find_cycle(&edges), None);
    }
}
