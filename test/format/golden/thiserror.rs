#[allow(unused_qualifications)]
#[automatically_derived]
impl std::fmt::Display for DataStoreError {
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter) -> ::core::fmt::Result {
        use thiserror::__private::AsDisplay as _;

        #[allow(unused_variables, deprecated, clippy::used_underscore_binding)]
        match self {
            DataStoreError::Disconnect(_0) => __formatter.write_str("data store disconnected"),
            DataStoreError::Redaction(_0) => ::core::write!(
                __formatter,
                "the data for key `{0}` is not available",
                _0.as_display()
            ),
            DataStoreError::InvalidHeader { expected, found } => ::core::write!(
                __formatter,
                "invalid header (expected {expected:?}, found {found:?})",
                expected = expected,
                found = found
            ),
        }
    }
}

impl ::core::convert::From<io::Error> for DataStoreError {
    fn from(source: io::Error) -> Self {
        DataStoreError::Disconnect { 0: source }
    }
}
