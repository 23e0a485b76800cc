//! rstest_macros: fixtures, tables of cases, and values that are combined.

pub fn add(a: i32, b: i32) -> i32 {
    a + b
}

#[cfg(test)]
mod tests {
    use super::*;
    use rstest::{fixture, rstest};
    use std::path::PathBuf;

    #[fixture]
    fn base() -> i32 {
        10
    }

    #[fixture]
    fn pair(base: i32, #[default(5)] other: i32) -> (i32, i32) {
        (base, other)
    }

    #[fixture]
    #[once]
    fn shared() -> Vec<u8> {
        vec![1, 2]
    }

    #[rstest]
    fn with_fixture(base: i32, #[with(1, 2)] pair: (i32, i32), shared: &Vec<u8>) {
        assert_eq!(base + pair.0 + pair.1 + shared.len() as i32, 15);
    }

    #[rstest]
    #[case(1, 2, 3)]
    #[case::negative(-1, 1, 0)]
    #[should_panic(expected = "assertion")]
    #[case::wrong(1, 1, 1)]
    fn cases(#[case] a: i32, #[case] b: i32, #[case] sum: i32) {
        assert_eq!(add(a, b), sum);
    }

    #[rstest]
    fn combinations(#[values(1, 2)] a: i32, #[values("x", "y")] text: &str, #[values(true, false)] _flag: bool) {
        assert_eq!(add(a, text.len() as i32), a + 1);
    }

    #[rstest]
    #[case("3")]
    fn converts(#[case] number: std::num::NonZeroU8, #[from(base)] ten: i32) -> Result<(), String> {
        assert_eq!(i32::from(number.get()) + ten, 13);
        Ok(())
    }

    #[rstest]
    fn files(#[files("src/*.rs")] path: PathBuf) {
        assert!(path.exists());
    }

    #[rstest]
    #[timeout(std::time::Duration::from_secs(10))]
    fn in_time() {
        assert_eq!(add(1, 1), 2);
    }
}
