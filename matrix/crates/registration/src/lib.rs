//! ctor, inventory, linkme and typetag: what is registered before main, through sections of the executable.

use std::sync::atomic::{AtomicU32, Ordering};

use linkme::distributed_slice;
use serde::{Deserialize, Serialize};

pub static STARTED: AtomicU32 = AtomicU32::new(0);

#[ctor::ctor(unsafe)]
fn start() {
    STARTED.fetch_add(1, Ordering::SeqCst);
}

#[distributed_slice]
pub static CHECKS: [fn(i32) -> bool];

#[distributed_slice(CHECKS)]
fn positive(value: i32) -> bool {
    value > 0
}

#[distributed_slice(CHECKS)]
static SMALL: fn(i32) -> bool = |value| value < 100;

#[distributed_slice]
pub static NAMES: [&'static str] = [..];

#[distributed_slice(NAMES)]
static ONE: &str = "one";

pub struct Plugin(pub &'static str);
inventory::collect!(Plugin);
inventory::submit! { Plugin("first") }
inventory::submit! { Plugin("second") }

#[typetag::serde(tag = "kind")]
pub trait Shape {
    fn area(&self) -> f64;
}

#[derive(Serialize, Deserialize)]
pub struct Square {
    pub side: f64,
}

#[typetag::serde]
impl Shape for Square {
    fn area(&self) -> f64 {
        self.side * self.side
    }
}

#[derive(Serialize, Deserialize)]
pub struct Line;

#[typetag::serde(name = "renamed")]
impl Shape for Line {
    fn area(&self) -> f64 {
        0.0
    }
}

#[typetag::deserialize(tag = "type", content = "value", default_variant = "Word")]
pub trait Input {
    fn text(&self) -> String;
}

#[derive(Deserialize)]
pub struct Word(String);

#[typetag::deserialize]
impl Input for Word {
    fn text(&self) -> String {
        self.0.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn before_main() {
        assert_eq!(STARTED.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn slices() {
        assert_eq!(CHECKS.len(), 2);
        assert!(CHECKS.iter().all(|check| check(5)));
        assert!(!CHECKS.iter().all(|check| check(500)));
        assert_eq!(NAMES.to_vec(), ["one"]);
    }

    #[test]
    fn inventory_of_plugins() {
        let mut names: Vec<_> = inventory::iter::<Plugin>.into_iter().map(|plugin| plugin.0).collect();
        names.sort();
        assert_eq!(names, ["first", "second"]);
    }

    #[test]
    fn trait_objects() {
        let shapes: Vec<Box<dyn Shape>> = vec![Box::new(Square { side: 3.0 }), Box::new(Line)];
        let text = serde_json::to_string(&shapes).unwrap();
        assert_eq!(text, r#"[{"kind":"Square","side":3.0},{"kind":"renamed"}]"#);
        let read: Vec<Box<dyn Shape>> = serde_json::from_str(&text).unwrap();
        assert_eq!(read.iter().map(|shape| shape.area()).sum::<f64>(), 9.0);
        let input: Box<dyn Input> = serde_json::from_str(r#"{"type":"Word","value":"w"}"#).unwrap();
        assert_eq!(input.text(), "w");
    }
}
