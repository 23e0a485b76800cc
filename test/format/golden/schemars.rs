const _: () = {
    #[automatically_derived]
    #[allow(unused_braces, unused_qualifications)]
    impl schemars::JsonSchema for Boat {
        fn schema_name() -> schemars::_private::alloc::borrow::Cow<'static, str> {
            schemars::_private::alloc::borrow::Cow::Borrowed("Boat")
        }

        fn schema_id() -> schemars::_private::alloc::borrow::Cow<'static, str> {
            schemars::_private::alloc::borrow::Cow::Borrowed(
                ::core::concat!(::core::module_path!(), "::", "Boat")
            )
        }

        fn json_schema(generator: &mut schemars::SchemaGenerator) -> schemars::Schema {
            {
                let mut schema = schemars::json_schema!({
                    "type": "object",
                    "additionalProperties": false,
                });
                {
                    schemars::_private::insert_object_property(
                        &mut schema,
                        "name",
                        generator.contract().is_deserialize()
                            && <String as schemars::JsonSchema>::_schemars_private_is_option(),
                        { generator.subschema_for::<String>() }
                    );
                }
                {
                    schemars::_private::insert_object_property(&mut schema, "masts", true, {
                        let mut schema = generator.subschema_for::<Option<u8>>();
                        {
                            let default = one();
                            if Option::is_none(&default) {
                                None
                            } else {
                                Some(default)
                            }
                        }.and_then(|d| schemars::_schemars_maybe_to_value!(d))
                            .map(|d| schema.insert("default".into(), d));
                        schema
                    });
                }
                schemars::_private::flatten(&mut schema, {
                    schemars::_private::json_schema_for_flatten::<Extra>(generator, false)
                });
                schema
            }
        }

        fn inline_schema() -> bool {
            false
        }
    };
};
