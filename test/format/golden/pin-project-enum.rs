#[allow(
    dead_code,
    deprecated,
    explicit_outlives_requirements,
    single_use_lifetimes,
    unreachable_pub,
    unused_tuple_struct_fields,
    clippy::unknown_clippy_lints,
    clippy::absolute_paths,
    clippy::min_ident_chars,
    clippy::pattern_type_mismatch,
    clippy::pub_with_shorthand,
    clippy::redundant_pub_crate,
    clippy::single_char_lifetime_names,
    clippy::type_repetition_in_bounds,
    clippy::missing_docs_in_private_items,
    clippy::mut_mut
)]
pub(crate) enum EitherProj<'pin, A, B>
where
    Either<A, B>: 'pin
{
    Left(::pin_project::__private::Pin<&'pin mut (A)>,),
    Right { right: &'pin mut (B), },
}

#[allow(
    unused_qualifications,
    deprecated,
    explicit_outlives_requirements,
    single_use_lifetimes,
    unreachable_pub,
    unused_tuple_struct_fields,
    clippy::unknown_clippy_lints,
    clippy::absolute_paths,
    clippy::min_ident_chars,
    clippy::pattern_type_mismatch,
    clippy::pub_with_shorthand,
    clippy::redundant_pub_crate,
    clippy::single_char_lifetime_names,
    clippy::type_repetition_in_bounds,
    clippy::elidable_lifetime_names,
    clippy::missing_const_for_fn,
    clippy::needless_lifetimes,
    clippy::semicolon_if_nothing_returned,
    clippy::use_self,
    clippy::used_underscore_binding
)]
const _: () = {
    #[allow(unused_extern_crates)]
    extern crate pin_project as _pin_project;

    impl<A, B> Either<A, B> {
        #[allow(dead_code)]
        #[inline]
        pub(crate) fn project<'pin>(
            self: _pin_project::__private::Pin<&'pin mut Self>,
        ) -> EitherProj<'pin, A, B> {
            unsafe {
                match self.get_unchecked_mut() {
                    Self::Left(_0,) =>
                        EitherProj::Left(_pin_project::__private::Pin::new_unchecked(_0),),
                    Self::Right { right, } => EitherProj::Right { right, },
                }
            }
        }
    }

    #[allow(missing_debug_implementations, unnameable_types)]
    pub struct __Either<'pin, A, B> {
        __pin_project_use_generics: _pin_project::__private::AlwaysUnpin<
            'pin,
            (_pin_project::__private::PhantomData<A>, _pin_project::__private::PhantomData<B>)
        >,
        __field0: A,
    }

    impl<'pin, A, B> _pin_project::__private::Unpin for Either<A, B>
    where
        _pin_project::__private::PinnedFieldsOf<__Either<'pin, A, B>>: _pin_project::__private::Unpin
    {}

    #[doc(hidden)]
    unsafe impl<'pin, A, B> _pin_project::UnsafeUnpin for Either<A, B>
    where
        _pin_project::__private::PinnedFieldsOf<__Either<'pin, A, B>>: _pin_project::__private::Unpin
    {}

    trait EitherMustNotImplDrop {}

    #[allow(clippy::drop_bounds, drop_bounds)]
    impl<T: _pin_project::__private::Drop> EitherMustNotImplDrop for T {}

    impl<A, B> EitherMustNotImplDrop for Either<A, B> {}

    #[doc(hidden)]
    impl<A, B> _pin_project::__private::PinnedDrop for Either<A, B> {
        unsafe fn drop(self: _pin_project::__private::Pin<&mut Self>) {}
    }
};
