//! The projects that are measured both natively and in a browser.

use drydock::source::Workspace;

use crate::generate::{Shape, example, project};

/// A measured project.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Case {
    /// The example that the page opens with.
    Example,
    /// A generated project with a number of services.
    Generated(Shape, usize),
}

/// All measured projects.
pub const CASES: [Case; 7] = [
    Case::Example,
    Case::Generated(Shape::Diamonds, 5),
    Case::Generated(Shape::Diamonds, 100),
    Case::Generated(Shape::Diamonds, 500),
    Case::Generated(Shape::Diamonds, 2000),
    Case::Generated(Shape::Chain, 100),
    Case::Generated(Shape::Chain, 500),
];

impl Case {
    /// Returns the name in tables.
    pub fn name(self) -> String {
        match self {
            Case::Example => "example".to_owned(),
            Case::Generated(Shape::Diamonds, services) => format!("diamonds-{services}"),
            Case::Generated(Shape::Chain, services) => format!("chain-{services}"),
        }
    }

    /// Returns the files.
    pub fn files(self) -> Workspace {
        match self {
            Case::Example => example(),
            Case::Generated(shape, services) => project(shape, services),
        }
    }
}
