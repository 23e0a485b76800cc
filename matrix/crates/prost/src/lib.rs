//! prost: messages without a .proto file.

use std::collections::HashMap;

use prost::{Enumeration, Message, Oneof};

#[derive(Clone, PartialEq, Message)]
pub struct Person {
    #[prost(string, tag = "1")]
    pub name: String,
    #[prost(int32, optional, tag = "2")]
    pub age: Option<i32>,
    #[prost(enumeration = "Mood", tag = "3")]
    pub mood: i32,
    #[prost(message, repeated, tag = "4")]
    pub friends: Vec<Person>,
    #[prost(message, optional, boxed, tag = "5")]
    pub boss: Option<Box<Person>>,
    #[prost(map = "string, sint64", tag = "6")]
    pub scores: HashMap<String, i64>,
    #[prost(oneof = "Contact", tags = "7, 8, 9")]
    pub contact: Option<Contact>,
    #[prost(bytes = "vec", tag = "10")]
    pub picture: Vec<u8>,
    #[prost(uint32, repeated, packed = "false", tag = "11")]
    pub numbers: Vec<u32>,
    #[prost(double, tag = "12", default = "1.5")]
    pub weight: f64,
    #[prost(enumeration = "Mood", repeated, tag = "13")]
    pub moods: Vec<i32>,
}

#[derive(Clone, PartialEq, Oneof)]
pub enum Contact {
    #[prost(string, tag = "7")]
    Mail(String),
    #[prost(fixed64, tag = "8")]
    Phone(u64),
    #[prost(message, tag = "9")]
    Nothing(Nothing),
}

#[derive(Clone, Copy, PartialEq, Message)]
pub struct Nothing {}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Enumeration)]
#[repr(i32)]
pub enum Mood {
    Unknown = 0,
    Good = 1,
    Bad = -1,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn encoded_and_decoded() {
        let friend = Person { name: "f".into(), ..Person::default() };
        assert_eq!((friend.weight, friend.mood()), (1.5, Mood::Unknown));
        let mut person = Person { name: "p".into(), age: Some(0), friends: vec![friend.clone()], boss: Some(Box::new(friend)), ..Person::default() };
        person.set_mood(Mood::Bad);
        person.push_moods(Mood::Good);
        person.scores.insert("s".into(), -5);
        person.contact = Some(Contact::Phone(9));
        person.numbers = vec![1, 300];
        person.picture = vec![0, 255];
        let bytes = person.encode_to_vec();
        assert_eq!(bytes.len(), person.encoded_len());
        let read = Person::decode(bytes.as_slice()).unwrap();
        assert_eq!(read, person);
        assert_eq!((read.age(), read.mood(), read.moods().collect::<Vec<_>>()), (0, Mood::Bad, vec![Mood::Good]));
        assert!(Person::decode([0xFF, 0xFF].as_slice()).is_err());
    }

    #[test]
    fn names_and_values() {
        assert_eq!((Mood::try_from(1), Mood::is_valid(7)), (Ok(Mood::Good), false));
        let one = Person { contact: Some(Contact::Nothing(Nothing {})), ..Person::default() };
        assert_eq!(Person::decode(one.encode_to_vec().as_slice()).unwrap().contact, one.contact);
        assert!(format!("{one:?}").starts_with("Person { name: \"\", age: None, mood: Unknown"));
    }
}
