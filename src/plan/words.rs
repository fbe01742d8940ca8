//! Command lines by the rules of Docker's own: `--long`, `--long=value`, `--long value`, `-s`, `-svalue`.

use std::collections::{BTreeMap, BTreeSet};

/// More milliseconds than any run has.
const FOR_EVER: u64 = 1 << 40;

/// The flags a command knows: `long` or `long s`, where `s` is the short form.
pub(super) struct Flags {
    /// Those without a value.
    pub(super) switches: &'static [&'static str],
    /// Those with a value.
    pub(super) values: &'static [&'static str],
}

enum Known {
    Switch(&'static str),
    Value(&'static str),
}

impl Flags {
    fn find(&self, is: impl Fn(&str, Option<&str>) -> bool) -> Option<Known> {
        let matching = |text: &'static str| {
            let (long, short) = match text.split_once(' ') {
                Some((long, short)) => (long, Some(short)),
                None => (text, None),
            };
            is(long, short).then_some(long)
        };
        let switch = self.switches.iter().find_map(|text| matching(text));
        let value = || self.values.iter().find_map(|text| matching(text));
        switch.map(Known::Switch).or_else(|| value().map(Known::Value))
    }
}

/// A command line taken apart.
#[derive(Debug, Default)]
pub(super) struct Options {
    switches: BTreeSet<&'static str>,
    values: BTreeMap<&'static str, Vec<String>>,
    /// What is not a flag.
    pub(super) rest: Vec<String>,
}

impl Options {
    /// Takes all flags out, wherever they stand.
    pub(super) fn of(words: &[String], flags: &Flags) -> Result<Self, String> {
        Options::parse(words, flags, false)
    }

    /// Takes the flags out that stand before the first other word.
    pub(super) fn leading(words: &[String], flags: &Flags) -> Result<Self, String> {
        Options::parse(words, flags, true)
    }

    fn parse(words: &[String], flags: &Flags, leading: bool) -> Result<Self, String> {
        let mut options = Options::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            if word == "--" {
                options.rest.extend(words.cloned());
                break;
            } else if let Some(long) = word.strip_prefix("--") {
                options.long(long, flags, &mut words)?;
            } else if let Some(short) = word.strip_prefix('-').filter(|short| !short.is_empty()) {
                options.short(short, flags, &mut words)?;
            } else {
                options.rest.push(word.clone());
                if leading {
                    options.rest.extend(words.cloned());
                    break;
                }
            }
        }
        Ok(options)
    }

    fn long(&mut self, text: &str, flags: &Flags, words: &mut std::slice::Iter<String>) -> Result<(), String> {
        let (name, value) = match text.split_once('=') {
            Some((name, value)) => (name, Some(value.to_owned())),
            None => (text, None),
        };
        match flags.find(|long, _| long == name) {
            Some(Known::Switch(known)) => self.switch(known, value.as_deref() != Some("false")),
            Some(Known::Value(known)) => {
                let value = value.or_else(|| words.next().cloned());
                let value = value.ok_or_else(|| format!("flag needs an argument: --{name}"))?;
                self.values.entry(known).or_default().push(value);
            }
            None => return Err(format!("unknown flag: --{name}")),
        }
        Ok(())
    }

    fn short(&mut self, text: &str, flags: &Flags, words: &mut std::slice::Iter<String>) -> Result<(), String> {
        for (at, letter) in text.char_indices() {
            let is_letter = |short: Option<&str>| short.is_some_and(|short| short.chars().eq([letter]));
            match flags.find(|_, short| is_letter(short)) {
                Some(Known::Switch(known)) => self.switch(known, true),
                Some(Known::Value(known)) => {
                    let tail = text[at + letter.len_utf8()..].trim_start_matches('=');
                    let value = match tail {
                        "" => words.next().cloned(),
                        tail => Some(tail.to_owned()),
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

    fn switch(&mut self, name: &'static str, on: bool) {
        if on {
            self.switches.insert(name);
        } else {
            self.switches.remove(name);
        }
    }

    pub(super) fn has(&self, name: &str) -> bool {
        self.switches.contains(name)
    }

    pub(super) fn all(&self, name: &str) -> Vec<String> {
        self.values.get(name).cloned().unwrap_or_default()
    }

    pub(super) fn last(&self, name: &str) -> Option<&str> {
        self.values.get(name)?.last().map(String::as_str)
    }

    /// A number; `short` is how the flag's short form stands before the long one in an error.
    pub(super) fn number(&self, name: &str, short: &str) -> Result<Option<i64>, String> {
        let Some(text) = self.last(name) else {
            return Ok(None);
        };
        let number = text.parse();
        number.map(Some).map_err(|_| {
            format!(
                "invalid argument \"{text}\" for \"{short}--{name}\" flag: strconv.ParseInt: parsing \"{text}\": invalid \
                 syntax"
            )
        })
    }

    /// A number of seconds, in milliseconds; one below zero has no end.
    pub(super) fn seconds(&self, name: &str, short: &str) -> Result<Option<u64>, String> {
        let seconds = self.number(name, short)?;
        Ok(seconds.map(|seconds| u64::try_from(seconds).map_or(FOR_EVER, |seconds| seconds.saturating_mul(1000))))
    }
}
