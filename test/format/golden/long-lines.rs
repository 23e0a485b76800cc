fn f() {
    let description =
        "a string that is long enough that the line it is on must be broken somewhere, somehow";
    self.some_field.other_field
        .method_one(argument_one, argument_two)
        .method_two(|x| x + 1)
        .third?;
    let bytes: &[u8] = &[
        0x00, 0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e,
        0x0f, 0x10
    ];
    call(first_argument_that_is_long, second_argument_that_is_long, |third| {
        third.go();
    });
    other(
        |x| {
            x.go();
        },
        second_argument
    );
    Some(Builder {
        name: Some(String::from("name")),
        children: vec![Child { id: 1 }, Child { id: 2 }]
    });
    let result: std::collections::BTreeMap<
        some_module::KeyTypeWithLongName,
        other_module::ValueTypeWithLongName
    > = make();
}

pub fn a_function_with_a_long_name<T: Into<String>>(
    first: T,
    second: &mut Vec<String>,
    third: Option<usize>
) -> Option<T> {
    None
}
