//! binrw: binary formats, whose derives print errors with source text.

use binrw::io::Cursor;
use binrw::{binread, binrw, BinRead, BinWrite, NullString};

#[binrw]
#[brw(big, magic = b"HEAD")]
#[derive(Debug, PartialEq, Clone)]
pub struct Header {
    #[bw(calc = items.len() as u16)]
    count: u16,
    #[br(count = count)]
    pub items: Vec<Item>,
    #[brw(little, pad_before = 2)]
    pub number: u32,
    #[br(temp, assert(check == 0xAB, "check was {check:#x}"))]
    #[bw(calc = 0xAB)]
    check: u8,
    #[br(if(number > 10))]
    pub extra: Option<u16>,
    #[br(map = |text: NullString| text.to_string())]
    #[bw(map = |text: &String| NullString::from(text.as_str()))]
    pub name: String,
    #[brw(ignore)]
    pub skipped: u64,
}

#[binrw]
#[derive(Debug, PartialEq, Clone)]
pub enum Item {
    #[brw(magic = 1u8)]
    Byte(u8),
    #[brw(magic = 2u8)]
    Pair {
        #[brw(args(3))]
        scaled: Scaled,
        #[brw(align_before = 4)]
        last: u16,
    },
}

#[derive(BinRead, BinWrite, Debug, PartialEq, Clone)]
#[br(import(factor: u8))]
#[bw(import(factor: u8))]
pub struct Scaled(#[br(map = |value: u8| value * factor)] #[bw(map = |value: &u8| value / factor)] pub u8);

#[binrw]
#[brw(repr = u8)]
#[derive(Debug, PartialEq, Clone, Copy)]
pub enum Plain {
    Zero,
    Nine = 9,
}

#[binread]
#[br(little, stream = reader, import { limit: u8 })]
#[derive(Debug)]
pub struct Until {
    #[br(parse_with = binrw::helpers::until(|byte: &u8| *byte == limit))]
    pub bytes: Vec<u8>,
    #[br(try)]
    pub rest: Option<u64>,
    #[br(calc = binrw::io::Seek::stream_position(reader).unwrap_or(0))]
    pub end: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        let items = vec![Item::Byte(7), Item::Pair { scaled: Scaled(9), last: 0x102 }];
        Header { items, number: 11, extra: Some(1), name: "nm".into(), skipped: 0 }
    }

    #[test]
    fn both_ways() {
        let mut bytes = Cursor::new(Vec::new());
        header().write(&mut bytes).unwrap();
        assert_eq!(bytes.get_ref()[..10], *b"HEAD\0\x02\x01\x07\x02\x03");
        bytes.set_position(0);
        assert_eq!(Header::read(&mut bytes).unwrap(), header());
    }

    #[test]
    fn errors() {
        let mut bytes = Cursor::new(Vec::new());
        header().write(&mut bytes).unwrap();
        let mut wrong = bytes.into_inner();
        let check = wrong.iter().position(|byte| *byte == 0xAB).unwrap();
        wrong[check] = 1;
        let error = Header::read(&mut Cursor::new(wrong)).unwrap_err().to_string();
        assert!(error.contains("check was 0x1"), "{error}");
        assert!(Plain::read_le(&mut Cursor::new([3])).is_err());
    }

    #[test]
    fn arguments() {
        assert_eq!(Plain::read_le(&mut Cursor::new([9])).unwrap(), Plain::Nine);
        let until = Until::read_args(&mut Cursor::new([1, 2, 0, 5]), binrw::args! { limit: 0 }).unwrap();
        assert_eq!((until.bytes, until.rest, until.end), (vec![1, 2, 0], None, 3));
    }
}
