//! Macros whose functions come out of `macro_rules!` of other files: of a crate that this one depends on, and of
//! a module. The compiler's source map has those files as well. What is written here says nothing more than that.
#[macro_use]
mod rules;

stamps::derive! {
    /// The number of a type.
    #[proc_macro_derive(Stamped)]
    fn derive_stamped() { "impl Sealed { fn stamp(&self) -> u32 { 3 } }" }
}

own! {
    #[proc_macro]
    fn stamp() { "r\"raw\", stringify!(a b), br#\"bytes\"#" }
}
