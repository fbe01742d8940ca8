//! Command-line flags as Docker's CLI parses them: `--long`, `--long=value`, `--long value`, `-s`, `-svalue`.
//!
//! Errors are the messages of pflag, the flag library of Docker's CLI.

use std::collections::{BTreeMap, BTreeSet};

use super::SelectionScope;

/// Milliseconds that no simulated run reaches.
const UNLIMITED: u64 = 1 << 40;

/// The flags that a command accepts, each as `long` or `long s`, where `s` is the short form.
pub(crate) struct FlagSet {
    /// Flags without a value.
    switches: &'static [&'static str],
    /// Flags with a value.
    values: &'static [&'static str],
}

/// A flag of a set, by its long name.
enum Flag {
    Switch(&'static str),
    Value(&'static str),
}

impl FlagSet {
    /// Accepts no flags.
    pub(crate) const EMPTY: FlagSet = FlagSet::new(&[], &[]);

    /// Creates a set of flags without and with a value, each as `long` or `long s`.
    pub(crate) const fn new(switches: &'static [&'static str], values: &'static [&'static str]) -> Self {
        FlagSet { switches, values }
    }

    /// Finds the flag whose long and short names `matches` accepts.
    fn find(&self, matches: impl Fn(&str, Option<&str>) -> bool) -> Option<Flag> {
        let matching_name = |entry: &'static str| {
            let (long, short) = match entry.split_once(' ') {
                Some((long, short)) => (long, Some(short)),
                None => (entry, None),
            };
            matches(long, short).then_some(long)
        };
        let switch = self.switches.iter().find_map(|entry| matching_name(entry));
        let value = || self.values.iter().find_map(|entry| matching_name(entry));
        switch.map(Flag::Switch).or_else(|| value().map(Flag::Value))
    }
}

/// A parsed command line.
#[derive(Debug, Default)]
pub(crate) struct Arguments {
    switches: BTreeSet<&'static str>,
    values: BTreeMap<&'static str, Vec<String>>,
    /// The arguments that are not flags.
    pub(crate) positional: Vec<String>,
}

impl Arguments {
    /// Parses flags at any position.
    pub(crate) fn parse(words: &[String], flags: &FlagSet) -> Result<Self, String> {
        Arguments::parse_words(words, flags, false)
    }

    /// Parses only the flags before the first positional argument.
    pub(crate) fn parse_leading(words: &[String], flags: &FlagSet) -> Result<Self, String> {
        Arguments::parse_words(words, flags, true)
    }

    fn parse_words(words: &[String], flags: &FlagSet, leading_only: bool) -> Result<Self, String> {
        let mut arguments = Arguments::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                arguments.positional.extend(words.cloned());
                break;
            } else if let Some(long) = word.strip_prefix("--") {
                arguments.add_long(long, flags, &mut words)?;
            } else if let Some(short) = word.strip_prefix('-').filter(|short| !short.is_empty()) {
                arguments.add_short(short, flags, &mut words)?;
            } else {
                arguments.positional.push(word.clone());
                if leading_only {
                    arguments.positional.extend(words.cloned());
                    break;
                }
            }
        }
        Ok(arguments)
    }

    /// Adds a long flag, given without its dashes.
    fn add_long(&mut self, text: &str, flags: &FlagSet, words: &mut std::slice::Iter<String>) -> Result<(), String> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        match flags.find(|long, _| long == name) {
            Some(Flag::Switch(known)) => self.set_switch(known, value.as_deref() != Some("false")),
            Some(Flag::Value(known)) => {
                let value = value.or_else(|| words.next().cloned());
                let value = value.ok_or_else(|| format!("flag needs an argument: --{name}"))?;
                self.values.entry(known).or_default().push(value);
            }
            None => return Err(format!("unknown flag: --{name}")),
        }
        Ok(())
    }

    /// Adds a group of short flags, given without the dash.
    fn add_short(&mut self, text: &str, flags: &FlagSet, words: &mut std::slice::Iter<String>) -> Result<(), String> {
        for (at, letter) in text.char_indices() {
            let is_letter = |short: Option<&str>| short.is_some_and(|short| short.chars().eq([letter]));
            match flags.find(|_, short| is_letter(short)) {
                Some(Flag::Switch(known)) => self.set_switch(known, true),
                Some(Flag::Value(known)) => {
                    let attached = text[at + letter.len_utf8()..].trim_start_matches('=');
                    let value = match attached {
                        "" => words.next().cloned(),
                        attached => Some(attached.to_owned()),
                    };
                    let value = value.ok_or_else(|| format!("flag needs an argument: '{letter}' in -{text}"))?;
                    self.values.entry(known).or_default().push(value);
                    break;
                }
                None => return Err(format!("unknown shorthand flag: '{letter}' in -{text}")),
            }
        }
        Ok(())
    }

    fn set_switch(&mut self, name: &'static str, on: bool) {
        if on {
            self.switches.insert(name);
        } else {
            self.switches.remove(name);
        }
    }

    /// Whether a switch is on.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.switches.contains(name)
    }

    /// Returns the scope that `--no-deps` chooses.
    pub(crate) fn selection_scope(&self) -> SelectionScope {
        if self.has("no-deps") {
            SelectionScope::NamedOnly
        } else {
            SelectionScope::WithDependencies
        }
    }

    /// Returns all values given for a flag, in order.
    pub(crate) fn values(&self, name: &str) -> Vec<String> {
        self.values.get(name).cloned().unwrap_or_default()
    }

    /// Returns the last value given for a flag.
    pub(crate) fn last_value(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.last().map(String::as_str)
    }

    /// Returns the value of a numeric flag. Error messages name the flag as `short_prefix`, such as `-t, `,
    /// before its long name.
    pub(crate) fn number(&self, name: &str, short_prefix: &str) -> Result<Option<i64>, String> {
        let Some(text) = self.last_value(name) else {
            return Ok(None);
        };
        let number = text.parse();
        number.map(Some).map_err(|_| {
            format!(
                "invalid argument \"{text}\" for \"{short_prefix}--{name}\" flag: strconv.ParseInt: parsing \
                 \"{text}\": invalid syntax"
            )
        })
    }

    /// Returns the value of a flag in seconds as milliseconds. A negative value is unlimited.
    pub(crate) fn milliseconds(&self, name: &str, short_prefix: &str) -> Result<Option<u64>, String> {
        let seconds = self.number(name, short_prefix)?;
        Ok(seconds.map(|seconds| u64::try_from(seconds).map_or(UNLIMITED, |seconds| seconds.saturating_mul(1000))))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_flags_can_be_combined() {
        let flags = FlagSet::new(&["stop s", "force f", "volumes v"], &[]);
        let words = ["-fsv", "db"].map(str::to_owned);
        let arguments = Arguments::parse(&words, &flags).expect("the flags are known");
        assert!(arguments.has("stop") && arguments.has("force") && arguments.has("volumes"));
        assert_eq!(arguments.positional, ["db"]);
    }
}
