//! mockall: large expansions, with modules and generics.

use mockall::{automock, mock};

#[automock(type Item = u32;)]
pub trait Store {
    type Item;
    const LIMIT: usize = 3;

    fn get(&self, key: &str) -> Option<Self::Item>;
    fn put(&mut self, key: String, value: Self::Item) -> Result<(), String>;
    fn generic<T: Clone + 'static>(&self, value: T) -> Vec<T>;
    fn fixed() -> u8
    where
        Self: Sized;
    fn provided(&self) -> bool {
        true
    }
}

pub struct Client {
    base: u64,
}

#[automock]
impl Client {
    pub fn new(base: u64) -> Self {
        Self { base }
    }

    pub fn sum(&self, values: &[u64]) -> u64 {
        self.base + values.iter().sum::<u64>()
    }
}

pub trait Animal {
    fn name(&self) -> String;
}

mock! {
    #[derive(Debug)]
    pub Beast<T: Clone + 'static> {
        fn roar(&self, times: T) -> T;
        fn by_reference<'a>(&self, text: &'a str) -> usize;
    }
    impl<T: Clone + 'static> Animal for Beast<T> {
        fn name(&self) -> String;
    }
    impl<T: Clone + 'static> Clone for Beast<T> {
        fn clone(&self) -> Self;
    }
}

#[automock]
pub mod outside {
    pub fn measure(text: &str) -> usize {
        text.len()
    }
}

pub fn fill<S: Store<Item = u32>>(store: &mut S, keys: &[&str]) -> Result<u32, String> {
    for (index, key) in keys.iter().enumerate() {
        store.put((*key).to_owned(), index as u32)?;
    }
    Ok(keys.iter().filter_map(|key| store.get(key)).sum())
}

#[cfg(test)]
mod tests {
    use super::*;
    use mockall::predicate::{always, eq, function};
    use mockall::Sequence;

    #[test]
    fn of_a_trait() {
        let mut store = MockStore::new();
        store.expect_put().with(function(|key: &String| key.len() == 1), always()).times(2).returning(|_, _| Ok(()));
        store.expect_get().with(eq("a")).returning(|_| Some(40));
        store.expect_get().with(eq("b")).returning(|_| None);
        store.expect_provided().return_const(false);
        store.expect_generic::<char>().returning(|value| vec![value; 2]);
        assert_eq!(fill(&mut store, &["a", "b"]), Ok(40));
        assert!(!store.provided());
        assert_eq!(store.generic('x'), ['x', 'x']);
    }

    #[test]
    fn of_functions_without_self() {
        let context = MockStore::fixed_context();
        context.expect().return_const(9);
        assert_eq!(MockStore::fixed(), 9);
        let context = mock_outside::measure_context();
        context.expect().with(eq("xyz")).returning(|text| text.len() * 10);
        assert_eq!((mock_outside::measure("xyz"), outside::measure("xyz")), (30, 3));
    }

    #[test]
    fn of_a_struct() {
        let mut client = MockClient::default();
        let mut order = Sequence::new();
        client.expect_sum().times(1).in_sequence(&mut order).return_const(1u64);
        client.expect_sum().times(1).in_sequence(&mut order).returning(|values| values.len() as u64);
        assert_eq!((client.sum(&[]), client.sum(&[5, 5])), (1, 2));
        assert_eq!(Client::new(1).sum(&[5, 5]), 11);
    }

    #[test]
    fn with_generics() {
        let mut beast = MockBeast::<u16>::new();
        beast.expect_roar().returning(|times| times + 1);
        beast.expect_name().return_const("bear".to_owned());
        beast.expect_by_reference().returning(|text| text.len());
        beast.expect_clone().returning(MockBeast::new);
        assert_eq!((beast.roar(1), beast.name(), beast.by_reference("abc")), (2, "bear".into(), 3));
        let _other = beast.clone();
    }

    #[test]
    #[should_panic(expected = "No matching expectation found")]
    fn an_unexpected_call() {
        MockClient::default().sum(&[]);
    }
}
