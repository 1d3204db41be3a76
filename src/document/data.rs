//! A document's data without its comments and layout, so that two texts can be
//! compared for what they say.
//!
//! Pure; runs wherever the document was read.

use super::{Document, Faults};
use serde_json::{Map, Number, Value as Json};
use toml_span::value::{Value, ValueInner};

impl Document {
    /// What the document says, as JSON with sorted keys; fails when it is not TOML.
    /// Two texts that differ in comments, layout or the order of keys give the same.
    pub fn data(&self) -> Result<Json, Faults> {
        Ok(json(&self.parse()?))
    }
}

fn json(value: &Value<'_>) -> Json {
    match value.as_ref() {
        ValueInner::String(text) => Json::String(text.to_string()),
        ValueInner::Integer(n) => Json::Number((*n).into()),
        // JSON has no infinity; no list needs one.
        ValueInner::Float(n) => Number::from_f64(*n).map_or(Json::Null, Json::Number),
        ValueInner::Boolean(is) => Json::Bool(*is),
        ValueInner::Array(items) => Json::Array(items.iter().map(json).collect()),
        ValueInner::Table(table) => {
            let pairs = table.iter().map(|(key, value)| (key.name.to_string(), json(value)));
            Json::Object(pairs.collect::<Map<_, _>>())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn layout_does_not_enter_and_order_of_items_does() {
        let data = |text: &str| Document::new("x.toml", text).data().unwrap().to_string();
        let one = data("b = 1\na = [\"x\", \"y\"] # why\n[t]\nc = 1.5\n");
        assert_eq!(one, data("# why\na = [\n  \"x\",\n  \"y\",\n]\nb = 1\nt = { c = 1.5 }\n"));
        assert_eq!(one, r#"{"a":["x","y"],"b":1,"t":{"c":1.5}}"#);
        assert_ne!(one, data("b = 1\na = [\"y\", \"x\"]\n[t]\nc = 1.5\n"));
    }
}
