use made::Describe;
use shaped::{counted, first_of, sum};

#[derive(Debug, Clone, Describe)]
pub struct Person {
    pub name: String,
    pub age: u32,
}

#[derive(Debug, Describe)]
pub enum Shape<> {
    Round { radius: u64 },
    Square(u64),
}

#[counted(often)]
pub fn area(shape: &Shape) -> u64 {
    let unused = 1;
    match shape {
        Shape::Round { radius } => 3 * radius * radius,
        Shape::Square(side) => made::squares!(40)[*side as usize],
    }
}

pub fn oldest<P: AsRef<[Person]>>(people: P) -> u32 {
    let mut ages: Vec<u32> = people.as_ref().iter().map(|person| person.age).collect();
    ages.sort_by(|a, b| b.cmp(a));
    *first_of!([ages.as_slice()].concat())
}

#[macro_export]
macro_rules! twice {
    ($value:expr) => {
        2 * $crate::total($value)
    };
}

pub fn total(value: u64) -> u64 {
    sum!(value, (1 << 2), made::squares!(12).iter().sum::<u64>())
}

#[cfg(test)]
mod tests {
    #[test]
    fn squares() {
        assert_eq!(made::squares!(4), [0, 1, 4, 9]);
    }
}
