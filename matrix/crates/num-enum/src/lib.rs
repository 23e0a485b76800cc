//! num_enum_derive: it looks into Cargo.toml for the name under which its crate is known here.

use renamed_num_enum::{FromPrimitive, IntoPrimitive, TryFromPrimitive, UnsafeFromPrimitive};

#[derive(Debug, PartialEq, Eq, TryFromPrimitive, IntoPrimitive, UnsafeFromPrimitive, Clone, Copy)]
#[repr(u8)]
pub enum Level {
    Low = 1,
    #[num_enum(alternatives = [5, 6..=8])]
    Middle,
    High = b'h',
}

#[derive(Debug, PartialEq, Eq, FromPrimitive, IntoPrimitive)]
#[repr(i16)]
pub enum Code {
    Ok = 0,
    Minus = -1,
    #[num_enum(catch_all)]
    Other(i16) = 1,
}

#[derive(Debug, PartialEq, Eq, Default, FromPrimitive)]
#[repr(u32)]
pub enum Fallback {
    A = 1,
    #[default]
    B = 2,
}

#[derive(Debug, PartialEq, Eq)]
pub struct Unknown(u64);

#[derive(Debug, PartialEq, Eq, TryFromPrimitive)]
#[num_enum(error_type(name = Unknown, constructor = Unknown))]
#[repr(u64)]
pub enum Custom {
    One = 1,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn conversions() {
        assert_eq!(Level::try_from(7), Ok(Level::Middle));
        assert_eq!(Level::try_from(9).unwrap_err().to_string(), "No discriminant in enum `Level` matches the value `9`");
        assert_eq!(u8::from(Level::High), 104);
        assert_eq!(unsafe { Level::unchecked_transmute_from(1) }, Level::Low);
        assert_eq!((Code::from(-1), Code::from(7), i16::from(Code::Other(8))), (Code::Minus, Code::Other(7), 8));
        assert_eq!(Fallback::from(77), Fallback::B);
        assert_eq!(Custom::try_from(2), Err(Unknown(2)));
    }
}
