/** The page that explains the error codes. */
export const errorsPage = new URL("../../docs/errors.md", import.meta.url);
