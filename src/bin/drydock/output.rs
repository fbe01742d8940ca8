//! Prints on standard output and standard error.
//!
//! A closed pipe, as after `| head`, is not an error: the rest of the text is dropped, and the exit code stays.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write};
use std::process;

/// Prints a text on standard output. Ends the program if the text cannot be written.
pub fn print(text: impl Display) {
    let mut output = io::stdout().lock();
    let result = write!(output, "{text}").and_then(|()| output.flush());
    if let Err(error) = result
        && error.kind() != ErrorKind::BrokenPipe
    {
        print_error(format_args!("standard output: {error}"));
        process::exit(1);
    }
}

/// Prints a line on standard output. Ends the program if the line cannot be written.
pub fn print_line(line: impl Display) {
    print(format_args!("{line}\n"));
}

/// Prints a line on standard error. A failure is ignored, because it cannot be reported anywhere.
pub fn print_error(line: impl Display) {
    let _ = writeln!(io::stderr(), "{line}");
}
