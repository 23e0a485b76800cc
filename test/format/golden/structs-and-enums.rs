#[doc = " A shape."]
#[derive(Clone, Debug)]
#[repr(u8)]
pub enum Shape<'a, T = u8>
where
    T: Copy
{
    #[doc = " Round."]
    #[serde(rename = "circle")]
    Circle { radius: f64 },
    Square(#[serde(skip)] f64, &'a str),
    Polygon {
        points: Vec<(f64, f64)>,
        closed: bool,
        #[cfg(test)]
        name: String,
    },
    Unit = 3,
    Last = -1 + 2
}

pub struct Unit;

pub(in crate::a) struct Pair<T>(pub T, pub(crate) Vec<T>)
where
    T: Sized;

union Bits {
    i: u32,
    f: f32
}

#[non_exhaustive]
pub struct Config {
    #[serde(default = "default_port", skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    pub hooks: Vec<Box<dyn Fn(&str) -> Result<(), Error> + Send + Sync + 'static>>,
    pub r#type: [u8; 4]
}

static GREETING: &str = "hello";

const TABLE: [u8; 16] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 255];

type Alias<T> = std::collections::HashMap<String, T>;
