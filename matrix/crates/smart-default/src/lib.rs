//! smart-default in a crate of edition 2018.

use smart_default::SmartDefault;

#[derive(SmartDefault, Debug, PartialEq)]
pub enum Mode {
    Off,
    #[default]
    On {
        #[default = 10]
        level: u8,
        #[default("text")]
        name: &'static str,
        #[default(_code = "vec![1, 2 + 3]")]
        values: Vec<u8>,
        async_: Option<()>,
    },
}

#[derive(SmartDefault, Debug, PartialEq)]
pub struct Tuple<T: Default>(pub T, #[default(Some(-1i64))] pub Option<i64>, #[default('c')] pub char);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults() {
        assert_eq!(Mode::default(), Mode::On { level: 10, name: "text", values: vec![1, 5], async_: None });
        assert_eq!(Tuple::<u8>::default(), Tuple(0, Some(-1), 'c'));
    }
}
