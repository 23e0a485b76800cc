//! ouroboros: structs that borrow from themselves.

use ouroboros::self_referencing;

#[self_referencing(pub_extras)]
pub struct Parsed {
    text: String,
    numbers: Vec<u32>,
    #[borrows(text)]
    #[covariant]
    words: Vec<&'this str>,
    #[borrows(words, mut numbers)]
    #[not_covariant]
    found: Found<'this>,
    plain: u8,
}

pub struct Found<'a> {
    first: Option<&'a str>,
    numbers: &'a mut Vec<u32>,
}

#[self_referencing]
pub struct Generic<T: 'static, const N: usize>
where
    T: Clone,
{
    values: [T; N],
    #[borrows(values)]
    #[covariant]
    last: Option<&'this T>,
}

pub fn parse(text: &str) -> Parsed {
    ParsedBuilder {
        text: text.to_owned(),
        numbers: vec![1],
        words_builder: |text: &String| text.split(' ').collect(),
        found_builder: |words: &Vec<&str>, numbers: &mut Vec<u32>| Found { first: words.first().copied(), numbers },
        plain: 5,
    }
    .build()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn borrowed_fields() {
        let mut parsed = parse("one two");
        assert_eq!(parsed.borrow_words().as_slice(), ["one", "two"]);
        parsed.with_found_mut(|found| found.numbers.push(2));
        parsed.with_found(|found| assert_eq!((found.first, found.numbers.as_slice()), (Some("one"), &[1, 2][..])));
        assert_eq!(*parsed.borrow_plain(), 5);
        let heads = parsed.into_heads();
        assert_eq!((heads.text.as_str(), heads.numbers), ("one two", vec![1, 2]));
    }

    #[test]
    fn fallible_and_generic() {
        let generic = GenericTryBuilder { values: [1, 2, 3], last_builder: |values: &[i32; 3]| Ok::<_, String>(values.last()) }.try_build().ok().unwrap();
        assert_eq!(generic.with(|fields| (fields.values.len(), fields.last.copied())), (3, Some(3)));
        assert_eq!(GenericTryBuilder { values: [0u8; 0], last_builder: |_| Err("empty") }.try_build().err(), Some("empty"));
    }
}
