//! pyo3: classes, methods, functions and a module, with descriptions of them that are numbered as the compiler comes by.

use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;

#[pyclass(module = "shapes", eq)]
#[derive(Clone, PartialEq)]
pub struct Point {
    #[pyo3(get, set)]
    x: i32,
    y: i32,
}

#[pymethods]
impl Point {
    #[classattr]
    const ORIGIN: (i32, i32) = (0, 0);

    #[new]
    #[pyo3(signature = (x, y = 0))]
    fn new(x: i32, y: i32) -> Self {
        Point { x, y }
    }

    #[staticmethod]
    fn named(name: &str) -> PyResult<Self> {
        match name {
            "origin" => Ok(Point { x: 0, y: 0 }),
            _ => Err(PyValueError::new_err("unknown")),
        }
    }

    /// Moves the point.
    #[pyo3(signature = (by = 1, *, keep = false))]
    fn shift(&mut self, by: i32, keep: bool) -> i32 {
        self.x += if keep { 0 } else { by };
        self.x
    }

    #[getter]
    fn length(&self) -> f64 {
        f64::from(self.x * self.x + self.y * self.y).sqrt()
    }

    fn __repr__(&self) -> String {
        format!("Point({}, {})", self.x, self.y)
    }
}

#[pyclass(eq, eq_int)]
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Open,
    Closed,
}

#[pyfunction]
#[pyo3(signature = (numbers, /, times = 2))]
fn multiply(numbers: Vec<i64>, times: i64) -> Vec<i64> {
    numbers.into_iter().map(|number| number * times).collect()
}

#[derive(FromPyObject)]
pub enum Input {
    #[pyo3(transparent)]
    Number(i64),
    Named {
        name: String,
    },
}

#[pyfunction]
fn describe(input: Input) -> String {
    match input {
        Input::Number(number) => number.to_string(),
        Input::Named { name } => name,
    }
}

#[pymodule]
mod shapes {
    #[pymodule_export]
    use super::{describe, multiply, Kind, Point};
}
