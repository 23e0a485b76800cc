//! enum-as-inner, enum-iterator and enumflags2.

use enum_as_inner::EnumAsInner;
use enum_iterator::{all, cardinality, next_cycle, Sequence};
use enumflags2::{bitflags, make_bitflags, BitFlag, BitFlags};

#[derive(EnumAsInner, Debug, Clone, PartialEq)]
pub enum Value<'a, T> {
    Nothing,
    Text(&'a str),
    Two(T, u8),
    Named { left: bool, right: Vec<T> },
}

#[derive(Sequence, Debug, PartialEq, Clone, Copy)]
pub enum Light {
    Red,
    Green { bright: bool },
    Mixed(Dim, Option<bool>),
}

#[derive(Sequence, Debug, PartialEq, Clone, Copy)]
pub struct Dim {
    pub on: bool,
    pub unit: (),
}

#[bitflags(default = Read | Run)]
#[repr(u8)]
#[derive(Debug, PartialEq, Clone, Copy)]
pub enum Right {
    Read = 1 << 0,
    Write = 1 << 1,
    Run = 0b1000_0000,
}

#[bitflags]
#[repr(u64)]
#[derive(Debug, PartialEq, Clone, Copy)]
pub enum Wide {
    First,
    Last,
    High = 1 << 40,
}

pub const READ_WRITE: BitFlags<Right> = make_bitflags!(Right::{Read | Write});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn inner_values() {
        let mut two = Value::Two(1.5, 2);
        assert_eq!(two.as_two(), Some((&1.5, &2)));
        *two.as_two_mut().unwrap().0 += 1.0;
        assert_eq!(two.clone().into_two(), Ok((2.5, 2)));
        assert!(!two.is_nothing() && two.as_text().is_none());
        assert_eq!(two.into_named(), Err(Value::Two(2.5, 2)));
        assert_eq!(Value::<u8>::Text("x").into_text(), Ok("x"));
        assert_eq!(Value::Named { left: true, right: vec![1u8] }.as_named(), Some((&true, &vec![1])));
    }

    #[test]
    fn sequences() {
        assert_eq!(cardinality::<Light>(), 1 + 2 + 2 * 3);
        let lights: Vec<Light> = all().collect();
        assert_eq!(lights[..2], [Light::Red, Light::Green { bright: false }]);
        assert_eq!(lights.last().and_then(|last| last.next()), None);
        assert_eq!(next_cycle(lights.last().unwrap()), Light::Red);
    }

    #[test]
    fn flags() {
        assert_eq!(READ_WRITE.bits(), 3);
        assert_eq!(Right::default_flags(), Right::Read | Right::Run);
        assert!((READ_WRITE & Right::Run).is_empty());
        assert_eq!(Right::from_bits(4).unwrap_err().invalid_bits(), 4);
        assert_eq!(format!("{:?}", Right::from_bits_truncate(0x85)), "BitFlags<Right>(0b10000001, Read | Run)");
        assert_eq!((Wide::First | Wide::High).bits(), 1 | 1 << 40);
    }

    trait DefaultFlags {
        fn default_flags() -> BitFlags<Right>;
    }

    impl DefaultFlags for Right {
        fn default_flags() -> BitFlags<Right> {
            BitFlags::default()
        }
    }
}
