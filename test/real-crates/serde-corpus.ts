/**
 * Source text of a library with some 350 types over what serde_derive can do: container kinds, representations
 * of enums, renaming rules, field attributes, generics, borrowed data, raw and Unicode names, and types made by
 * macro_rules from fragments, which reach the macro as None-delimited groups.
 */
export function serdeCorpus(): string {
  const items: string[] = [];
  const both = "#[derive(Serialize, Deserialize)]";
  const rules = ["lowercase", "UPPERCASE", "PascalCase", "camelCase", "snake_case", "SCREAMING_SNAKE_CASE", "kebab-case", "SCREAMING-KEBAB-CASE"];
  let number = 0;
  const add = (attributes: string[], body: (name: string) => string): void => {
    const name = `T${number++}`;
    items.push([both, ...attributes.map((attribute) => `#[serde(${attribute})]`), body(name)].join("\n"));
  };

  const fieldTypes = ["u8", "i64", "f32", "bool", "char", "String", "Option<u32>", "Vec<String>", "(u8, i16)", "[u8; 4]", "Box<u64>", "std::collections::BTreeMap<String, Vec<Option<i8>>>", "()"];
  for (let count = 0; count <= 12; count++) {
    const fields = fieldTypes.slice(0, count);
    add([], (name) => `pub struct ${name} { ${fields.map((type, index) => `pub field_${index}: ${type}`).join(", ")} }`);
    add([], (name) => `pub struct ${name}(${fields.map((type) => `pub ${type}`).join(", ")});`);
  }
  add([], (name) => `pub struct ${name};`);

  for (const rule of rules) {
    add([`rename_all = "${rule}"`], (name) => `pub struct ${name} { pub first_name: u8, pub x: String, pub a_longer_field_name: Option<bool> }`);
    for (const representation of [[], [`tag = "type"`], [`tag = "t"`, `content = "c"`], ["untagged"]]) {
      add([`rename_all = "${rule}"`, ...representation], (name) => `pub enum ${name} { Unit, NewStyle { inner_value: u8, other: String }, Third { only: Option<i32> } }`);
    }
    add([`rename_all_fields = "${rule}"`], (name) => `pub enum ${name} { A { some_field: u8 }, B { other_field: String } }`);
    add([`rename_all(serialize = "${rule}", deserialize = "snake_case")`], (name) => `pub struct ${name} { pub first_name: u8 }`);
  }

  const fieldAttributes = [
    `rename = "other"`, `rename(serialize = "out", deserialize = "in")`, `alias = "a", alias = "b"`, "default", `default = "seven"`,
    "skip", "skip_serializing, default", "skip_deserializing", `skip_serializing_if = "is_zero"`, `with = "through"`,
    `serialize_with = "through::serialize"`, `deserialize_with = "through::deserialize"`,
  ];
  for (const attribute of fieldAttributes) {
    add([], (name) => `pub struct ${name} { #[serde(${attribute})] pub value: u32, pub next: u8 }`);
    add([], (name) => `pub struct ${name}(pub u8, #[serde(${attribute.includes("rename") || attribute.includes("alias") ? "default" : attribute === "default" || attribute.startsWith(`default =`) ? "skip" : attribute})] pub u32);`);
    for (const representation of ["", `tag = "type"`, `tag = "t", content = "c"`, "untagged"]) {
      add(representation === "" ? [] : [representation], (name) => `pub enum ${name} { One { #[serde(${attribute})] value: u32 }, Two { #[serde(${attribute})] value: u32, more: bool } }`);
    }
  }

  const containers = ["deny_unknown_fields", "default", "transparent", `rename = "Renamed"`, `bound = ""`, `expecting = "a thing"`, `from = "u64", into = "u64"`, `try_from = "u64", into = "u64"`];
  for (const attribute of containers) {
    add([attribute], (name) => {
      const derives = attribute === "default" ? "#[derive(Default)]\n" : attribute.includes("into") ? "#[derive(Clone)]\n" : "";
      const conversions = attribute.startsWith("from") ? `\nimpl From<u64> for ${name} { fn from(value: u64) -> Self { ${name} { value } } }` : attribute.startsWith("try_from") ? `\nimpl TryFrom<u64> for ${name} { type Error = String; fn try_from(value: u64) -> Result<Self, String> { Ok(${name} { value }) } }` : "";
      const back = attribute.includes("into") ? `\nimpl From<${name}> for u64 { fn from(value: ${name}) -> u64 { value.value } }` : "";
      return `${derives}pub struct ${name} { pub value: u64 }${conversions}${back}`;
    });
  }
  add([], (name) => `pub struct ${name} { pub id: u8, #[serde(flatten)] pub rest: std::collections::BTreeMap<String, String> }`);
  add([], (name) => `pub struct ${name}<T> { pub id: u8, #[serde(flatten)] pub rest: Option<T> }`);
  add(["untagged"], (name) => `pub enum ${name} { Number(i64), Text(String), Pair(u8, u8), Named { a: u8 }, Nothing }`);
  add([], (name) => `pub enum ${name} { Unit, New(u8), Tuple(u8, String), Struct { a: u8 }, #[cfg(any())] Gone, #[serde(skip)] Skipped, #[serde(alias = "x")] Aliased }`);
  add([`tag = "kind"`], (name) => `pub enum ${name} { Known { a: u8 }, #[serde(other)] Unknown }`);
  add([], (name) => `pub enum ${name} { Known(u8), #[serde(untagged)] Other(String) }`);

  const generics: readonly [string, string][] = [
    ["<T>", "T"], ["<T: Clone>", "Vec<T>"], ["<K: Ord, V>", "std::collections::BTreeMap<K, V>"], ["<'a>", "&'a str"], ["<'a>", "std::borrow::Cow<'a, str>"],
    ["<'a, T>", "std::marker::PhantomData<(&'a str, T)>"], ["<const N: usize>", "[u8; 3], #[serde(skip)] pub length: Size<N>"], ["<T>", "Box<Option<T>>"], ["<T>", "std::marker::PhantomData<T>"],
  ];
  for (const [parameters, type] of generics) {
    add([], (name) => `pub struct ${name}${parameters} { ${type.includes("Cow") ? "#[serde(borrow)] " : ""}pub value: ${type} }`);
    if (!type.includes("Size") && !type.includes("Cow")) {
      add([], (name) => `pub struct ${name}${parameters}(pub ${type});`);
      add([], (name) => `pub enum ${name}${parameters} { Some(${type}), None }`);
      add([`tag = "t", content = "c"`], (name) => `pub enum ${name}${parameters} { Some { value: ${type} }, None }`);
    }
  }
  add([], (name) => `pub struct ${name}<T> where T: std::fmt::Debug + Clone, Vec<T>: Clone { pub value: Vec<T> }`);
  add([`bound(serialize = "T: std::fmt::Display + Serialize", deserialize = "T: std::str::FromStr + Deserialize<'de>")`], (name) => `pub struct ${name}<T> { pub value: T }`);
  for (const word of ["r#type", "r#struct", "r#async", "größe", "поле", "名前", "r#fn"]) {
    add([], (name) => `pub struct ${name} { pub ${word}: u8 }`);
  }
  for (let count = 1; count <= 60; count++) {
    add([], (name) => `/// A type with ${count} documented field${count === 1 ? "" : "s"}, and a "quote" and a \\\\ in its text.\npub struct ${name} { ${Array.from({ length: count }, (_, index) => `/** field ${index} */ pub f${index}: ${fieldTypes[index % fieldTypes.length]}`).join(", ")} }`);
  }
  const made = Array.from({ length: 60 }, (_, index) => {
    const type = fieldTypes[index % fieldTypes.length] ?? "u8";
    return `make!(Made${index}, field_${index}: ${type}, "renamed-${index}");`;
  });
  return `#![allow(dead_code, non_camel_case_types, non_snake_case, uncommon_codepoints, mixed_script_confusables)]
use serde::{Deserialize, Serialize};

pub struct Size<const N: usize>;
impl<const N: usize> Default for Size<N> { fn default() -> Self { Size } }
fn seven() -> u32 { 7 }
fn is_zero(value: &u32) -> bool { *value == 0 }
mod through {
    pub fn serialize<S: serde::Serializer>(value: &u32, serializer: S) -> Result<S::Ok, S::Error> { serializer.serialize_u32(*value) }
    pub fn deserialize<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<u32, D::Error> { <u32 as serde::Deserialize>::deserialize(deserializer) }
}
macro_rules! make {
    ($name:ident, $field:ident : $type:ty, $renamed:literal) => {
        ${both}
        pub struct $name { #[serde(rename = $renamed)] pub $field: $type, pub fixed: Vec<$type> }
    };
}

${items.join("\n\n")}

${made.join("\n")}
`;
}
