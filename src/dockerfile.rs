//! A Dockerfile's instructions, with their places.
