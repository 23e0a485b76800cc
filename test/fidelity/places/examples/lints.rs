#![deny(unused_variables, dead_code, non_snake_case)]
#![warn(unreachable_pub)]

macros::at!(BadName
    here);

#[allow(unused_variables)]
mod allowed {
    #[macros::at_item(silent)]
    fn also_unused(argument: u8) {}
}

#[macros::at_item(loud)]
#[derive(macros::At)]
struct Item {
    field: u8,
}

fn main() {}
