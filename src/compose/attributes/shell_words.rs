//! Commands written as text, which Docker Compose splits into words without running a shell.
//!
//! Quotes and backslashes work as in a shell. The first unquoted `;`, `&`, `|`, `<` or `>` ends the command, and the
//! rest is ignored. `$(...)` and backticks are kept as text. Source: mattn/go-shellwords.

/// The error of Docker Compose for a command that cannot be split.
const INVALID: &str = "invalid command line string";

/// Splits a command into words. Also returns the byte offset of the unquoted operator that ends the command, if any.
/// Errors are those of Docker Compose.
pub fn split(line: &str) -> Result<(Vec<String>, Option<usize>), &'static str> {
    let mut splitter = Splitter::default();
    let mut operator = None;
    for (at, c) in line.char_indices() {
        match splitter.process(c) {
            Ok(true) => {}
            Ok(false) => {
                operator = Some(at);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    if splitter.escaped || splitter.is_quoted() {
        return Err(INVALID);
    }
    splitter.end_word();
    Ok((splitter.words, operator))
}

/// The state of splitting a command.
#[derive(Default)]
struct Splitter {
    words: Vec<String>,
    /// The current word.
    word: String,
    /// Whether a word has begun. It may be empty, as in `""`.
    in_word: bool,
    /// Whether the next character follows a backslash.
    escaped: bool,
    in_single_quotes: bool,
    in_double_quotes: bool,
    in_backticks: bool,
    /// Whether the current position is inside `$(...)`.
    in_substitution: bool,
}

impl Splitter {
    fn is_quoted(&self) -> bool {
        self.in_single_quotes || self.in_double_quotes || self.in_backticks || self.in_substitution
    }

    fn end_word(&mut self) {
        if self.in_word {
            self.words.push(std::mem::take(&mut self.word));
            self.in_word = false;
        }
    }

    fn push(&mut self, c: char) {
        self.word.push(c);
        self.in_word = true;
    }

    /// Processes a character. Returns false if it ends the command.
    fn process(&mut self, c: char) -> Result<bool, &'static str> {
        if self.escaped {
            self.escaped = false;
            self.push(c);
            return Ok(true);
        }
        match c {
            '\\' if self.in_single_quotes => self.word.push(c),
            '\\' => self.escaped = true,
            ' ' | '\t' | '\r' | '\n' if self.is_quoted() => self.word.push(c),
            ' ' | '\t' | '\r' | '\n' => self.end_word(),
            '"' if !self.in_single_quotes && !self.in_substitution => {
                self.in_word |= self.in_double_quotes;
                self.in_double_quotes = !self.in_double_quotes;
            }
            '\'' if !self.in_double_quotes && !self.in_substitution => {
                self.in_word |= self.in_single_quotes;
                self.in_single_quotes = !self.in_single_quotes;
            }
            ';' | '&' | '|' | '<' | '>' if !self.is_quoted() => {
                self.end_command(c);
                return Ok(false);
            }
            c => {
                self.toggle(c)?;
                self.push(c);
            }
        }
        Ok(true)
    }

    /// Enters or leaves backticks and `$(...)`.
    fn toggle(&mut self, c: char) -> Result<(), &'static str> {
        match c {
            '`' if !self.in_single_quotes && !self.in_double_quotes && !self.in_substitution => {
                self.in_backticks = !self.in_backticks
            }
            ')' if !self.in_single_quotes && !self.in_double_quotes && !self.in_backticks => {
                self.in_substitution = !self.in_substitution
            }
            '(' if !self.in_single_quotes && !self.in_double_quotes && !self.in_backticks => {
                if self.in_substitution || !self.word.ends_with('$') {
                    return Err(INVALID);
                }
                self.in_substitution = true;
            }
            _ => {}
        }
        Ok(())
    }

    /// Drops the number before a redirection such as `2>`, because it is not a word.
    fn end_command(&mut self, operator: char) {
        if operator == '>' && self.word.starts_with(|c: char| c.is_ascii_digit()) {
            self.in_word = false;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commands_are_split_into_words() {
        for (line, expected) in [
            ("echo a b", Ok(vec!["echo", "a", "b"])),
            ("echo a && echo b", Ok(vec!["echo", "a"])),
            ("run 2>/dev/null", Ok(vec!["run"])),
            ("sh -c 'a && b'", Ok(vec!["sh", "-c", "a && b"])),
            ("a \"b \\\" c\" d\\ e", Ok(vec!["a", "b \" c", "d e"])),
            ("a '' \"\"", Ok(vec!["a", "", ""])),
            ("echo $(date +%s) x", Ok(vec!["echo", "$(date +%s)", "x"])),
            ("a # b", Ok(vec!["a", "#", "b"])),
            ("", Ok(vec![])),
            ("a (b)", Err(INVALID)),
            ("a \"b", Err(INVALID)),
            ("a `b", Err(INVALID)),
            ("a )", Err(INVALID)),
        ] {
            let words = split(line).map(|(words, _)| words);
            assert_eq!(
                words,
                expected.map(|words| words.into_iter().map(str::to_owned).collect()),
                "{line:?}"
            );
        }
    }
}
