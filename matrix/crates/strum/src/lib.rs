//! strum_macros: each of its derives, with its attributes.

use strum::{
    AsRefStr, Display, EnumCount, EnumDiscriminants, EnumIs, EnumIter, EnumMessage, EnumProperty, EnumString, EnumTable,
    EnumTryAs, FromRepr, IntoStaticStr, VariantArray, VariantNames,
};

#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, AsRefStr, Display, EnumCount, EnumIs, EnumIter, EnumMessage, EnumProperty, EnumString,
    EnumTable, FromRepr, IntoStaticStr, VariantArray, VariantNames,
)]
#[strum(serialize_all = "kebab-case", ascii_case_insensitive)]
#[repr(u8)]
pub enum Color {
    /// the first
    ///
    /// with details
    #[strum(props(hex = "ff0000", warm = true, order = 1))]
    BrightRed = 3,
    #[strum(message = "sea", detailed_message = "deep sea", to_string = "navy", serialize = "n")]
    Blue,
    #[strum(disabled)]
    Hidden,
    Green = 10,
}

#[derive(Debug, PartialEq, Display, EnumString, EnumDiscriminants, EnumTryAs, EnumIs)]
#[strum_discriminants(name(ShapeKind), derive(EnumString, Hash), strum(serialize_all = "UPPERCASE"), vis(pub))]
#[strum(prefix = "shape/")]
pub enum Shape<'a> {
    #[strum(to_string = "circle of {radius}")]
    Circle { radius: u8 },
    Square(u8, u8),
    #[strum(default)]
    Other(String),
    #[strum(disabled)]
    Borrowed(&'a str),
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::str::FromStr;
    use strum::{EnumCount, EnumMessage, EnumProperty, IntoEnumIterator, VariantArray, VariantNames};

    #[test]
    fn texts() {
        assert_eq!(Color::from_str("BRIGHT-red").unwrap(), Color::BrightRed);
        assert_eq!(Color::from_str("n").unwrap(), Color::Blue);
        assert_eq!((Color::Blue.to_string().as_str(), Color::Green.as_ref()), ("navy", "green"));
        assert_eq!(<&'static str>::from(Color::BrightRed), "bright-red");
        assert_eq!(Color::VARIANTS_NAMES, <Color as VariantNames>::VARIANTS);
        assert_eq!(Shape::Circle { radius: 2 }.to_string(), "shape/circle of 2");
    }

    impl Color {
        const VARIANTS_NAMES: &'static [&'static str] = &["bright-red", "navy", "hidden", "green"];
    }

    #[test]
    fn values() {
        assert_eq!((Color::COUNT, <Color as VariantArray>::VARIANTS.len()), (3, 4));
        assert_eq!(Color::iter().rev().next(), Some(Color::Green));
        assert_eq!(Color::from_repr(4), Some(Color::Blue));
        assert_eq!(Color::BrightRed.get_str("hex"), Some("ff0000"));
        assert_eq!(Color::BrightRed.get_documentation(), Some("the first\n\nwith details\n"));
        assert_eq!(Color::Blue.get_detailed_message(), Some("deep sea"));
        let table = ColorTable::new(1, 2, 3);
        assert_eq!(table[Color::Green], 3);
        assert!(Color::Green.is_green());
    }

    #[test]
    fn discriminants() {
        assert_eq!(ShapeKind::from(&Shape::Square(1, 2)), ShapeKind::Square);
        assert_eq!(ShapeKind::from_str("CIRCLE").unwrap(), ShapeKind::Circle);
        assert_eq!(Shape::Square(1, 2).try_as_square(), Some((1, 2)));
        assert_eq!("anything".parse::<Shape>().unwrap(), Shape::Other("anything".into()));
    }
}
