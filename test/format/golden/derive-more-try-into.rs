#[automatically_derived]
impl derive_more::core::convert::TryFrom<Cargo> for (u64) {
    type Error = derive_more::TryIntoError<Cargo>;

    #[inline]
    fn try_from(
        value: Cargo,
    ) -> derive_more::core::result::Result<Self, derive_more::TryIntoError<Cargo>> {
        match value {
            Cargo::Fish(__0) => derive_more::core::result::Result::Ok(__0),
            _ => derive_more::core::result::Result::Err(
                derive_more::TryIntoError::new(value, "Fish", "u64"),
            ),
        }
    }
}

#[automatically_derived]
impl derive_more::core::convert::TryFrom<Cargo> for (Vec<String>) {
    type Error = derive_more::TryIntoError<Cargo>;

    #[inline]
    fn try_from(
        value: Cargo,
    ) -> derive_more::core::result::Result<Self, derive_more::TryIntoError<Cargo>> {
        match value {
            Cargo::Letters(__0) => derive_more::core::result::Result::Ok(__0),
            _ => derive_more::core::result::Result::Err(
                derive_more::TryIntoError::new(value, "Letters", "Vec < String >"),
            ),
        }
    }
}

#[automatically_derived]
impl derive_more::core::convert::TryFrom<Cargo> for (f32) {
    type Error = derive_more::TryIntoError<Cargo>;

    #[inline]
    fn try_from(
        value: Cargo,
    ) -> derive_more::core::result::Result<Self, derive_more::TryIntoError<Cargo>> {
        match value {
            Cargo::Ballast(__0) => derive_more::core::result::Result::Ok(__0),
            _ => derive_more::core::result::Result::Err(
                derive_more::TryIntoError::new(value, "Ballast", "f32"),
            ),
        }
    }
}
