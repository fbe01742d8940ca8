//! The whole application without a browser: State, Action, Effect, update().
