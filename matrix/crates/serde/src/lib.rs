//! serde_derive: containers of all shapes, enum representations, borrowed data, generics and attributes.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::marker::PhantomData;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Unit;

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Newtype(pub u8);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Pair(pub u8, #[serde(default)] pub String);

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Transparent<T> {
    pub inner: Vec<T>,
    #[serde(skip)]
    pub marker: PhantomData<T>,
}

fn three() -> u32 {
    3
}

fn is_zero(value: &i64) -> bool {
    *value == 0
}

mod as_text {
    use super::*;

    pub fn serialize<S: Serializer>(value: &u16, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&value.to_string())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<u16, D::Error> {
        let text = <Cow<'_, str>>::deserialize(deserializer)?;
        text.parse().map_err(serde::de::Error::custom)
    }
}

/// Attributes of fields.
#[derive(Debug, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fields<'a> {
    pub first_field: i8,
    #[serde(rename = "type", alias = "kind")]
    pub r#type: String,
    #[serde(default = "three")]
    pub with_default: u32,
    #[serde(skip_serializing_if = "is_zero", default)]
    pub signed: i64,
    #[serde(with = "as_text")]
    pub text: u16,
    #[serde(borrow)]
    pub borrowed: Cow<'a, str>,
    #[serde(skip)]
    pub skipped: Option<String>,
    pub nested: Option<Box<Fields<'a>>>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Flat {
    pub name: String,
    #[serde(flatten)]
    pub rest: BTreeMap<String, u32>,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub enum External {
    Unit,
    Newtype(u8),
    Tuple(u8, u8),
    Struct { a: u8 },
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case", rename_all_fields = "SCREAMING-KEBAB-CASE")]
pub enum Internal {
    FirstKind { some_value: u8 },
    #[serde(rename = "2nd")]
    SecondKind(Newtyped),
    #[serde(other)]
    Unknown,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
pub struct Newtyped {
    pub x: f64,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "t", content = "c")]
pub enum Adjacent<T: Clone>
where
    T: PartialEq,
{
    One(T),
    Many { values: Vec<T> },
    Nothing,
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged, expecting = "a number or a text")]
pub enum Untagged {
    Number(i64),
    Text(String),
}

#[derive(Debug, PartialEq, Clone, Serialize, Deserialize)]
#[serde(from = "u8", into = "u8")]
pub struct Through(pub bool);

impl From<u8> for Through {
    fn from(value: u8) -> Self {
        Through(value != 0)
    }
}

impl From<Through> for u8 {
    fn from(value: Through) -> Self {
        value.0.into()
    }
}

#[derive(Serialize, Deserialize)]
#[serde(remote = "std::time::Duration")]
struct DurationFields {
    #[serde(getter = "std::time::Duration::as_secs")]
    secs: u64,
    #[serde(getter = "std::time::Duration::subsec_nanos")]
    nanos: u32,
}

impl From<DurationFields> for std::time::Duration {
    fn from(DurationFields { secs, nanos }: DurationFields) -> Self {
        Self::new(secs, nanos)
    }
}

#[derive(Serialize, Deserialize)]
pub struct Remote {
    #[serde(with = "DurationFields")]
    pub duration: std::time::Duration,
}

#[derive(Serialize, Deserialize)]
#[serde(bound(serialize = "T: AsRef<str>", deserialize = "T: From<String>"))]
pub struct Bound<T, const N: usize> {
    #[serde(serialize_with = "texts", deserialize_with = "from_texts")]
    pub values: Vec<T>,
}

fn texts<T: AsRef<str>, S: Serializer>(values: &[T], serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(values.iter().map(AsRef::as_ref))
}

fn from_texts<'de, T: From<String>, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<T>, D::Error> {
    Ok(Vec::<String>::deserialize(deserializer)?.into_iter().map(T::from).collect())
}

macro_rules! record {
    ($name:ident { $($field:ident: $type:ty),* }) => {
        #[derive(Debug, PartialEq, Serialize, Deserialize)]
        pub struct $name {
            $(pub $field: $type,)*
        }
    };
}

record!(FromRules { left: Option<u8>, right: (u8, [i16; 3]) });

#[cfg(test)]
mod tests {
    use super::*;

    fn round<T>(value: &T, json: &str)
    where
        T: Serialize + for<'de> Deserialize<'de> + PartialEq + std::fmt::Debug,
    {
        assert_eq!(serde_json::to_string(value).unwrap(), json);
        assert_eq!(&serde_json::from_str::<T>(json).unwrap(), value);
    }

    #[test]
    fn structs() {
        round(&Unit, "null");
        round(&Newtype(1), "1");
        round(&Pair(1, "b".into()), r#"[1,"b"]"#);
        round(&Transparent { inner: vec![1, 2], marker: PhantomData }, "[1,2]");
        round(&Flat { name: "n".into(), rest: [("a".to_string(), 1)].into() }, r#"{"name":"n","a":1}"#);
        round(&FromRules { left: None, right: (1, [2, 3, 4]) }, r#"{"left":null,"right":[1,[2,3,4]]}"#);
    }

    #[test]
    fn fields() {
        let json = r#"{"firstField":-1,"kind":"k","text":"7","borrowed":"b","nested":null}"#;
        let fields: Fields = serde_json::from_str(json).unwrap();
        assert!(matches!(fields.borrowed, Cow::Borrowed("b")));
        assert_eq!((fields.with_default, fields.text, fields.r#type.as_str()), (3, 7, "k"));
        let error = serde_json::from_str::<Fields>(r#"{"no":1}"#).unwrap_err().to_string();
        assert!(error.starts_with("unknown field `no`, expected one of `firstField`, `kind`, `type`"), "{error}");
    }

    #[test]
    fn enums() {
        round(&External::Struct { a: 1 }, r#"{"Struct":{"a":1}}"#);
        round(&External::Tuple(1, 2), r#"{"Tuple":[1,2]}"#);
        round(&Internal::FirstKind { some_value: 1 }, r#"{"kind":"first_kind","SOME-VALUE":1}"#);
        round(&Internal::SecondKind(Newtyped { x: 0.5 }), r#"{"kind":"2nd","x":0.5}"#);
        assert_eq!(serde_json::from_str::<Internal>(r#"{"kind":"?"}"#).unwrap(), Internal::Unknown);
        round(&Adjacent::Many { values: vec![1] }, r#"{"t":"Many","c":{"values":[1]}}"#);
        round(&Adjacent::<u8>::Nothing, r#"{"t":"Nothing"}"#);
        round(&Untagged::Text("t".into()), r#""t""#);
        assert_eq!(serde_json::from_str::<Untagged>("[]").unwrap_err().to_string(), "a number or a text");
    }

    #[test]
    fn conversions() {
        round(&Through(true), "1");
        let remote: Remote = serde_json::from_str(r#"{"duration":{"secs":1,"nanos":2}}"#).unwrap();
        assert_eq!(remote.duration, std::time::Duration::new(1, 2));
        let bound = Bound::<String, 3> { values: vec!["a".into()] };
        assert_eq!(serde_json::to_string(&bound).unwrap(), r#"{"values":["a"]}"#);
    }
}
