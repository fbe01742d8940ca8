//! What `env_file` and `label_file` bring into services.
//!
//! Comes after the consistency checks, so files of services that are off are never opened. Variables in a
//! file see the project's, then the service's own, then what earlier lines and files set.
//! Source: the answers of the real binary.
