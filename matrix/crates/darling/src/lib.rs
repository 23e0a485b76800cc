//! darling_macro, in a library as a macro's author has it: here syn is no macro-only package.

use darling::{ast, FromDeriveInput, FromField, FromMeta, FromVariant};

#[derive(Debug, FromMeta, PartialEq, Clone)]
#[darling(default)]
pub struct Options {
    pub name: String,
    #[darling(rename = "max", multiple)]
    pub limits: Vec<u8>,
    #[darling(with = "shouted", default)]
    pub text: String,
    pub flag: bool,
    pub mode: Mode,
}

impl Default for Options {
    fn default() -> Self {
        Options { name: "none".into(), limits: vec![], text: String::new(), flag: false, mode: Mode::Slow }
    }
}

fn shouted(meta: &syn::Meta) -> darling::Result<String> {
    Ok(String::from_meta(meta)?.to_uppercase())
}

#[derive(Debug, FromMeta, PartialEq, Clone)]
#[darling(rename_all = "kebab-case")]
pub enum Mode {
    #[darling(word)]
    Slow,
    VeryFast { factor: u8 },
}

#[derive(Debug, FromField)]
#[darling(attributes(matrix), forward_attrs(doc))]
pub struct Field {
    pub ident: Option<syn::Ident>,
    pub ty: syn::Type,
    pub attrs: Vec<syn::Attribute>,
    #[darling(default)]
    pub skip: bool,
}

#[derive(Debug, FromVariant)]
#[darling(attributes(matrix))]
pub struct Variant {
    pub ident: syn::Ident,
    pub fields: ast::Fields<Field>,
}

#[derive(Debug, FromDeriveInput)]
#[darling(attributes(matrix), supports(struct_named, enum_any), and_then = Self::checked)]
pub struct Receiver {
    pub ident: syn::Ident,
    pub generics: syn::Generics,
    pub data: ast::Data<Variant, Field>,
    #[darling(flatten)]
    pub options: Options,
}

impl Receiver {
    fn checked(self) -> darling::Result<Self> {
        if self.options.name == "bad" {
            return Err(darling::Error::custom("a bad name").with_span(&self.ident));
        }
        Ok(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use syn::parse_quote;

    #[test]
    fn reads() {
        let input = parse_quote! {
            #[matrix(name = "n", max = 1, max = 2, text = "abc", flag, mode(very_fast(factor = 3)))]
            struct S<T> { /** doc */ #[matrix(skip)] a: T, b: u8 }
        };
        let error = Receiver::from_derive_input(&input).unwrap_err().to_string();
        assert!(error.contains("very"), "{error}");
        let input = parse_quote! {
            #[matrix(name = "n", max = 1, max = 2, text = "abc", flag)]
            struct S<T> { /** doc */ #[matrix(skip)] a: T, b: u8 }
        };
        let receiver = Receiver::from_derive_input(&input).unwrap();
        assert_eq!(receiver.options, Options { name: "n".into(), limits: vec![1, 2], text: "ABC".into(), flag: true, mode: Mode::Slow });
        let fields = receiver.data.take_struct().unwrap().fields;
        assert_eq!((fields[0].skip, fields[0].attrs.len(), fields[1].skip), (true, 1, false));
    }

    #[test]
    fn refuses() {
        let bad = parse_quote! { #[matrix(name = "bad")] enum E { A { x: u8 } } };
        assert_eq!(Receiver::from_derive_input(&bad).unwrap_err().to_string(), "a bad name");
        let tuple = parse_quote! { struct T(u8); };
        assert!(Receiver::from_derive_input(&tuple).is_err());
    }
}
