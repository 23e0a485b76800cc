//! derive_more-impl: nearly all of its derives.

use std::collections::BTreeMap;

use derive_more::{
    Add, AddAssign, AsMut, AsRef, Binary, BitAnd, BitOrAssign, Constructor, Debug, Deref, DerefMut, Display, Error, From,
    FromStr, Index, IndexMut, Into, IntoIterator, IsVariant, LowerHex, Mul, MulAssign, Neg, Not, Product, Sub, Sum, TryFrom,
    TryInto, TryUnwrap, Unwrap,
};

#[derive(Add, AddAssign, Sub, Mul, MulAssign, Neg, Sum, Product, PartialEq, Eq, Clone, Copy, Debug, From, Into, Constructor, Default)]
#[mul(forward)]
pub struct Point {
    pub x: i32,
    pub y: i32,
}

#[derive(BitAnd, BitOrAssign, Not, LowerHex, Binary, Display, FromStr, PartialEq, Clone, Copy, Debug)]
#[debug("Bits({_0:b})")]
#[lower_hex("{_0:#06x}")]
pub struct Bits(pub u16);

#[derive(Deref, DerefMut, AsRef, AsMut, Index, IndexMut, IntoIterator, Default, Debug)]
pub struct List<T> {
    #[deref]
    #[deref_mut]
    #[index]
    #[index_mut]
    #[as_ref(forward)]
    #[as_mut]
    #[into_iterator(owned, ref, ref_mut)]
    pub items: Vec<T>,
    #[debug(skip)]
    pub notes: BTreeMap<String, u8>,
}

#[derive(From, TryInto, IsVariant, Unwrap, TryUnwrap, Display, PartialEq, Debug)]
#[try_into(owned, ref)]
#[unwrap(owned, ref)]
pub enum Value {
    #[display("nothing")]
    Nothing,
    #[display("number {_0:>3}")]
    Number(i64),
    #[display("{_0}, {}", _0.len())]
    Text(String),
    #[from(ignore)]
    #[display("{_0} and {_1}")]
    Two(i64, i64),
}

#[derive(Display, Error, Debug, From)]
pub enum Failure {
    #[display("parsing: {_0}")]
    Parse(std::num::ParseIntError),
    #[from(ignore)]
    #[display("{message}")]
    Plain { message: &'static str },
}

#[derive(TryFrom, FromStr, Debug, PartialEq)]
#[try_from(repr)]
#[repr(u8)]
pub enum Small {
    One = 1,
    Two,
    #[from_str(rename_all = "UPPERCASE")]
    Ten = 10,
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::error::Error as _;

    #[test]
    fn operators() {
        let sum: Point = [Point::new(1, 2), Point::from((3, 4))].into_iter().sum();
        assert_eq!(sum, Point { x: 4, y: 6 });
        assert_eq!(-(sum - Point::new(1, 1)), Point::new(-3, -5));
        assert_eq!(<(i32, i32)>::from(sum * Point::new(2, 3)), (8, 18));
        let mut bits = Bits(0b1100) & Bits(0b0110);
        bits |= Bits(1);
        assert_eq!((format!("{bits:?} {bits} {bits:x}"), !Bits(0)), ("Bits(101) 5 0x0005".into(), Bits(u16::MAX)));
        assert_eq!("12".parse::<Bits>().unwrap(), Bits(12));
    }

    #[test]
    fn containers() {
        let mut list = List::default();
        list.push(1);
        list[0] += 1;
        assert_eq!((list.len(), format!("{list:?}").as_str()), (1, "List { items: [2], .. }"));
        let slice: &[i32] = list.as_ref();
        assert_eq!(slice, [2]);
        for item in &mut list {
            *item += 1;
        }
        assert_eq!(list.into_iter().collect::<Vec<_>>(), [3]);
    }

    #[test]
    fn enums() {
        let value = Value::from(5);
        assert!(value.is_number() && !value.is_nothing());
        assert_eq!(value.to_string(), "number   5");
        assert_eq!(Value::from("ab".to_string()).to_string(), "ab, 2");
        assert_eq!(*value.unwrap_number_ref(), 5);
        assert_eq!(i64::try_from(value).unwrap(), 5);
        assert_eq!(Value::Two(1, 2).try_unwrap_two().unwrap(), (1, 2));
        let failure = Failure::from("x".parse::<u8>().unwrap_err());
        assert_eq!((failure.to_string().as_str(), failure.source().is_some()), ("parsing: invalid digit found in string", true));
        assert_eq!(Small::try_from(2u8).unwrap(), Small::Two);
        assert!(Small::try_from(3u8).is_err());
        assert_eq!("one".parse::<Small>().unwrap(), Small::One);
    }
}
