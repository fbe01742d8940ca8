//! The topics of the help menu.

/// A topic of the help menu. Each has a dialog.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HelpTopic {
    /// What Drydock is, and the version of Docker Compose that it follows.
    About,
    /// Keyboard shortcuts.
    Keyboard,
    /// How `x-sim` describes the process in a container.
    Simulation,
    /// Where the visitor's files are stored.
    Privacy,
}

impl HelpTopic {
    /// All topics, in the menu's order.
    pub const ALL: [HelpTopic; 4] = [
        HelpTopic::About,
        HelpTopic::Keyboard,
        HelpTopic::Simulation,
        HelpTopic::Privacy,
    ];

    /// Returns the topic's id: `about`.
    pub fn id(self) -> &'static str {
        match self {
            HelpTopic::About => "about",
            HelpTopic::Keyboard => "keyboard",
            HelpTopic::Simulation => "x-sim",
            HelpTopic::Privacy => "privacy",
        }
    }

    /// Returns the topic's title in the menu and above the dialog.
    pub fn title(self) -> &'static str {
        match self {
            HelpTopic::About => "What is this?",
            HelpTopic::Keyboard => "Keyboard shortcuts",
            HelpTopic::Simulation => "x-sim",
            HelpTopic::Privacy => "Privacy",
        }
    }

    /// Returns the topic's description in the menu.
    pub fn description(self) -> &'static str {
        match self {
            HelpTopic::About => "What Drydock does, and what it follows",
            HelpTopic::Keyboard => "In the editor, the graph and the timeline",
            HelpTopic::Simulation => "How the process in a container behaves",
            HelpTopic::Privacy => "Where your files are stored",
        }
    }
}
