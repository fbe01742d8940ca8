//! Makes a project smaller for as long as what is wrong with it stays.

use serde_json::Value;

use crate::corpus::Project;
use crate::mutate::block;

/// The real program is asked no more often than this for one project.
const ATTEMPTS: usize = 250;

/// The smallest project found of which `keeps` still holds.
pub fn minimize(mut project: Project, keeps: &dyn Fn(&Project) -> bool) -> Project {
    let mut left = ATTEMPTS;
    loop {
        let Some(smaller) = smaller(&project).into_iter().find(|candidate| {
            left = left.saturating_sub(1);
            left > 0 && keeps(candidate)
        }) else {
            return project;
        };
        project = smaller;
    }
}

/// Without an argument, a file, or a block of lines; the biggest first.
fn smaller(project: &Project) -> Vec<Project> {
    let mut all = Vec::new();
    for key in project.args.as_object().into_iter().flat_map(|args| args.keys()) {
        let mut candidate = project.clone();
        candidate.args.as_object_mut().map(|args| args.remove(key));
        all.push(candidate);
        for index in 0..project.args[key].as_array().map_or(0, Vec::len) {
            let mut candidate = project.clone();
            if let Some(Value::Array(items)) = candidate.args.get_mut(key) {
                items.remove(index);
                all.push(candidate);
            }
        }
    }
    for path in project.files.keys() {
        let mut candidate = project.clone();
        candidate.files.remove(path);
        all.push(candidate);
    }
    let mut cuts = Vec::new();
    for (path, bytes) in &project.files {
        let Ok(text) = std::str::from_utf8(bytes) else {
            continue;
        };
        let lines: Vec<&str> = text.split_inclusive('\n').collect();
        for begin in 0..lines.len() {
            let end = block(&lines, begin);
            cuts.push((end - begin, path, [&lines[..begin], &lines[end..]].concat().concat()));
            if end > begin + 1 {
                cuts.push((1, path, [&lines[..begin], &lines[begin + 1..]].concat().concat()));
            }
        }
    }
    cuts.sort_by_key(|(size, ..)| std::cmp::Reverse(*size));
    for (_, path, text) in cuts {
        let mut candidate = project.clone();
        candidate.files.insert(path.clone(), text.into_bytes());
        all.push(candidate);
    }
    all
}
