//! serde_with and serde_repr: attributes that rewrite a type before serde's derives see it.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use serde_repr::{Deserialize_repr, Serialize_repr};
use serde_with::{apply, serde_as, skip_serializing_none, DeserializeFromStr, DisplayFromStr, OneOrMany, PickFirst, SerializeDisplay, StringWithSeparator};

#[serde_as]
#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub struct Settings<T: fmt::Display + FromStr>
where
    <T as FromStr>::Err: fmt::Display,
{
    #[serde_as(as = "DisplayFromStr")]
    pub number: u64,
    #[serde_as(as = "Vec<DisplayFromStr>")]
    pub values: Vec<T>,
    #[serde_as(as = "BTreeMap<DisplayFromStr, Option<(_, DisplayFromStr)>>")]
    pub table: BTreeMap<i8, Option<(bool, u16)>>,
    #[serde_as(as = "StringWithSeparator::<serde_with::formats::CommaSeparator, u8>")]
    pub list: Vec<u8>,
    #[serde_as(deserialize_as = "OneOrMany<_>")]
    pub many: Vec<String>,
    #[serde_as(as = "PickFirst<(_, DisplayFromStr)>")]
    pub either: u32,
}

#[skip_serializing_none]
#[derive(Serialize, Default)]
pub struct Sparse {
    pub a: Option<u8>,
    #[serialize_always]
    pub b: Option<u8>,
    pub c: Option<&'static str>,
}

#[apply(
    Option => #[serde(skip_serializing_if = "Option::is_none")] #[serde(default)],
    Vec<u8> => #[serde(rename = "bytes")],
)]
#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub struct Applied {
    pub maybe: Option<i32>,
    pub raw: Vec<u8>,
}

#[derive(SerializeDisplay, DeserializeFromStr, Debug, PartialEq, Clone, Copy)]
pub struct Point(pub i32, pub i32);

impl fmt::Display for Point {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.0, self.1)
    }
}

impl FromStr for Point {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (x, y) = text.split_once('/').ok_or("no slash")?;
        let part = |text: &str| text.parse().map_err(|_| format!("no number: {text}"));
        Ok(Point(part(x)?, part(y)?))
    }
}

serde_with::serde_conv!(Doubled, u32, |value: &u32| value * 2, |value: u32| -> Result<_, std::convert::Infallible> { Ok(value / 2) });

#[serde_as]
#[derive(Serialize, Deserialize, Debug, PartialEq)]
pub struct Conversion(#[serde_as(as = "Doubled")] pub u32);

#[derive(Serialize_repr, Deserialize_repr, Debug, PartialEq, Clone, Copy)]
#[repr(i8)]
pub enum Level {
    Low = -1,
    Middle,
    High = 10,
    #[serde(other)]
    Unknown,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converted_fields() {
        let settings = Settings {
            number: 7,
            values: vec![1.5f32, 2.0],
            table: BTreeMap::from([(-1, Some((true, 9))), (2, None)]),
            list: vec![1, 2],
            many: vec!["x".into()],
            either: 3,
        };
        let text = serde_json::to_string(&settings).unwrap();
        assert_eq!(text, r#"{"number":"7","values":["1.5","2"],"table":{"-1":[true,"9"],"2":null},"list":"1,2","many":["x"],"either":3}"#);
        let changed = text.replace(r#"["x"]"#, r#""x""#).replace(":3}", r#":"3"}"#);
        assert_eq!(serde_json::from_str::<Settings<f32>>(&changed).unwrap(), settings);
    }

    #[test]
    fn left_out() {
        assert_eq!(serde_json::to_string(&Sparse { a: Some(1), ..Sparse::default() }).unwrap(), r#"{"a":1,"b":null}"#);
        let applied: Applied = serde_json::from_str(r#"{"bytes":[1]}"#).unwrap();
        assert_eq!(applied, Applied { maybe: None, raw: vec![1] });
        assert_eq!(serde_json::to_string(&applied).unwrap(), r#"{"bytes":[1]}"#);
    }

    #[test]
    fn text_and_numbers() {
        assert_eq!(serde_json::to_string(&Point(1, -2)).unwrap(), r#""1/-2""#);
        assert_eq!(serde_json::from_str::<Point>(r#""1/-2""#).unwrap(), Point(1, -2));
        assert!(serde_json::from_str::<Point>(r#""1/z""#).unwrap_err().to_string().contains("no number: z"));
        assert_eq!(serde_json::to_string(&Conversion(4)).unwrap(), "8");
        assert_eq!(serde_json::to_string(&[Level::Low, Level::Middle, Level::High]).unwrap(), "[-1,0,10]");
        assert_eq!(serde_json::from_str::<Vec<Level>>("[10,99]").unwrap(), [Level::High, Level::Unknown]);
    }
}
