fn main() {
    println!("{}", shout::shout!("sample"));
}
