//! The selected service: the one that the cursor is in.

/// The selected service and the cursor that selects it.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Selection {
    /// Name of the service that the cursor is in.
    pub service: Option<String>,
    /// Number of times that the visitor moved the cursor to another service. Views scroll to the service when it
    /// changes.
    pub moves: u32,
    /// The cursor.
    pub(super) cursor: Option<Cursor>,
    /// The service that views last scrolled to.
    followed: Option<String>,
    /// Whether the next position of the cursor results from an edit.
    is_editing: bool,
}

/// The cursor of the editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cursor {
    /// Path of the file.
    pub path: String,
    /// Offset in bytes.
    pub offset: usize,
    /// Whether an edit moved the cursor, not the visitor.
    is_edited: bool,
}

impl Selection {
    /// Clears the selection, because other files are shown.
    pub(super) fn clear(&mut self) {
        *self = Selection {
            moves: self.moves,
            ..Selection::default()
        };
    }

    /// Records that the visitor changed a text. The editor reports the cursor after it.
    pub(super) fn record_edit(&mut self) {
        self.is_editing = true;
        if let Some(cursor) = &mut self.cursor {
            cursor.is_edited = true;
        }
    }

    /// Moves the cursor.
    pub(super) fn move_cursor(&mut self, path: &str, offset: usize) {
        let is_edited = std::mem::take(&mut self.is_editing);
        self.cursor = Some(Cursor {
            path: path.to_owned(),
            offset,
            is_edited,
        });
    }

    /// Selects the service at the cursor. Views follow only the visitor's movements: a pasted project starts at its
    /// beginning, although the cursor is in its last service.
    pub(super) fn select(&mut self, service: Option<String>) {
        let is_followed = self.cursor.as_ref().is_some_and(|cursor| !cursor.is_edited);
        if is_followed && service.is_some() && service != self.followed {
            self.followed.clone_from(&service);
            self.moves += 1;
        }
        self.service = service;
    }
}
