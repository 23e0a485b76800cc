//! sqlx without a database: queries from `.sqlx` of the package and of the workspace, a query in a file, migrations,
//! and derives.

use sqlx::postgres::PgConnection;

#[derive(Debug, sqlx::FromRow)]
pub struct User {
    pub id: i64,
    #[sqlx(rename = "name")]
    pub full_name: String,
    #[sqlx(default)]
    pub email: Option<String>,
}

#[derive(Debug, PartialEq, sqlx::Type)]
#[sqlx(type_name = "mood", rename_all = "snake_case")]
pub enum Mood {
    VeryHappy,
    Sad,
}

#[derive(Debug, sqlx::Type)]
#[sqlx(transparent)]
pub struct Id(pub i64);

pub struct Row {
    pub id: i64,
    pub name: String,
    pub email: Option<String>,
}

pub static MIGRATIONS: sqlx::migrate::Migrator = sqlx::migrate!();

pub async fn one(db: &mut PgConnection, id: i64) -> sqlx::Result<Row> {
    sqlx::query_as!(Row, "SELECT id, name, email FROM users WHERE id = $1", id).fetch_one(db).await
}

pub async fn email(db: &mut PgConnection, id: i64) -> sqlx::Result<Option<String>> {
    Ok(sqlx::query!("SELECT id, name, email FROM users WHERE id = $1", id).fetch_one(db).await?.email)
}

pub async fn count(db: &mut PgConnection) -> sqlx::Result<i64> {
    sqlx::query_scalar!(r#"SELECT count(*) AS "count!" FROM users"#).fetch_one(db).await
}

pub async fn rename(db: &mut PgConnection, id: i64, name: &str) -> sqlx::Result<u64> {
    Ok(sqlx::query_file!("queries/rename.sql", name, id).execute(db).await?.rows_affected())
}

#[cfg(test)]
mod tests {
    use super::*;
    use sqlx::Execute;

    #[test]
    fn queries_are_those_of_the_source() {
        assert_eq!(sqlx::query!("DELETE FROM users WHERE id = $1", 3i64).sql().as_str(), "DELETE FROM users WHERE id = $1");
    }

    #[test]
    fn migrations_are_in_the_program() {
        let found: Vec<_> = MIGRATIONS.iter().map(|each| (each.version, each.description.to_string())).collect();
        assert_eq!(found, [(20260101000000, "users".to_string()), (20260102000000, "moods".to_string())]);
        assert!(MIGRATIONS.iter().next().unwrap().sql.as_str().starts_with("CREATE TABLE users"));
    }
}
