#[allow(clippy::all)]
#[derive(Clone)]
#[doc = "Builder for [`Sail`](struct.Sail.html).\n"]
pub struct SailBuilder {
    width: ::derive_builder::export::core::option::Option<u32>,
    colour: ::derive_builder::export::core::option::Option<String>,
    torn: ::derive_builder::export::core::option::Option<Option<bool>>,
}

#[allow(clippy::all)]
#[allow(dead_code)]
impl SailBuilder {
    #[allow(unused_mut)]
    pub fn width<VALUE: ::derive_builder::export::core::convert::Into<u32>>(
        &mut self,
        value: VALUE
    ) -> &mut Self {
        let mut new = self;
        new.width = ::derive_builder::export::core::option::Option::Some(value.into());
        new
    }

    #[allow(unused_mut)]
    pub fn colour<VALUE: ::derive_builder::export::core::convert::Into<String>>(
        &mut self,
        value: VALUE
    ) -> &mut Self {
        let mut new = self;
        new.colour = ::derive_builder::export::core::option::Option::Some(value.into());
        new
    }

    #[allow(unused_mut)]
    pub fn torn<VALUE: ::derive_builder::export::core::convert::Into<bool>>(
        &mut self,
        value: VALUE
    ) -> &mut Self {
        let mut new = self;
        new.torn = ::derive_builder::export::core::option::Option::Some(
            ::derive_builder::export::core::option::Option::Some(value.into())
        );
        new
    }

    #[doc = "Builds a new `Sail`.\n\n# Errors\n\nIf a required field has not been initialized.\n"]
    pub fn build(&self) -> ::derive_builder::export::core::result::Result<Sail, SailBuilderError> {
        Self::check(&self)?;
        Ok(Sail {
            width: match self.width {
                Some(ref value) => ::derive_builder::export::core::clone::Clone::clone(value),
                None => return ::derive_builder::export::core::result::Result::Err(
                    ::derive_builder::export::core::convert::Into::into(
                        ::derive_builder::UninitializedFieldError::from("width")
                    )
                ),
            },
            colour: match self.colour {
                Some(ref value) => ::derive_builder::export::core::clone::Clone::clone(value),
                None => { "white".to_string() },
            },
            torn: match self.torn {
                Some(ref value) => ::derive_builder::export::core::clone::Clone::clone(value),
                None => ::derive_builder::export::core::default::Default::default(),
            },
        })
    }

    #[doc = r" Create an empty builder, with all fields set to `None` or `PhantomData`."]
    fn create_empty() -> Self {
        Self {
            width: ::derive_builder::export::core::default::Default::default(),
            colour: ::derive_builder::export::core::default::Default::default(),
            torn: ::derive_builder::export::core::default::Default::default(),
        }
    }
}

impl ::derive_builder::export::core::default::Default for SailBuilder {
    fn default() -> Self {
        Self::create_empty()
    }
}

#[doc = "Error type for SailBuilder"]
#[derive(Debug)]
#[non_exhaustive]
pub enum SailBuilderError {
    #[doc = r" Uninitialized field"]
    UninitializedField(&'static str),
    #[doc = r" Custom validation error"]
    ValidationError(::derive_builder::export::core::string::String),
}

impl ::derive_builder::export::core::convert::From<::derive_builder::UninitializedFieldError>
    for SailBuilderError
{
    fn from(s: ::derive_builder::UninitializedFieldError) -> Self {
        Self::UninitializedField(s.field_name())
    }
}

impl ::derive_builder::export::core::convert::From<::derive_builder::export::core::string::String>
    for SailBuilderError
{
    fn from(s: ::derive_builder::export::core::string::String) -> Self {
        Self::ValidationError(s)
    }
}

impl ::derive_builder::export::core::fmt::Display for SailBuilderError {
    fn fmt(
        &self,
        f: &mut ::derive_builder::export::core::fmt::Formatter
    ) -> ::derive_builder::export::core::fmt::Result {
        match self {
            Self::UninitializedField(ref field) => write!(f, "`{}` must be initialized", field),
            Self::ValidationError(ref error) => write!(f, "{}", error),
        }
    }
}

impl std::error::Error for SailBuilderError {}
