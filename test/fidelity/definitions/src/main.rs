use macros::{attr, wrong, Bad};

#[derive(Bad)]
struct S;

#[attr]
fn f() {}

#[derive(Bed)]
struct Misspelt;

fn main() {
    let _: u8 = wrong!();
}
