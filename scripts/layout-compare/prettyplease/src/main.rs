//! Reads Rust from standard input and prints it as prettyplease lays it out. Exits with 1 where syn cannot parse it.

use std::io::Read;

fn main() {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).expect("standard input is text");
    match syn::parse_file(&text) {
        Ok(file) => print!("{}", prettyplease::unparse(&file)),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
}
