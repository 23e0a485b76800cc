#[macro_export]
macro_rules! wrap {
    ($($x:expr),*$(,)?) => { [$($crate::Wrapper($x)),*] };
    (@inner $name:ident) => {
        struct $name;
    };
}

wrap!(1, 2);
thread_local! {
    static KEY: u8 = const { 1 };
}
println!("{a} {b}", a = 1, b = r#"multi
  line §§
"#);
html! { <div class = "x"> { name } </ div > }
