//! defmt: messages as indices of symbols, whose names come out of the place of the call.

use std::cell::RefCell;

use defmt::{Format, Formatter};

thread_local! {
    static WRITTEN: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

#[defmt::global_logger]
struct Logger;

unsafe impl defmt::Logger for Logger {
    fn acquire() {}

    unsafe fn flush() {}

    unsafe fn release() {}

    unsafe fn write(bytes: &[u8]) {
        WRITTEN.with_borrow_mut(|written| written.extend_from_slice(bytes));
    }
}

#[defmt::panic_handler]
fn stop() -> ! {
    core::panic!("defmt's handler")
}

defmt::timestamp!("{=u8}", 0xEE);

#[derive(Format)]
pub struct Reading<'a, T> {
    pub sensor: u8,
    pub values: &'a [i16],
    pub more: Option<T>,
    #[defmt(Debug2Format)]
    pub shown: std::time::Duration,
}

#[derive(Format)]
pub enum State {
    Off,
    Starting(u8),
    Running { speed: f32, ok: bool },
}

pub struct Plain(pub u16);

impl Format for Plain {
    fn format(&self, formatter: Formatter<'_>) {
        defmt::write!(formatter, "plain {=u16:#06x}", self.0);
    }
}

defmt::bitflags! {
    pub struct Flags: u8 {
        const ONE = 1;
        const TWO = 1 << 1;
        const BOTH = Self::ONE.bits() | Self::TWO.bits();
    }
}

macro_rules! said {
    ($($rest:tt)*) => { defmt::error!($($rest)*) };
}

/// What is written while this runs.
pub fn written(act: impl FnOnce()) -> Vec<u8> {
    WRITTEN.take();
    act();
    WRITTEN.take()
}

pub fn checked(value: u8) -> u8 {
    defmt::assert!(value < 100, "{} is too much", value);
    defmt::debug_assert_ne!(value, 50);
    value
}

pub fn unwrapped(value: Option<u8>) -> u8 {
    defmt::unwrap!(value, "nothing in {=str}", "here")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn arguments_are_written() {
        let bytes = written(|| defmt::error!("{=u8} and {=u16:b} and {=str}", 7, 0x102, "abc"));
        assert!(bytes.windows(7).any(|part| part == [7, 2, 1, 3, 0, 0, 0]), "{bytes:?}");
        assert!(bytes.contains(&0xEE));
        let bits = written(|| defmt::error!("{0=0..4} {0=4..8} {1=bool}", 0xA5u8, true));
        assert!(bits.contains(&0xA5));
    }

    #[test]
    fn levels() {
        assert!(written(|| defmt::trace!("left out {}", 1)).is_empty());
        assert!(!written(|| said!("kept {}", 1u8)).is_empty());
    }

    #[test]
    fn types() {
        let reading = Reading { sensor: 0x42, values: &[-1], more: Some(State::Starting(9)), shown: std::time::Duration::ZERO };
        let bytes = written(|| defmt::println!("{} {} {}", reading, Plain(3), Flags::BOTH));
        assert!(bytes.contains(&0x42) && bytes.windows(2).any(|part| part == [0xFF, 0xFF]));
        assert_ne!(written(|| defmt::error!("{}", State::Off)), written(|| defmt::error!("{}", State::Running { speed: 1.0, ok: true })));
    }

    #[test]
    fn symbols() {
        let index = || written(|| defmt::error!("{=istr}", defmt::intern!("the same text")));
        assert_eq!(index(), index());
        assert_eq!((checked(3), unwrapped(Some(1))), (3, 1));
    }

    #[test]
    #[should_panic(expected = "defmt's handler")]
    fn panics() {
        checked(100);
    }
}
