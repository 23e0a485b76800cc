//! derive_builder_macro.

use derive_builder::Builder;

#[derive(Builder, Debug, PartialEq, Clone)]
#[builder(setter(into, strip_option), build_fn(validate = "Self::validate"), derive(Debug, PartialEq), name = "ServerMaker")]
pub struct Server<T: Clone = u8> {
    /// The host.
    pub host: String,
    #[builder(default = "8080")]
    pub port: u16,
    #[builder(default)]
    pub limit: Option<u32>,
    #[builder(setter(each(name = "tag", into)), default)]
    pub tags: Vec<String>,
    #[builder(setter(custom))]
    pub extra: T,
    #[builder(default = "self.host_length()?")]
    pub length: usize,
    #[builder(setter(skip), default = "42")]
    fixed: u8,
    #[builder(try_setter, setter(name = "count_of"), default)]
    pub count: u8,
}

impl<T: Clone> ServerMaker<T> {
    pub fn extra(&mut self, value: T) -> &mut Self {
        self.extra = Some(value);
        self
    }

    fn validate(&self) -> Result<(), String> {
        if self.port == Some(0) {
            return Err("port 0".into());
        }
        Ok(())
    }

    fn host_length(&self) -> Result<usize, String> {
        self.host.as_ref().map(String::len).ok_or_else(|| "no host".to_string())
    }
}

#[derive(Builder, Debug)]
#[builder(pattern = "owned", build_fn(skip))]
pub struct Owned<'a> {
    pub text: &'a str,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn builds() {
        let server = ServerMaker::default().host("h").extra('x').limit(5u32).tag("a").tag("b").try_count_of(3u16).unwrap().build().unwrap();
        assert_eq!((server.port, server.limit, server.tags.len(), server.length, server.fixed, server.count), (8080, Some(5), 2, 1, 42, 3));
        let error = ServerMaker::<u8>::default().host("h").build().unwrap_err();
        assert_eq!(error.to_string(), "`extra` must be initialized");
        assert_eq!(ServerMaker::default().host("h").extra(1u8).port(0u16).build().unwrap_err().to_string(), "port 0");
        assert_eq!(OwnedBuilder::default().text("t").text, Some("t"));
    }
}
