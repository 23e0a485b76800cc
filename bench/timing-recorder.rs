// Included as a module into a native copy of a macro crate: runs each invocation repeatedly inside rustc and
// writes down the fastest, the median and the very first run. One line an invocation: name, bytes of input text, nanoseconds.
use proc_macro::TokenStream;
use std::io::Write;
use std::time::Instant;

fn measure(name: &str, size: usize, mut run: impl FnMut() -> TokenStream) -> TokenStream {
    let Some(path) = std::env::var_os("SILCROW_BENCH_TIMES") else { return run() };
    let rounds: usize = std::env::var("SILCROW_BENCH_ROUNDS").ok().and_then(|n| n.parse().ok()).unwrap_or(30);
    let mut times = Vec::with_capacity(rounds);
    let start = Instant::now();
    let mut output = run();
    let first = start.elapsed().as_nanos();
    for _ in 0..rounds {
        let start = Instant::now();
        output = run();
        times.push(start.elapsed().as_nanos());
    }
    times.sort();
    let line = format!("{name}\t{size}\t{}\t{}\t{first}\n", times[0], times[times.len() / 2]);
    let mut file = std::fs::OpenOptions::new().create(true).append(true).open(path).expect("the times file is writable");
    file.write_all(line.as_bytes()).expect("the times file is writable");
    output
}

#[allow(dead_code)]
pub fn derive(name: &str, input: TokenStream, run: fn(TokenStream) -> TokenStream) -> TokenStream {
    let size = input.to_string().len();
    measure(name, size, || run(input.clone()))
}
