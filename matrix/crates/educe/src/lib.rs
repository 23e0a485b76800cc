//! educe: standard traits with settings.

use educe::Educe;

#[derive(Educe)]
#[educe(Debug(name = "Renamed"), Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Default(new = true))]
pub struct Record<T> {
    #[educe(Debug(name = "first"), Default = 3)]
    pub one: u8,
    #[educe(Debug(ignore), PartialEq(ignore), Hash(ignore), Ord(ignore))]
    pub cache: Option<T>,
    #[educe(Debug(method(shown)), Ord(rank = 0))]
    pub secret: String,
}

fn shown(_: &str, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
    formatter.write_str("***")
}

#[derive(Educe, Clone, Copy)]
#[educe(Deref, DerefMut, Into(u16))]
pub struct Wrapper {
    #[educe(Deref, DerefMut)]
    pub inner: u32,
    #[educe(Into(u16))]
    pub small: u16,
}

#[derive(Educe)]
#[educe(Default, Debug)]
pub enum Kind {
    #[allow(dead_code)]
    A,
    #[educe(Default, Debug(name = false))]
    B {
        #[educe(Default(expression = 1 + 1))]
        x: i8,
    },
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn traits() {
        let record = <Record<u8> as Default>::default();
        assert_eq!(format!("{record:?}"), "Renamed { first: 3, secret: *** }");
        assert!(record == Record { cache: Some(1), ..record.clone() });
        let mut wrapper = Wrapper { inner: 1, small: 2 };
        *wrapper += 4;
        let small: u16 = wrapper.into();
        assert_eq!((*wrapper, small), (5, 2));
        assert_eq!(format!("{:?}", Kind::default()), "{x: 2}");
    }
}
