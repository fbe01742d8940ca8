//! Makes a project smaller as long as it shows the same disagreement.

use serde_json::Value;

use crate::cases::Project;
use crate::mutate::block_end;

/// Maximum number of candidates that are tried for one project.
const MAX_CANDIDATES: usize = 250;

/// Returns the smallest project found for which `keeps` is true.
pub fn minimize(mut project: Project, keeps: &dyn Fn(&Project) -> bool) -> Project {
    let mut left = MAX_CANDIDATES;
    loop {
        let Some(smaller) = candidates(&project).into_iter().find(|candidate| {
            left = left.saturating_sub(1);
            left > 0 && keeps(candidate)
        }) else {
            return project;
        };
        project = smaller;
    }
}

/// Returns the project without an argument, without a file, and without a block of lines, largest first.
fn candidates(project: &Project) -> Vec<Project> {
    let mut candidates = Vec::new();
    for key in project.args.as_object().into_iter().flat_map(|args| args.keys()) {
        let mut candidate = project.clone();
        candidate.args.as_object_mut().map(|args| args.remove(key));
        candidates.push(candidate);
        for index in 0..project.args[key].as_array().map_or(0, Vec::len) {
            let mut candidate = project.clone();
            if let Some(Value::Array(items)) = candidate.args.get_mut(key) {
                items.remove(index);
                candidates.push(candidate);
            }
        }
    }
    for path in project.files.keys() {
        let mut candidate = project.clone();
        candidate.files.remove(path);
        candidates.push(candidate);
    }
    let mut reductions = Vec::new();
    for (path, bytes) in &project.files {
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for start in 0..lines.len() {
            let end = block_end(&lines, start);
            reductions.push((end - start, path, [&lines[..start], &lines[end..]].concat().concat()));
            if end > start + 1 {
                reductions.push((1, path, [&lines[..start], &lines[start + 1..]].concat().concat()));
            }
        }
    }
    reductions.sort_by_key(|(size, ..)| std::cmp::Reverse(*size));
    for (_, path, text) in reductions {
        let mut candidate = project.clone();
        candidate.files.insert(path.clone(), text.into_bytes());
        candidates.push(candidate);
    }
    candidates
}
