pub mod inner {
    use shout::shout;

    /// The macro's output has a macro call in it.
    pub fn nested() -> &'static str {
        shout::as_is!(shout!("nested"))
    }

    #[cfg(test)]
    mod tests {
        #[test]
        fn nested_is_loud() {
            assert_eq!(super::nested(), shout::shout!("nested"));
        }
    }
}
