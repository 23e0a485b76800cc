#[automatically_derived]
impl derive_more::with_trait::IntoIterator for Fleet
where
    Vec<String>: derive_more::with_trait::IntoIterator
{
    type Item = <Vec<String> as derive_more::with_trait::IntoIterator>::Item;
    type IntoIter = <Vec<String> as derive_more::with_trait::IntoIterator>::IntoIter;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        <Vec<String> as derive_more::with_trait::IntoIterator>::into_iter(self.boats)
    }
}

#[automatically_derived]
impl<'__deriveMoreLifetime> derive_more::with_trait::IntoIterator for &'__deriveMoreLifetime Fleet
where
    &'__deriveMoreLifetime Vec<String>: derive_more::with_trait::IntoIterator
{
    type Item = <&'__deriveMoreLifetime Vec<String> as derive_more::with_trait::IntoIterator>::Item;

    type IntoIter =
        <&'__deriveMoreLifetime Vec<String> as derive_more::with_trait::IntoIterator>::IntoIter;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        <&'__deriveMoreLifetime Vec<String> as derive_more::with_trait::IntoIterator>::into_iter(
            &self.boats
        )
    }
}

#[automatically_derived]
impl<'__deriveMoreLifetime> derive_more::with_trait::IntoIterator
    for &'__deriveMoreLifetime mut Fleet
where
    &'__deriveMoreLifetime mut Vec<String>: derive_more::with_trait::IntoIterator
{
    type Item =
        <&'__deriveMoreLifetime mut Vec<String> as derive_more::with_trait::IntoIterator>::Item;

    type IntoIter =
        <&'__deriveMoreLifetime mut Vec<String> as derive_more::with_trait::IntoIterator>::IntoIter;

    #[inline]
    fn into_iter(self) -> Self::IntoIter {
        <&'__deriveMoreLifetime mut Vec<String> as derive_more::with_trait::IntoIterator>::into_iter(
            &mut self.boats
        )
    }
}
