use macros::{attr, wrong, Bad};
use parted::{in_root, included, out_of_rules, written_twice, Included};
use short::{least, less};

#[derive(Bad)]
struct S;

#[attr]
fn f() {}

#[derive(Bed)]
struct Misspelt;

#[derive(Included)]
struct T;

fn main() {
    let _: u8 = wrong!();
    in_root!();
    included!();
    out_of_rules!();
    written_twice!();
    least!();
    less!();
}
