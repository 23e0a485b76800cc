//! utoipa: descriptions of interfaces out of doc comments and attributes.

use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, OpenApi, ToResponse, ToSchema};

/// An animal.
///
/// With more about it.
#[derive(Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "camelCase")]
#[schema(example = json!({"petName": "Rex", "ageInYears": 3}))]
pub struct Pet {
    /// What it is called.
    #[schema(min_length = 1, max_length = 20, pattern = r"^[A-Z]\w+$")]
    pub pet_name: String,
    #[schema(minimum = 0, maximum = 99)]
    pub age_in_years: Option<u8>,
    #[serde(default)]
    pub kind: Kind,
    #[schema(inline)]
    pub tags: Vec<Tag<u16>>,
    #[serde(skip)]
    #[allow(dead_code)]
    hidden: u8,
    #[deprecated]
    #[schema(read_only)]
    pub old: bool,
}

#[derive(Serialize, Deserialize, ToSchema, Default)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Kind {
    #[default]
    HouseCat,
    Dog,
}

#[derive(Serialize, Deserialize, ToSchema)]
pub struct Tag<T> {
    pub value: T,
}

#[derive(Serialize, ToSchema)]
#[serde(tag = "type", content = "data")]
pub enum Event {
    Born,
    /// It has moved.
    Moved { from: String, to: Option<String> },
    Many(Vec<Pet>),
}

#[derive(Deserialize, IntoParams)]
#[into_params(style = Form, parameter_in = Query)]
pub struct Filter {
    /// How many at most.
    #[param(example = 10, default = 5)]
    pub limit: Option<u32>,
    #[serde(rename = "q")]
    pub text: String,
}

#[derive(Serialize, ToResponse, ToSchema)]
#[response(description = "It went wrong", example = json!({"message": "no"}))]
pub struct Failure {
    pub message: String,
}

/// Gets one.
///
/// By its number.
#[utoipa::path(
    get,
    path = "/pets/{id}",
    tag = "pets",
    params(("id" = u64, Path, description = "its number"), Filter),
    responses(
        (status = 200, description = "found", body = Pet, headers(("x-count" = i32))),
        (status = "4XX", response = Failure),
    ),
    security(("key" = ["read", "write"])),
)]
#[allow(dead_code)]
pub async fn get_pet(id: u64) {
    let _ = id;
}

#[utoipa::path(post, path = "/pets", request_body(content = inline(Pet), description = "new"), responses((status = CREATED, body = [Event])), operation_id = "create")]
pub fn create_pet() {}

#[derive(OpenApi)]
#[openapi(
    info(title = "Pets", version = "1.2.3"),
    paths(get_pet, create_pet),
    components(schemas(Pet, Event, Kind), responses(Failure)),
    tags((name = "pets", description = "All pets")),
)]
pub struct Api;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn described() {
        let api = serde_json::to_value(Api::openapi()).unwrap();
        assert_eq!(api["info"]["title"], "Pets");
        let get = &api["paths"]["/pets/{id}"]["get"];
        assert_eq!((&get["summary"], &get["description"]), (&"Gets one.".into(), &"By its number.".into()));
        assert_eq!(get["operationId"], "get_pet");
        assert_eq!(get["parameters"].as_array().unwrap().len(), 3);
        assert_eq!(api["paths"]["/pets"]["post"]["operationId"], "create");
    }

    #[test]
    fn schemas() {
        let api = serde_json::to_value(Api::openapi()).unwrap();
        let pet = &api["components"]["schemas"]["Pet"];
        assert_eq!(pet["description"], "An animal.\n\nWith more about it.");
        assert_eq!(pet["properties"]["petName"]["maxLength"], 20);
        assert_eq!(pet["properties"]["old"]["deprecated"], true);
        assert!(pet["properties"].get("hidden").is_none());
        assert_eq!(api["components"]["schemas"]["Kind"]["enum"], serde_json::json!(["HOUSE_CAT", "DOG"]));
        assert_eq!(api["components"]["schemas"]["Event"]["oneOf"].as_array().unwrap().len(), 3);
    }
}
