#[allow§1(
    elided_named_lifetimes§1,
    clippy§1::async_yields_async§1,
    clippy§1::diverging_sub_expression§1,
    clippy§1::let_unit_value§1,
    clippy§1::needless_arbitrary_self_type§1,
    clippy§1::no_effect_underscore_binding§1,
    clippy§1::shadow_same§1,
    clippy§1::type_complexity§1,
    clippy§1::type_repetition_in_bounds§1,
    clippy§1::used_underscore_binding§1
)]
fn guide<'a, 'life0, 'async_trait§1>(
    &'a mut self,
    boat: &'life0 str,
    depth: Option<u32>
) -> ::core§1::pin§1::Pin§1<
    Box§1<
        dyn§1 ::core§1::future§1::Future§1<Output§1 = Result<usize, String>>
            + ::core§1::marker§1::Send§1
            + 'async_trait§1
    >
>
where§1
    'a: 'async_trait +,
    'life0: 'async_trait,
    Self§1: 'async_trait§1
{
    ::std::boxed::Box::pin(async move {
        let __tracing_attr_span = ::tracing::span!(
            target: module_path!(),
            ::tracing::Level::DEBUG,
            "guide",
            boat = boat,
            depth = ::tracing::field::debug(&depth),
            boats = self.boats.len()
        );
        let __tracing_instrument_future = async move {
            match async move {
                if§1 let§1 ::core§1::option§1::Option§1::Some§1(__ret§1) =
                    ::core§1::option§1::Option§1::None§1::<Result<usize, String>>
                {
                    #[allow§1(unreachable_code§1)]
                    return§1 __ret§1;
                }
                let§1 mut __self = self;
                let§1 depth = depth;
                let§1 __ret§1: Result<usize, String> = {
                    match depth {
                        Some(depth) if depth > 3 => __self.boats.push(boat.to_owned()),
                        Some(_) | None => return Err(format!("{boat} runs aground")),
                    }
                    Ok(__self.boats.len())
                };
                #[allow§1(unreachable_code§1)]
                __ret§1
            }.await {
                #[allow(clippy::unit_arg)]
                Ok(x) => Ok(x),
                Err(e) => {
                    ::tracing::event!(target: module_path!(), ::tracing::Level::ERROR, error = %e);
                    Err(e)
                }
            }
        };
        if !__tracing_attr_span.is_disabled() {
            ::tracing::Instrument::instrument(
                __tracing_instrument_future,
                __tracing_attr_span
            ).await
        } else {
            __tracing_instrument_future.await
        }
    })
}
