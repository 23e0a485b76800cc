//! schemars_derive: it reads serde's attributes and doc comments.

use std::collections::BTreeMap;

use schemars::{schema_for, JsonSchema};
use serde::{Deserialize, Serialize};

/// # A title
/// And a description.
#[derive(JsonSchema, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("x-extra" = [1, 2]))]
pub struct Settings {
    /// A number.
    #[schemars(range(min = 1, max = 10), extend("x" = true))]
    pub some_number: u8,
    #[serde(default = "text")]
    #[schemars(length(min = 2), regex(pattern = "^a"))]
    pub text: String,
    #[serde(flatten)]
    pub rest: BTreeMap<String, Kind>,
    #[schemars(with = "String", example = &"e")]
    pub with: u64,
    #[serde(skip)]
    pub skipped: bool,
    #[deprecated]
    pub old: Option<Box<Settings>>,
}

fn text() -> String {
    "a".into()
}

#[derive(JsonSchema, Serialize, Deserialize)]
#[serde(tag = "kind", content = "content")]
#[schemars(inline)]
pub enum Kind {
    /// One
    One,
    Two(u8, #[schemars(schema_with = "any")] u16),
    #[serde(rename = "3")]
    Three { x: f32 },
}

fn any(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    true.into()
}

#[derive(JsonSchema)]
#[schemars(rename = "Generic_{T}", bound = "T: JsonSchema", transparent)]
pub struct Generic<T>(pub Vec<T>);

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn schemas() {
        let schema = serde_json::to_value(schema_for!(Settings)).unwrap();
        assert_eq!((&schema["title"], &schema["description"], &schema["x-extra"]), (&json!("A title"), &json!("And a description."), &json!([1, 2])));
        assert_eq!(schema["properties"]["someNumber"]["description"], "A number.");
        assert_eq!(schema["properties"]["someNumber"]["maximum"], 10);
        assert_eq!(schema["properties"]["text"], json!({"type": "string", "default": "a", "minLength": 2, "pattern": "^a"}));
        assert_eq!(schema["properties"]["with"]["examples"], json!(["e"]));
        assert_eq!(schema["required"], json!(["someNumber", "with"]));
        assert_eq!(serde_json::to_value(schema_for!(Generic<u8>)).unwrap()["items"]["maximum"], 255);
    }
}
