#[doc(hidden)]
#[allow(non_upper_case_globals, unused_attributes, unused_qualifications, clippy::absolute_paths)]
const _: () = {
    #[allow(unused_extern_crates, clippy::useless_attribute)]
    extern crate serde as _serde;

    #[automatically_derived]
    impl _serde::Serialize for Point {
        fn serialize<__S>(
            &self,
            __serializer: __S
        ) -> _serde::__private::Result<__S::Ok, __S::Error>
        where
            __S: _serde::Serializer,
        {
            let mut __serde_state = _serde::Serializer::serialize_struct(
                __serializer,
                "Point",
                false as usize + 1 + 1
            )?;
            _serde::ser::SerializeStruct::serialize_field(&mut __serde_state, "x", &self.x)?;
            _serde::ser::SerializeStruct::serialize_field(&mut __serde_state, "y", &self.y)?;
            _serde::ser::SerializeStruct::end(__serde_state)
        }
    }
};
