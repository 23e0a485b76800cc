use app::{area, oldest, twice, Person, Shape};
use made::Describe;
use stamped::Stamped;
use tiny::{same, Unit};

trait Marked {
    const MARK: u32 = 4;
}

#[derive(Debug, Describe, Unit)]
struct Local(u8);

#[derive(Stamped)]
struct Sealed;

fn main() {
    let people = [Person { name: "Ada".into(), age: 36 }, Person { name: "Kurt".into(), age: 71 }];
    println!("{} {} {}", people[0].describe(), oldest(&people), same!(Local(7)).describe());
    println!("{}", Local::MARK);
    println!("{} {:?}", Sealed.stamp(), stamped::stamp!());
    for shape in [Shape::Round { radius: 3 }, Shape::Square(std::env::args().count() as u64)] {
        println!("{} {}", shape.describe(), twice!(area(&shape) + 1));
    }
}
