//! The primitive encoding that guest and shim share (docs/contracts.md §1): little-endian words, LEB128
//! varints of at most five bytes, length-prefixed strings. It has no dependencies and no `use` of its
//! surroundings, so that both crates can include it with `#[path]`.

#![allow(dead_code)] // Each crate that includes this file uses a part of it.

/// Why a message could not be read. `at` is the byte offset at which reading stopped.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Malformed {
    pub at: usize,
    pub reason: &'static str,
}

impl core::fmt::Display for Malformed {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "{} at byte {}", self.reason, self.at)
    }
}

impl std::error::Error for Malformed {}

/// Reads a message from front to back. After an error the position is unspecified.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    bytes: &'a [u8],
    at: usize,
}

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader { bytes, at: 0 }
    }

    /// Offset of the next byte to be read.
    pub fn position(&self) -> usize {
        self.at
    }

    pub fn is_empty(&self) -> bool {
        self.at == self.bytes.len()
    }

    pub fn remaining(&self) -> usize {
        self.bytes.len() - self.at
    }

    /// What was read between two positions of this reader.
    pub fn slice(&self, from: usize, to: usize) -> &'a [u8] {
        &self.bytes[from..to]
    }

    /// An error if anything is left.
    pub fn finish(&self) -> Result<(), Malformed> {
        if self.is_empty() {
            Ok(())
        } else {
            Err(self.fail("bytes left over"))
        }
    }

    #[cold]
    pub fn fail(&self, reason: &'static str) -> Malformed {
        Malformed { at: self.at, reason }
    }

    #[inline]
    pub fn u8(&mut self) -> Result<u8, Malformed> {
        match self.bytes.get(self.at) {
            Some(&byte) => {
                self.at += 1;
                Ok(byte)
            }
            None => Err(self.fail("message ends early")),
        }
    }

    /// A `u8` that must be 0 or 1.
    #[inline]
    pub fn bool(&mut self) -> Result<bool, Malformed> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(self.fail("neither 0 nor 1")),
        }
    }

    /// A fixed little-endian 32-bit word.
    pub fn u32(&mut self) -> Result<u32, Malformed> {
        let bytes = self.raw(4)?;
        Ok(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
    }

    /// An unsigned LEB128 varint.
    #[inline]
    pub fn u(&mut self) -> Result<u32, Malformed> {
        let first = self.u8()?;
        if first < 0x80 {
            Ok(first as u32)
        } else {
            self.u_rest(first)
        }
    }

    fn u_rest(&mut self, first: u8) -> Result<u32, Malformed> {
        let mut value = (first & 0x7f) as u32;
        let mut shift = 7;
        loop {
            let byte = self.u8()?;
            if shift == 28 && byte > 0x0f {
                return Err(self.fail("number too large"));
            }
            value |= ((byte & 0x7f) as u32) << shift;
            if byte < 0x80 {
                return Ok(value);
            }
            shift += 7;
        }
    }

    /// A varint that counts items of at least one byte each: refused when the message cannot hold so many,
    /// so that a damaged count cannot make the caller reserve memory for it.
    pub fn count(&mut self) -> Result<usize, Malformed> {
        let count = self.u()? as usize;
        if count <= self.remaining() {
            Ok(count)
        } else {
            Err(self.fail("count exceeds the message"))
        }
    }

    /// The next `len` bytes as they are.
    #[inline]
    pub fn raw(&mut self, len: usize) -> Result<&'a [u8], Malformed> {
        if len > self.bytes.len() - self.at {
            return Err(self.fail("message ends early"));
        }
        let bytes = &self.bytes[self.at..self.at + len];
        self.at += len;
        Ok(bytes)
    }

    /// A varint length, then so many bytes.
    #[inline]
    pub fn bytes(&mut self) -> Result<&'a [u8], Malformed> {
        let len = self.u()? as usize;
        self.raw(len)
    }

    pub fn bytes32(&mut self) -> Result<[u8; 32], Malformed> {
        let mut array = [0; 32];
        array.copy_from_slice(self.raw(32)?);
        Ok(array)
    }

    pub fn string(&mut self) -> Result<&'a str, Malformed> {
        let bytes = self.bytes()?;
        core::str::from_utf8(bytes).map_err(|_| self.fail("string is not UTF-8"))
    }
}

/// Builds a message from front to back.
#[derive(Clone, Debug, Default)]
pub struct Writer {
    pub bytes: Vec<u8>,
}

impl Writer {
    pub fn new() -> Self {
        Writer { bytes: Vec::new() }
    }

    pub fn with_capacity(capacity: usize) -> Self {
        Writer { bytes: Vec::with_capacity(capacity) }
    }

    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }

    pub fn into_bytes(self) -> Vec<u8> {
        self.bytes
    }

    #[inline]
    pub fn u8(&mut self, value: u8) {
        self.bytes.push(value);
    }

    #[inline]
    pub fn bool(&mut self, value: bool) {
        self.bytes.push(value as u8);
    }

    /// A fixed little-endian 32-bit word.
    pub fn u32(&mut self, value: u32) {
        self.bytes.extend_from_slice(&value.to_le_bytes());
    }

    /// An unsigned LEB128 varint.
    #[inline]
    pub fn u(&mut self, mut value: u32) {
        while value >= 0x80 {
            self.bytes.push(value as u8 | 0x80);
            value >>= 7;
        }
        self.bytes.push(value as u8);
    }

    /// A varint from a length. Panics beyond 4 GiB, which no message reaches.
    #[inline]
    pub fn count(&mut self, value: usize) {
        self.u(u32::try_from(value).expect("message part larger than 4 GiB"));
    }

    /// Bytes as they are, without a length.
    pub fn raw(&mut self, bytes: &[u8]) {
        self.bytes.extend_from_slice(bytes);
    }

    /// A varint length, then the bytes.
    pub fn bytes(&mut self, bytes: &[u8]) {
        self.count(bytes.len());
        self.raw(bytes);
    }

    pub fn string(&mut self, text: &str) {
        self.bytes(text.as_bytes());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_round_trip_in_minimal_form() {
        for value in [0, 1, 0x7f, 0x80, 0x3fff, 0x4000, 0x1f_ffff, 0x20_0000, 0xfff_ffff, 0x1000_0000, u32::MAX] {
            let mut writer = Writer::new();
            writer.u(value);
            assert!(writer.len() <= 5);
            let mut reader = Reader::new(&writer.bytes);
            assert_eq!(reader.u(), Ok(value));
            assert_eq!(reader.finish(), Ok(()));
        }
    }

    #[test]
    fn strings_words_and_bytes_round_trip() {
        let mut writer = Writer::new();
        writer.string("sil§crow");
        writer.u32(0xdead_beef);
        writer.bool(true);
        writer.raw(&[7; 32]);
        writer.bytes(&[]);
        let mut reader = Reader::new(&writer.bytes);
        assert_eq!(reader.string(), Ok("sil§crow"));
        assert_eq!(reader.u32(), Ok(0xdead_beef));
        assert_eq!(reader.bool(), Ok(true));
        assert_eq!(reader.bytes32(), Ok([7; 32]));
        assert_eq!(reader.bytes(), Ok(&[][..]));
        assert!(reader.is_empty());
    }

    #[test]
    fn damaged_messages_are_errors() {
        assert!(Reader::new(&[]).u8().is_err());
        assert!(Reader::new(&[0x80]).u().is_err());
        assert!(Reader::new(&[0xff, 0xff, 0xff, 0xff, 0x10]).u().is_err());
        assert!(Reader::new(&[0x80, 0x80, 0x80, 0x80, 0x80, 0x00]).u().is_err());
        assert!(Reader::new(&[5, b'a']).string().is_err());
        assert!(Reader::new(&[2, 0xc3, 0x28]).string().is_err());
        assert!(Reader::new(&[9, 0]).count().is_err());
        assert!(Reader::new(&[2]).bool().is_err());
        assert!(Reader::new(&[1]).finish().is_err());
    }
}
