//! derive-new: constructors.

use derive_new::new;
use std::marker::PhantomData;

#[derive(new, Debug, PartialEq)]
pub struct Record<T, const N: usize> {
    pub name: String,
    #[new(into)]
    pub title: String,
    #[new(default)]
    pub count: u32,
    #[new(value = "Vec::with_capacity(N)")]
    pub values: Vec<T>,
    #[new(into_iter = "u8")]
    pub bytes: Vec<u8>,
    marker: PhantomData<T>,
}

impl<T: Clone + Default> Record<T, 2> {
    pub fn two(name: &str) -> Self {
        Record::new(name.into(), "t", [1, 2])
    }
}

#[derive(new, Debug, PartialEq)]
pub struct Pair<'a>(pub &'a str, #[new(value = "7")] pub u8);

#[derive(new, Debug, PartialEq)]
#[new(visibility = "pub(crate)")]
pub struct Unit;

#[derive(new, Debug, PartialEq)]
pub enum Shape {
    Nothing,
    Circle(f32, #[new(default)] bool),
    SquareOfSide { side: f32, #[new(value = "3")] corners: u8 },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn structs() {
        let record = Record::<u16, 2>::two("n");
        assert_eq!((record.name.as_str(), record.title.as_str(), record.count), ("n", "t", 0));
        assert_eq!((record.values, record.bytes), (vec![], vec![1, 2]));
        assert_eq!(Pair::new("a"), Pair("a", 7));
        assert_eq!(Unit::new(), Unit);
    }

    #[test]
    fn variants() {
        assert_eq!(Shape::new_nothing(), Shape::Nothing);
        assert_eq!(Shape::new_circle(1.0), Shape::Circle(1.0, false));
        assert_eq!(Shape::new_square_of_side(2.0), Shape::SquareOfSide { side: 2.0, corners: 3 });
    }
}
