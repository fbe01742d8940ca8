//! Commands given as text: split into words somewhat as a shell would, but never run by one.
//!
//! Quotes and backslashes work. The first unquoted `;`, `&`, `|`, `<` or `>` ends the command, and what
//! follows is thrown away. `$(...)` and backticks are kept as text. Source: mattn/go-shellwords.

/// What Docker says about every command that can't be split.
pub const INVALID: &str = "invalid command line string";

/// The words, and where the command was cut off: the byte offset of an unquoted operator.
pub fn split(line: &str) -> Result<(Vec<String>, Option<usize>), &'static str> {
    let mut splitter = Splitter::default();
    let mut cut = None;
    for (at, c) in line.char_indices() {
        match splitter.take(c) {
            Ok(true) => {}
            Ok(false) => {
                cut = Some(at);
                break;
            }
            Err(error) => return Err(error),
        }
    }
    if splitter.escaped || splitter.quoted() {
        return Err(INVALID);
    }
    splitter.end_word();
    Ok((splitter.words, cut))
}

#[derive(Default)]
struct Splitter {
    words: Vec<String>,
    word: String,
    in_word: bool,
    escaped: bool,
    single: bool,
    double: bool,
    backtick: bool,
    dollar: bool,
}

impl Splitter {
    fn quoted(&self) -> bool {
        self.single || self.double || self.backtick || self.dollar
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

    /// Takes a character; false when it ends the command.
    fn take(&mut self, c: char) -> Result<bool, &'static str> {
        if self.escaped {
            self.escaped = false;
            self.push(c);
            return Ok(true);
        }
        match c {
            '\\' if self.single => self.word.push(c),
            '\\' => self.escaped = true,
            ' ' | '\t' | '\r' | '\n' if self.quoted() => self.word.push(c),
            ' ' | '\t' | '\r' | '\n' => self.end_word(),
            '"' if !self.single && !self.dollar => {
                self.in_word |= self.double;
                self.double = !self.double;
            }
            '\'' if !self.double && !self.dollar => {
                self.in_word |= self.single;
                self.single = !self.single;
            }
            ';' | '&' | '|' | '<' | '>' if !self.quoted() => {
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

    fn toggle(&mut self, c: char) -> Result<(), &'static str> {
        match c {
            '`' if !self.single && !self.double && !self.dollar => self.backtick = !self.backtick,
            ')' if !self.single && !self.double && !self.backtick => self.dollar = !self.dollar,
            '(' if !self.single && !self.double && !self.backtick => {
                if self.dollar || !self.word.ends_with('$') {
                    return Err(INVALID);
                }
                self.dollar = true;
            }
            _ => {}
        }
        Ok(())
    }

    /// `2>` names a stream: its number is no word.
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
    fn words() {
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
