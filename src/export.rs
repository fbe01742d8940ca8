//! What a project can be handed out as; one file a format.
