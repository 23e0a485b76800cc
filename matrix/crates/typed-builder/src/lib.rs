//! typed-builder-macro.

use typed_builder::TypedBuilder;

#[derive(TypedBuilder, Debug, PartialEq)]
#[builder(field_defaults(setter(into)), mutators(
    pub fn item(&mut self, item: u8) {
        self.items.push(item);
    }
))]
pub struct Thing<'a, T: Default = u8> {
    pub name: String,
    #[builder(default = name.len())]
    pub length: usize,
    #[builder(default, setter(strip_option(fallback = maybe_text)))]
    pub text: Option<&'a str>,
    #[builder(setter(!into, transform = |a: u8, b: u8| (a, b)))]
    pub pair: (u8, u8),
    #[builder(via_mutators)]
    pub items: Vec<u8>,
    #[builder(default, setter(skip))]
    pub generic: T,
}

#[derive(TypedBuilder)]
#[builder(build_method(into = Outcome))]
pub struct Unchecked {
    value: u8,
}

#[derive(Debug, PartialEq)]
pub struct Checked(pub u8);

#[derive(Debug, PartialEq)]
pub struct Outcome(pub Result<Checked, String>);

impl From<Unchecked> for Outcome {
    fn from(Unchecked { value }: Unchecked) -> Self {
        Outcome(if value > 9 { Err(format!("{value} is too much")) } else { Ok(Checked(value)) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds() {
        let thing: Thing = Thing::builder().name("nm").text("t").pair(1, 2).item(3).item(4).build();
        assert_eq!((thing.length, thing.text, thing.pair, thing.items.as_slice(), thing.generic), (2, Some("t"), (1, 2), &[3u8, 4][..], 0));
        assert_eq!(Unchecked::builder().value(5).build(), Outcome(Ok(Checked(5))));
        assert!(Unchecked::builder().value(10).build().0.is_err());
    }
}
