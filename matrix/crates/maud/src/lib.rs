//! maud: markup in token trees.

use maud::{html, Markup, PreEscaped, Render, DOCTYPE};

pub struct Badge(pub u32);

impl Render for Badge {
    fn render_to(&self, out: &mut String) {
        out.push_str("<b>");
        self.0.render_to(out);
        out.push_str("</b>");
    }
}

pub fn page(title: &str, items: &[(&str, Option<u32>)], dark: bool) -> Markup {
    let lowest = 2;
    html! {
        (DOCTYPE)
        html lang="en" {
            head { meta charset="utf-8"; title { (title) } }
            body.page.dark[dark] #main data-count=(items.len()) {
                h1 .{ "size-" (1 + 1) } { (title) " & more" }
                @if items.is_empty() {
                    p { "nothing" }
                } @else if items.len() > lowest {
                    p { "many" }
                } @else {
                    p { "few" }
                }
                ul {
                    @for (index, (name, count)) in items.iter().enumerate() {
                        @let label = format!("{index}:{name}");
                        li title=[count.map(|count| count.to_string())] disabled[index == 0] {
                            (label)
                            @match count {
                                Some(0) => { " zero" },
                                Some(count) if *count > 9 => (Badge(*count)),
                                Some(_) => " some",
                                None => {}
                            }
                        }
                    }
                }
                @while let Some(never) = None::<u8> { (never) }
                input type="checkbox" checked;
                (PreEscaped("<hr>"))
                custom-element ns:attr="x" {}
            }
        }
    }
}

macro_rules! tagged {
    ($tag:ident, $($text:expr),*) => { html! { $tag { $(($text) " ")* } } };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup() {
        let text = page("a<b", &[("x", Some(10)), ("y", None)], true).into_string();
        assert!(text.starts_with("<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>a&lt;b</title></head>"));
        assert!(text.contains("<body class=\"page dark\" id=\"main\" data-count=\"2\">"), "{text}");
        assert!(text.contains("<h1 class=\"size-2\">a&lt;b &amp; more</h1><p>few</p>"));
        assert!(text.contains("<li title=\"10\" disabled>0:x<b>10</b></li><li>1:y</li>"));
        assert!(text.ends_with("<input type=\"checkbox\" checked><hr><custom-element ns:attr=\"x\"></custom-element></body></html>"));
        assert!(page("", &[], false).into_string().contains("<p>nothing</p>"));
    }

    #[test]
    fn out_of_rules() {
        assert_eq!(tagged!(em, 1, "two").into_string(), "<em>1 two </em>");
    }
}
