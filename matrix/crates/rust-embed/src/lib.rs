//! rust-embed-impl: it walks a folder, and puts what it finds there into the expansion.

use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
#[include = "*.txt"]
#[include = "sub/*"]
#[exclude = "*.skip"]
pub struct Assets;

#[derive(RustEmbed)]
#[folder = "assets/sub"]
#[prefix = "p/"]
pub struct Prefixed;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files() {
        let mut names: Vec<_> = Assets::iter().collect();
        names.sort();
        assert_eq!(names, ["a.txt", "sub/b.txt"]);
        assert_eq!(&*Assets::get("a.txt").unwrap().data, b"first\n");
        assert_eq!(Prefixed::get("p/b.txt").unwrap().data.len(), 7);
        assert!(Assets::get("none").is_none());
    }
}
