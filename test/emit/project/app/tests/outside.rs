#[test]
fn outside() {
    assert_eq!(shout::shout!("outside"), "OUTSIDE");
}
