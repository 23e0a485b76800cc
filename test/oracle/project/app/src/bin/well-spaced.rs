use made::spaced;

const SPACED: &[&str] = &[
    spaced!(whole "a::b(c).d, x+y"),
    spaced!(whole "a :: b ( c ) . d , x + y"),
    spaced!(whole "fn f<'a>(&self , x : & 'a mut T)->[u8;3]{ } /* c */ {} 1.0 .max(2.).e '\u{e9}' b'x' r#type ..= ... =>"),
    spaced!(whole "/** block */struct A; /// line\nimpl B { //! inner\n /*! and block */ } #[doc = \"attribute\"] #![doc=\"inner\"] x"),
    spaced!(put "a::b(c).d, x+y"),
    spaced!(opened "a::b(c).d, x+y"),
    spaced!(opened "///c\nfn f(){a+b} /**d*/{ ///e\n }"),
    spaced!(inside "c(d) {a+b {c -d}}"),
    spaced!(inside "/**e*/ #[doc=\"f\"]{ /// é\n a+b}"),
    spaced!(deeper "c(d) {/**e*/ a+b {c -d}}"),
    spaced!(extended "c(d) { a+b }"),
    spaced!(pieces "c(d) { a+b {c -d}}"),
    spaced!(many "{a+b}(c-d){ ///x\n}[e *f]"),
    spaced!(apart "{a+b}(c-d)[e *f]"),
    spaced!(put "naïve+é"),
    spaced!(put "naïve+x"),
];

fn main() {
    for text in SPACED {
        println!("{text}");
    }
}
