//! diesel_derives: tables, and types that are read from and written to them. No database is asked.

use diesel::pg::Pg;
use diesel::prelude::*;

diesel::table! {
    /// People.
    people (id) {
        id -> Integer,
        #[sql_name = "full_name"]
        name -> Text,
        age -> Nullable<SmallInt>,
        kind -> crate::KindSql,
    }
}

diesel::table! {
    letters (id, person_id) {
        id -> Integer,
        person_id -> Integer,
        text -> Varchar,
    }
}

diesel::joinable!(letters -> people (person_id));
diesel::allow_tables_to_appear_in_same_query!(people, letters);

#[derive(diesel::sql_types::SqlType, diesel::query_builder::QueryId)]
#[diesel(postgres_type(name = "kind"))]
pub struct KindSql;

#[derive(Debug, Clone, Copy, PartialEq, diesel::expression::AsExpression, diesel::deserialize::FromSqlRow)]
#[diesel(sql_type = KindSql)]
pub enum Kind {
    Friend,
    Other,
}

impl diesel::serialize::ToSql<KindSql, Pg> for Kind {
    fn to_sql<'b>(&'b self, out: &mut diesel::serialize::Output<'b, '_, Pg>) -> diesel::serialize::Result {
        use std::io::Write;
        out.write_all(if *self == Kind::Friend { b"friend" } else { b"other" })?;
        Ok(diesel::serialize::IsNull::No)
    }
}

impl diesel::deserialize::FromSql<KindSql, Pg> for Kind {
    fn from_sql(bytes: diesel::pg::PgValue<'_>) -> diesel::deserialize::Result<Self> {
        Ok(if bytes.as_bytes() == b"friend" { Kind::Friend } else { Kind::Other })
    }
}

#[derive(Queryable, Selectable, Identifiable, Debug, PartialEq)]
#[diesel(table_name = people, check_for_backend(Pg))]
pub struct Person {
    pub id: i32,
    pub name: String,
    pub age: Option<i16>,
    pub kind: Kind,
}

#[derive(Insertable)]
#[diesel(table_name = people)]
pub struct NewPerson<'a> {
    pub name: &'a str,
    #[diesel(column_name = age)]
    pub years: Option<i16>,
    pub kind: Kind,
}

#[derive(AsChangeset, Identifiable)]
#[diesel(table_name = people, treat_none_as_null = false)]
pub struct Change {
    pub id: i32,
    pub name: Option<String>,
    pub age: Option<i16>,
}

#[derive(Queryable, Selectable, Identifiable, Associations)]
#[diesel(table_name = letters, belongs_to(Person), primary_key(id, person_id))]
pub struct Letter {
    pub id: i32,
    pub person_id: i32,
    #[diesel(embed)]
    pub content: Content,
}

#[derive(Queryable, Selectable, QueryableByName, Debug)]
#[diesel(table_name = letters)]
pub struct Content {
    pub text: String,
}

#[diesel::declare_sql_function]
extern "SQL" {
    fn lower(text: diesel::sql_types::Text) -> diesel::sql_types::Text;
}


#[cfg(test)]
mod tests {
    use super::*;
    use diesel::debug_query;

    #[test]
    fn queries() {
        let query = people::table.filter(lower(people::name).eq("x").and(people::kind.eq(Kind::Friend))).select(Person::as_select());
        assert_eq!(
            debug_query::<Pg, _>(&query).to_string(),
            "SELECT \"people\".\"id\", \"people\".\"full_name\", \"people\".\"age\", \"people\".\"kind\" FROM \"people\" WHERE ((lower(\"people\".\"full_name\") = $1) AND (\"people\".\"kind\" = $2)) -- binds: [\"x\", Friend]"
        );
        let insert = diesel::insert_into(people::table).values(NewPerson { name: "n", years: None, kind: Kind::Other });
        assert!(debug_query::<Pg, _>(&insert).to_string().starts_with("INSERT INTO \"people\" (\"full_name\", \"age\", \"kind\") VALUES ($1, DEFAULT, $2)"));
        let change = Change { id: 1, name: None, age: Some(3) };
        assert!(debug_query::<Pg, _>(&diesel::update(&change).set(&change)).to_string().starts_with("UPDATE \"people\" SET \"age\" = $1 WHERE"));
    }

    #[test]
    fn associations() {
        let person = Person { id: 5, name: "n".into(), age: None, kind: Kind::Other };
        let query = Letter::belonging_to(&person).select(Letter::as_select());
        assert!(debug_query::<Pg, _>(&query).to_string().contains("\"letters\".\"person_id\" = $1"));
        let joined = letters::table.inner_join(people::table).select((people::name, letters::text));
        assert!(debug_query::<Pg, _>(&joined).to_string().contains("INNER JOIN \"people\" ON"));
    }
}
