//! yoke-derive, zerofrom-derive and zerovec-derive, which are made with synstructure.

use std::borrow::Cow;

use yoke::{Yoke, Yokeable};
use zerofrom::ZeroFrom;
use zerovec::{VarZeroVec, ZeroVec};

#[derive(Yokeable, ZeroFrom, Debug, PartialEq)]
pub struct Borrowed<'data> {
    pub text: Cow<'data, str>,
    pub number: u8,
}

#[derive(Yokeable, ZeroFrom)]

pub struct Names<'data> {
    #[zerofrom(clone)]
    pub list: Vec<Cow<'data, str>>,
}

#[derive(Yokeable)]
pub struct Owned {
    pub value: u32,
}

#[zerovec::make_ule(PointULE)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Point {
    pub x: i16,
    pub y: u32,
}

#[zerovec::make_ule(DirectionULE)]
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[repr(u8)]
pub enum Direction {
    Left = 0,
    Right = 1,
}

#[zerovec::make_varule(PersonULE)]
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[zerovec::derive(Debug)]
pub struct Person<'a> {
    pub age: u8,
    pub name: Cow<'a, str>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yokes() {
        let yoke: Yoke<Borrowed<'static>, String> =
            Yoke::attach_to_cart("cart".to_string(), |cart: &str| Borrowed { text: Cow::Borrowed(cart), number: 1 });
        assert_eq!(yoke.get(), &Borrowed { text: "cart".into(), number: 1 });
        let original = Borrowed { text: "o".to_string().into(), number: 2 };
        assert!(matches!(Borrowed::zero_from(&original).text, Cow::Borrowed("o")));
    }

    #[test]
    fn vectors() {
        let points = ZeroVec::alloc_from_slice(&[Point { x: -1, y: 2 }, Point { x: 3, y: 4 }]);
        assert_eq!(points.get(1), Some(Point { x: 3, y: 4 }));
        assert!(ZeroVec::<Direction>::parse_bytes(&[0, 2]).is_err());
        let person = Person { age: 7, name: "n".into() };
        let people: VarZeroVec<PersonULE> = VarZeroVec::from(&[&person]);
        assert_eq!(&people.get(0).unwrap().name, "n");
    }
}
