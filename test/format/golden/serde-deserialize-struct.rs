#[automatically_derived]
impl<'de> _serde::Deserialize<'de> for Point {
    fn deserialize<__D>(__deserializer: __D) -> _serde::__private::Result<Self, __D::Error>
    where
        __D: _serde::Deserializer<'de>,
    {
        #[allow(non_camel_case_types)]
        #[doc(hidden)]
        enum __Field {
            __field0,
            __field1,
            __ignore,
        }

        #[doc(hidden)]
        struct __FieldVisitor;

        #[automatically_derived]
        impl<'de> _serde::de::Visitor<'de> for __FieldVisitor {
            type Value = __Field;

            fn expecting(
                &self,
                __formatter: &mut _serde::__private::Formatter
            ) -> _serde::__private::fmt::Result {
                _serde::__private::Formatter::write_str(__formatter, "field identifier")
            }

            fn visit_u64<__E>(self, __value: u64) -> _serde::__private::Result<Self::Value, __E>
            where
                __E: _serde::de::Error,
            {
                match __value {
                    0u64 => _serde::__private::Ok(__Field::__field0),
                    1u64 => _serde::__private::Ok(__Field::__field1),
                    _ => _serde::__private::Ok(__Field::__ignore),
                }
            }

            fn visit_bytes<__E>(self, __value: &[u8]) -> _serde::__private::Result<Self::Value, __E>
            where
                __E: _serde::de::Error,
            {
                match __value {
                    b"x" => _serde::__private::Ok(__Field::__field0),
                    _ => _serde::__private::Ok(__Field::__ignore),
                }
            }
        }

        #[doc(hidden)]
        struct __Visitor<'de> {
            marker: _serde::__private::PhantomData<Point>,
            lifetime: _serde::__private::PhantomData<&'de ()>,
        }

        #[automatically_derived]
        impl<'de> _serde::de::Visitor<'de> for __Visitor<'de> {
            type Value = Point;

            #[inline]
            fn visit_seq<__A>(
                self,
                mut __seq: __A
            ) -> _serde::__private::Result<Self::Value, __A::Error>
            where
                __A: _serde::de::SeqAccess<'de>,
            {
                let __field0 = match _serde::de::SeqAccess::next_element::<i32>(&mut __seq)? {
                    _serde::__private::Some(__value) => __value,
                    _serde::__private::None => {
                        return _serde::__private::Err(_serde::de::Error::invalid_length(
                            0usize,
                            &"struct Point with 2 elements"
                        ));
                    }
                };
                _serde::__private::Ok(Point {
                    x: __field0,
                    y: __field1
                })
            }

            #[inline]
            fn visit_map<__A>(
                self,
                mut __map: __A
            ) -> _serde::__private::Result<Self::Value, __A::Error>
            where
                __A: _serde::de::MapAccess<'de>,
            {
                let mut __field0: _serde::__private::Option<i32> = _serde::__private::None;
                while let _serde::__private::Some(__key) =
                    _serde::de::MapAccess::next_key::<__Field>(&mut __map)?
                {
                    match __key {
                        __Field::__field0 => {
                            if _serde::__private::Option::is_some(&__field0) {
                                return _serde::__private::Err(
                                    <__A::Error as _serde::de::Error>::duplicate_field("x")
                                );
                            }
                            __field0 = _serde::__private::Some(
                                _serde::de::MapAccess::next_value::<i32>(&mut __map)?
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
                    _serde::__private::Some(__field0) => __field0,
                    _serde::__private::None => _serde::__private::de::missing_field("x")?,
                };
                _serde::__private::Ok(Point { x: __field0 })
            }
        }

        #[doc(hidden)]
        const FIELDS: &'static [&'static str] = &["x", "y"];

        _serde::Deserializer::deserialize_struct(
            __deserializer,
            "Point",
            FIELDS,
            __Visitor {
                marker: _serde::__private::PhantomData::<Point>,
                lifetime: _serde::__private::PhantomData,
            }
        )
    }
}
