//! cxxbridge-macro: a module with declarations for two languages. What C++ would provide is left out.

#[cxx::bridge(namespace = "matrix")]
pub mod ffi {
    #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
    struct Shared {
        name: String,
        values: Vec<u8>,
        kind: Kind,
    }

    #[derive(Debug, Hash, PartialOrd, Ord)]
    #[repr(u16)]
    enum Kind {
        One = 1,
        Two,
    }

    extern "Rust" {
        type Thing;
        #[rust_name = "length_of"]
        fn lengthOf(text: &str) -> usize;
        fn add(self: &mut Thing, value: u32) -> Result<u32>;
        fn make_thing() -> Box<Thing>;
        unsafe fn rest<'a>(thing: &'a Thing, shared: &Shared) -> &'a [u32];
    }
}

#[derive(Default)]
pub struct Thing(Vec<u32>);

impl Thing {
    fn add(&mut self, value: u32) -> Result<u32, String> {
        self.0.push(value);
        self.0.iter().try_fold(0u32, |sum, value| sum.checked_add(*value)).ok_or_else(|| "too much".to_string())
    }
}

fn make_thing() -> Box<Thing> {
    Box::default()
}

fn length_of(text: &str) -> usize {
    text.len()
}

fn rest<'a>(thing: &'a Thing, shared: &ffi::Shared) -> &'a [u32] {
    &thing.0[shared.values.len()..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shared() {
        let shared = ffi::Shared { name: "n".into(), values: vec![1], kind: ffi::Kind::Two };
        assert_eq!((shared.clone(), ffi::Kind { repr: 2 }), (shared.clone(), ffi::Kind::Two));
        assert_eq!(format!("{:?}", shared.kind), "Two");
        let mut thing = make_thing();
        assert_eq!((thing.add(1), thing.add(u32::MAX).is_err(), rest(&thing, &shared).len(), length_of("ab")), (Ok(1), true, 1, 2));
    }
}
