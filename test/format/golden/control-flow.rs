fn run() -> Result<(), Box<dyn Error>> {
    let Some(x) = map.get(&key) else {
        return Err("missing".into());
    };
    'outer: for (i, item) in items.iter().enumerate() {
        if i % 2 == 0 && !item.done || item.skipped {
            continue 'outer;
        } else if let Item { name, .. } = item && name.len() > 3 {
            break 'outer;
        }
        while let Some(y) = stack.pop() {
            total += y << 2;
        }
    }
    let z = if a { 1 } else { 2 };
    let label = loop {
        break match x {
            0 | 1 => "low",
            2..=9 if x != 5 => {
                log();
                "mid"
            }
            n @ 10.. => n.name(),
            _ if a < b => unreachable!("never {}", x),
            _ => return Ok(()),
        };
    };
    let f = move |a: u8, (b, c): (u8, u8)| -> u8 { a + b * c };
    let g = |x| x.map(|y| y + 1);
    items
        .iter()
        .filter(|item| item.alive && item.age > 3)
        .map(|item| {
            let name = item.name.clone();
            name.to_uppercase()
        })
        .collect::<Vec<_>>();
    let v = vec![1, 2, 3];
    let r = (a as u32 >> 3, -x, !*y, &mut z[..n], &&w, (1..2), ..=3);
    unsafe { ptr.write(1) };
    let s = Point {
        x: 1,
        ..Default::default()
    };
    let long = first_condition_that_is_long(argument) && second_condition_that_is_long(argument)
        || third_condition;
    x = match y {
        Ok(v) => v,
        Err(e) => return Err(From::from(e))
    };
    assert_eq!(a.b.c(), d?.e?, "message {}", 1);
    if x {}
    async move { f().await? }.await;
    Ok(())
}
