//! Fields that hold the path of a file or directory on the host.

use crate::compose::paths::BaseDirectory;
use crate::diagnostic::Diagnostic;
use crate::yaml::Node;

/// Makes a path absolute.
pub fn resolve(node: &mut Node, base: BaseDirectory<'_>, _diagnostics: &mut Vec<Diagnostic>) {
    base.rewrite(node, BaseDirectory::resolve);
}

/// Makes a path absolute, unless it is an absolute Windows path.
pub fn resolve_unless_windows(node: &mut Node, base: BaseDirectory<'_>, _diagnostics: &mut Vec<Diagnostic>) {
    base.rewrite(node, BaseDirectory::resolve_unless_windows);
}
