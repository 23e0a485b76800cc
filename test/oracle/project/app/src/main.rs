use app::{area, oldest, twice, Person, Shape};
use made::Describe;
use parted::{half, Fields};
use stamped::Stamped;
use tiny::{same, Unit};

trait Marked {
    const MARK: u32 = 4;
}

#[derive(Fields)]
struct Pair {
    left: u8,
    right: u8,
}

#[derive(Debug, Describe, Unit)]
struct Local(u8);

#[derive(Stamped)]
struct Sealed;

fn main() {
    let people = [Person { name: "Ada".into(), age: 36 }, Person { name: "Kurt".into(), age: 71 }];
    println!("{} {} {}", people[0].describe(), oldest(&people), same!(Local(7)).describe());
    println!("{}", Local::MARK);
    let pair = Pair { left: 4, right: half!(6) };
    println!("{} {}", half!(pair.left + pair.right), Pair::FIELDS);
    println!("{} {:?}", Sealed.stamp(), stamped::stamp!());
    for shape in [Shape::Round { radius: 3 }, Shape::Square(std::env::args().count() as u64)] {
        println!("{} {}", shape.describe(), twice!(area(&shape) + 1));
    }
}
