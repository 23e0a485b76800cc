//! Prints where expansions are, and panics in each of them.
mod inner {
    macros::at!(first
        here);

    #[macros::at_item(second)]
    #[derive(macros::At)]
    pub struct
        Item
    {
        pub _field: [
            u8; 3]
    }

    macro_rules! by_rule {
        ($name:ident $token:tt) => {
            macros::at!($name $token);
        };
    }
    by_rule!(third
        there);

    pub const ALL: &[(&str, fn(u8, &[u8]) -> String)] = &[
        ("function, call", first_call),
        ("function, mixed", first_mixed),
        ("function, input", first_input),
        ("function, located", first_located),
        ("attribute, call", second_call),
        ("attribute, mixed", second_mixed),
        ("attribute, input", second_input),
        ("attribute, located", second_located),
        ("derive, call", Item::at_call),
        ("derive, mixed", Item::at_mixed),
        ("derive, input", Item::at_input),
        ("derive, located", Item::at_located),
        ("rule, call", third_call),
        ("rule, mixed", third_mixed),
        ("rule, input", third_input),
        ("rule, located", third_located),
    ];
}

fn main() {
    println!("operators: {:?}", macros::operators!(ab cde (f) fghi "" "j" 1 u8::r#m));
    for (name, function) in inner::ALL {
        println!("{name}: {}", function(0, &[]));
        for how in 1..=4 {
            eprintln!("{name}:");
            std::panic::catch_unwind(|| function(how, &[])).unwrap_err();
        }
    }
}
