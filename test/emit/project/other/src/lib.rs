pub fn greeting() -> &'static str {
    shout::shout!("hello 🦀")
}
