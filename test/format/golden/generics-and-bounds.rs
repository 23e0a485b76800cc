impl<'a, T: 'a + ?Sized + Clone, const N: usize> Trait<Item = &'a [T; N]>
    for Wrapper<'a, T, { N + 1 }>
where
    T: for<'b> Fn(&'b T) -> Option<Box<dyn Any + Send + 'static>>,
    [T; N]: Sized,
    <T as Iterator>::Item: PartialEq<<T as Other>::Item>
{
    type Out<'x> = Vec<Vec<u8>>
    where
        Self: 'x;

    const LEN: usize = N * 2 - 1;
    const EMPTY: Option<&'static str> = None;

    fn get(&self) -> *const T {
        &raw const self.0 as *const T
    }

    fn set(&mut self, mut value: T, #[cfg(test)] other: &mut dyn FnMut(usize, &T) -> bool);
    unsafe extern "C" fn call(x: extern "C" fn(u8, ...) -> !) {}
}

pub(crate) trait Visitor<'de>: Sized + Debug
where
    Self: 'de
{
    type Error;

    fn visit<A, B>(self, access: A) -> Result<Self::Value, <A as Access<'de>>::Error>
    where
        A: Access<'de>;
}

impl ::some_crate_with_a_long_name::traits::Serializable<::some_crate_with_a_long_name::formats::Binary>
    for crate::models::account::SettingsOfTheAccount
{}

pub unsafe auto trait Marker {}

extern "C" {
    static mut ERRNO: i32;

    fn strlen(s: *const c_char) -> usize;
}

extern crate alloc;

pub use self::inner::{
    first_function, second_function, Third, fourth::{a, b as c, *}, some_more_names_to_fill_the_line
};

use std::fmt;
