//! test-case, which makes one function per case, and test-log.

pub fn halved(value: i64) -> Result<i64, String> {
    if value % 2 == 0 { Ok(value / 2) } else { Err(format!("{value} is odd")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use test_case::{test_case, test_matrix};

    #[test_case(4 => Ok(2))]
    #[test_case(-6 => Ok(-3); "negative numbers")]
    #[test_case(7 => Err("7 is odd".into()); "it says what is odd")]
    #[test_case(i64::MAX => matches Err(_))]
    fn halves(value: i64) -> Result<i64, String> {
        halved(value)
    }

    #[test_case("a", 1 ; "one")]
    #[test_case("ab", 2)]
    #[test_case(concat!("a", "bc"), 1 + 2)]
    #[test_case("", usize::MIN => ignore["not now"] ())]
    fn lengths(text: &str, length: usize) {
        assert_eq!(text.len(), length);
    }

    #[test_case(0 => panics "divide by zero")]
    #[test_case(5 => 2)]
    #[test_case(3 => with |result: i32| assert!(result > 2))]
    #[test_case(2 => is equal_to 5)]
    #[test_case(1 => is greater_than 9)]
    #[test_case(10 => is almost_equal_to 1 precision 1)]
    #[test_case(9 => it not eq 2)]
    fn tenths(by: i32) -> i32 {
        10 / by
    }

    #[test_case(vec![1, 2] => it contains 2)]
    #[test_case(vec![] => is empty)]
    #[test_case(vec![3, 4, 5] => using expect_three)]
    fn lists(list: Vec<u8>) -> Vec<u8> {
        list
    }

    fn expect_three(list: Vec<u8>) {
        assert_eq!(list.len(), 3);
    }

    #[test_matrix([1, 2], ["x", "yy"], 3..=4)]
    fn combinations(number: usize, text: &str, more: usize) {
        assert!(number + text.len() + more < 10);
    }

    #[test_case(1 => 2; "async functions")]
    #[allow(dead_code)]
    async fn later(value: u8) -> u8 {
        std::future::ready(value + 1).await
    }

    macro_rules! cases {
        ($name:ident, $($value:expr),*) => {
            $(#[test_case($value => true)])*
            fn $name(value: u8) -> bool {
                value < 10
            }
        };
    }
    cases!(out_of_rules, 1, 2 + 3);

    #[test_log::test]
    fn logged() {
        log::info!("said to nobody");
        assert!(log::max_level() >= log::LevelFilter::Error);
    }

    #[test_log::test(test)]
    #[should_panic(expected = "odd")]
    fn logged_with_another_attribute() {
        halved(1).unwrap();
    }
}
