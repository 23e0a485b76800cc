mod foo {
    pub mod bar {
        use wstr::wstr;

        pub fn greeting() -> &'static [u16] {
            wstr!("Hello 🦀")
        }
    }
}

fn main() {
    println!("{}", String::from_utf16_lossy(foo::bar::greeting()));
}
