//! monostate: types with a single value, which is in the type.

use monostate::{MustBe, MustBeBool, MustBeI64};
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize, Debug, PartialEq, Default)]
pub struct Header {
    pub version: MustBe!(3u64),
    pub kind: MustBe!("header ü"),
    pub signed: MustBe!(-7i64),
    pub on: MustBeBool<true>,
    pub small: MustBeI64<-12>,
}

#[derive(Serialize, Default)]
pub struct Letter(pub MustBe!('x'));

#[derive(Deserialize, Debug, PartialEq)]
#[serde(untagged)]
pub enum Answer {
    Ok { success: MustBe!(true), value: u8 },
    Failed { success: MustBe!(false) },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values() {
        let text = r#"{"version":3,"kind":"header ü","signed":-7,"on":true,"small":-12}"#;
        assert_eq!(serde_json::to_string(&Header::default()).unwrap(), text);
        assert_eq!(serde_json::from_str::<Header>(text).unwrap(), Header::default());
        let error = serde_json::from_str::<Header>(&text.replace('3', "4")).unwrap_err();
        assert!(error.to_string().contains("3"), "{error}");
        assert_eq!(serde_json::to_string(&Letter::default()).unwrap(), r#""x""#);
    }

    #[test]
    fn variants() {
        let ok: Answer = serde_json::from_str(r#"{"success":true,"value":1}"#).unwrap();
        assert_eq!(ok, Answer::Ok { success: MustBe!(true), value: 1 });
        assert_eq!(serde_json::from_str::<Answer>(r#"{"success":false}"#).unwrap(), Answer::Failed { success: MustBe!(false) });
    }
}
