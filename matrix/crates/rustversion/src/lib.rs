//! rustversion: its build script asks the compiler for its version.

#[rustversion::since(1.40)]
pub fn age() -> &'static str {
    "new"
}

#[rustversion::before(1.40)]
pub fn age() -> &'static str {
    "old"
}

#[rustversion::attr(not(nightly), must_use)]
pub fn channel() -> bool {
    rustversion::cfg!(any(stable, beta, nightly))
}

#[rustversion::all(since(1.31), not(since(1.9999)))]
pub const BOTH: bool = true;

#[rustversion::not(any(stable, nightly, beta, before(1.9999)))]
compile_error!("never");

pub struct Thing;

impl Thing {
    #[rustversion::attr(since(1.30), doc = "documented")]
    pub fn method(&self) -> u8 {
        1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions() {
        assert_eq!((age(), channel(), BOTH, Thing.method()), ("new", true, true, 1));
    }
}
