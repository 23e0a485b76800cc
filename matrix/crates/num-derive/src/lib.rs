//! num-derive: numbers of enumerations and of newtypes.

use num_derive::{FromPrimitive, Num, NumCast, NumOps, One, ToPrimitive, Zero};
use num_traits::{FromPrimitive as _, Num as _, One as _, ToPrimitive as _, Zero as _};

#[derive(FromPrimitive, ToPrimitive, Debug, PartialEq)]
pub enum Sign {
    Negative = -1,
    Zero,
    Positive,
}

#[derive(FromPrimitive, ToPrimitive, NumOps, NumCast, Zero, One, Num, PartialEq, PartialOrd, Debug, Clone, Copy)]
pub struct Meters(pub f64);

pub fn parse(text: &str) -> Option<Meters> {
    Meters::from_str_radix(text, 10).ok()
}

pub fn check() -> bool {
    Sign::from_i8(-1) == Some(Sign::Negative)
        && Sign::Positive.to_u64() == Some(1)
        && Meters::zero() + Meters::one() * Meters(2.5) == Meters(2.5)
        && Meters::from_u8(3).and_then(|meters| meters.to_i32()) == Some(3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers() {
        assert!(check());
        assert_eq!(Sign::from_i8(2), None);
        assert_eq!(parse("1.5"), Some(Meters(1.5)));
        let cast: Meters = num_traits::cast(7u8).unwrap();
        assert_eq!(cast, Meters(7.0));
    }
}
