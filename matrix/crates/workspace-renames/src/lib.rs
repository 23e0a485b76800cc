//! proc-macro-crate, by way of num_enum: the name of a dependency that the workspace renames.

use number_enum::{IntoPrimitive, TryFromPrimitive};

#[derive(Clone, Copy, Debug, PartialEq, IntoPrimitive, TryFromPrimitive)]
#[repr(u8)]
pub enum Level {
    Low = 1,
    High = 3,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn converts() {
        assert_eq!(u8::from(Level::High), 3);
        assert_eq!(Level::try_from(1), Ok(Level::Low));
        assert!(Level::try_from(2).is_err());
    }
}
