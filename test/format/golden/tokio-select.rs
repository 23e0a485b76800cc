pub fn run() -> Result<(), String> {
    let body = async {
        let mut harbour = Harbour { boats: vec![] };
        tokio::select! {
            answer = harbour.guide("Crab", Some(4)) => {
                answer?;
            }
            _ = tokio::task::yield_now(), if false => {}
            else => return Err("nothing".into()),
        }
        let (one, two) = tokio::join!(async { 1 }, async { 2 });
        assert_eq!(one + two, 3);
        Ok(())
    };
    let body = {
        if false {
            let _: &dyn ::core::future::Future<Output = Result<(), String>> = &body;
        }
        body
    };
    #[allow(
        clippy::expect_used,
        clippy::diverging_sub_expression,
        clippy::needless_return,
        clippy::unwrap_in_result
    )]
    {
        use tokio::runtime::Builder;

        return Builder::new_current_thread()
            .enable_all()
            .build()
            .expect("Failed building the Runtime")
            .block_on(body);
    }
}
