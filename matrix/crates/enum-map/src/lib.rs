//! enum-map-derive and enumset_derive.

use enum_map::{enum_map, Enum, EnumMap};
use enumset::{enum_set, EnumSet, EnumSetType};

#[derive(Enum, Debug, Clone, Copy, PartialEq)]
pub enum Suit {
    Hearts,
    Spades(bool),
    Other { first: bool, second: Small },
}

#[derive(Enum, Debug, Clone, Copy, PartialEq)]
pub enum Small {
    A,
    B,
}

#[derive(EnumSetType, Debug)]
#[enumset(repr = "u16", serialize_repr = "list")]
pub enum Flag {
    Read = 2,
    Write,
    Execute = 8,
}

pub const ALL: EnumSet<Flag> = enum_set!(Flag::Read | Flag::Write | Flag::Execute);

pub fn names() -> EnumMap<Small, &'static str> {
    enum_map! {
        Small::A => "a",
        Small::B => { let text = "b"; text }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn maps() {
        assert_eq!(names()[Small::B], "b");
        let map: EnumMap<Suit, usize> = EnumMap::from_fn(|suit: Suit| suit.into_usize());
        assert_eq!((map.len(), map[Suit::Other { first: true, second: Small::B }]), (7, 6));
        assert_eq!(Suit::from_usize(0), Suit::Hearts);
    }

    #[test]
    fn sets() {
        let set = Flag::Read | Flag::Execute;
        assert_eq!((set.as_repr(), set.len(), ALL - set), (0b1_0000_0100, 2, EnumSet::only(Flag::Write)));
        assert_eq!(format!("{set:?}"), "EnumSet(Read | Execute)");
    }
}
