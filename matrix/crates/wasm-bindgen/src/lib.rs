//! wasm-bindgen: imports, exported structs, methods, functions and enums, closures, and a start function, for the machine itself.

use wasm_bindgen::prelude::*;

#[wasm_bindgen]
extern "C" {
    #[wasm_bindgen(js_namespace = console)]
    pub fn log(text: &str);

    #[wasm_bindgen(extends = js_sys_object)]
    pub type Element;

    #[wasm_bindgen(js_name = Object)]
    #[allow(non_camel_case_types)]
    pub type js_sys_object;

    #[wasm_bindgen(method, getter)]
    pub fn id(this: &Element) -> String;

    #[wasm_bindgen(method, catch, js_name = removeChild)]
    pub fn remove_child(this: &Element, child: &Element) -> Result<Element, JsValue>;

    #[wasm_bindgen(constructor)]
    pub fn new(name: &str) -> Element;
}

#[wasm_bindgen(module = "/js/glue.js")]
extern "C" {
    pub fn glue(values: &[u8], done: &Closure<dyn FnMut(u32)>) -> f64;
}

#[wasm_bindgen]
pub struct Counter {
    count: u32,
    #[wasm_bindgen(js_name = stepSize)]
    pub step: u32,
    #[wasm_bindgen(skip)]
    pub names: Vec<String>,
}

#[wasm_bindgen]
impl Counter {
    #[wasm_bindgen(constructor)]
    pub fn new(step: u32) -> Counter {
        Counter { count: 0, step, names: Vec::new() }
    }

    /// Adds the step.
    pub fn advance(&mut self, note: Option<String>) -> u32 {
        self.names.extend(note);
        self.count += self.step;
        self.count
    }

    #[wasm_bindgen(getter)]
    pub fn count(&self) -> u32 {
        self.count
    }
}

#[wasm_bindgen]
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Colour {
    Red = 1,
    Green = 5,
}

#[wasm_bindgen]
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    Fast = "fast",
    Slow = "slow",
}

#[wasm_bindgen(js_name = doubleIt)]
pub fn double(n: u32) -> u32 {
    n * 2
}

#[wasm_bindgen(start)]
pub fn start() {}

#[wasm_bindgen]
pub async fn later(name: String) -> Result<JsValue, JsValue> {
    Err(JsValue::from_str(&name))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_what_they_were() {
        let mut counter = Counter::new(3);
        assert_eq!((counter.advance(Some("a".into())), counter.advance(None), counter.count()), (3, 6, 6));
        assert_eq!((double(4), Colour::Green as u32), (8, 5));
        assert_eq!(counter.names, ["a"]);
    }
}
