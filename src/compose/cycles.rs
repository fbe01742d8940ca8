//! Cycles among dependencies.

use crate::sort::SortedMap;

/// The first cycle that a walk from the sorted names meets, its first name repeated at the end.
///
/// Visits every service and every dependency once; Docker Compose walks every path, and finds the same.
pub fn first<'a>(dependencies: &SortedMap<&'a str, Vec<&'a str>>) -> Option<Vec<&'a str>> {
    let mut state: SortedMap<&str, State> = SortedMap::new();
    for &start in dependencies.keys() {
        if state.contains_key(start) {
            continue;
        }
        let mut path: Vec<(&'a str, usize)> = vec![(start, 0)];
        state.insert(start, State::OnPath);
        while let Some((name, next)) = path.last_mut() {
            let Some(&below) = dependencies.get(*name).and_then(|list| list.get(*next)) else {
                state.insert(*name, State::Finished);
                path.pop();
                continue;
            };
            *next += 1;
            match state.get(below) {
                Some(State::Finished) => {}
                Some(State::OnPath) => {
                    let begin = path.iter().position(|(name, _)| *name == below)?;
                    let mut cycle: Vec<&str> = path[begin..].iter().map(|(name, _)| *name).collect();
                    cycle.push(below);
                    return Some(cycle);
                }
                None if dependencies.contains_key(below) => {
                    state.insert(below, State::OnPath);
                    path.push((below, 0));
                }
                None => {}
            }
        }
    }
    None
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
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
