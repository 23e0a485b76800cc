//! arbitrary and proptest-derive: values for tests.

use arbitrary::{Arbitrary, Unstructured};

#[derive(Arbitrary, Debug, PartialEq, Clone)]
#[arbitrary(bound = "T: Arbitrary<'arbitrary>")]
pub struct Record<T> {
    pub id: u16,
    #[arbitrary(with = |u: &mut Unstructured| u.int_in_range(1..=3))]
    pub small: u8,
    #[arbitrary(value = 7)]
    pub fixed: i32,
    #[arbitrary(default)]
    pub empty: Vec<T>,
    pub choice: Choice<T>,
}

#[derive(Arbitrary, Debug, PartialEq, Clone)]
pub enum Choice<T> {
    None,
    One(T, bool),
    #[arbitrary(skip)]
    Never,
    Named { text: Option<u8> },
}

#[derive(Arbitrary, Debug)]
pub struct Borrowed<'a>(pub &'a str, pub &'a [u8]);

mod strategies {
    use proptest_derive::Arbitrary;

    #[derive(Debug, Clone, Arbitrary)]
    pub struct Limits {
        #[proptest(strategy = "0..=100u32")]
        pub low: u32,
        #[proptest(value = "5")]
        pub five: i8,
        #[proptest(regex = "[a-c]{2,4}")]
        pub text: String,
        #[proptest(filter = "|number| number % 2 == 0")]
        pub even: u16,
        pub pair: (bool, Shape),
    }

    #[derive(Debug, Clone, Arbitrary, PartialEq)]
    #[proptest(no_params)]
    pub enum Shape {
        #[proptest(weight = 3)]
        Dot,
        Line(#[proptest(strategy = "1..9u8")] u8),
        #[proptest(skip)]
        #[allow(dead_code)]
        Hidden,
        #[proptest(value = "Shape::Named { side: 4 }")]
        Named { side: u8 },
    }
}
pub use strategies::{Limits, Shape};

#[cfg(test)]
mod tests {
    use super::{Borrowed, Choice, Limits, Record, Shape};
    use arbitrary::{Arbitrary, Unstructured};
    use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest, ProptestConfig};

    #[test]
    fn from_bytes() {
        let bytes: Vec<u8> = (0..200).collect();
        let mut unstructured = Unstructured::new(&bytes);
        for _ in 0..10 {
            let record = Record::<u8>::arbitrary(&mut unstructured).unwrap();
            assert!((1..=3).contains(&record.small) && record.fixed == 7 && record.empty.is_empty());
            assert_ne!(record.choice, Choice::Never);
        }
        let Borrowed(text, _) = Borrowed::arbitrary(&mut unstructured).unwrap();
        assert!(text.len() < 200);
        assert_eq!(<Choice<()> as Arbitrary>::size_hint(0).0, 4);
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, cases: 50, ..ProptestConfig::default() })]
        #[test]
        fn from_strategies(limits in any::<Limits>(), shape: Shape) {
            prop_assert!(limits.low <= 100 && limits.five == 5 && limits.even % 2 == 0);
            prop_assert!((2..=4).contains(&limits.text.len()) && limits.text.bytes().all(|byte| byte < b'd'));
            if let Shape::Named { side } = shape {
                prop_assert_eq!(side, 4);
            }
            prop_assert!(!matches!(limits.pair.1, Shape::Hidden));
        }
    }
}
