//! What is linked here uses nothing of Python. That the library compiles is the test.

#[test]
fn the_library_is_compiled() {
    assert_eq!(env!("CARGO_PKG_NAME"), "matrix-pyo3");
}
