//! askama_derive: it reads templates from files and from attributes.

use askama::Template;

#[derive(Template)]
#[template(path = "page.html")]
pub struct Page<'a> {
    pub title: &'a str,
    pub items: Vec<Item>,
    pub user: Option<&'a str>,
}

pub struct Item {
    pub name: String,
    pub price: f32,
}

#[derive(Template)]
#[template(source = "{% for n in 0..count %}{{ loop.index }}{% if !loop.last %}, {% endif %}{% else %}none{% endfor %}", ext = "txt")]
pub struct Numbers {
    pub count: usize,
}

#[derive(Template)]
#[template(source = "{% macro twice(x) %}{{ x }}{{ x }}{% endmacro %}{% call twice(text) %}{% match kind %}{% when Kind::A %}a{% when Kind::B(n) %}{{ n }}{% endmatch %}", ext = "html")]
pub struct Escaped {
    pub text: &'static str,
    pub kind: Kind,
}

pub enum Kind {
    A,
    B(u8),
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renders() {
        let page = Page { title: "T & U", items: vec![Item { name: "n".into(), price: 1.5 }], user: Some("me") };
        assert_eq!(page.render().unwrap(), "<html>\n<title>T &#38; U</title>\n<p>hello me</p>\n<ul><li>n: 1.50</li></ul>\n</html>");
        assert_eq!((Numbers { count: 3 }.to_string(), Numbers { count: 0 }.to_string()), ("1, 2, 3".into(), "none".into()));
        assert_eq!(Escaped { text: "<", kind: Kind::B(5) }.to_string(), "&#60;&#60;5");
        assert_eq!(Escaped { text: "", kind: Kind::A }.to_string(), "a");
    }
}
