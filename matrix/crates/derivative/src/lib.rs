//! derivative: still on version 1 of syn.

use derivative::Derivative;

#[derive(Derivative)]
#[derivative(Debug, Clone(bound = ""), PartialEq, Eq, Hash, Default(bound = "", new = "true"), PartialOrd = "feature_allow_slow_enum", Ord = "feature_allow_slow_enum")]
pub struct Record<T> {
    #[derivative(Default(value = "12"))]
    pub id: u32,
    #[derivative(Debug = "ignore", PartialEq = "ignore", Hash = "ignore", PartialOrd = "ignore", Ord = "ignore")]
    pub cache: std::marker::PhantomData<T>,
    #[derivative(Debug(format_with = "stars"), Default(value = "String::from(\"s\")"))]
    pub secret: String,
}

fn stars(_: &str, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    formatter.write_str("***")
}

#[derive(Derivative)]
#[derivative(Debug, Copy, Clone, PartialEq, Default)]
pub enum Choice<'a> {
    First,
    #[derivative(Default)]
    Second(#[derivative(Default(value = "3"))] i8),
    #[derivative(Debug = "transparent")]
    Third(&'a str),
}

#[derive(Derivative, Clone, Copy)]
#[derivative(Debug(transparent = "true"))]
pub struct Wrapper(pub u8);

#[cfg(test)]
mod tests {
    use super::*;

    struct Plain;

    #[test]
    fn structs() {
        let record = Record::<Plain>::new();
        assert_eq!((record.id, record.clone().secret.as_str()), (12, "s"));
        assert_eq!(format!("{:?}", Wrapper(4)), "4");
        let one = Record::<u8> { id: 1, ..Default::default() };
        assert_eq!(format!("{one:?}"), "Record { id: 1, secret: *** }");
        assert!(one < Record::default() && one == one.clone());
    }

    #[test]
    fn enums() {
        assert_eq!(Choice::default(), Choice::Second(3));
        assert_eq!(format!("{:?} {:?}", Choice::First, Choice::Third("t")), "First \"t\"");
    }
}
