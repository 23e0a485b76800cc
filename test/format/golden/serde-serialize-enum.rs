#[doc(hidden)]
#[allow(non_upper_case_globals, unused_attributes, unused_qualifications, clippy::absolute_paths,)]
const _: () = {
    #[allow(unused_extern_crates, clippy::useless_attribute)]
    extern crate serde as _serde;

    _serde::__require_serde_not_serde_core!();

    #[automatically_derived]
    impl _serde::Serialize for Home {
        fn serialize<__S>(
            &self,
            __serializer: __S
        ) -> _serde::__private229::Result<__S::Ok, __S::Error>
        where
            __S: _serde::Serializer,
        {
            match *self {
                Home::TidePool { ref depth_cm } => {
                    let mut __serde_state =
                        _serde::Serializer::serialize_struct(__serializer, "Home", 0 + 1 + 1,)?;
                    _serde::ser::SerializeStruct::serialize_field(
                        &mut __serde_state,
                        "kind",
                        "tide-pool",
                    )?;
                    _serde::ser::SerializeStruct::serialize_field(
                        &mut __serde_state,
                        "depth_cm",
                        depth_cm
                    )?;
                    _serde::ser::SerializeStruct::end(__serde_state)
                }
                Home::Beach => {
                    let mut __struct =
                        _serde::Serializer::serialize_struct(__serializer, "Home", 1)?;
                    _serde::ser::SerializeStruct::serialize_field(&mut __struct, "kind", "beach")?;
                    _serde::ser::SerializeStruct::end(__struct)
                }
            }
        }
    }
};
