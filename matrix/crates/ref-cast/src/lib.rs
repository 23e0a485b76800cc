//! ref-cast-impl: casts of references, checked by constants.

use ref_cast::{ref_cast_custom, RefCast, RefCastCustom};

#[derive(RefCast, Debug, PartialEq)]
#[repr(transparent)]
pub struct Name(pub str);

#[derive(RefCast)]
#[repr(transparent)]
pub struct Tagged<T, Tag> {
    pub value: Vec<T>,
    #[trivial]
    pub tag: std::marker::PhantomData<Tag>,
}

#[derive(RefCastCustom, Debug)]
#[repr(transparent)]
pub struct Checked([u8]);

impl Checked {
    pub fn new(bytes: &[u8]) -> Option<&Self> {
        bytes.is_ascii().then(|| Self::new_unchecked(bytes))
    }

    #[ref_cast_custom]
    pub(crate) const fn new_unchecked(bytes: &[u8]) -> &Self;

    #[ref_cast_custom]
    pub fn new_mut(bytes: &mut [u8]) -> &mut Self;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casts() {
        assert_eq!(&Name::ref_cast("n").0, "n");
        let mut values = vec![1];
        Tagged::<_, ()>::ref_cast_mut(&mut values).value.push(2);
        assert_eq!(values, [1, 2]);
        assert!(Checked::new(b"a").is_some() && Checked::new(b"\xff").is_none());
        assert_eq!(Checked::new_mut(&mut [1]).0.len(), 1);
    }
}
