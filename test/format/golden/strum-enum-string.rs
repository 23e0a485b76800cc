#[allow(clippy::use_self)]
#[automatically_derived]
impl ::core::str::FromStr for Compass {
    type Err = ::strum::ParseError;

    #[inline]
    fn from_str(s: &str) -> ::core::result::Result<Compass, <Self as ::core::str::FromStr>::Err> {
        ::core::result::Result::Ok(match s {
            "n" => Compass::North,
            "north" => Compass::North,
            "south" => Compass::South,
            "sunset" => Compass::West,
            _ => return ::core::result::Result::Err(::strum::ParseError::VariantNotFound),
        })
    }
}

#[allow(clippy::use_self)]
#[automatically_derived]
impl ::core::convert::TryFrom<&str> for Compass {
    type Error = ::strum::ParseError;

    #[inline]
    fn try_from(
        s: &str
    ) -> ::core::result::Result<Compass, <Self as ::core::convert::TryFrom<&str>>::Error> {
        ::core::str::FromStr::from_str(s)
    }
}
