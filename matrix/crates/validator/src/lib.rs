//! validator_derive, which reports errors by way of proc-macro-error2.

use std::borrow::Cow;
use std::collections::HashMap;

use validator::{Validate, ValidationError, ValidationErrors};

#[derive(Debug, Validate)]
#[validate(schema(function = "same", message = "no", skip_on_field_errors = false))]
pub struct Form<'a> {
    #[validate(email(message = "no address"))]
    pub mail: String,
    #[validate(url, length(min = 1, max = 30))]
    pub site: Cow<'a, str>,
    #[validate(range(min = 18.0, exclusive_max = 100.0, code = "age"))]
    pub age: f32,
    #[validate(custom(function = "even"))]
    pub number: Option<u8>,
    #[validate(nested)]
    pub inner: Vec<Inner>,
    #[validate(must_match(other = "first"))]
    pub second: String,
    pub first: String,
    #[validate(contains(pattern = "x"), does_not_contain(pattern = "y"))]
    pub text: &'a str,
}

#[derive(Debug, Validate)]
pub struct Inner {
    #[validate(length(equal = 2), required)]
    pub code: Option<String>,
}

fn even(number: u8) -> Result<(), ValidationError> {
    if number % 2 == 0 { Ok(()) } else { Err(ValidationError::new("odd")) }
}

fn same(form: &Form) -> Result<(), ValidationError> {
    if form.mail == form.site { Err(ValidationError::new("same")) } else { Ok(()) }
}

pub fn codes(errors: &ValidationErrors) -> Vec<String> {
    let fields: HashMap<_, _> = errors.field_errors();
    let mut codes: Vec<String> = fields.into_iter().flat_map(|(name, found)| found.iter().map(move |error| format!("{name}:{}", error.code))).collect();
    codes.sort();
    codes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn validates() {
        let mut form = Form {
            mail: "a@example.com".into(),
            site: "https://example.com".into(),
            age: 20.0,
            number: Some(2),
            inner: vec![Inner { code: Some("ab".into()) }],
            second: "s".into(),
            first: "s".into(),
            text: "x",
        };
        assert!(form.validate().is_ok());
        form.age = 100.0;
        form.number = Some(3);
        form.text = "y";
        form.second.clear();
        assert_eq!(codes(&form.validate().unwrap_err()), ["age:age", "number:odd", "second:must_match", "text:contains", "text:does_not_contain"]);
        form.inner[0].code = None;
        assert!(form.validate().unwrap_err().errors().contains_key("inner"));
    }
}
