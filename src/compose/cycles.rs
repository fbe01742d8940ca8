//! Cycles among dependencies.

use crate::hash::FastMap;
use std::collections::BTreeMap;

/// The first cycle that a walk from the sorted names meets, its first name repeated at the end.
///
/// Visits every service and every dependency once; Docker Compose walks every path, and finds the same.
pub fn first<'a>(dependencies: &BTreeMap<&'a str, Vec<&'a str>>) -> Option<Vec<&'a str>> {
    let names: Vec<&str> = dependencies.keys().copied().collect();
    let lists: Vec<&[&str]> = dependencies.values().map(Vec::as_slice).collect();
    let places: FastMap<&str, usize> = names.iter().enumerate().map(|(place, &name)| (name, place)).collect();
    let mut states = vec![State::New; names.len()];
    for start in 0..names.len() {
        if states[start] != State::New {
            continue;
        }
        let mut path = vec![(start, 0)];
        states[start] = State::OnPath;
        while let Some((at, next)) = path.last_mut() {
            let Some(below) = lists[*at].get(*next) else {
                states[*at] = State::Finished;
                path.pop();
                continue;
            };
            *next += 1;
            let Some(&below) = places.get(below) else {
                continue;
            };
            match states[below] {
                State::Finished => {}
                State::OnPath => {
                    let begin = path.iter().position(|&(place, _)| place == below)?;
                    let cycle = path[begin..].iter().map(|&(place, _)| place).chain([below]);
                    return Some(cycle.map(|place| names[place]).collect());
                }
                State::New => {
                    states[below] = State::OnPath;
                    path.push((below, 0));
                }
            }
        }
    }
    None
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    New,
    OnPath,
    Finished,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_cycle_is_found() {
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
            let found = first(&edges.iter().cloned().collect()).map(|cycle| cycle.join(" -> "));
            assert_eq!(found.as_deref(), expected, "{edges:?}");
        }
    }

    #[test]
    fn layers_of_many_paths_take_no_time() {
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
        assert_eq!(first(&edges), None);
    }
}
