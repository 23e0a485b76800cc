fn read<'life0, 'async_trait>(
    &'life0 self,
    path: &'life1 str
) -> ::core::pin::Pin<Box<
    dyn ::core::future::Future<Output = Result<String, Error>> + ::core::marker::Send + 'async_trait
>>
where
    'life0: 'async_trait,
    Self: 'async_trait
{
    Box::pin(async move {
        if let ::core::option::Option::Some(__ret) =
            ::core::option::Option::None::<Result<String, Error>>
        {
            #[allow(unreachable_code)]
            return __ret;
        }
        let __self = self;
        let __ret: Result<String, Error> = {
            __self.inner.read(path).await.map_err(|e| Error::new(e))
        };
        #[allow(unreachable_code)]
        __ret
    })
}
