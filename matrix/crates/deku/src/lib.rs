//! deku: types that are read and written bit by bit.

use deku::prelude::*;

#[derive(Debug, PartialEq, DekuRead, DekuWrite, Clone)]
#[deku(magic = b"MX", endian = "big")]
pub struct Packet {
    #[deku(bits = 4)]
    pub version: u8,
    #[deku(bits = 4, assert = "*flags < 9")]
    pub flags: u8,
    #[deku(update = "self.items.len()")]
    pub count: u8,
    #[deku(count = "count")]
    pub items: Vec<Item>,
    #[deku(endian = "little")]
    pub small_end_first: u16,
    #[deku(cond = "*flags & 1 == 1", default = "Some(77)")]
    pub extra: Option<u16>,
    #[deku(skip, default = "5")]
    pub not_written: u8,
    #[deku(pad_bytes_before = "1", reader = "read_text(deku::reader)", writer = "write_text(deku::writer, &self.shown)")]
    pub shown: String,
}

fn read_text<R: std::io::Read + std::io::Seek>(reader: &mut Reader<R>) -> Result<String, DekuError> {
    u8::from_reader_with_ctx(reader, ()).map(|byte| byte.to_string())
}

fn write_text<W: std::io::Write + std::io::Seek>(writer: &mut Writer<W>, text: &str) -> Result<(), DekuError> {
    text.parse::<u8>().unwrap_or(0).to_writer(writer, ())
}

#[derive(Debug, PartialEq, DekuRead, DekuWrite, Clone)]
#[deku(id_type = "u8", endian = "endian", ctx = "endian: deku::ctx::Endian")]
pub enum Item {
    #[deku(id = 1)]
    Number(u16),
    #[deku(id = "0x02")]
    Named {
        #[deku(bytes = 3)]
        value: u32,
        ok: bool,
    },
    #[deku(id_pat = "0xF0..=0xFF")]
    Other { id: u8, rest: [u8; 2] },
}

#[derive(Debug, PartialEq, DekuRead, DekuWrite, DekuSize)]
#[deku(endian = "big")]
pub struct Sized {
    pub a: u32,
    pub b: [u8; 4],
}

#[cfg(test)]
mod tests {
    use super::*;

    const BYTES: [u8; 20] = [b'M', b'X', 0x43, 3, 1, 1, 2, 2, 0, 1, 0, 1, 0xF5, 8, 9, 2, 1, 0, 3, 0];

    #[test]
    fn read() {
        let mut bytes = BYTES.to_vec();
        bytes.push(42);
        let (_, packet) = Packet::from_bytes((&bytes, 0)).unwrap();
        assert_eq!((packet.version, packet.flags), (4, 3));
        let items = [Item::Number(0x102), Item::Named { value: 0x100, ok: true }, Item::Other { id: 0xF5, rest: [8, 9] }];
        assert_eq!(packet.items, items);
        assert_eq!((packet.small_end_first, packet.extra, packet.not_written, packet.shown.as_str()), (0x102, Some(3), 5, "42"));
        assert!(Packet::from_bytes((b"MZ", 0)).is_err());
        bytes[2] = 0x4F;
        assert!(Packet::from_bytes((&bytes, 0)).is_err());
    }

    #[test]
    fn written() {
        let mut bytes = BYTES.to_vec();
        bytes.push(42);
        let (_, mut packet) = Packet::from_bytes((&bytes, 0)).unwrap();
        assert_eq!(packet.to_bytes().unwrap(), bytes);
        packet.items.truncate(1);
        packet.update().unwrap();
        assert_eq!(packet.count, 1);
        assert_eq!(Sized::SIZE_BYTES, Some(8));
        assert_eq!(Sized { a: 1, b: [2; 4] }.to_bytes().unwrap(), [0, 0, 0, 1, 2, 2, 2, 2]);
    }
}
