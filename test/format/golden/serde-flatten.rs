#[doc(hidden)]
#[allow(non_upper_case_globals, unused_attributes, unused_qualifications, clippy::absolute_paths,)]
const _: () = {
    #[allow(unused_extern_crates, clippy::useless_attribute)]
    extern crate serde as _serde;

    _serde::__require_serde_not_serde_core!();

    #[automatically_derived]
    impl<'de> _serde::Deserialize<'de> for Boat {
        fn deserialize<__D>(__deserializer: __D) -> _serde::__private229::Result<Self, __D::Error>
        where
            __D: _serde::Deserializer<'de>,
        {
            #[allow(non_camel_case_types)]
            #[doc(hidden)]
            enum __Field<'de> {
                __field0,
                __field1,
                __other(_serde::__private229::de::Content<'de>),
            }

            #[doc(hidden)]
            struct __FieldVisitor;

            #[automatically_derived]
            impl<'de> _serde::de::Visitor<'de> for __FieldVisitor {
                type Value = __Field<'de>;

                fn expecting(
                    &self,
                    __formatter: &mut _serde::__private229::Formatter
                ) -> _serde::__private229::fmt::Result {
                    _serde::__private229::Formatter::write_str(__formatter, "field identifier")
                }

                fn visit_bool<__E>(
                    self,
                    __value: bool
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::Bool(__value)
                    ))
                }

                fn visit_i8<__E>(
                    self,
                    __value: i8
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::I8(__value)
                    ))
                }

                fn visit_i16<__E>(
                    self,
                    __value: i16
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::I16(__value)
                    ))
                }

                fn visit_i32<__E>(
                    self,
                    __value: i32
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::I32(__value)
                    ))
                }

                fn visit_i64<__E>(
                    self,
                    __value: i64
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::I64(__value)
                    ))
                }

                fn visit_u8<__E>(
                    self,
                    __value: u8
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::U8(__value)
                    ))
                }

                fn visit_u16<__E>(
                    self,
                    __value: u16
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::U16(__value)
                    ))
                }

                fn visit_u32<__E>(
                    self,
                    __value: u32
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::U32(__value)
                    ))
                }

                fn visit_u64<__E>(
                    self,
                    __value: u64
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::U64(__value)
                    ))
                }

                fn visit_f32<__E>(
                    self,
                    __value: f32
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::F32(__value)
                    ))
                }

                fn visit_f64<__E>(
                    self,
                    __value: f64
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::F64(__value)
                    ))
                }

                fn visit_char<__E>(
                    self,
                    __value: char
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::Char(__value)
                    ))
                }

                fn visit_unit<__E>(self) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    _serde::__private229::Ok(__Field::__other(
                        _serde::__private229::de::Content::Unit
                    ))
                }

                fn visit_str<__E>(
                    self,
                    __value: &str
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    match __value {
                        "name" => _serde::__private229::Ok(__Field::__field0),
                        "masts" => _serde::__private229::Ok(__Field::__field1),
                        _ => {
                            let __value = _serde::__private229::de::Content::String(
                                _serde::__private229::ToString::to_string(__value)
                            );
                            _serde::__private229::Ok(__Field::__other(__value))
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
                        b"name" => _serde::__private229::Ok(__Field::__field0),
                        b"masts" => _serde::__private229::Ok(__Field::__field1),
                        _ => {
                            let __value =
                                _serde::__private229::de::Content::ByteBuf(__value.to_vec());
                            _serde::__private229::Ok(__Field::__other(__value))
                        }
                    }
                }

                fn visit_borrowed_str<__E>(
                    self,
                    __value: &'de str
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    match __value {
                        "name" => _serde::__private229::Ok(__Field::__field0),
                        "masts" => _serde::__private229::Ok(__Field::__field1),
                        _ => {
                            let __value = _serde::__private229::de::Content::Str(__value);
                            _serde::__private229::Ok(__Field::__other(__value))
                        }
                    }
                }

                fn visit_borrowed_bytes<__E>(
                    self,
                    __value: &'de [u8]
                ) -> _serde::__private229::Result<Self::Value, __E>
                where
                    __E: _serde::de::Error,
                {
                    match __value {
                        b"name" => _serde::__private229::Ok(__Field::__field0),
                        b"masts" => _serde::__private229::Ok(__Field::__field1),
                        _ => {
                            let __value = _serde::__private229::de::Content::Bytes(__value);
                            _serde::__private229::Ok(__Field::__other(__value))
                        }
                    }
                }
            }

            #[automatically_derived]
            impl<'de> _serde::Deserialize<'de> for __Field<'de> {
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
            struct __Visitor<'de> {
                marker: _serde::__private229::PhantomData<Boat>,
                lifetime: _serde::__private229::PhantomData<&'de ()>,
            }

            #[automatically_derived]
            impl<'de> _serde::de::Visitor<'de> for __Visitor<'de> {
                type Value = Boat;

                fn expecting(
                    &self,
                    __formatter: &mut _serde::__private229::Formatter
                ) -> _serde::__private229::fmt::Result {
                    _serde::__private229::Formatter::write_str(__formatter, "struct Boat")
                }

                #[inline]
                fn visit_map<__A>(
                    self,
                    mut __map: __A
                ) -> _serde::__private229::Result<Self::Value, __A::Error>
                where
                    __A: _serde::de::MapAccess<'de>,
                {
                    let mut __field0: _serde::__private229::Option<String> =
                        _serde::__private229::None;
                    let mut __field1: _serde::__private229::Option<Option<u8>> =
                        _serde::__private229::None;
                    let mut __collect = _serde::__private229::Vec::<_serde::__private229::Option<(
                        _serde::__private229::de::Content,
                        _serde::__private229::de::Content
                    )>>::new();
                    while let _serde::__private229::Some(__key) =
                        _serde::de::MapAccess::next_key::<__Field>(&mut __map)?
                    {
                        match __key {
                            __Field::__field0 => {
                                if _serde::__private229::Option::is_some(&__field0) {
                                    return _serde::__private229::Err(
                                        <__A::Error as _serde::de::Error>::duplicate_field("name")
                                    );
                                }
                                __field0 = _serde::__private229::Some(
                                    _serde::de::MapAccess::next_value::<String>(&mut __map)?
                                );
                            }
                            __Field::__field1 => {
                                if _serde::__private229::Option::is_some(&__field1) {
                                    return _serde::__private229::Err(
                                        <__A::Error as _serde::de::Error>::duplicate_field("masts")
                                    );
                                }
                                __field1 = _serde::__private229::Some(
                                    _serde::de::MapAccess::next_value::<Option<u8>>(&mut __map)?
                                );
                            }
                            __Field::__other(__name) => {
                                __collect.push(_serde::__private229::Some((
                                    __name,
                                    _serde::de::MapAccess::next_value_seed(
                                        &mut __map,
                                        _serde::__private229::de::ContentVisitor::new()
                                    )?
                                )));
                            }
                        }
                    }
                    let __field0 = match __field0 {
                        _serde::__private229::Some(__field0) => __field0,
                        _serde::__private229::None =>
                            _serde::__private229::de::missing_field("name")?,
                    };
                    let __field1 = match __field1 {
                        _serde::__private229::Some(__field1) => __field1,
                        _serde::__private229::None => one(),
                    };
                    let __field2: Extra = _serde::de::Deserialize::deserialize(
                        _serde::__private229::de::FlatMapDeserializer(
                            &mut __collect,
                            _serde::__private229::PhantomData
                        )
                    )?;
                    if let _serde::__private229::Some(_serde::__private229::Some((__key, _))) =
                        __collect
                            .into_iter()
                            .filter(_serde::__private229::Option::is_some)
                            .next()
                    {
                        if let _serde::__private229::Some(__key) =
                            _serde::__private229::de::content_as_str(&__key)
                        {
                            return _serde::__private229::Err(_serde::de::Error::custom(
                                format_args!("unknown field `{}`", &__key)
                            ));
                        } else {
                            return _serde::__private229::Err(_serde::de::Error::custom(
                                format_args!("unexpected map key")
                            ));
                        }
                    }
                    _serde::__private229::Ok(Boat {
                        name: __field0,
                        masts: __field1,
                        extra: __field2
                    })
                }
            }

            _serde::Deserializer::deserialize_map(
                __deserializer,
                __Visitor {
                    marker: _serde::__private229::PhantomData::<Boat>,
                    lifetime: _serde::__private229::PhantomData,
                }
            )
        }
    }
};
