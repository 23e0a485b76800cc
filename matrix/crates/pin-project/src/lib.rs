//! pin-project-internal: an attribute that puts a derive of its own on the item, and projections by name.

use std::marker::PhantomPinned;
use std::pin::Pin;

use pin_project::{pin_project, pinned_drop};

#[pin_project]
#[derive(Debug)]
pub struct Struct<'a, T, const N: usize>
where
    T: 'a,
{
    #[pin]
    pub pinned: T,
    pub plain: &'a mut [u8; N],
}

#[pin_project(project = EnumProj, project_ref = EnumRef, project_replace = EnumOwn)]
pub enum Enum<A, B> {
    First(#[pin] A, u8),
    Second { #[pin] inner: B, text: String },
    Empty,
}

#[pin_project(PinnedDrop)]
pub struct WithDrop<'a> {
    #[pin]
    pub count: u8,
    pub log: &'a mut Vec<u8>,
}

#[pinned_drop]
impl PinnedDrop for WithDrop<'_> {
    fn drop(self: Pin<&mut Self>) {
        let this = self.project();
        this.log.push(*this.count);
    }
}

#[pin_project(!Unpin)]
pub struct Never(#[pin] pub u8, pub PhantomPinned);

#[pin_project(UnsafeUnpin)]
pub struct Manual<T>(#[pin] pub T);
unsafe impl<T: Unpin> pin_project::UnsafeUnpin for Manual<T> {}

macro_rules! wrapper {
    ($name:ident<$type:ident>: $inner:ty) => {
        #[pin_project(project = InnerProj)]
        pub struct $name<$type> {
            #[pin]
            pub value: $inner,
            pub other: Option<$type>,
        }
    };
}

wrapper!(FromRules<T>: Vec<T>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn projections() {
        let mut bytes = [0; 2];
        let mut value = Struct { pinned: 1u8, plain: &mut bytes };
        let projected = Pin::new(&mut value).project();
        projected.plain[1] = 7;
        assert_eq!((*projected.pinned, bytes), (1, [0, 7]));
        let mut either = Enum::<u8, u16>::Second { inner: 3, text: "t".into() };
        match Pin::new(&mut either).project() {
            EnumProj::Second { mut inner, text } => {
                inner.set(4);
                text.push('!');
            }
            EnumProj::First(..) | EnumProj::Empty => unreachable!(),
        }
        assert!(matches!(Pin::new(&either).project_ref(), EnumRef::Second { text, .. } if text == "t!"));
        match Pin::new(&mut either).project_replace(Enum::Empty) {
            EnumOwn::Second { text, .. } => assert_eq!(text, "t!"),
            EnumOwn::First(..) | EnumOwn::Empty => unreachable!(),
        }
        let mut rules = FromRules { value: vec![1], other: Some(2) };
        let InnerProj { value, other } = Pin::new(&mut rules).project();
        assert_eq!((value.len(), other.take()), (1, Some(2)));
    }

    #[test]
    fn drops() {
        let mut log = Vec::new();
        drop(WithDrop { count: 5, log: &mut log });
        assert_eq!(log, [5]);
    }
}
