//! Text turned into the number or truth value that its field holds, as Docker Compose does after
//! interpolation.
//!
//! Source: Go's `strconv`; the answers of the real binary.

use super::fields::Cast;
use super::go::{self, Precision};
use crate::yaml::Value;

/// What came of a text.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// The value.
    pub value: Value,
    /// What Docker Compose warns of.
    pub warning: Option<String>,
}

/// The value that a text stands for, or the reason it stands for none, in Go's words.
pub fn convert(text: &str, cast: Cast) -> Result<Converted, String> {
    let value = match cast {
        Cast::Int => Value::Int(go::parse_int(text, "Atoi")?.into()),
        Cast::Int64 => Value::Int(go::parse_int(text, "ParseInt")?.into()),
        Cast::Float => Value::Float(go::parse_float(text, Precision::Double)?),
        Cast::Float32 => Value::Float(go::parse_float(text, Precision::Single)?),
        Cast::Bool => return truth(text),
    };
    Ok(Converted { value, warning: None })
}

fn truth(text: &str) -> Result<Converted, String> {
    let odd = |value: bool| {
        let warning = format!(
            "{} for boolean is not supported by YAML 1.2, please use `{value}`",
            go::quote(text)
        );
        Converted {
            value: Value::Bool(value),
            warning: Some(warning),
        }
    };
    match text.to_ascii_lowercase().as_str() {
        "true" => Ok(Converted {
            value: Value::Bool(true),
            warning: None,
        }),
        "false" => Ok(Converted {
            value: Value::Bool(false),
            warning: None,
        }),
        "y" | "yes" | "on" => Ok(odd(true)),
        "n" | "no" | "off" => Ok(odd(false)),
        _ => Err(format!("invalid boolean: {text}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_become_values() {
        for (text, to, expected) in [
            ("5", Cast::Int, Ok(Value::Int(5_i64.into()))),
            ("-1", Cast::Int64, Ok(Value::Int((-1_i64).into()))),
            ("0.5", Cast::Float, Ok(Value::Float(0.5))),
            ("1e3", Cast::Float32, Ok(Value::Float(1000.0))),
            ("True", Cast::Bool, Ok(Value::Bool(true))),
            ("off", Cast::Bool, Ok(Value::Bool(false))),
            ("", Cast::Int, Err("strconv.Atoi: parsing \"\": invalid syntax")),
            (
                "1_000",
                Cast::Int,
                Err("strconv.Atoi: parsing \"1_000\": invalid syntax"),
            ),
            (
                "99999999999999999999",
                Cast::Int64,
                Err("strconv.ParseInt: parsing \"99999999999999999999\": value out of range"),
            ),
            (
                "x",
                Cast::Float,
                Err("strconv.ParseFloat: parsing \"x\": invalid syntax"),
            ),
            ("1", Cast::Bool, Err("invalid boolean: 1")),
        ] {
            let result = convert(text, to).map(|converted| converted.value);
            assert_eq!(result, expected.map_err(str::to_owned), "{text:?} {to:?}");
        }
    }
}
