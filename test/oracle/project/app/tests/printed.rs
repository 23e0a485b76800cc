use std::process::Command;

/// The name of this variable is none that a shell would keep.
#[test]
fn texts_are_printed() {
    let output = Command::new(env!("CARGO_BIN_EXE_well-spaced")).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.lines().next(), Some(made::spaced!(whole "a::b(c).d, x+y")));
}
