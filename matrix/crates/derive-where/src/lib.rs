//! derive-where: an attribute that reads the item as a derive would.

use std::marker::PhantomData;

use derive_where::derive_where;

#[derive_where(Clone, Copy, Debug, Default, Eq, Hash, Ord, PartialEq, PartialOrd)]
pub struct Id<T> {
    pub number: u32,
    #[derive_where(skip(Debug))]
    pub marker: PhantomData<fn() -> T>,
}

#[derive_where(Clone, Debug; T::Item, U)]
#[derive_where(PartialEq)]
pub enum Either<T: Iterator, U: PartialEq = u8>
where
    T::Item: PartialEq,
{
    Left(T::Item),
    #[derive_where(incomparable)]
    Right { value: U },
    Neither,
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Opaque;

    #[test]
    fn traits() {
        let id = Id::<Opaque> { number: 1, marker: PhantomData };
        assert_eq!(format!("{id:?}"), "Id { number: 1, .. }");
        assert!(id > Id::default() && id == id.clone());
        let left = Either::<std::vec::IntoIter<u8>>::Left(1);
        assert!(left == left.clone());
        let right = Either::<std::vec::IntoIter<u8>>::Right { value: 1 };
        assert!(right != right);
        assert_eq!(format!("{:?}", Either::<std::vec::IntoIter<u8>>::Neither), "Neither");
    }
}
