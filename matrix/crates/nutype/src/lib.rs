//! nutype_macros: newtypes that check what they are made of.

use nutype::nutype;

#[nutype(
    sanitize(trim, lowercase),
    validate(not_empty, len_char_max = 10, predicate = |text| !text.contains(' ')),
    derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Display, AsRef, Deref, TryFrom, FromStr, Into),
)]
pub struct Name(String);

#[nutype(validate(greater_or_equal = 1, less = 100), default = 7, derive(Debug, Clone, Copy, PartialEq, Default, TryFrom, FromStr))]
pub struct Count(i32);

#[nutype(validate(finite), derive(Debug, PartialEq, Eq, PartialOrd, Ord))]
pub struct Finite(f64);

#[nutype(validate(with = check, error = Wrong), derive(Debug, AsRef))]
pub struct Pairs(Vec<(u8, u8)>);

#[derive(Debug, PartialEq)]
pub struct Wrong(usize);

fn check(pairs: &[(u8, u8)]) -> Result<(), Wrong> {
    match pairs.iter().position(|(a, b)| a > b) {
        Some(index) => Err(Wrong(index)),
        None => Ok(()),
    }
}

#[nutype(sanitize(with = |mut values: Vec<T>| { values.sort(); values }), derive(Debug))]
pub struct Sorted<T: Ord>(Vec<T>);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn checks() {
        assert_eq!(Name::try_new("  Abc ").unwrap().to_string(), "abc");
        assert_eq!(Name::try_new(" "), Err(NameError::NotEmptyViolated));
        assert_eq!(Name::try_new("a b"), Err(NameError::PredicateViolated));
        assert_eq!((Count::default(), "99".parse::<Count>().is_ok(), Count::try_from(100)), (Count::try_new(7).unwrap(), true, Err(CountError::LessViolated)));
        assert!(Finite::try_new(f64::NAN).is_err());
        assert_eq!(Pairs::try_new(vec![(1, 2), (2, 1)]).unwrap_err(), Wrong(1));
        assert_eq!(Sorted::new(vec![2, 1]).into_inner(), [1, 2]);
    }
}
