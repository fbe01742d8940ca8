//! The versioned link codec.
