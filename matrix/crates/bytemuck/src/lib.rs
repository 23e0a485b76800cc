//! bytemuck_derive: unsafe implementations that are checked by constants.

use bytemuck::{AnyBitPattern, ByteEq, ByteHash, CheckedBitPattern, Contiguous, NoUninit, Pod, TransparentWrapper, Zeroable};

#[derive(Debug, Clone, Copy, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Vertex {
    pub position: [f32; 3],
    pub color: u32,
}

#[derive(Clone, Copy, Zeroable, Pod)]
#[repr(transparent)]
pub struct Wrapper<T>(T);

#[derive(Clone, Copy, NoUninit, CheckedBitPattern, Contiguous, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Direction {
    North = 0,
    East,
    South,
    West,
}

#[derive(Clone, Copy, NoUninit, CheckedBitPattern, Debug)]
#[repr(C)]
pub struct Step {
    pub direction: Direction,
    pub is_last: bool,
}

#[derive(Clone, Copy, AnyBitPattern)]
#[repr(C)]
pub struct Padded {
    pub a: u8,
    pub b: u32,
}

#[derive(Clone, Copy, NoUninit, ByteEq, ByteHash)]
#[repr(C)]
pub struct Hashed {
    pub a: u32,
    pub b: [u16; 2],
}

#[derive(TransparentWrapper)]
#[repr(transparent)]
#[transparent(u64)]
pub struct Meters<Unit> {
    pub value: u64,
    pub unit: std::marker::PhantomData<Unit>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn casts() {
        let vertices = [Vertex { position: [1.0, 2.0, 3.0], color: 7 }; 2];
        let bytes: &[u8] = bytemuck::cast_slice(&vertices);
        assert_eq!(bytes.len(), 32);
        assert_eq!(bytemuck::pod_read_unaligned::<Vertex>(&bytes[16..]), vertices[1]);
        assert_eq!(Vertex::zeroed().color, 0);
        assert_eq!(bytemuck::cast::<_, u16>(Wrapper(9u16)), 9);
    }

    #[test]
    fn checks() {
        assert!(bytemuck::checked::try_cast::<u8, Direction>(4).is_err());
        assert_eq!(Direction::from_integer(2), Some(Direction::South));
        let step: &Step = bytemuck::checked::from_bytes(&[3, 1]);
        assert_eq!((step.direction, step.is_last), (Direction::West, true));
        assert_eq!(bytemuck::from_bytes::<Padded>(bytemuck::bytes_of(&[1u32, 5])).b, 5);
        assert!(Hashed { a: 1, b: [2, 3] } == Hashed { a: 1, b: [2, 3] });
        assert_eq!(Meters::<()>::wrap(5).value, 5);
    }
}
