//! enum_dispatch: what one invocation learns, another uses, in either order.

use enum_dispatch::enum_dispatch;

#[enum_dispatch]
pub trait Area {
    fn area(&self) -> f64;
    fn scale(&mut self, factor: f64);
    fn name(&self) -> String {
        "shape".into()
    }
}

#[enum_dispatch(Area)]
#[derive(Debug)]
pub enum Shape {
    Circle,
    Square(Square),
}

#[derive(Debug)]
pub struct Circle(pub f64);
#[derive(Debug)]
pub struct Square {
    pub side: f64,
}

impl Area for Circle {
    fn area(&self) -> f64 {
        3.0 * self.0 * self.0
    }
    fn scale(&mut self, factor: f64) {
        self.0 *= factor;
    }
}

impl Area for Square {
    fn area(&self) -> f64 {
        self.side * self.side
    }
    fn scale(&mut self, factor: f64) {
        self.side *= factor;
    }
    fn name(&self) -> String {
        "square".into()
    }
}

#[enum_dispatch(Generic<T>)]
pub enum Holder<T: Clone> {
    Plain(Plain<T>),
}

pub struct Plain<T>(pub T);

#[enum_dispatch]
pub trait Generic<T: Clone> {
    fn get(self) -> T;
}

impl<T: Clone> Generic<T> for Plain<T> {
    fn get(self) -> T {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dispatches() {
        let mut shapes: Vec<Shape> = vec![Circle(1.0).into(), Square { side: 2.0 }.into()];
        shapes.iter_mut().for_each(|shape| shape.scale(2.0));
        assert_eq!(shapes.iter().map(Area::area).collect::<Vec<_>>(), [12.0, 16.0]);
        assert_eq!(shapes[1].name(), "square");
        let square: Result<Square, _> = shapes.remove(0).try_into();
        assert!(square.is_err());
        assert_eq!(Holder::from(Plain(5)).get(), 5);
    }
}
