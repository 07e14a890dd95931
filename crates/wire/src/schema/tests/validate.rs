//! As much of JSON Schema as the schemas of this crate use. A keyword beyond that is an error
//! of the test: it would be passed over otherwise.

use chrono::DateTime;
use serde_json::{Map, Value};

use crate::Room;

/// Checks a value against a schema that stands in this document.
pub(super) fn validate(document: &Value, schema: &Value, value: &Value) -> Result<(), String> {
    let Value::Object(keywords) = schema else {
        return if schema == &Value::Bool(true) { Ok(()) } else { Err("never allowed".to_owned()) };
    };
    for (keyword, rule) in keywords {
        let holds = match keyword.as_str() {
            "$ref" => {
                let place = rule.as_str().unwrap().strip_prefix('#').unwrap();
                validate(document, document.pointer(place).unwrap(), value)?;
                true
            }
            "allOf" => {
                matches(document, rule, value).iter().try_for_each(Clone::clone)?;
                true
            }
            "anyOf" | "oneOf" => {
                let matches = matches(document, rule, value);
                let count = matches.iter().filter(|result| result.is_ok()).count();
                if count == 0 {
                    return Err(format!("none of {keyword}: {matches:?}"));
                }
                keyword == "anyOf" || count == 1
            }
            "not" => validate(document, rule, value).is_err(),
            "type" => is_of_type(rule, value),
            "const" => rule == value,
            "enum" => rule.as_array().unwrap().contains(value),
            "minimum" => value.as_f64().is_none_or(|number| rule.as_f64().unwrap() <= number),
            "maximum" => value.as_f64().is_none_or(|number| number <= rule.as_f64().unwrap()),
            "pattern" => value.as_str().is_none_or(|text| fits(rule, text)),
            "maxLength" => value.as_str().is_none_or(|text| text.chars().count() <= size(rule)),
            "format" => value.as_str().is_none_or(|text| is_formatted(rule, text)),
            "minItems" => value.as_array().is_none_or(|items| size(rule) <= items.len()),
            "maxItems" => value.as_array().is_none_or(|items| items.len() <= size(rule)),
            "items" => {
                for item in value.as_array().into_iter().flatten() {
                    validate(document, rule, item)?;
                }
                true
            }
            "required" => value.as_object().is_none_or(|fields| {
                rule.as_array()
                    .unwrap()
                    .iter()
                    .all(|name| fields.contains_key(name.as_str().unwrap()))
            }),
            "properties" => {
                for (name, rule) in rule.as_object().unwrap() {
                    if let Some(value) = value.get(name) {
                        validate(document, rule, value)
                            .map_err(|words| format!("{name}: {words}"))?;
                    }
                }
                true
            }
            "additionalProperties" => validate_others(document, keywords, value)?,
            "description" | "default" => true,
            other => panic!("the check does not know {other:?}"),
        };
        if !holds {
            return Err(format!("{keyword} {rule} does not hold for {value}"));
        }
    }
    Ok(())
}

fn matches(document: &Value, schemas: &Value, value: &Value) -> Vec<Result<(), String>> {
    schemas.as_array().unwrap().iter().map(|schema| validate(document, schema, value)).collect()
}

/// Checks the fields that have no schema of their own.
fn validate_others(
    document: &Value,
    keywords: &Map<String, Value>,
    value: &Value,
) -> Result<bool, String> {
    let known = keywords.get("properties").and_then(Value::as_object);
    for (name, value) in value.as_object().into_iter().flatten() {
        if !known.is_some_and(|known| known.contains_key(name)) {
            validate(document, &keywords["additionalProperties"], value)
                .map_err(|words| format!("{name}: {words}"))?;
        }
    }
    Ok(true)
}

fn is_of_type(rule: &Value, value: &Value) -> bool {
    match rule {
        Value::Array(types) => types.iter().any(|rule| is_of_type(rule, value)),
        rule => match rule.as_str().unwrap() {
            "null" => value.is_null(),
            "boolean" => value.is_boolean(),
            "number" => value.is_number(),
            "integer" => value.is_i64() || value.is_u64(),
            "string" => value.is_string(),
            "array" => value.is_array(),
            "object" => value.is_object(),
            other => panic!("the check does not know the type {other:?}"),
        },
    }
}

/// Rooms and colours alone have a pattern. That of rooms stands for what [`Room::parse`]
/// accepts.
fn fits(pattern: &Value, text: &str) -> bool {
    if pattern == "^#[0-9a-fA-F]{6}$" {
        let digits = text.strip_prefix('#').unwrap_or_default();
        return digits.len() == 6 && digits.chars().all(|digit| digit.is_ascii_hexdigit());
    }
    assert!(pattern.as_str().unwrap().starts_with("^(hands|tables|"), "{pattern}");
    Room::parse(text).is_ok()
}

fn is_formatted(format: &Value, text: &str) -> bool {
    match format.as_str().unwrap() {
        "date-time" => DateTime::parse_from_rfc3339(text).is_ok(),
        // Said of numbers, whose type and bounds tell the same.
        "uint8" | "uint16" | "uint32" | "uint64" | "int64" => true,
        other => panic!("the check does not know the format {other:?}"),
    }
}

fn size(rule: &Value) -> usize {
    usize::try_from(rule.as_u64().unwrap()).unwrap()
}
