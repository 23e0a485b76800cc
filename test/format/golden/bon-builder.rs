#[automatically_derived]
impl<T: Clone> Hull<T> {
    #[doc = "Create an instance of [`Hull`] using the builder syntax"]
    #[inline(always)]
    #[allow(
        clippy::inline_always,
        clippy::use_self,
        clippy::missing_const_for_fn,
        clippy::elidable_lifetime_names
    )]
    #[allow(deprecated)]
    pub fn builder() -> HullBuilder<T,> {
        HullBuilder {
            __unsafe_private_phantom: ::core::marker::PhantomData,
            __unsafe_private_named: ::core::default::Default::default(),
        }
    }
}

#[allow(deprecated)]
#[must_use = "the builder does nothing until you call `build()` on it to finish building"]
#[doc = "Use builder syntax to set the inputs and finish with [`build()`](Self::build())."]
#[allow(unused_parens)]
#[allow(clippy::struct_field_names, clippy::type_complexity)]
pub struct HullBuilder<T: Clone, S: hull_builder::State = hull_builder::Empty> {
    #[doc(hidden)]
    #[deprecated = "this field should not be used directly; it's an implementation detail, and if you access it directly, you may break some internal unsafe invariants; if you found yourself needing it, then you are probably doing something wrong; feel free to open an issue/discussion in our GitHub repository (https://github.com/elastio/bon) or ask for help in our Discord server (https://bon-rs.com/discord)"]
    __unsafe_private_phantom: ::core::marker::PhantomData<(
        fn() -> S,
        fn() -> ::core::marker::PhantomData<Hull<T>>,
        fn() -> ::core::marker::PhantomData<T>,
    )>,
    #[doc(hidden)]
    #[deprecated = "this field should not be used directly; it's an implementation detail, and if you access it directly, you may break some internal unsafe invariants; if you found yourself needing it, then you are probably doing something wrong; feel free to open an issue/discussion in our GitHub repository (https://github.com/elastio/bon) or ask for help in our Discord server (https://bon-rs.com/discord)"]
    __unsafe_private_named: (
        ::core::option::Option<String>,
        ::core::option::Option<T>,
        ::core::option::Option<u8>,
    ),
}

#[allow(deprecated)]
#[allow(unused_parens)]
#[allow(
    dead_code,
    clippy::inline_always,
    clippy::impl_trait_in_params,
    clippy::missing_const_for_fn,
    clippy::wrong_self_convention,
)]
#[automatically_derived]
impl<T: Clone, S: hull_builder::State> HullBuilder<T, S> {
    #[doc = r" Finish building and return the requested object"]
    #[inline(always)]
    #[allow(clippy::inline_always, clippy::future_not_send, clippy::missing_const_for_fn,)]
    #[must_use = "building a struct without using it is likely a bug"]
    pub fn build(self,) -> Hull<T>
    where
        S: hull_builder::IsComplete
    {
        let name: String = unsafe {
            ::core::option::Option::unwrap_unchecked(self.__unsafe_private_named.0)
        };
        let cargo: Option<T> = self.__unsafe_private_named.1;
        let decks: u8 = ::core::option::Option::unwrap_or_else(self.__unsafe_private_named.2, || 4);
        Hull { name, cargo, decks, }
    }

    #[doc = "_**Required.**_\n\n"]
    #[inline(always)]
    pub fn name(mut self, value: impl Into<String>) -> HullBuilder<T, hull_builder::SetName<S>>
    where
        S::Name: hull_builder::IsUnset,
    {
        self.__unsafe_private_named.0 = ::core::option::Option::Some(Into::into(value));
        HullBuilder {
            __unsafe_private_phantom: ::core::marker::PhantomData,
            __unsafe_private_named: self.__unsafe_private_named,
        }
    }

    #[doc = "_**Optional** ([Some](Self::cargo()) / [Option](Self::maybe_cargo()) setters)._"]
    #[inline(always)]
    pub fn cargo(self, value: T) -> HullBuilder<T, hull_builder::SetCargo<S>>
    where
        S::Cargo: hull_builder::IsUnset,
    {
        self.maybe_cargo(Some(value))
    }

    #[doc = "_**Optional** ([Some](Self::cargo()) / [Option](Self::maybe_cargo()) setters)._"]
    #[inline(always)]
    pub fn maybe_cargo(mut self, value: Option<T>) -> HullBuilder<T, hull_builder::SetCargo<S>>
    where
        S::Cargo: hull_builder::IsUnset,
    {
        self.__unsafe_private_named.1 = value;
        HullBuilder {
            __unsafe_private_phantom: ::core::marker::PhantomData,
            __unsafe_private_named: self.__unsafe_private_named,
        }
    }

    #[doc = "_**Optional** ([Some](Self::decks()) / [Option](Self::maybe_decks()) setters)._"]
    #[doc = " _**Default:**_ ```4```."]
    #[inline(always)]
    pub fn decks(self, value: u8) -> HullBuilder<T, hull_builder::SetDecks<S>>
    where
        S::Decks: hull_builder::IsUnset,
    {
        self.maybe_decks(Some(value))
    }

    #[doc = "_**Optional** ([Some](Self::decks()) / [Option](Self::maybe_decks()) setters)._"]
    #[doc = " _**Default:**_ ```4```."]
    #[inline(always)]
    pub fn maybe_decks(mut self, value: Option<u8>) -> HullBuilder<T, hull_builder::SetDecks<S>>
    where
        S::Decks: hull_builder::IsUnset,
    {
        self.__unsafe_private_named.2 = value;
        HullBuilder {
            __unsafe_private_phantom: ::core::marker::PhantomData,
            __unsafe_private_named: self.__unsafe_private_named,
        }
    }
}

#[allow(deprecated)]
#[allow(unnameable_types, unreachable_pub, clippy::redundant_pub_crate)]
#[doc = "Tools for manipulating the type state of [`HullBuilder`].\n\nSee the [detailed guide](https://bon-rs.com/guide/typestate-api) that describes how all the pieces here fit together."]
mod hull_builder {
    #[doc(inline)]
    pub use ::bon::__::{IsSet, IsUnset};

    use ::bon::__::{Set, Unset};

    mod sealed {
        pub trait Sealed {}
    }

    #[doc = "Builder's type state specifies if members are set or not (unset).\n\nYou can use the associated types of this trait to control the state of individual members with the [`IsSet`] and [`IsUnset`] traits. You can change the state of the members with the `Set*` structs available in this module."]
    pub trait State: ::core::marker::Sized + sealed::Sealed {
        #[doc = "Type state of the member `name`.\n\nIt can implement either [`IsSet`] or [`IsUnset`]"]
        type Name;

        #[doc = "Type state of the member `cargo`.\n\nIt can implement either [`IsSet`] or [`IsUnset`]"]
        type Cargo;

        #[doc = "Type state of the member `decks`.\n\nIt can implement either [`IsSet`] or [`IsUnset`]"]
        type Decks;
    }

    #[doc = "Marker trait that indicates that all required members are set.\n\nIn this state, you can finish building by calling the method [`HullBuilder::build()`](super::HullBuilder::build())"]
    pub trait IsComplete: State<Name: IsSet,> {}

    #[doc(hidden)]
    impl<S: State> IsComplete for S
    where
        S::Name: IsSet,
    {}

    #[deprecated = "this should not be used directly; it is an implementation detail; use the Set* type aliases to control the state of members instead"]
    #[doc(hidden)]
    #[allow(non_camel_case_types)]
    mod members {
        pub struct name(());
        pub struct cargo(());
        pub struct decks(());
    }

    #[doc = r" Represents a [`State`] that has [`IsUnset`] implemented for all members."]
    #[doc = r""]
    #[doc = r" This is the initial state of the builder before any setters are called."]
    pub struct Empty(());

    #[doc = "Represents a [`State`] that has [`IsSet`] implemented for [`State::Name`].\n\nThe state for all other members is left the same as in the input state."]
    pub struct SetName<S: State = Empty>(::core::marker::PhantomData<fn() -> S>);

    #[doc = "Represents a [`State`] that has [`IsSet`] implemented for [`State::Cargo`].\n\nThe state for all other members is left the same as in the input state."]
    pub struct SetCargo<S: State = Empty>(::core::marker::PhantomData<fn() -> S>);

    #[doc = "Represents a [`State`] that has [`IsSet`] implemented for [`State::Decks`].\n\nThe state for all other members is left the same as in the input state."]
    pub struct SetDecks<S: State = Empty>(::core::marker::PhantomData<fn() -> S>);

    #[doc(hidden)]
    impl State for Empty {
        type Name = Unset<members::name>;
        type Cargo = Unset<members::cargo>;
        type Decks = Unset<members::decks>;
    }

    impl sealed::Sealed for Empty {}

    #[doc(hidden)]
    impl<S: State> State for SetName<S> {
        type Name = Set<members::name>;
        type Cargo = S::Cargo;
        type Decks = S::Decks;
    }

    impl<S: State> sealed::Sealed for SetName<S> {}

    #[doc(hidden)]
    impl<S: State> State for SetCargo<S> {
        type Name = S::Name;
        type Cargo = Set<members::cargo>;
        type Decks = S::Decks;
    }

    impl<S: State> sealed::Sealed for SetCargo<S> {}

    #[doc(hidden)]
    impl<S: State> State for SetDecks<S> {
        type Name = S::Name;
        type Cargo = S::Cargo;
        type Decks = Set<members::decks>;
    }

    impl<S: State> sealed::Sealed for SetDecks<S> {}
}
