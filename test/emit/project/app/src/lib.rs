pub mod deep;

/// Tokens from two macros in one call.
macro_rules! twice {
    ($text:literal) => {
        concat!(shout::shout!($text), shout::shout!("again"))
    };
}

#[derive(Clone, named::Named)]
#[named(anything)]
pub struct Crab {
    /// Legs.
    pub legs: u8,
    #[cfg(any())]
    pub never: u8,
}

#[traced::traced("both")]
pub fn both() -> &'static str {
    twice!("text")
}

pub fn product() -> u32 {
    macro_rules! double {
        ($number:expr) => {
            shout::as_is!(2 * $number)
        };
    }
    double!(1 + 2)
}

pub fn lines() -> (usize, usize) {
    (
        nosy::here!(),
        nosy::here!(),
    )
}

pub const VERSION: &str = nosy::version!();
