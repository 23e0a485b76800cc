//! rkyv_derive, bytecheck_derive, ptr_meta_derive and munge_macro.

use std::collections::BTreeMap;

use rkyv::{access, deserialize, rancor::Error, to_bytes, Archive, Deserialize, Portable, Serialize};

#[derive(Archive, Serialize, Deserialize, Debug, PartialEq)]
pub struct Record<T> {
    pub number: u32,
    pub text: String,
    pub values: Vec<Option<T>>,
    #[rkyv(with = rkyv::with::Skip)]
    pub skipped: Vec<u8>,
    pub map: BTreeMap<String, Shape>,
}

#[derive(Archive, Serialize, Deserialize, Debug, PartialEq)]
#[rkyv(derive(Debug), attr(doc = "archived"), archived = ShapeInArchive, resolver = ShapeSolver)]
pub enum Shape {
    Unit,
    Tuple(u8, i64),
    Struct { x: f32, y: Box<str> },
}

#[derive(Archive, Serialize, Deserialize, Debug)]
#[rkyv(
    serialize_bounds(__S: rkyv::ser::Writer + rkyv::ser::Allocator, __S::Error: rkyv::rancor::Source),
    deserialize_bounds(__D::Error: rkyv::rancor::Source),
    bytecheck(bounds(__C: rkyv::validation::ArchiveContext, __C::Error: rkyv::rancor::Source))
)]
pub struct Node {
    pub value: u8,
    #[rkyv(omit_bounds)]
    pub next: Option<Box<Node>>,
}

#[derive(Portable, rkyv::bytecheck::CheckBytes, Clone, Copy)]
#[bytecheck(crate = rkyv::bytecheck)]
#[repr(C)]
pub struct Plain {
    pub a: u8,
    pub b: [u8; 3],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn round() {
        let record = Record {
            number: 7,
            text: "text that is not inline".into(),
            values: vec![Some(1u16), None],
            skipped: vec![1],
            map: [("k".to_string(), Shape::Struct { x: 0.5, y: "y".into() })].into(),
        };
        let bytes = to_bytes::<Error>(&record).unwrap();
        let archived = access::<ArchivedRecord<u16>, Error>(&bytes).unwrap();
        assert_eq!((archived.number, archived.text.as_str()), (7.into(), "text that is not inline"));
        assert!(matches!(archived.map.get("k"), Some(ShapeInArchive::Struct { .. })));
        let back: Record<u16> = deserialize::<_, Error>(archived).unwrap();
        assert_eq!(back, Record { skipped: vec![], ..record });
    }

    #[test]
    fn recursive() {
        let node = Node { value: 1, next: Some(Box::new(Node { value: 2, next: None })) };
        let bytes = to_bytes::<Error>(&node).unwrap();
        assert_eq!(access::<ArchivedNode, Error>(&bytes).unwrap().next.as_ref().unwrap().value, 2);
        assert_eq!(access::<Plain, Error>(&[1, 2, 3, 4]).unwrap().b, [2, 3, 4]);
    }
}
