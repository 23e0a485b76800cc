//! const-random-macro: random numbers at compile time.

use const_random::const_random;

pub const NUMBER: u64 = const_random!(u64);
pub const OTHER: u64 = const_random!(u64);
pub const BYTES: [u8; 16] = const_random!(u128).to_ne_bytes();
pub const SIGNED: i8 = const_random!(i8);

macro_rules! seeds {
    ($($name:ident),*) => { $(pub const $name: u32 = const_random!(u32);)* };
}

seeds!(FIRST, SECOND);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn differ() {
        assert_ne!(NUMBER, OTHER);
        assert_ne!(FIRST, SECOND);
        assert!(BYTES.iter().any(|&byte| byte != 0));
        let _ = SIGNED;
    }
}
