impl Pilot for Harbour {
    #[tracing::instrument(level = "debug", skip(self), fields(boats = self.boats.len()), err)]
    #[allow(
        elided_named_lifetimes,
        clippy::async_yields_async,
        clippy::diverging_sub_expression,
        clippy::let_unit_value,
        clippy::needless_arbitrary_self_type,
        clippy::no_effect_underscore_binding,
        clippy::shadow_same,
        clippy::type_complexity,
        clippy::type_repetition_in_bounds,
        clippy::used_underscore_binding
    )]
    fn guide<'a, 'life0, 'async_trait>(
        &'a mut self,
        boat: &'life0 str,
        depth: Option<u32>
    ) -> ::core::pin::Pin<
        Box<
            dyn ::core::future::Future<Output = Result<usize, String>>
                + ::core::marker::Send
                + 'async_trait
        >
    >
    where
        'a: 'async_trait +,
        'life0: 'async_trait,
        Self: 'async_trait
    {
        Box::pin(async move {
            if let ::core::option::Option::Some(__ret) =
                ::core::option::Option::None::<Result<usize, String>>
            {
                #[allow(unreachable_code)]
                return __ret;
            }
            let mut __self = self;
            let depth = depth;
            let __ret: Result<usize, String> = {
                match depth {
                    Some(depth) if depth > 3 => __self.boats.push(boat.to_owned()),
                    Some(_) | None => return Err(format!("{boat} runs aground")),
                }
                Ok(__self.boats.len())
            };
            #[allow(unreachable_code)]
            __ret
        })
    }
}
