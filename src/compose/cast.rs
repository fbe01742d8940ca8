//! Converts text to the number or boolean that its field holds, as Docker Compose does after interpolation.
//!
//! Source: Go's `strconv`, and the observed behavior of Docker Compose.

use super::attributes::scalar;
use super::fields::Cast;
use super::go::{self, Precision};
use crate::yaml::Value;

/// A converted text.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// The value.
    pub value: Value,
    /// The warning that Docker Compose prints.
    pub warning: Option<String>,
}

/// Converts a text to the value that it denotes. Errors are those of Go.
pub fn convert(text: &str, cast: Cast) -> Result<Converted, String> {
    let value = match cast {
        Cast::Int => Value::Int(go::parse_int(text, "Atoi")?.into()),
        Cast::Int64 => Value::Int(go::parse_int(text, "ParseInt")?.into()),
        Cast::Float => Value::Float(go::parse_float(text, Precision::Double)?),
        Cast::Float32 => Value::Float(go::parse_float(text, Precision::Single)?),
        Cast::Bool => return convert_bool(text),
    };
    Ok(Converted { value, warning: None })
}

fn convert_bool(text: &str) -> Result<Converted, String> {
    let Some((value, is_obsolete)) = scalar::parse_bool(text) else {
        return Err(format!("invalid boolean: {text}"));
    };
    Ok(Converted {
        value: Value::Bool(value),
        warning: is_obsolete.then(|| scalar::obsolete_bool_warning(text, value)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn texts_are_converted() {
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
