{
    let value§1 = §(1 + 2§) * §($crate§2::consts::ONE§);
    'outer§1: loop {
        break 'outer§1 §(2. §);
    }
    match §(value§1§) {
        §(Some(x)§) => $crate::f::<§(Vec<u8>§)>(x),
        r#match => §' 'a /§~ / b,
    }
}

§(pub§) struct S§1;

§(fn whole() {}§)

fn next() {}

$ crate;
$x;
a & &b;
c && d;
-1 - -1;
x.0.1;
x.0 .1;
1. .max(2.);
0..1
