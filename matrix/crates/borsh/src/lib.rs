//! borsh-derive: it asks Cargo.toml for the name of its crate.

use std::collections::BTreeMap;
use std::marker::PhantomData;

use borsh::{from_slice, to_vec, BorshDeserialize, BorshSchema, BorshSerialize};

#[derive(BorshSerialize, BorshDeserialize, BorshSchema, PartialEq, Debug, Default)]
pub struct Record<T, U: Default = u8>
where
    T: Ord,
{
    pub map: BTreeMap<T, Vec<u16>>,
    #[borsh(skip)]
    pub skipped: U,
    #[borsh(serialize_with = "double", deserialize_with = "halve")]
    pub scaled: u32,
    pub marker: PhantomData<U>,
}

fn double<W: borsh::io::Write>(value: &u32, writer: &mut W) -> borsh::io::Result<()> {
    BorshSerialize::serialize(&(value * 2), writer)
}

fn halve<R: borsh::io::Read>(reader: &mut R) -> borsh::io::Result<u32> {
    Ok(u32::deserialize_reader(reader)? / 2)
}

#[derive(BorshSerialize, BorshDeserialize, BorshSchema, PartialEq, Debug, Clone)]
#[borsh(use_discriminant = true)]
pub enum Tagged {
    Low = 3,
    High = 7,
}

#[derive(BorshSerialize, BorshDeserialize, PartialEq, Debug, Clone)]
#[borsh(init = check)]
pub enum Shape {
    Unit,
    Tuple(u8, String),
    Struct { x: i8, y: Option<Box<Shape>> },
}

impl Shape {
    fn check(&mut self) {
        if let Shape::Tuple(number, _) = self {
            *number += 1;
        }
    }
}

#[derive(BorshSerialize, BorshDeserialize, PartialEq, Debug)]
pub struct Newtype(pub [u8; 3], #[borsh(skip)] pub u64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round() {
        let record = Record::<String, u8> { map: [("a".into(), vec![1])].into(), skipped: 9, scaled: 4, marker: PhantomData };
        let bytes = to_vec(&record).unwrap();
        assert_eq!(bytes, [1, 0, 0, 0, 1, 0, 0, 0, b'a', 1, 0, 0, 0, 1, 0, 8, 0, 0, 0]);
        assert_eq!(from_slice::<Record<String>>(&bytes).unwrap(), Record { skipped: 0, ..record });
        assert_eq!(to_vec(&Tagged::High).unwrap(), [7]);
        assert!(from_slice::<Tagged>(&[4]).is_err());
        let shape = Shape::Struct { x: -1, y: Some(Box::new(Shape::Unit)) };
        assert_eq!(from_slice::<Shape>(&to_vec(&shape).unwrap()).unwrap(), shape);
        assert_eq!(from_slice::<Shape>(&to_vec(&Shape::Tuple(1, "t".into())).unwrap()).unwrap(), Shape::Tuple(2, "t".into()));
        assert_eq!(to_vec(&Newtype([1, 2, 3], 4)).unwrap(), [1, 2, 3]);
        assert!(borsh::schema_container_of::<Tagged>().declaration().contains("Tagged"));
    }
}
