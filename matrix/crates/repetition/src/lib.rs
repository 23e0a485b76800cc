//! seq-macro and duplicate: code that is repeated, with identifiers put together.

use duplicate::{duplicate, duplicate_item, substitute};
use seq_macro::seq;

seq!(N in 1..=3 {
    #[derive(Debug, PartialEq, Clone, Copy)]
    #[repr(u8)]
    pub enum Bits {
        #(
            Bit~N = 1 << N,
        )*
    }

    pub const ALL: [Bits; 3] = [#(Bits::Bit~N,)*];
});

seq!(C in 'a'..='c' {
    pub fn letters() -> String {
        let mut text = String::new();
        #(text.push(C);)*
        text
    }
});

pub fn sum(tuple: (u8, u8, u8, u8)) -> u32 {
    let mut total = 0;
    seq!(I in 0..4 { total += u32::from(tuple.I); });
    total
}

seq!(X in 0x0E..0x10 {
    pub fn hexadecimal~X() -> &'static str { stringify!(X) }
});

pub trait Limits {
    const LARGEST: u64;
    fn name() -> &'static str;
}

#[duplicate_item(
    int_type  max  label;
    [u8]      [255]     ["one byte"];
    [u16]     [65_535]  ["two bytes"];
    [u32]     [u32::MAX as u64] ["four bytes"]
)]
impl Limits for int_type {
    const LARGEST: u64 = max;

    fn name() -> &'static str {
        label
    }
}

pub struct Holder(Vec<i32>);

impl Holder {
    #[duplicate_item(
        method      reference(type)  get;
        [all]       [&type]          [iter];
        [all_mut]   [&mut type]      [iter_mut]
    )]
    #[allow(clippy::needless_arbitrary_self_type)]
    pub fn method(self: reference([Self])) -> Vec<reference([i32])> {
        self.0.get().collect()
    }
}

duplicate! {
    [
        Name inner;
        [Metres] [f64];
        [Steps] [u32];
    ]
    #[derive(Debug, PartialEq, Default)]
    pub struct Name(pub inner);
}

substitute! {
    [Answer(n) [[u8; n]]; value [42]]
    pub const ANSWER: Answer([2]) = [value; 2];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sequences() {
        assert_eq!(ALL.map(|bit| bit as u8), [2, 4, 8]);
        assert_eq!(letters(), "abc");
        assert_eq!(sum((1, 2, 3, 4)), 10);
        assert_eq!(hexadecimal0F().len(), 4);
    }

    #[test]
    fn duplicates() {
        assert_eq!((u8::LARGEST, u16::LARGEST, u32::LARGEST), (255, 65_535, 4_294_967_295));
        assert_eq!(<u16 as Limits>::name(), "two bytes");
        let mut holder = Holder(vec![1, 2]);
        holder.all_mut().into_iter().for_each(|value| *value += 1);
        assert_eq!(holder.all(), [&2, &3]);
        assert_eq!((Metres::default(), Steps(3)), (Metres(0.0), Steps(3)));
        assert_eq!(ANSWER, [42, 42]);
    }
}
