#[doc(hidden)]
#[allow(non_upper_case_globals, unused_attributes, unused_qualifications, clippy::absolute_paths,)]
const _: () = {
    #[allow(unused_extern_crates, clippy::useless_attribute)]
    extern crate serde as _serde;

    _serde::__require_serde_not_serde_core!();

    #[automatically_derived]
    impl<'de> _serde::Deserialize<'de> for Home {
        fn deserialize<__D>(__deserializer: __D) -> _serde::__private229::Result<Self, __D::Error>
        where
            __D: _serde::Deserializer<'de>,
        {
            #[allow(non_camel_case_types)]
            #[doc(hidden)]
            enum __Field {
                __field0,
                __field1,
            }

            #[doc(hidden)]
            struct __FieldVisitor;

            #[automatically_derived]
            impl<'de> _serde::de::Visitor<'de> for __FieldVisitor {
                type Value = __Field;

                fn expecting(
                    &self,
                    __formatter: &mut _serde::__private229::Formatter
                ) -> _serde::__private229::fmt::Result {
                    _serde::__private229::Formatter::write_str(__formatter, "variant identifier")
                }

                fn visit_u64<__E>(
                    self,
                    __value: u64
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    match __value {
                        0u64 => _serde::__private229::Ok(__Field::__field0),
                        1u64 => _serde::__private229::Ok(__Field::__field1),
                        _ => _serde::__private229::Err(_serde::de::Error::invalid_value(
                            _serde::de::Unexpected::Unsigned(__value),
                            &"variant index 0 <= i < 2",
                        )),
                    }
                }

                fn visit_str<__E>(
                    self,
                    __value: &str
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    match __value {
                        "tide-pool" => _serde::__private229::Ok(__Field::__field0),
                        "beach" => _serde::__private229::Ok(__Field::__field1),
                        _ => {
                            _serde::__private229::Err(
                                _serde::de::Error::unknown_variant(__value, VARIANTS)
                            )
                        }
                    }
                }

                fn visit_bytes<__E>(
                    self,
                    __value: &[u8]
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    match __value {
                        b"tide-pool" => _serde::__private229::Ok(__Field::__field0),
                        b"beach" => _serde::__private229::Ok(__Field::__field1),
                        _ => {
                            let __value = &_serde::__private229::from_utf8_lossy(__value);
                            _serde::__private229::Err(
                                _serde::de::Error::unknown_variant(__value, VARIANTS)
                            )
                        }
                    }
                }
            }

            #[automatically_derived]
            impl<'de> _serde::Deserialize<'de> for __Field {
                #[inline]
                fn deserialize<__D>(
                    __deserializer: __D
                ) -> _serde::__private229::Result<Self, __D::Error>
                where
                    __D: _serde::Deserializer<'de>,
                {
                    _serde::Deserializer::deserialize_identifier(__deserializer, __FieldVisitor)
                }
            }

            #[doc(hidden)]
            const VARIANTS: &'static [&'static str] = &["tide-pool", "beach"];

            let (__tag, __content) = _serde::Deserializer::deserialize_any(
                __deserializer,
                _serde::__private229::de::TaggedContentVisitor::<__Field>::new(
                    "kind",
                    "internally tagged enum Home"
                )
            )?;
            let __deserializer =
                _serde::__private229::de::ContentDeserializer::<__D::Error>::new(__content);
            match __tag {
                __Field::__field0 => {
                    #[allow(non_camel_case_types)]
                    #[doc(hidden)]
                    enum __Field {
                        __field0,
                        __ignore,
                    }

                    #[doc(hidden)]
                    struct __FieldVisitor;

                    #[automatically_derived]
                    impl<'de> _serde::de::Visitor<'de> for __FieldVisitor {
                        type Value = __Field;

                        fn expecting(
                            &self,
                            __formatter: &mut _serde::__private229::Formatter
                        ) -> _serde::__private229::fmt::Result {
                            _serde::__private229::Formatter::write_str(
                                __formatter,
                                "field identifier"
                            )
                        }

                        fn visit_u64<__E>(
                            self,
                            __value: u64
                        ) -> _serde::__private229::Result<Self::Value, __E>
                        where
                            __E: _serde::de::Error,
                        {
                            match __value {
                                0u64 => _serde::__private229::Ok(__Field::__field0),
                                _ => _serde::__private229::Ok(__Field::__ignore),
                            }
                        }

                        fn visit_str<__E>(
                            self,
                            __value: &str
                        ) -> _serde::__private229::Result<Self::Value, __E>
                        where
                            __E: _serde::de::Error,
                        {
                            match __value {
                                "depth_cm" => _serde::__private229::Ok(__Field::__field0),
                                _ => {
                                    _serde::__private229::Ok(__Field::__ignore)
                                }
                            }
                        }

                        fn visit_bytes<__E>(
                            self,
                            __value: &[u8]
                        ) -> _serde::__private229::Result<Self::Value, __E>
                        where
                            __E: _serde::de::Error,
                        {
                            match __value {
                                b"depth_cm" => _serde::__private229::Ok(__Field::__field0),
                                _ => {
                                    _serde::__private229::Ok(__Field::__ignore)
                                }
                            }
                        }
                    }

                    #[automatically_derived]
                    impl<'de> _serde::Deserialize<'de> for __Field {
                        #[inline]
                        fn deserialize<__D>(
                            __deserializer: __D
                        ) -> _serde::__private229::Result<Self, __D::Error>
                        where
                            __D: _serde::Deserializer<'de>,
                        {
                            _serde::Deserializer::deserialize_identifier(
                                __deserializer,
                                __FieldVisitor
                            )
                        }
                    }

                    #[doc(hidden)]
                    struct __Visitor<'de> {
                        marker: _serde::__private229::PhantomData<Home>,
                        lifetime: _serde::__private229::PhantomData<&'de ()>,
                    }

                    #[automatically_derived]
                    impl<'de> _serde::de::Visitor<'de> for __Visitor<'de> {
                        type Value = Home;

                        fn expecting(
                            &self,
                            __formatter: &mut _serde::__private229::Formatter
                        ) -> _serde::__private229::fmt::Result {
                            _serde::__private229::Formatter::write_str(
                                __formatter,
                                "struct variant Home::TidePool"
                            )
                        }

                        #[inline]
                        fn visit_seq<__A>(
                            self,
                            mut __seq: __A
                        ) -> _serde::__private229::Result<Self::Value, __A::Error>
                        where
                            __A: _serde::de::SeqAccess<'de>,
                        {
                            let __field0 = match _serde::de::SeqAccess::next_element::<u32>(
                                &mut __seq
                            )? {
                                _serde::__private229::Some(__value) => __value,
                                _serde::__private229::None => return _serde::__private229::Err(
                                    _serde::de::Error::invalid_length(
                                        0usize,
                                        &"struct variant Home::TidePool with 1 element"
                                    )
                                ),
                            };
                            _serde::__private229::Ok(Home::TidePool { depth_cm: __field0 })
                        }

                        #[inline]
                        fn visit_map<__A>(
                            self,
                            mut __map: __A
                        ) -> _serde::__private229::Result<Self::Value, __A::Error>
                        where
                            __A: _serde::de::MapAccess<'de>,
                        {
                            let mut __field0: _serde::__private229::Option<u32> =
                                _serde::__private229::None;
                            while let _serde::__private229::Some(__key) =
                                _serde::de::MapAccess::next_key::<__Field>(&mut __map)?
                            {
                                match __key {
                                    __Field::__field0 => {
                                        if _serde::__private229::Option::is_some(&__field0) {
                                            return _serde::__private229::Err(
                                                <__A::Error as _serde::de::Error>::duplicate_field(
                                                    "depth_cm"
                                                )
                                            );
                                        }
                                        __field0 = _serde::__private229::Some(
                                            _serde::de::MapAccess::next_value::<u32>(&mut __map)?
                                        );
                                    }
                                    _ => {
                                        let _ = _serde::de::MapAccess::next_value::<_serde::de::IgnoredAny>(
                                            &mut __map
                                        )?;
                                    }
                                }
                            }
                            let __field0 = match __field0 {
                                _serde::__private229::Some(__field0) => __field0,
                                _serde::__private229::None =>
                                    _serde::__private229::de::missing_field("depth_cm")?,
                            };
                            _serde::__private229::Ok(Home::TidePool { depth_cm: __field0 })
                        }
                    }

                    #[doc(hidden)]
                    const FIELDS: &'static [&'static str] = &["depth_cm"];

                    _serde::Deserializer::deserialize_any(
                        __deserializer,
                        __Visitor {
                            marker: _serde::__private229::PhantomData::<Home>,
                            lifetime: _serde::__private229::PhantomData,
                        }
                    )
                }
                __Field::__field1 => {
                    _serde::Deserializer::deserialize_any(
                        __deserializer,
                        _serde::__private229::de::InternallyTaggedUnitVisitor::new("Home", "Beach")
                    )?;
                    _serde::__private229::Ok(Home::Beach)
                }
            }
        }
    }
};
