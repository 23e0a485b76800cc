//! zerocopy-derive: long implementations with many helper items.

use zerocopy::byteorder::network_endian::U16;
use zerocopy::{ByteEq, ByteHash, FromBytes, FromZeros, Immutable, IntoBytes, KnownLayout, SplitAt, TryFromBytes, Unaligned};

#[derive(Debug, Clone, Copy, FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned, ByteEq, ByteHash)]
#[repr(C)]
pub struct Header {
    pub source: U16,
    pub target: U16,
    pub flags: [u8; 4],
}

#[derive(FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned, SplitAt)]
#[repr(C)]
pub struct Packet<T: ?Sized + KnownLayout> {
    pub header: Header,
    pub body: T,
}

#[derive(FromBytes, IntoBytes, KnownLayout, Immutable, Unaligned, SplitAt)]
#[repr(C)]
pub struct Slice {
    pub header: Header,
    pub body: [u8],
}

#[derive(Debug, PartialEq, Clone, Copy, TryFromBytes, IntoBytes, KnownLayout, Immutable, Unaligned)]
#[repr(u8)]
pub enum Kind {
    Request = 1,
    Answer = 2,
}

#[derive(TryFromBytes, KnownLayout, Immutable)]
#[repr(u8)]
pub enum WithData {
    Number(u8),
    Flag { set: bool },
    Nothing,
}

#[derive(FromZeros, KnownLayout, Immutable, Debug, PartialEq)]
#[repr(C)]
pub struct Checked {
    pub letter: char,
    pub is_set: bool,
}

#[derive(FromBytes, KnownLayout, Immutable)]
#[repr(C)]
pub union Either {
    pub a: u32,
    pub b: [u8; 4],
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads() {
        let bytes = [0, 80, 1, 0, 9, 9, 9, 9, 5, 6];
        let (header, rest) = Header::ref_from_prefix(&bytes).unwrap();
        assert_eq!((header.source.get(), header.target.get(), rest), (80, 256, &[5u8, 6][..]));
        assert_eq!(Slice::ref_from_bytes(&bytes).unwrap().body, [5, 6]);
        assert_eq!(Packet::<[u8; 2]>::read_from_bytes(&bytes).unwrap().body, [5, 6]);
        assert_eq!(header.as_bytes(), &bytes[..8]);
        assert!(*header == *header);
    }

    #[test]
    fn tries() {
        assert_eq!(Kind::try_read_from_bytes(&[2]).unwrap(), Kind::Answer);
        assert!(Kind::try_read_from_bytes(&[3]).is_err());
        assert!(matches!(WithData::try_read_from_bytes(&[1, 1]), Ok(WithData::Flag { set: true })));
        assert!(WithData::try_read_from_bytes(&[1, 2]).is_err());
        assert_eq!(Checked::new_zeroed(), Checked { letter: '\0', is_set: false });
        let either = Either::read_from_bytes(&[1, 0, 0, 0]).unwrap();
        assert_eq!(unsafe { either.b }, [1, 0, 0, 0]);
    }
}
