//! paste: identifiers from pieces, case conversions, documentation, environment, macros inside macros.

use paste::paste;

paste! {
    pub const [<LEFT _ RIGHT>]: u8 = 1;
    pub struct [<My Type>];
    #[doc = "Documents `" My "` and " [<Other Name>]]
    pub fn [<make _ 2 _ things>]() -> &'static str { stringify!([<a b>]) }
}

macro_rules! accessors {
    ($name:ident { $($(#[$meta:meta])* $field:ident: $type:ty = $default:expr),* $(,)? }) => {
        paste! {
            #[derive(Debug, Clone)]
            pub struct [<$name:camel Record>] { $($(#[$meta])* [<$field _value>]: $type),* }

            impl Default for [<$name:camel Record>] {
                fn default() -> Self {
                    Self { $([<$field _value>]: $default),* }
                }
            }

            impl [<$name:camel Record>] {
                pub const [<$name:upper _FIELDS>]: &'static [&'static str] = &[$(stringify!([<$field:camel:snake>])),*];
                $(
                    pub fn [<get_ $field>](&self) -> &$type { &self.[<$field _value>] }
                    pub fn [<with_ $field:lower>](mut self, value: $type) -> Self {
                        self.[<$field _value>] = value;
                        self
                    }
                )*
            }
        }
    };
}

accessors!(web_server { port: u16 = 2 * 4_000 + 80, hostName: String = "local".into(), /** doc */ tags: Vec<&'static str> = vec!["a"] });

macro_rules! lifetimes {
    ($life:lifetime, $name:ident) => {
        paste! {
            pub struct [<$name Ref>]<$life>(pub &$life str);
            impl<$life> [<$name Ref>]<$life> {
                pub fn [<r#loop _>](&self) -> &$life str { self.0 }
            }
        }
    };
}

lifetimes!('a, Text);

macro_rules! products {
    ($($left:ident * $right:expr),*) => {
        paste! { $(pub fn [<$left _times>]() -> i32 { $right * 2 })* }
    };
}

products!(one * 1 + 1, two * 2);


paste! {
    pub const [<FROM_ENV_ env!("CARGO_PKG_VERSION_MAJOR")>]: u8 = 0;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!((LEFT_RIGHT, FROM_ENV_0, make_2_things()), (1, 0, "ab"));
        let _ = MyType;
        let record = WebServerRecord::default().with_hostname("h".into());
        assert_eq!((record.get_port(), record.get_hostName().as_str()), (&8080, "h"));
        assert_eq!(WebServerRecord::WEB_SERVER_FIELDS, ["port", "host_name", "tags"]);
        assert_eq!(TextRef("t").loop_(), "t");
    }

    #[test]
    fn fragments_stay_whole() {
        assert_eq!((one_times(), two_times()), (4, 4));
    }
}
