export { assignScopes, type ScopeAssigner, type ScopeOrigin } from "./assign-scopes.ts";
