//! The views of the page.
//!
//! A wide screen shows all views of the left column and one view of the right column, as its open tab. A narrow screen
//! shows one view at a time.

/// A view of the page.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum View {
    /// The files in the editor.
    Files,
    /// The graph and the timeline.
    #[default]
    Simulation,
    /// The list of problems.
    Problems,
    /// The canonical file.
    Resolved,
}

/// A column of a wide screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// The left column, which shows all its views at once.
    Left,
    /// The right column, whose views are tabs.
    Right,
}

impl View {
    /// All views.
    const ALL: [View; 4] = [View::Files, View::Simulation, View::Problems, View::Resolved];

    /// Returns the view's name in style sheets, test ids and links. Existing links contain it, so it never changes.
    pub const fn name(self) -> &'static str {
        match self {
            View::Files => "files",
            View::Simulation => "simulation",
            View::Problems => "problems",
            View::Resolved => "resolved",
        }
    }

    /// Returns the view with a name.
    fn with_name(name: &str) -> Option<View> {
        View::ALL.into_iter().find(|view| view.name() == name)
    }

    /// Returns the column that the view belongs to.
    pub fn column(self) -> Column {
        match self {
            View::Files | View::Problems => Column::Left,
            View::Simulation | View::Resolved => Column::Right,
        }
    }
}

/// The views that are open.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct OpenViews {
    current: View,
    tab: View,
}

impl OpenViews {
    /// Returns the view that a narrow screen shows.
    pub fn current(self) -> View {
        self.current
    }

    /// Returns the view of the right column that a wide screen shows.
    pub fn tab(self) -> View {
        self.tab
    }

    /// Returns the names of the tab and of the current view, separated by a comma.
    pub(super) fn to_text(self) -> String {
        format!("{},{}", self.tab.name(), self.current.name())
    }

    /// Parses the names of the open views. Names that this build does not know are ignored.
    pub(super) fn parse(text: &str) -> OpenViews {
        let mut views = OpenViews::default();
        text.split(',')
            .filter_map(View::with_name)
            .for_each(|view| views.open(view));
        views
    }

    /// Opens a view.
    pub(super) fn open(&mut self, view: View) {
        self.current = view;
        if view.column() == Column::Right {
            self.tab = view;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn view_of_the_left_column_keeps_the_tab() {
        let mut views = OpenViews::default();
        views.open(View::Resolved);
        views.open(View::Problems);
        assert_eq!((views.current(), views.tab()), (View::Problems, View::Resolved));
    }

    #[test]
    fn open_views_round_trip_as_text() {
        for opened in [
            &[][..],
            &[View::Resolved],
            &[View::Resolved, View::Files],
            &[View::Problems],
        ] {
            let mut views = OpenViews::default();
            opened.iter().for_each(|view| views.open(*view));
            assert_eq!(OpenViews::parse(&views.to_text()), views);
        }
        assert_eq!(OpenViews::parse("terminal,,x"), OpenViews::default());
    }
}
