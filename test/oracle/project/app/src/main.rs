use app::{area, oldest, twice, Person, Shape};
use made::Describe;

#[derive(Debug, Describe)]
struct Local(u8);

fn main() {
    let people = [Person { name: "Ada".into(), age: 36 }, Person { name: "Kurt".into(), age: 71 }];
    println!("{} {} {}", people[0].describe(), oldest(&people), Local(7).describe());
    for shape in [Shape::Round { radius: 3 }, Shape::Square(std::env::args().count() as u64)] {
        println!("{} {}", shape.describe(), twice!(area(&shape) + 1));
    }
}
