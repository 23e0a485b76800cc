fn main() {
    let body = async {
        println!("hi {}", 1 + 2);
        if a && !b || c {
            x.y -= 1;
        } else if let Some(q) = w {
        } else {
            z()
        }
    };
    #[allow(clippy::expect_used, clippy::diverging_sub_expression)]
    {
        return tokio::runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .expect("Failed building the Runtime")
            .block_on(body);
    }
}
