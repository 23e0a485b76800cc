//! include_dir_macros: a folder as a tree of constants.

use include_dir::{include_dir, Dir};

pub static TREE: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/tree");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files() {
        assert_eq!(TREE.get_file("top.txt").and_then(|file| file.contents_utf8()), Some("top\n"));
        assert_eq!(TREE.get_dir("deep/deeper").unwrap().files().count(), 1);
        assert_eq!(TREE.find("**/*.bin").unwrap().count(), 1);
    }
}
