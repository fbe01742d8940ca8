//! From the project and the containers there are to the operations of a command, each with its cause.
