//! bitfield-struct and modular-bitfield-impl.

use bitfield_struct::bitfield;
use modular_bitfield::prelude::*;

/// A register.
#[bitfield(u32, order = Lsb, defmt = false)]
#[derive(PartialEq, Eq)]
pub struct Register {
    #[bits(default = true)]
    pub enabled: bool,
    #[bits(3)]
    pub level: u8,
    #[bits(4, access = RO)]
    pub read_only: u8,
    #[bits(6, default = -3)]
    pub signed: i8,
    #[bits(2, from = Mode::from_bits, into = Mode::into_bits)]
    pub mode: Mode,
    #[bits(16)]
    __: u16,
}

#[derive(Debug, PartialEq, Eq, Clone, Copy)]
#[repr(u8)]
pub enum Mode {
    Off = 0,
    On = 1,
}

impl Mode {
    const fn into_bits(self) -> u8 {
        self as u8
    }
    const fn from_bits(value: u8) -> Self {
        match value {
            0 => Self::Off,
            _ => Self::On,
        }
    }
}

#[modular_bitfield::bitfield(bits = 16)]
#[derive(Debug, Clone, Copy)]
#[repr(u16)]
pub struct Packed {
    pub a: B3,
    pub kind: Kind,
    #[skip]
    __: B4,
    pub flag: bool,
    pub rest: B6,
}

#[derive(Specifier, Debug, PartialEq)]
#[bits = 2]
pub enum Kind {
    One = 1,
    Two,
    Three,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields() {
        let register = Register::new().with_level(5).with_mode(Mode::On);
        assert_eq!((register.enabled(), register.level(), register.signed(), register.mode()), (true, 5, -3, Mode::On));
        assert!(Register::new().with_level_checked(8).is_err());
        let packed = Packed::new().with_a(7).with_kind(Kind::Two).with_flag(true);
        assert_eq!((u16::from(packed), packed.kind()), (0b10_0001_0111, Kind::Two));
        assert!(Packed::new().with_a_checked(8).is_err() && Packed::new().kind_or_err().is_err());
    }
}
