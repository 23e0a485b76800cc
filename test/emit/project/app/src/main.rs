fn main() {
    println!("{} {} {} {}", app::both(), app::product(), app::Crab::name(), app::VERSION);
    println!("{} {} {:?}", app::deep::inner::nested(), other::greeting(), app::lines());
}
